import { describe, expect, it } from 'vitest';

import { tokenOf } from '../../../testing/scim.ts';
import { adoptionOf, endingOf, rotationOf } from './token-model.ts';

const now = Date.parse('2026-01-15T10:00:00.000Z');
const inHours = (hours: number) => new Date(now + hours * 3_600_000).toISOString();

describe('whether Okta uses a token', () => {
  const used = tokenOf({ id: 't1', seenOkta: true, lastUsed: inHours(-2) });

  it('is told from its own last use, and from the other token', () => {
    expect(adoptionOf(tokenOf(), [])).toBe('unused');
    expect(adoptionOf(tokenOf({ lastUsed: inHours(-1) }), [])).toBe('other');
    expect(adoptionOf(used, [used, tokenOf({ id: 't2', lastUsed: inHours(-1) })])).toBe('uses');
    expect(adoptionOf(used, [used, tokenOf({ id: 't2', seenOkta: true, lastUsed: inHours(-1) })])).toBe('movedOn');
  });
});

describe('the end of a token', () => {
  it('is a day, and is counted down when it is near', () => {
    expect(endingOf(tokenOf(), now)).toEqual({ text: 'never', urgent: false });
    expect(endingOf(tokenOf({ expires: '2027-11-22T10:00:00.000Z' }), now)).toEqual({
      text: '22 Nov 2027',
      urgent: false,
    });
    expect(endingOf(tokenOf({ expires: inHours(9 * 24 + 1) }), now)).toEqual({ text: 'in 9 days', urgent: true });
    expect(endingOf(tokenOf({ expires: inHours(5) }), now)).toEqual({ text: 'in 5 hours', urgent: true });
    expect(endingOf(tokenOf({ expires: inHours(-1) }), now)).toEqual({ text: 'expired', urgent: true });
    expect(endingOf(tokenOf({ expires: inHours(1), expired: true }), now).text).toBe('expired');
  });
});

describe('a change of tokens', () => {
  const old = tokenOf({ id: 't1', created: inHours(-48), seenOkta: true });
  const next = tokenOf({ id: 't2', created: inHours(-1) });

  it('goes on only when Okta was seen with the new one', () => {
    expect(rotationOf([])).toBeNull();
    expect(rotationOf([old])).toMatchObject({ at: 'generate', next: null });
    expect(rotationOf([next, old])).toEqual({ at: 'paste', old, next });
    expect(rotationOf([old, { ...next, lastUsed: inHours(0) }])?.at).toBe('paste');
    expect(rotationOf([old, { ...next, seenOkta: true }])?.at).toBe('retire');
    expect(
      rotationOf([
        { ...old, state: 'inactive' },
        { ...next, seenOkta: true },
      ])?.at,
    ).toBe('remove');
    expect(
      rotationOf([
        { ...old, expired: true },
        { ...next, seenOkta: true },
      ])?.at,
    ).toBe('remove');
  });
});

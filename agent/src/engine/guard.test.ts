import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Guarded } from '@rollcall/shared';

import { brakeLimit, guardItems } from './guard.ts';
import type { GuardInput } from './guard.ts';
import { identityOf } from './map.ts';
import { planPairs } from './plan.ts';
import type { UnguardedItem } from './plan.ts';
import { anyPairs, cmsAccount, connectionOf, contextOf, linkOf, now, oktaAccount, pairOf } from './sample.fixture.ts';

const seen = { at: now, count: 100, complete: true, serverClockSkewMs: 0 };

function guardInput(items: readonly UnguardedItem[], change: Partial<GuardInput> = {}): GuardInput {
  return {
    items,
    connection: connectionOf(),
    trigger: 'cli',
    named: false,
    linked: 1000,
    observed: { cms: seen, okta: seen },
    identity: identityOf(contextOf()),
    guarded: new Map(),
    ...change,
  };
}

function blocked(count: number): UnguardedItem[] {
  const pairs = Array.from({ length: count }, (_each, index) => {
    const cms = cmsAccount(index + 1, { state: 'deactivated' });
    const okta = oktaAccount(index + 1);
    return pairOf({ cms, okta, link: linkOf(cms, okta, { baseState: { cms: 'active', okta: 'active' } }) });
  });
  return planPairs(pairs, contextOf()).items;
}

describe('lockout guard', () => {
  const marks: Guarded[] = ['root', 'lastAdministrator', 'signedIn', 'ownAccount', 'tokenOwner', 'named'];

  it.each(marks)('refuses to switch off who is %s, however the run was asked for', (mark) => {
    const items = blocked(1);
    const guarded = new Map(items.map((item) => [item.id, [mark]]));
    for (const named of [true, false]) {
      const [item] = guardItems(guardInput(items, { guarded, named })).items;
      expect(item?.verdict).toMatchObject({ is: 'refuse', code: 'protected' });
    }
  });

  it('lets a change of fields through for all but the owner of the credential and who is named', () => {
    const cms = cmsAccount(1, { attributes: { field_department: 'Sales' } });
    const okta = oktaAccount(1);
    const { items } = planPairs([pairOf({ cms, okta, link: linkOf(cms, okta) })], contextOf());
    const verdict = (mark: Guarded) =>
      guardItems(guardInput(items, { guarded: new Map([[items[0]?.id ?? '', [mark]]]) })).items[0]?.verdict.is;
    expect(verdict('lastAdministrator')).toBe('allow');
    expect(verdict('tokenOwner')).toBe('refuse');
    expect(verdict('named')).toBe('refuse');
  });

  it('keeps the mail of who holds power over users from being changed on the site, and lets fields and leaving pass', () => {
    const connection = { ...connectionOf(), direction: 'oktaToCms' as const };
    const row = planPairs([pairOf({ cms: cmsAccount(1), okta: oktaAccount(1) })], contextOf()).items[0];
    if (!row) throw new Error('nothing was planned');
    const judged = (change: Partial<UnguardedItem>, trigger: GuardInput['trigger'] = 'scim') => {
      const item: UnguardedItem = { ...row, side: 'cms', source: 'okta', ...change };
      const guarded = new Map([[item.id, ['powerful' as const]]]);
      return guardItems(guardInput([item], { guarded, connection, trigger })).items[0]?.verdict.is;
    };
    expect(judged({ action: 'update', after: { mail: 'other@harbor.example' } })).toBe('refuse');
    expect(judged({ action: 'update', after: { mail: 'other@harbor.example' } }, 'event')).toBe('refuse');
    expect(judged({ action: 'setPassword', after: {} })).toBe('refuse');
    expect(judged({ action: 'activate', after: { state: 'active' } })).toBe('refuse');
    expect(judged({ action: 'update', after: { field_department: 'Sales' } })).toBe('allow');
    expect(judged({ action: 'deactivate', after: { state: 'deactivated' } })).toBe('allow');
  });

  it('never lets a marked account lose access (property)', () => {
    fc.assert(
      fc.property(anyPairs, fc.constantFrom(...marks), fc.boolean(), (pairs, mark, named) => {
        const { items } = planPairs(pairs, contextOf());
        const guarded = new Map(items.map((item) => [item.id, [mark]]));
        for (const item of guardItems(guardInput(items, { guarded, named })).items) {
          if (['suspend', 'deactivate', 'delete', 'revokeGroup'].includes(item.action))
            expect(item.verdict.is).toBe('refuse');
        }
      }),
    );
  });
});

describe('brakes', () => {
  it('lets as many pass as the lower of count and percent, and never less than the floor', () => {
    expect(brakeLimit({ floor: 3, count: 20, percent: 2 }, 12)).toBe(3);
    expect(brakeLimit({ floor: 3, count: 20, percent: 2 }, 500)).toBe(10);
    expect(brakeLimit({ floor: 3, count: 20, percent: 2 }, 5000)).toBe(20);
  });

  it('holds the whole run when a mapping mistake would switch off a tenth', () => {
    const { items, brake } = guardItems(guardInput(blocked(100)));
    expect(brake).toMatchObject({ code: 'brake' });
    expect(brake?.text).toContain('100 users would be switched off in Okta, the limit for one run is 20');
    expect(items).toHaveLength(100);
  });

  it('does not hold what a person named', () => {
    expect(guardItems(guardInput(blocked(25), { named: true })).brake).toBeNull();
  });

  it('never passes more than the limit without a brake (property)', () => {
    fc.assert(
      fc.property(anyPairs, fc.nat(2000), (pairs, linked) => {
        const { items, brake } = guardItems(guardInput(planPairs(pairs, contextOf()).items, { linked }));
        if (brake) return;
        const off = items.filter(
          (item) => item.verdict.is === 'allow' && ['suspend', 'deactivate'].includes(item.action),
        );
        expect(off.length).toBeLessThanOrEqual(brakeLimit(connectionOf().brakes.deactivate, linked));
      }),
    );
  });
});

describe('what waits for a person', () => {
  it('holds a changed sign-in that was only seen, and lets it pass when named', () => {
    const cms = cmsAccount(1, { login: 'new1' });
    const okta = oktaAccount(1);
    const { items } = planPairs([pairOf({ cms, okta, link: linkOf(cms, okta) })], contextOf());
    expect(guardItems(guardInput(items)).items[0]?.verdict).toMatchObject({ is: 'hold', code: 'needs_approval' });
    expect(guardItems(guardInput(items, { named: true })).items[0]?.verdict.is).toBe('allow');
  });

  it('holds adoptions of runs that nobody watches', () => {
    const { items } = planPairs([pairOf({ cms: cmsAccount(1), okta: oktaAccount(1), found: true })], contextOf());
    expect(guardItems(guardInput(items)).items[0]?.verdict.is).toBe('allow');
    expect(guardItems(guardInput(items, { trigger: 'schedule' })).items[0]?.verdict.is).toBe('hold');
  });

  it('refuses to count anybody as gone by a listing that was cut short', () => {
    const cms = cmsAccount(1);
    const okta = oktaAccount(1);
    const { items } = planPairs(
      [pairOf({ okta, link: linkOf(cms, okta), gone: { cms: true, okta: false } })],
      contextOf(),
    );
    const partial = { ...seen, complete: false };
    expect(guardItems(guardInput(items, { observed: { cms: partial, okta: seen } })).items[0]?.verdict).toMatchObject({
      is: 'refuse',
      code: 'partial_listing',
    });
  });
});

import { describe, expect, it } from 'vitest';

import { canBeRule, settlementOf } from './settle-model.ts';

describe('settling differences', () => {
  it('asks for what was chosen and for nothing else', () => {
    expect(settlementOf('7', { department: 'cms', title: undefined, phone: 'leave' }, false)).toEqual({
      user: '7',
      take: { department: 'cms', phone: 'leave' },
      makeRule: false,
    });
    expect(settlementOf('7', { department: undefined }, true)).toBeNull();
  });

  it('makes a rule only of a side, and never of a state', () => {
    expect(canBeRule({ department: 'okta' })).toBe(true);
    expect(canBeRule({ department: 'leave', state: 'cms' })).toBe(false);
    expect(settlementOf('7', { state: 'okta' }, true)?.makeRule).toBe(false);
    expect(settlementOf('7', { title: 'cms' }, true)?.makeRule).toBe(true);
  });
});

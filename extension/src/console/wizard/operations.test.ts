import { describe, expect, it } from 'vitest';

import { needRead, withTick } from './operations.ts';

describe('ticks of a method', () => {
  it.each(['create', 'deactivate', 'delete'] as const)('bring Read along with %s', (operation) => {
    expect(withTick([], operation, true)).toEqual(['read', operation]);
  });

  it('let Update stand alone', () => {
    expect(withTick([], 'update', true)).toEqual(['update']);
    expect(needRead(['read', 'update'])).toEqual([]);
  });

  it('keep Read while another operation needs it, and give it back after', () => {
    expect(withTick(['read', 'create'], 'read', false)).toEqual(['read', 'create']);
    expect(withTick(['read'], 'read', false)).toEqual([]);
    expect(withTick(['read', 'create', 'update'], 'create', false)).toEqual(['read', 'update']);
  });
});

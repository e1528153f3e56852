import { describe, expect, it } from 'vitest';

import { deciding, limitOf } from './brake-model.ts';

const brake = { floor: 3, count: 20, percent: 2 };

describe('the limit of a brake', () => {
  it.each([
    [0, 3, 'floor'],
    [100, 3, 'floor'],
    [150, 3, 'percent'],
    [400, 8, 'percent'],
    [1000, 20, 'count'],
    [9000, 20, 'count'],
  ] as const)('with %s linked users is %s, by its %s', (linked, limit, by) => {
    expect([limitOf(brake, linked), deciding(brake, linked)]).toEqual([limit, by]);
  });

  it('lets nothing pass when all three are 0', () => {
    expect(limitOf({ floor: 0, count: 0, percent: 0 }, 500)).toBe(0);
  });
});

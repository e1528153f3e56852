import { describe, expect, it } from 'vitest';

import { wholeNumber } from './whole-number.ts';

describe('a number that was typed', () => {
  it('is taken when it is whole and in range', () => {
    expect([wholeNumber(' 12 ', 0, 100), wholeNumber('0', 0, 100)]).toEqual([12, 0]);
    for (const text of ['', '-1', '1.5', '101', 'ten', '1e3']) expect(wholeNumber(text, 0, 100)).toBeNull();
  });
});

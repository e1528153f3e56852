import { array, assert, asyncProperty, integer } from 'fast-check';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';

import { sortInTurns } from './sort-in-turns.ts';

it('sorts as the built-in sort does, equal ones in the order in which they stood', async () => {
  await assert(
    asyncProperty(array(integer({ min: 0, max: 300 }), { maxLength: 3000 }), async (numbers) => {
      const values = numbers.map((key, at) => ({ key, at }));
      const compare = (a: { key: number }, b: { key: number }) => a.key - b.key;
      expect(await sortInTurns(values, compare)).toEqual(values.toSorted(compare));
    }),
    { numRuns: 30 },
  );
});

it('lets others have a turn while it sorts many', async () => {
  const values = Array.from({ length: 200_000 }, (_each, at) => (at * 7919) % 200_003);
  const state = { isSorting: true, turns: 0 };
  const sorting = sortInTurns(values, (a, b) => a - b).finally(() => {
    state.isSorting = false;
  });
  while (state.isSorting) {
    state.turns += 1;
    await nextTurn();
  }
  await sorting;
  expect(state.turns).toBeGreaterThan(5);
});

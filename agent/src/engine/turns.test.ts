import { expect, test } from 'vitest';

import { inTurns } from './turns.ts';

test('long work over many values lets others have the event loop between them, and keeps their order', async () => {
  const seen: number[] = [];
  let turns = 0;
  const others = setInterval(() => (turns += 1), 1);
  await inTurns([1, 2, 3, 4, 5], (value) => {
    const until = performance.now() + 6;
    while (performance.now() < until);
    seen.push(value);
  });
  clearInterval(others);
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  expect(turns).toBeGreaterThanOrEqual(3);
});

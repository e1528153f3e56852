import { expect, test } from 'vitest';
import { Kept } from './kept.ts';

test('read once for all, again when asked to, and not kept when it failed', async () => {
  let reads = 0;
  let broken = false;
  const kept = new Kept(async () => {
    await Promise.resolve();
    reads += 1;
    if (broken) throw new Error('no');
    return reads;
  });
  expect(kept.value).toBeNull();
  expect(await Promise.all([kept.get(), kept.get(), kept.get()])).toEqual([1, 1, 1]);
  expect(await kept.fresh()).toBe(2);
  expect([await kept.get(), kept.value]).toEqual([2, 2]);
  broken = true;
  await expect(kept.fresh()).rejects.toThrow('no');
  expect(kept.value).toBe(2);
  broken = false;
  expect(await kept.get()).toBe(4);
});

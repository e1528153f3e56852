import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('calls about one thing follow each other, also after a failure; others run beside them', async () => {
  const turns = new Turns();
  const log: string[] = [];
  const step =
    (name: string, ms: number, fails = false) =>
    async (): Promise<string> => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, ms));
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const first = turns.take('a', step('first', 20, true));
  const second = turns.take('a', step('second', 1));
  const beside = turns.take('b', step('beside', 1));
  expect(await Promise.allSettled([first, second, beside])).toMatchObject([
    { status: 'rejected' },
    { status: 'fulfilled', value: 'second' },
    { status: 'fulfilled', value: 'beside' },
  ]);
  expect(log).toEqual(['first begins', 'beside begins', 'beside ends', 'first ends', 'second begins', 'second ends']);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryHome } from './fixture.ts';
import { openStore } from './store.ts';

const writer = fileURLToPath(new URL('crash-writer.ts', import.meta.url));

/** Starts a process that commits without end and prints each number that was acknowledged to it. */
function startWriter(home: string): { child: ChildProcess; lines: AsyncIterator<string>; exit: Promise<unknown> } {
  const child = spawn(process.execPath, [writer, home], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, lines, exit: once(child, 'exit') };
}

/** Kills a writer again and again, looks each time, and answers how many generations the store went through. */
async function killRepeatedly(home: string, times: number): Promise<number> {
  let generation = 0;
  for (let round = 0; round < times; round += 1) {
    const { child, lines, exit } = startWriter(home);
    let acknowledged = Number((await lines.next()).value);
    // Another moment of a write each time; the folds are frequent, so many kills fall into one.
    await delay(round % 17);
    child.kill('SIGKILL');
    await exit;
    for (let line = await lines.next(); line.done !== true; line = await lines.next())
      acknowledged = Number(line.value);

    const store = await openStore(home);
    const counter = Number(store.data.settings['counter']);
    expect(counter).toBeGreaterThanOrEqual(acknowledged);
    expect(store.data.settings['twin']).toBe(counter);
    // Each commit wrote a link by its number and removed the one 10 before it.
    const numbers = Object.values(store.data.links).map((link) => Number(link.id));
    const expected = Array.from({ length: Math.min(10, counter) }, (_, index) => counter - index);
    expect(numbers.toSorted((a, b) => b - a)).toEqual(expected);
    ({ generation } = store.stats());
    await store.close();
  }
  return generation;
}

test('kill -9 in the middle of commits and folds, 60 times: nothing acknowledged is lost, all is readable', async () => {
  const homes = await Promise.all([temporaryHome(), temporaryHome()]);
  const generations = await Promise.all(homes.map(({ home }) => killRepeatedly(home, 30)));
  expect(generations[0]).toBeGreaterThan(10);
  await Promise.all(homes.map(({ remove }) => remove()));
}, 120_000);

test('a second process is refused while the first one lives, and gets in when it was killed', async () => {
  const { home, remove } = await temporaryHome();
  const { child, lines, exit } = startWriter(home);
  await lines.next();
  await expect(openStore(home)).rejects.toMatchObject({
    code: 'locked',
    problem: { detail: expect.stringContaining(`process ${child.pid}`) },
  });
  child.kill('SIGKILL');
  await exit;
  const store = await openStore(home);
  expect(store.data.settings['counter']).toBeGreaterThan(0);
  await store.close();
  await remove();
});

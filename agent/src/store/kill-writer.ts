import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStore, type Store } from './store.ts';

const writer = fileURLToPath(new URL('crash-writer.ts', import.meta.url));

/** A process that commits without end and prints each number that was acknowledged to it. */
export interface Writer {
  child: ChildProcess;
  lines: AsyncIterator<string>;
  exit: Promise<unknown>;
}

export function startWriter(home: string): Writer {
  const child = spawn(process.execPath, [writer, home], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, lines, exit: once(child, 'exit') };
}

export interface KillReport {
  acknowledged: number;
  lost: number;
  /** Times that the store could not be opened, or held part of a commit. */
  unreadable: number;
  generations: number;
}

/** Kills a writer with SIGKILL again and again and looks each time what is there. */
export async function killRepeatedly(home: string, times: number): Promise<KillReport> {
  const report: KillReport = { acknowledged: 0, lost: 0, unreadable: 0, generations: 0 };
  for (let round = 0; round < times; round += 1) {
    // Another moment of a write each time; the folds are frequent, so many kills fall into one.
    const acknowledged = await killAfter(startWriter(home), (round * 7) % 60);
    const store = await openStore(home).catch(() => null);
    if (!store || !isWhole(store)) report.unreadable += 1;
    if (!store) continue;
    report.acknowledged = acknowledged;
    report.lost += Math.max(0, acknowledged - Number(store.data.settings['counter']));
    report.generations = store.stats().generation;
    await store.close();
  }
  return report;
}

/** Answers the last number that was acknowledged. */
async function killAfter({ child, lines, exit }: Writer, ms: number): Promise<number> {
  let acknowledged = Number((await lines.next()).value);
  await delay(ms);
  child.kill('SIGKILL');
  await exit;
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) acknowledged = Number(line.value);
  return acknowledged;
}

/** Each commit counted twice, wrote a link by its number and removed the one 10 before it. */
function isWhole(store: Store): boolean {
  const { counter, twin } = store.data.settings;
  const last = Number(counter);
  const expected = Array.from({ length: Math.min(10, last) }, (_, index) => `link ${last - index}`);
  return counter === twin && Object.keys(store.data.links).sort().join() === expected.sort().join();
}

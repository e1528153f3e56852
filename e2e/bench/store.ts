import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { accountKey, type Change, put } from '@rollcall/agent/store/data';
import { realDisk } from '@rollcall/agent/store/disk';
import { sampleLink, sampleRow } from '@rollcall/agent/store/fixture';
import { readSnapshot } from '@rollcall/agent/store/generation';
import { killRepeatedly } from '@rollcall/agent/store/kill-writer';
import { restoreStore } from '@rollcall/agent/store/restore';
import { openStore, type Store } from '@rollcall/agent/store/store';
import type { AccountRow, Link } from '@rollcall/shared';
import { type BenchRow, median, ms, percentile } from './row.ts';

const people = 100_000;
const fillStep = 250;
const runs = 3;

/** Measures what the store promises with 100,000 links and both sides' rows, beside the bare disk in the same run. */
export async function benchStore(): Promise<BenchRow[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-bench-'));
  try {
    const small = await makeHome(path.join(folder, 'small'), (number) => [
      put('links', linkKey(number), smallLink(number)),
    ]);
    const loads = [await measureLoad('load 100,000 records of 570 B in 0.8 s', small)];
    const whole = await makeHome(path.join(folder, 'whole'), (number) => [
      put('links', linkKey(number), sampleLink(number)),
      ...[sampleRow(number), oktaRow(number)].map((row) => put('accounts', accountKey(row.ref), row)),
    ]);
    loads.push(await measureLoad('load 100,000 links and both sides’ rows in 0.8 s', whole));
    const store = await openStore(whole.home);
    globalThis.gc?.();
    const updates = await measureUpdates(store, folder);
    const rows = [...updates, await measureFold(store), ...loads, await measureGroup(store)];
    await store.close();
    return [...rows, await measureKills(path.join(folder, 'killed'))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface WholeHome {
  home: string;
  /** The same as one file. */
  backup: string;
}

/** A home that holds 100,000 people in one snapshot. */
async function makeHome(folder: string, changesOf: (number: number) => Change[]): Promise<WholeHome> {
  const store = await openStore(path.join(folder, 'first'));
  for (let from = 0; from < people; from += fillStep)
    await store.commit(Array.from({ length: fillStep }, (_, index) => changesOf(from + index)).flat());
  const backup = path.join(folder, 'backup.ndjson');
  await store.backup(backup);
  await store.close();
  const home = path.join(folder, 'home');
  await restoreStore(home, backup);
  return { home, backup };
}

/** P7, first half: beside reading and parsing the same bytes and nothing more. */
async function measureLoad(goal: string, { home, backup }: WholeHome): Promise<BenchRow> {
  const loads: number[] = [];
  const limits: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    globalThis.gc?.();
    limits.push(await timeOf(() => parseOnly(backup)));
    globalThis.gc?.();
    const store = await openStore(home);
    loads.push(store.stats().loadMs);
    await store.close();
  }
  const { size } = await stat(backup);
  const [load, limit] = [median(loads), median(limits)];
  return {
    id: 'P7',
    goal,
    limit: `reading and parsing the same ${mebibytes(size)} MiB, ${ms(limit)}`,
    measured: ms(load),
    ratio: load / limit,
    ok: load <= 800,
  };
}

/** Keeps nothing, so it is the least that any load by JSON can take. */
async function parseOnly(file: string): Promise<void> {
  await readSnapshot(realDisk, file, () => () => {});
}

/** P5, first half: updates one after the other, in turns with bare appends of the same bytes. */
async function measureUpdates(store: Store, folder: string): Promise<BenchRow[]> {
  const bare = await open(path.join(folder, 'bare'), 'a');
  const line = Buffer.from(`${JSON.stringify(updateOf(0).value)}\n`);
  const bareTimes: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    for (let count = 0; count < 25; count += 1) bareTimes.push(await timeOf(() => appendBare(bare, line)));
    for (let count = 0; count < 25; count += 1)
      times.push(await timeOf(() => store.commit([updateOf((round * 25 + count) * 199)])));
  }
  await bare.close();
  const ratio = median(times) / median(bareTimes);

  const logBefore = store.stats().logBytes;
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const updates = 1000;
  for (let number = 0; number < updates; number += 1) await store.commit([updateOf(number * 97)]);
  loop.disable();
  const bytes = (store.stats().logBytes - logBefore) / updates;
  const blocked = held(loop.percentile(99));
  return [
    {
      id: 'P5',
      goal: 'one durable update in 1.5x of append + fdatasync',
      limit: `append + fdatasync of the same bytes, ${ms(median(bareTimes))}`,
      measured: ms(median(times)),
      ratio,
      ok: ratio <= 1.5,
    },
    {
      id: 'P5',
      goal: 'one update writes 2 KiB at most, and holds the event loop for less than 5 ms',
      limit: 'the bytes of the record itself',
      measured: `${(bytes / 1024).toFixed(2)} KiB; p99 ${ms(blocked)}, at most ${ms(held(loop.max))}`,
      ratio: bytes / line.length,
      ok: bytes <= 2048 && blocked < 5,
    },
  ];
}

/** P5, second half: single updates while everything is folded into a new snapshot. */
async function measureFold(store: Store): Promise<BenchRow> {
  const { generation } = store.stats();
  const isNear = () => store.stats().logBytes > store.stats().snapshotBytes - 256 * 1024;
  for (let from = 0; !isNear(); from = (from + fillStep) % people)
    await store.commit(Array.from({ length: fillStep }, (_, index) => updateOf(from + index)));
  globalThis.gc?.();
  for (let number = 0; !store.stats().folding; number += 1) await store.commit([updateOf(number)]);
  const times: number[] = [];
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  for (let number = 0; store.stats().folding; number += 1)
    times.push(await timeOf(() => store.commit([updateOf((number * 197) % people)])));
  loop.disable();
  const blocked = held(loop.max);
  const slowest = percentile(times, 0.99);
  return {
    id: 'P5',
    goal: 'while folding: the event loop held for less than 20 ms, 99 % of updates within 50 ms',
    measured: `${ms(blocked)} at most, p99 ${ms(slowest)} of ${times.length} updates`,
    ratio: null,
    ok: blocked < 20 && slowest < 50 && times.length > 0 && store.stats().generation > generation,
  };
}

/** P7, second half: 64 callers, each waiting for its own update. */
async function measureGroup(store: Store): Promise<BenchRow> {
  const perSecond: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const begun = performance.now();
    const each = 400;
    const caller = async (_: unknown, worker: number): Promise<void> => {
      for (let count = 0; count < each; count += 1)
        await store.commit([updateOf((worker * each + count * 61 + run) % people)]);
    };
    await Promise.all(Array.from({ length: 64 }, caller));
    perSecond.push((64 * each) / ((performance.now() - begun) / 1000));
  }
  return {
    id: 'P7',
    goal: '20,000 durable updates a second by 64 callers',
    measured: `${Math.round(median(perSecond)).toLocaleString('en')}/s`,
    ratio: null,
    ok: median(perSecond) >= 20_000,
  };
}

/** P6. */
async function measureKills(home: string): Promise<BenchRow> {
  const report = await killRepeatedly(home, 50);
  const store = await openStore(home);
  const second = await openStore(home).then(
    () => 'let in',
    (error: Error) => error.message,
  );
  await store.close();
  return {
    id: 'P6',
    goal: '50 kills: no acknowledged update lost, nothing unreadable, a second writer refused by name',
    measured: `${report.acknowledged} acknowledged, ${report.lost} lost, ${report.unreadable} unreadable; ${second}`,
    ratio: null,
    ok: report.acknowledged > 0 && report.lost + report.unreadable === 0 && second.includes(`process ${process.pid}`),
  };
}

async function appendBare(handle: Awaited<ReturnType<typeof open>>, line: Buffer): Promise<void> {
  await handle.write(line);
  await handle.datasync();
}

function linkKey(number: number): string {
  return `link-${number}`;
}

/** A link without mapped attributes, about 570 bytes as JSON. */
function smallLink(number: number): Link {
  return { ...sampleLink(number), base: {} };
}

function updateOf(number: number) {
  const link = sampleLink(number);
  return put('links', linkKey(number), { ...link, base: { ...link.base, title: `Teacher ${number % 7}` } });
}

/** The Okta account of a person, as `sampleLink` names it. */
function oktaRow(number: number): AccountRow {
  return { ...sampleRow(number), ref: sampleLink(number).okta, handle: null, detail: 'ACTIVE' };
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Milliseconds that the event loop was held; the histogram, in nanoseconds, counts the timer's own one too. */
function held(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - 1);
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}

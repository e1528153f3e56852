import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Order, Report } from './large-agent.ts';
import { reportOf } from './report.ts';
import { type BenchRow, ms, percentile } from './row.ts';

const pageSize = 50;
/** Time between two pages that are opened, in ms. */
const beat = 20;

/** P11: the badges of a page, with everybody in the store and a sync going on. */
export async function benchStatus({ people }: { people: number }): Promise<BenchRow[]> {
  const home = await mkdtemp(path.join(tmpdir(), 'rollcall-bench-'));
  const agent = fork(path.join(import.meta.dirname, 'large-agent.ts'), [String(people), home]);
  const fixed = fork(path.join(import.meta.dirname, 'fixed-answer.ts'));
  try {
    const { api, token, site } = await reportOf<Report, 'ready'>(agent, 'ready');
    const page = () => open(`${api}/v1/status`, token, { site, handles: handlesOf(people) });
    fixed.send(await page());
    const [address] = await once(fixed, 'message');
    const plain = () => open(String(address), token, { site, handles: handlesOf(people) });
    for (let count = 0; count < 200; count += 1) await Promise.all([page(), plain()]);

    const rows = [rowOf('nothing else going on', await timesDuring(delay(5000), { page, plain }))];
    for (const [name, change] of syncs) {
      const synced = reportOf<Report, 'synced'>(agent, 'synced');
      agent.send({ do: 'sync', change } satisfies Order);
      const times = await timesDuring(synced, { page, plain });
      const sync = await synced;
      if (sync.state !== 'done' || sync.applied !== change)
        throw new Error(`the sync ended as ${JSON.stringify(sync)}`);
      const row = rowOf(name, times);
      rows.push({ ...row, measured: `${row.measured}, loop held ${ms(sync.longestHoldMs)} at most` });
      if (change === 0) rows.push(verifyRow(people, sync.ms));
    }
    agent.send({ do: 'stop' } satisfies Order);
    await once(agent, 'exit');
    return rows;
  } finally {
    agent.kill('SIGKILL');
    fixed.kill('SIGKILL');
    await rm(home, { recursive: true, force: true });
  }
}

const syncs = [
  ['a sync that finds nothing changed', 0],
  ['a sync that updates 1,000 users', 1000],
] as const;

/** A machine that is busy with something else slows the fixed answer too; twice that much is nobody's fault. */
function rowOf(name: string, { page, plain }: Record<Call, number[]>): BenchRow {
  return {
    id: 'P11',
    goal: `50 badges among all users, p99 < 10 ms; ${name}`,
    limit: `fixed JSON ${shortTimes(plain)}`,
    measured: shortTimes(page),
    ratio: percentile(page, 0.5) / percentile(plain, 0.5),
    ok: percentile(page, 0.99) < Math.max(10, 2 * percentile(plain, 0.99)),
  };
}

/** P8, in part: what a run over everybody adds to the time in which Okta answers its pages. */
function verifyRow(people: number, took: number): BenchRow {
  const pages = (people / 200) * 350;
  return {
    id: 'P8',
    goal: 'a run over all that finds nothing changed in 1.2x of the time of Okta’s pages',
    limit: `${people / 200} pages at 0.35 s, ${ms(pages)}`,
    measured: `${ms(took)} more`,
    ratio: (pages + took) / pages,
    ok: (pages + took) / pages <= 1.2,
  };
}

function shortTimes(times: readonly number[]): string {
  return `p50 ${ms(percentile(times, 0.5))}, p99 ${ms(percentile(times, 0.99))}`;
}

type Call = 'page' | 'plain';

/** Makes both calls every beat, half a beat apart, whether or not the ones before them were answered. */
async function timesDuring(
  work: Promise<unknown>,
  calls: Record<Call, () => Promise<object>>,
): Promise<Record<Call, number[]>> {
  const stop = new AbortController();
  const stopping = work.finally(() => stop.abort());
  const times: Record<Call, number[]> = { page: [], plain: [] };
  const timed = async (call: Call): Promise<void> => {
    const begun = performance.now();
    await calls[call]();
    times[call].push(performance.now() - begun);
  };
  const waiting: Promise<void>[] = [];
  for (let due = performance.now(); !stop.signal.aborted; due += beat) {
    for (const [call, at] of [
      ['page', due],
      ['plain', due + beat / 2],
    ] as const) {
      await delay(Math.max(0, at - performance.now()));
      waiting.push(timed(call));
    }
  }
  await Promise.all([...waiting, stopping]);
  return times;
}

async function open(url: string, token: string, body: object): Promise<object> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return z.looseObject({}).parse(await answer.json());
}

/** The numbers that one page of the site shows, somewhere among all. */
function handlesOf(people: number): string[] {
  const first = 1 + Math.floor(Math.random() * Math.max(1, people - pageSize));
  return Array.from({ length: pageSize }, (_, index) => String(first + index));
}

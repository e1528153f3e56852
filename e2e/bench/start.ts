import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { accountKey, type Change, put } from '@rollcall/agent/store/data';
import { sampleLink, sampleRow } from '@rollcall/agent/store/fixture';
import { openStore } from '@rollcall/agent/store/store';
import { build } from 'esbuild';
import { z } from 'zod';
import { buildAgent, nodeOptions } from './agent-process.ts';
import { type BenchRow, median, ms } from './row.ts';

const people = 1000;
const runs = 7;

interface Start {
  ms: number;
  rss: number;
}

/** P13: from spawn to the first answer, in turns with the least bundle that could do it. */
export async function benchStart(): Promise<BenchRow[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-bench-'));
  try {
    const home = path.join(folder, 'home');
    await fill(home);
    const agent = [await buildAgent(), 'serve', '--home', home, '--port', '0', '--json'];
    const least = [await buildLeast(folder), folder];
    const own: Start[] = [];
    const limit: Start[] = [];
    for (let run = 0; run < runs; run += 1) {
      limit.push(await start(least));
      own.push(await start(agent));
    }
    const [time, leastTime] = [median(own.map((each) => each.ms)), median(limit.map((each) => each.ms))];
    const [rss, leastRss] = [median(own.map((each) => each.rss)), median(limit.map((each) => each.rss))];
    return [
      {
        id: 'P13',
        goal: 'first answer in 400 ms and in 1.6x of the least bundle',
        limit: `one route by Hono over lowdb, ${ms(leastTime)}`,
        measured: ms(time),
        ratio: time / leastTime,
        ok: time <= 400 && time / leastTime <= 1.6,
      },
      {
        id: 'P13',
        goal: 'memory (RSS) of 80 MB at most, with 1,000 users',
        limit: `the same, ${leastRss.toFixed(0)} MB`,
        measured: `${rss.toFixed(0)} MB`,
        ratio: rss / leastRss,
        ok: rss <= 80,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const ready = z.object({ api: z.string() });

async function start(args: string[]): Promise<Start> {
  const begun = performance.now();
  const child = spawn(process.execPath, [...nodeOptions, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { api } = ready.parse(JSON.parse(String(line)));
  const answer = await fetch(`${api}/v1/hello`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const took = performance.now() - begun;
  if (!answer.ok) throw new Error(`hello was answered ${answer.status}`);
  const rss = await rssOf(child.pid ?? 0);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  return { ms: took, rss };
}

/** Memory of a process in MB, as Linux counts it. */
async function rssOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1000;
}

async function fill(home: string): Promise<void> {
  const store = await openStore(home);
  const changes = Array.from({ length: people }, (_, number): Change[] => {
    const link = sampleLink(number);
    const row = sampleRow(number);
    const partner = { ...row, ref: link.okta, handle: null, detail: 'ACTIVE' };
    return [put('links', link.id, link), ...[row, partner].map((each) => put('accounts', accountKey(each.ref), each))];
  });
  await store.commit(changes.flat());
  await store.close();
}

async function buildLeast(folder: string): Promise<string> {
  const outfile = path.join(folder, 'least.mjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'least-agent.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minifyWhitespace: true,
    minifySyntax: true,
  });
  const rows = Array.from({ length: people }, (_, number) => ({ ...sampleRow(number), link: sampleLink(number) }));
  await writeFile(path.join(folder, 'db.json'), JSON.stringify({ people: rows }));
  return outfile;
}

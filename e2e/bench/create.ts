import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RouteAnswer } from '@rollcall/shared/routes';
import { z } from 'zod';
import { startPracticeCms } from '../cms/practice-cms.ts';
import { type Call, callerOf, connect } from '../practice/practice.ts';
import { startPracticeOrg } from '../practice-org/start.ts';
import { buildAgent, serveAgent, type ServingAgent } from './agent-process.ts';
import { type BenchRow, ms } from './row.ts';

/** An org's limit for POST /api/v1/users a minute, and the share of it that a connection takes unless told otherwise. */
const allowed = { perMinute: 600, share: 0.5 };
/** How long Okta takes for a call, about, in milliseconds. */
const callMs = 350;
const minute = 60_000;
const people = { whole: 850, quick: 200 };

type Org = Awaited<ReturnType<typeof startPracticeOrg>>;

/** P10: everybody of a site is created in an empty org that keeps Okta's limits, and the agent is killed on the way. */
export async function benchCreate({ quick }: { quick: boolean }): Promise<BenchRow[]> {
  const home = await mkdtemp(path.join(tmpdir(), 'rollcall-bench-'));
  const count = quick ? people.quick : people.whole;
  // The whole limit in the token's reach, so that the headers tell the org's own and the share is the connection's.
  const org = await startPracticeOrg({ port: 0, limits: 'workforce', tokenShare: 1 });
  const cms = await startPracticeCms({ port: 0, users: count });
  const agentHome = path.join(home, 'agent');
  await mkdir(agentHome);
  const bundle = await buildAgent();
  let agent = await serveAgent(bundle, agentHome);
  try {
    const { id } = await connect(callerOf(agent), { org, cms, mode: 'live' });
    await callerOf(agent)('changeConnection', { id }, { brakes: await openBrakes(callerOf(agent), id) });
    await slowDown(org);
    const watch = watchCreates(org);
    const before = org.org.state.users.size;
    const begun = performance.now();
    const run = { connection: id, scope: { kind: 'all' as const }, mode: 'apply' as const };
    const { job } = await callerOf(agent)('run', {}, run);
    await until(() => watch.times.length >= count / 4);
    await agent.kill('SIGKILL');
    agent = await serveAgent(bundle, agentHome);
    const ended = await ending(callerOf(agent), job, watch);
    const took = performance.now() - begun;
    await watch.stop();
    const made = org.org.state.users.size - before;
    const { refused } = await statsOf(org);
    const again = await planAgain(agent, id);
    const rows: BenchRow[] = [
      {
        id: 'P10',
        goal: 'killed with -9 on the way: goes on by itself, everybody once, no call refused for its rate (429)',
        limit: `${ended.total} people`,
        measured: `${made} users, ${ended.done} done, ${ended.failed} failed, ${again} still to do, ${refused} refused; ${ms(took)}`,
        ratio: made / ended.total,
        ok:
          ended.state === 'done' && ended.done === ended.total && made === ended.total && again === 0 && refused === 0,
      },
    ];
    return quick ? rows : [rateRow(watch.times), ...rows];
  } finally {
    await agent.kill('SIGKILL').catch(() => undefined);
    await Promise.all([cms.close(), org.close()]);
    await rm(home, { recursive: true, force: true });
  }
}

/** The mean of every minute that begins after the first, in which the agent was killed and began anew. */
function rateRow(times: readonly number[]): BenchRow {
  const limit = allowed.perMinute * allowed.share;
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const counts: number[] = [];
  for (let from = first + minute; from + minute <= last; from += 1000)
    counts.push(times.filter((time) => time >= from && time < from + minute).length);
  const rate = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return {
    id: 'P10',
    goal: 'initial create at 95 % of the allowed rate',
    limit: `${limit} a minute`,
    measured: `${rate.toFixed(0)} a minute, ${Math.min(...counts)} to ${Math.max(...counts)}; 10,000 people in ${(10_000 / rate).toFixed(0)} min`,
    ratio: rate / limit,
    ok: rate >= 0.95 * limit,
  };
}

async function openBrakes(call: Call, id: string) {
  const { brakes } = await call('connection', { id });
  const open = { floor: 10_000, count: 10_000, percent: 100 };
  return { ...brakes, create: open, mail: open };
}

async function slowDown(org: Org): Promise<void> {
  for (const match of ['POST /api/v1/users', 'GET /api/v1/users/*'])
    await fetch(`${org.url}/practice/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ match, delayMs: callMs, times: 0 }),
    });
}

const stats = z.object({ refused: z.number(), routes: z.record(z.string(), z.number()) });

async function statsOf(org: Org): Promise<z.infer<typeof stats>> {
  return stats.parse(await (await fetch(`${org.url}/practice/stats`)).json());
}

/** Notes when each create was answered, to a twentieth of a second. */
function watchCreates(org: Org): { times: number[]; stop: () => Promise<void> } {
  const times: number[] = [];
  const stop = new AbortController();
  const work = (async () => {
    while (!stop.signal.aborted) {
      const { routes } = await statsOf(org);
      const made = routes['POST /api/v1/users'] ?? 0;
      while (times.length < made) times.push(performance.now());
      await delay(50);
    }
  })();
  return {
    times,
    async stop() {
      stop.abort();
      await work;
    },
  };
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await delay(20);
}

/** The job at its end; throws when nothing was created for two minutes. */
async function ending(call: Call, id: string, watch: { times: number[] }): Promise<RouteAnswer<'job'>> {
  for (;;) {
    const job = await call('job', { id });
    if (job.ended !== null) return job;
    if (performance.now() - (watch.times.at(-1) ?? 0) > 120_000) throw new Error(`run ${id} stands still`);
    await delay(500);
  }
}

/** How many changes a plan over everybody finds now. */
async function planAgain(agent: ServingAgent, connection: string): Promise<number> {
  const call = callerOf(agent);
  const { job } = await call('run', {}, { connection, scope: { kind: 'all' }, mode: 'plan' });
  for (;;) {
    const { ended, total } = await call('job', { id: job });
    if (ended !== null) return total;
    await delay(100);
  }
}

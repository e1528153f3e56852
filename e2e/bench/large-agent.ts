// An agent between two directories in memory that hold the same people, in a process of its own; told what to do by its
// parent. Everybody is linked and agreed at the start.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openAgent } from '@rollcall/agent/agent';
import type { DirectoryDescriptor } from '@rollcall/agent/directory/directory';
import { memoryDescriptor } from '@rollcall/agent/directory/memory/descriptor';
import { MemoryDirectory } from '@rollcall/agent/directory/memory/memory';
import { cmsShape, oktaShape } from '@rollcall/agent/directory/memory/shape';
import { rowOf } from '@rollcall/agent/engine/record';
import { connectionOf, linkOf } from '@rollcall/agent/engine/sample.fixture';
import { settleLink } from '@rollcall/agent/engine/settle';
import { sweepChange } from '@rollcall/agent/engine/sweep';
import { createLog } from '@rollcall/agent/log';
import { accountKey, put } from '@rollcall/agent/store/data';
import { type Account, type Connection, systemActor } from '@rollcall/shared';

/** What the parent may ask for. */
export type Order = { do: 'sync'; change: number } | { do: 'stop' };

/** What this process tells its parent. */
export type Report =
  | { is: 'ready'; api: string; token: string; site: string }
  | { is: 'synced'; ms: number; applied: number; state: string; longestHoldMs: number };

const people = Number(process.argv[2]);
const home = process.argv[3] ?? '';
const seedStep = 250;
/** A real site is slower; without any wait the two directories would do all their work in one turn. */
const latencyMs = 2;

const settings = connectionOf();
const connection: Connection = {
  ...settings,
  cms: settings.cms && { ...settings.cms, kind: cmsShape.kind },
  okta: settings.okta && { ...settings.okta, kind: oktaShape.kind },
  brakes: { ...settings.brakes, update: { floor: people, count: people, percent: 100 } },
};
const cms = new MemoryDirectory({ id: 'cms', shape: cmsShape, latencyMs });
const okta = new MemoryDirectory({ id: 'okta', shape: oktaShape, latencyMs });
const departments = ['Research', 'Mathematics and Natural Sciences', 'Harbor Master’s Office', 'Library'];

const agent = await openAgent({
  home,
  kinds: [standing(cms, memoryDescriptor(cmsShape)), standing(okta, memoryDescriptor(oktaShape))],
  wrap: (directory) => directory,
  keyring: 'off',
  log: createLog({ level: 'error' }),
});
const { store, engine } = agent.services;
const ids = await seed();
const { api } = await agent.listen({ port: 0 });
tell({ is: 'ready', api, token: agent.scriptToken, site: connection.cms?.url ?? '' });

process.on('message', (order: Order) => {
  if (order.do === 'sync') void sync(order.change);
  else void stop();
});

/** Changes so many people on the site as its pages would, and syncs everybody. */
async function sync(change: number): Promise<void> {
  for (const [index, id] of ids.slice(0, change).entries())
    cms.changeBehind(id, { field_department: `Department ${performance.now().toFixed(0)} ${index % 7}` });
  cms.calls.length = 0;
  okta.calls.length = 0;
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const begun = performance.now();
  const { id } = await engine.start({
    connection: connection.id,
    trigger: 'cli',
    by: systemActor,
    scope: { kind: 'all' },
    mode: 'apply',
    operations: [],
    deadline: null,
    secretSlot: null,
    desired: null,
  });
  const job = await engine.finished(id);
  loop.disable();
  tell({
    is: 'synced',
    ms: performance.now() - begun,
    applied: job.done,
    state: job.error ? `${job.state}: ${job.error.detail}` : job.state,
    longestHoldMs: loop.max / 1e6,
  });
}

async function seed(): Promise<string[]> {
  const at = new Date().toISOString();
  const sweeps = [cms, okta].map(({ id }) => sweepChange(id, { at, count: people, number: 1 }));
  await store.commit([put('connections', connection.id, connection), ...sweeps]);
  const made: string[] = [];
  for (let from = 0; from < people; from += seedStep) {
    const pairs = Array.from({ length: seedStep }, (_, index) => pairOf(from + index + 1));
    await store.commit(pairs.flatMap((pair) => changesOf(pair)));
    made.push(...pairs.map((pair) => pair.cms.ref.id));
  }
  return made;
}

function pairOf(number: number): { cms: Account; okta: Account } {
  const mail = `person.${number}@school.example`;
  const department = departments[number % departments.length] ?? '';
  const [onSite] = cms.seed([
    {
      id: `0b9c7a52-6f7e-4f0e-9d55-${String(number).padStart(12, '0')}`,
      state: 'active',
      attributes: { name: `person.${number}`, mail, field_department: department },
    },
  ]);
  const names = { firstName: 'Person', lastName: `Number ${number}`, displayName: `Person Number ${number}` };
  const [inOkta] = okta.seed([
    {
      id: `00u${String(number).padStart(17, '0')}`,
      state: 'active',
      password: 'a-passw0rd-of-theirs',
      attributes: { login: mail, email: mail, ...names, department },
    },
  ]);
  if (!onSite || !inOkta) throw new Error('nothing was seeded');
  return { cms: onSite, okta: inOkta };
}

function changesOf(pair: { cms: Account; okta: Account }) {
  const link = settleLink({
    ...pair,
    link: linkOf(pair.cms, pair.okta),
    connection,
    places: { cms: cmsShape, okta: oktaShape },
    now: new Date().toISOString(),
  });
  return [
    put('accounts', accountKey(pair.cms.ref), rowOf(pair.cms, { store, connection, side: 'cms' })),
    put('accounts', accountKey(pair.okta.ref), rowOf(pair.okta, { store, connection, side: 'okta' })),
    put('links', link.id, link),
  ];
}

/** A kind whose every place is that one directory. */
function standing(directory: MemoryDirectory, descriptor: DirectoryDescriptor): DirectoryDescriptor {
  return { ...descriptor, create: () => directory };
}

function tell(report: Report): void {
  process.send?.(report);
}

async function stop(): Promise<void> {
  await agent.close();
  process.disconnect();
}

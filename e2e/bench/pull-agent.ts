// An engine between a site in memory and a practice org of another process, in a process of its own: makes the plan of one
// pull and tells what that took. Everybody is on the site and linked; one in a hundred lacks a role.
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { MemoryDirectory } from '@rollcall/agent/directory/memory/memory';
import { okta as kind } from '@rollcall/agent/directory/okta/descriptor';
import { connectionOf, linkOf, oktaAccount } from '@rollcall/agent/engine/sample.fixture';
import { pullCountsOf } from '@rollcall/agent/engine/pull-counts';
import { createWorld } from '@rollcall/agent/engine/world.fixture';
import { options, settingsOf } from '@rollcall/agent/pull/pull.fixture';
import { put } from '@rollcall/agent/store/data';
import type { Account } from '@rollcall/shared';
import { type PullReport, pullPeople } from './pull-people.ts';

const [url = '', token = '', file = ''] = process.argv.slice(2);
const people = pullPeople.parse(JSON.parse(await readFile(file, 'utf8')));
const groups = [...new Set(people.flatMap((person) => person.groups))];

const cms = new MemoryDirectory({ id: 'cms' });
for (const name of groups) cms.seedGroup({ id: name, name });
const place = { id: 'okta', kind: 'okta', url, auth: 'token', secretRef: null, account: null, identity: null };
let calls = 0;
const okta = kind.create({
  settings: { ...place, options: {} },
  credential: () => Promise.resolve({ values: { token } }),
  fetch: (input, init) => {
    calls += 1;
    return fetch(input, init);
  },
  now: Date.now,
  sleep: (ms) => delay(ms),
  share: 100,
  carry: () => Promise.reject(new Error('no browser is paired')),
});
const world = await createWorld({ sides: { cms, okta } });
await world.connect({
  direction: 'oktaToCms',
  pull: settingsOf({ groups: groups.map((group) => ({ group, roles: [{ target: null, role: group }] })) }),
  methods: { ...connectionOf().methods, pull: { on: true, operations: ['read', 'create', 'update', 'deactivate'] } },
});
for (let at = 0; at < people.length; at += 500) await world.store.commit(seed(at, at + 500));
// Nothing of the seed counts as the run's.
people.length = 0;
await warmUp();
await delay(500);
globalThis.gc?.();
const idle = process.memoryUsage().rss;
let most = idle;
const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10);
const [cpu, begun] = [process.cpuUsage(), performance.now()];
const job = await world.run({ kind: 'pull', options }, { trigger: 'pull', mode: 'plan' });
const used = process.cpuUsage(cpu);
clearInterval(sampling);
const { items } = await world.plans.read(job.plan ?? '');
const delta = await lookForMoves();
const report: PullReport = {
  items: items.length,
  cpuMs: (used.user + used.system) / 1000,
  ms: performance.now() - begun,
  overIdle: most - idle,
  delta,
  problem: job.error?.detail ?? null,
};
process.send?.(report);
await world.close();
process.disconnect();

/** Applies the pull, then looks for what moved since, which is nothing. */
async function lookForMoves(): Promise<PullReport['delta']> {
  const asked = { ...options, strategy: 'delta' as const };
  await world.run({ kind: 'pull', options: asked }, { trigger: 'pull' });
  calls = 0;
  const before = process.cpuUsage();
  const look = await world.run({ kind: 'pull', options: asked }, { trigger: 'pull' });
  const { user, system } = process.cpuUsage(before);
  const last = pullCountsOf(world.store.data, 'c1');
  return look.error || last?.strategy !== 'delta' ? null : { calls, cpuMs: (user + system) / 1000 };
}

/** What only the first call of a process costs is not a pull's. */
async function warmUp(): Promise<void> {
  for await (const page of okta.list({ pageSize: 20 })) {
    if (page.accounts.length > 0) break;
  }
}

function seed(from: number, to: number) {
  const part = people.slice(from, to);
  const accounts: Account[] = cms.seed(
    part.map(({ login, groups: roles }, index) => ({
      state: 'active' as const,
      attributes: { name: login, mail: login },
      groups: (from + index) % 100 === 0 ? roles.slice(1) : roles,
    })),
  );
  return accounts.map((account, index) => {
    const { id = '', login = '' } = part[index] ?? {};
    const user = { ...oktaAccount(0, { login }), ref: { directory: 'okta', id } };
    const link = linkOf(account, user);
    return put('links', link.id, link);
  });
}

import { MemoryDirectory } from '@rollcall/agent/directory/memory/memory';
import { pullCountsOf } from '@rollcall/agent/engine/pull-counts';
import { createWorld, type World } from '@rollcall/agent/engine/world.fixture';
import { connectionOf } from '@rollcall/agent/engine/sample.fixture';
import { options, settingsOf } from '@rollcall/agent/pull/pull.fixture';
import { withRetry } from '@rollcall/agent/directory/retry';
import type { PullDefaults } from '@rollcall/shared';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { callOrg, connect } from './contract/practice-okta.ts';
import { type RunningPracticeOrg, startPracticeOrg } from './practice-org/start.ts';

/** The strategy delta and faults on the way, between a site in memory and an Okta look-alike. */

const hour = 3_600_000;
const people = ['ann', 'bea', 'cid', 'dan'];
const stats = z.object({ calls: z.number(), routes: z.record(z.string(), z.number()) });
const named = z.array(z.object({ id: z.string() }));

interface Rig {
  org: RunningPracticeOrg;
  cms: MemoryDirectory;
  world: World;
  /** Moves the org's clock on. */
  pass: (ms: number) => void;
  pull: (change?: Partial<PullDefaults>, mode?: 'plan' | 'apply') => ReturnType<World['run']>;
  changes: (change?: Partial<PullDefaults>) => Promise<string[]>;
  userId: (name: string) => Promise<string>;
  groupId: () => Promise<string>;
  /** Methods and routes of what was asked since the last time. */
  asked: () => Promise<Record<string, number>>;
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function createRig(): Promise<Rig> {
  let ahead = 0;
  const users = people.map((name) => ({
    profile: { login: `${name}@a.example`, email: `${name}@a.example`, firstName: name, lastName: 'Lee' },
    status: 'ACTIVE' as const,
    groups: ['Writers'],
  }));
  const behaviour = { searchLagMs: 400 };
  const org = await startPracticeOrg({ port: 0, seed: { users }, clock: () => Date.now() + ahead, behaviour });
  const cms = new MemoryDirectory({ id: 'cms' });
  for (const role of ['author', 'member']) cms.seedGroup({ id: role, name: role });
  const now = (): number => Date.now() + ahead;
  const sleep = (ms: number): Promise<void> => {
    ahead += ms;
    return Promise.resolve();
  };
  const okta = withRetry(await connect(org, 'token', { sleep, now }), { sleep, now });
  const world = await createWorld({ sides: { cms, okta } });
  // Nothing of how the org was filled counts as having moved.
  ahead += hour;
  open.push(
    () => world.close(),
    () => org.close(),
  );
  const groups = [{ group: 'Writers', roles: [{ target: null, role: 'author' }] }];
  const brake = { floor: 100, count: 100, percent: 100 };
  await world.connect({
    direction: 'oktaToCms',
    pull: settingsOf({ groups }),
    methods: { ...connectionOf().methods, pull: { on: true, operations: ['read', 'create', 'update', 'deactivate'] } },
    brakes: { create: brake, update: brake, deactivate: brake, delete: brake, revokeGroup: brake, mail: brake },
  });
  const pull: Rig['pull'] = (change = {}, mode = 'apply') =>
    world.run({ kind: 'pull', options: { ...options, ...change } }, { trigger: 'pull', mode });
  const first = async (path: string) => named.parse(await callOrg(org, `GET ${path}`))[0]?.id ?? '';
  return {
    org,
    cms,
    world,
    pass: (ms) => (ahead += ms),
    pull,
    changes: async (change) => {
      const job = await pull(change);
      expect(job).toMatchObject({ error: null, failed: 0 });
      const { items } = await world.plans.read(job.plan ?? '');
      return items.map(({ action, subject }) => [action, subject.label, subject.group].filter(Boolean).join(' '));
    },
    userId: (name) => first(`/api/v1/users?filter=${encodeURIComponent(`profile.login eq "${name}@a.example"`)}`),
    groupId: () => first('/api/v1/groups?q=Writers'),
    asked: async () => {
      const { routes } = stats.parse(await callOrg(org, 'GET /practice/stats'));
      await callOrg(org, 'DELETE /practice/stats');
      return routes;
    },
  };
}

const delta = { strategy: 'delta', targetOnlyUserAction: 'block' } as const;

describe('A9: delta', () => {
  test('reads three pages of Okta when nothing moved, and nobody of the site', async () => {
    const { pull, pass, asked, cms, world } = await createRig();
    await pull(delta);
    pass(hour);
    await asked();
    cms.calls.length = 0;
    expect(await pull(delta)).toMatchObject({ state: 'done', error: null });
    expect(await asked()).toEqual({ 'GET /api/v1/users': 1, 'GET /api/v1/groups': 1, 'GET /api/v1/logs': 1 });
    expect(cms.calls).toEqual(['groups list']);
    expect(pullCountsOf(world.store.data, 'c1')).toMatchObject({ strategy: 'delta', notes: [] });
  });

  test('finds who left, was deactivated, was deleted and came, by what the org tells', async () => {
    const { org, pass, changes, userId, groupId, asked } = await createRig();
    await changes(delta);
    pass(hour);
    const [group, ann, bea, cid] = [await groupId(), await userId('ann'), await userId('bea'), await userId('cid')];
    await callOrg(org, `DELETE /api/v1/groups/${group}/users/${ann}`);
    await callOrg(org, `POST /api/v1/users/${bea}/lifecycle/deactivate`);
    await callOrg(org, `DELETE /api/v1/users/${cid}`);
    await callOrg(org, `DELETE /api/v1/users/${cid}`);
    const profile = { login: 'eve@a.example', email: 'eve@a.example', firstName: 'Eve', lastName: 'Lee' };
    await callOrg(org, 'POST /api/v1/users?activate=true', { profile, groupIds: [group] });
    await asked();
    expect((await changes(delta)).toSorted()).toEqual([
      'create eve@a.example',
      'deactivate ann@a.example',
      'deactivate bea@a.example',
      'deactivate cid@a.example',
      'grantGroup eve@a.example author',
    ]);
    expect(Object.keys(await asked())).not.toContain('GET /api/v1/groups/:id/users');
    pass(hour);
    expect(await changes({ ...delta, strategy: 'sync' })).toEqual([]);
  });

  test('without the right to read the log, the group that moved is read again', async () => {
    const { org, pass, changes, userId, groupId, asked, world } = await createRig();
    await callOrg(org, 'POST /practice/faults', { match: 'GET /api/v1/logs', status: 403, times: 0 });
    await changes(delta);
    pass(hour);
    await changes(delta);
    expect(pullCountsOf(world.store.data, 'c1')).toMatchObject({
      strategy: 'delta',
      notes: [expect.stringContaining('System Log')],
    });
    await callOrg(org, `DELETE /api/v1/groups/${await groupId()}/users/${await userId('ann')}`);
    await asked();
    expect(await changes(delta)).toEqual(['deactivate ann@a.example']);
    expect(await asked()).toMatchObject({ 'GET /api/v1/groups/:id/users': 1 });
  });
});

describe('nothing is taken from anybody', () => {
  test.each([
    ['an HTML 502', { status: 502, html: true, times: 3 }, 'server_fault'],
    ['a 429 that lasts for a minute', { status: 429, times: 3 }, 'rate_limited'],
    ['a user who is missing from one answer', { status: 404, times: 1 }, 'missing_group'],
  ])('by %s while members are read', async (_what, fault, code) => {
    const { org, pull, pass, cms } = await createRig();
    await pull();
    pass(hour);
    await callOrg(org, 'POST /practice/faults', { match: 'GET /api/v1/groups/*/users', ...fault });
    const change = { targetOnlyUserAction: 'block', strategy: 'sync' } as const;
    expect(await pull(change)).toMatchObject({ state: 'failed', plan: null, error: { code } });
    const roles: (string[] | null)[] = [];
    for await (const { accounts } of cms.list()) roles.push(...accounts.map(({ groups }) => groups));
    expect(roles).toEqual(people.map(() => ['author']));
    expect(await pull(change)).toMatchObject({ state: 'done', error: null, done: 0 });
  });
});

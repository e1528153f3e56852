import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError, systemActor } from '@rollcall/shared';
import type { Connection, Job, PullDefaults, PullRole, PullSettings } from '@rollcall/shared';

import { MemoryDirectory } from '../directory/memory/memory.ts';
import { pullCountsOf } from '../engine/pull-counts.ts';
import { startPulls } from '../engine/start-pull.ts';
import type { StartedPull } from '../engine/start-pull.ts';
import { put } from '../store/data.ts';
import { createPullWorld, options, settingsOf } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';
import { checkSites, settingsForSite } from './sites.ts';

const now = () => Date.parse('2026-01-15T09:00:00.000Z');
const role = (name: string): PullRole => {
  const [target, ...rest] = name.split('::');
  return rest.length === 0 ? { target: null, role: name } : { target: target ?? '', role: rest.join('::') };
};
const targets = [
  { name: 'press', connection: 'c2' },
  { name: 'shop', connection: 'c3' },
];
const groups = [
  { group: 'Writers', roles: ['author', 'press::author'].map(role) },
  { group: 'Staff', roles: ['member', 'shop::member', 'press::other'].map(role) },
  { group: 'ACL-Press', roles: [] },
];

const gone = { name: 'press', connection: 'c9' };
const off = { on: false, operations: [] };

let world: PullWorld;
let sites: Record<'c2' | 'c3', MemoryDirectory>;
let main: Connection;
beforeEach(async () => {
  sites = { c2: new MemoryDirectory({ id: 'press', now }), c3: new MemoryDirectory({ id: 'shop', now }) };
  for (const site of Object.values(sites)) {
    for (const id of ['author', 'member', 'other']) {
      const name = `Role ${id}`;
      site.groups.seed({ id, name, description: null, kind: 'role', writable: true, privileged: false, guarded: [] });
    }
  }
  world = await createPullWorld({ sites });
  main = await settle();
});
afterEach(() => world.close());

/** A connection that pulls, and two others that it pulls to and that have no pull settings. */
async function settle(change: Partial<PullSettings> = {}, connection: Partial<Connection> = {}): Promise<Connection> {
  main = await world.settle({ targets, groups, ...change }, connection);
  const { cms } = main;
  if (cms === null) throw new Error('no site');
  for (const [id, { id: site }] of Object.entries(sites)) {
    await world.connect({
      ...main,
      id,
      name: site,
      pull: null,
      cms: { ...cms, id: site, url: `https://${site}.example` },
    });
  }
  return main;
}

const change = (id: string, by: Partial<Connection>) => {
  const present = world.store.data.connections[id];
  return world.connect({ ...present, ...by });
};

function start(asked: Partial<PullDefaults> = {}, mode: 'plan' | 'apply' = 'apply'): Promise<StartedPull> {
  world.pass(6_000);
  const scope = { kind: 'pull' as const, options: { ...options, ...asked } };
  const rest = { trigger: 'pull', by: systemActor, operations: [], deadline: null, secretSlot: null } as const;
  return startPulls(world, main, { ...rest, operations: [], scope, mode, desired: null });
}

const elsewhere = ({ okta }: Connection) => okta && { ...okta, id: 'elsewhere', url: 'https://elsewhere.example' };

/** The jobs of c1, c2 and c3 at their rest. */
async function pull(asked: Partial<PullDefaults> = {}, mode: 'plan' | 'apply' = 'apply'): Promise<Job[]> {
  const { job, others } = await start(asked, mode);
  return Promise.all([job.id, ...others.map((each) => each.job ?? '')].map((id) => world.engine.finished(id)));
}

/** Roles by login of everybody on each site. */
async function holders(): Promise<Record<string, string[]>[]> {
  const all = [world.cms, sites.c2, sites.c3].map(async (site) => {
    const found: Record<string, string[]> = {};
    for await (const { accounts } of site.list()) {
      for (const { login, groups: held, state } of accounts) {
        found[login.split('@')[0] ?? ''] = state === 'active' ? (held ?? []).toSorted() : ['(blocked)'];
      }
    }
    return found;
  });
  return Promise.all(all);
}

describe('A1: several sites', () => {
  const cases: {
    says: string;
    people: Record<string, string[]>;
    asked?: Partial<PullDefaults>;
    settings?: Partial<PullSettings>;
    /** On the main site, on press, on shop. */
    are: Record<string, string[]>[];
  }[] = [
    {
      says: 'who gets a role on a site is made there, and nobody else',
      people: { ann: ['Writers'], bea: ['Staff'], cid: ['ACL-Press'] },
      are: [{ ann: ['author'], bea: ['member'], cid: [] }, { ann: ['author'], bea: ['other'] }, { bea: ['member'] }],
    },
    {
      says: 'two groups that come to one role on one site are one role',
      people: { ann: ['Writers', 'Staff'] },
      settings: { groups: [...groups, { group: 'R&D #1', roles: [role('press::author')] }] },
      are: [{ ann: ['author', 'member'] }, { ann: ['author', 'other'] }, { ann: ['member'] }],
    },
    {
      says: '--users narrows all sites',
      people: { ann: ['Writers'], bea: ['Staff'] },
      asked: { users: { kind: 'groups', groups: ['Writers'] } },
      are: [{ ann: ['author'] }, { ann: ['author'] }, {}],
    },
    {
      says: '--no-process-groups makes the same people and gives no roles',
      people: { ann: ['Writers'], bea: ['Staff'] },
      asked: { processGroups: false },
      are: [{ ann: [], bea: [] }, { ann: [], bea: [] }, { bea: [] }],
    },
    {
      says: 'additional groups and rules name roles of other sites',
      people: { ann: ['ACL-Press'], bea: ['Staff'] },
      settings: {
        additionalGroups: [{ source: 'ACL-Press', target: 'shop::Role author' }],
        extendedRoles: [role('shop::other')],
        rules: [{ when: 'okta.profile.login.startsWith("bea")', set: {}, addRoles: ['shop::other'], removeRoles: [] }],
      },
      are: [{ ann: [], bea: ['member'] }, { bea: ['other'] }, { ann: ['author'], bea: ['member', 'other'] }],
    },
  ];
  it.each(cases)('$says', async ({ people, asked, settings, are }) => {
    await settle(settings);
    for (const [login, within] of Object.entries(people)) world.person(login, within);
    const jobs = await pull(asked);
    expect(jobs.map(({ state, error, failed }) => [state, error, failed])).toEqual(jobs.map(() => ['done', null, 0]));
    expect(jobs.map(({ request }) => request.connection)).toEqual(['c1', 'c2', 'c3']);
    expect(await holders()).toEqual(are);
    const again = await pull(asked, 'plan');
    expect(await Promise.all(again.map((job) => world.changes(job)))).toEqual([[], [], []]);
  });

  it('who is only on a site is told by the links of that site alone', async () => {
    const { ref } = world.person('ann', ['Writers', 'Staff']);
    world.person('bea', ['Writers', 'Staff']);
    await pull();
    await world.okta.groups.removeMember('00gStaff', ref.id);
    await pull({ targetOnlyUserAction: 'block' });
    expect(await holders()).toEqual([
      { ann: ['author'], bea: ['author', 'member'] },
      { ann: ['author'], bea: ['author', 'other'] },
      { ann: ['(blocked)'], bea: ['member'] },
    ]);
    await world.okta.groups.addMember('00gStaff', ref.id);
    await pull({ targetOnlyUserAction: 'block' });
    expect((await holders())[2]).toEqual({ ann: ['member'], bea: ['member'] });
  });

  it('a list of accounts that are only on a site names those of another one by its nickname', async () => {
    for (const login of ['ann', 'bea']) world.person(login, ['Staff']);
    await pull();
    const targetOnlyUsers = ['ann@harbor.example', 'shop::bea@harbor.example'];
    const { job, others } = await start({ targetOnlyUsers, targetOnlyUserAction: 'block' });
    expect(others.map(({ connection }) => connection)).toEqual(['c3']);
    for (const id of [job.id, others[0]?.job ?? '']) {
      expect(await world.engine.finished(id)).toMatchObject({ state: 'done', done: 1, failed: 0 });
    }
    const [onMain, , onShop] = await holders();
    expect([onMain, onShop]).toEqual([
      { ann: ['(blocked)'], bea: ['member'] },
      { ann: ['member'], bea: ['(blocked)'] },
    ]);
  });

  it.each([
    ['delta', ['(blocked)']],
    // Nobody who is only on a site is looked at.
    ['push', ['member']],
  ] satisfies [PullDefaults['strategy'], string[]][])('the strategy %s holds for each site', async (strategy, shop) => {
    const { ref } = world.person('ann', ['Staff']);
    await pull({ targetOnlyUserAction: 'block' });
    world.pass(60_000);
    await world.okta.groups.removeMember('00gStaff', ref.id);
    await world.okta.groups.addMember('00gWriters', ref.id);
    world.person('bea', ['Staff']);
    const jobs = await pull({ strategy, targetOnlyUserAction: 'block' });
    expect(jobs.map(({ error, failed }) => [error, failed])).toEqual(jobs.map(() => [null, 0]));
    expect(await holders()).toEqual([
      { ann: ['author'], bea: ['member'] },
      { ann: ['author'], bea: ['other'] },
      { ann: shop, bea: ['member'] },
    ]);
    const used = ['c1', 'c2', 'c3'].map((id) => pullCountsOf(world.store.data, id)?.strategy);
    expect(used).toEqual([strategy, strategy, strategy]);
  });

  it('each site has a plan and limits of its own, and is undone alone', async () => {
    for (const login of ['ann', 'bea']) world.person(login, ['Writers']);
    const { brakes } = main;
    await change('c2', { brakes: { ...brakes, create: { floor: 1, count: 1, percent: 100 } } });
    const [own, press] = await pull();
    expect([own?.state, press?.state, press?.error?.code]).toEqual(['done', 'waiting', 'brake']);
    expect(await holders()).toEqual([{ ann: ['author'], bea: ['author'] }, {}, {}]);
    const { plan } = await world.plans.read(press?.plan ?? '');
    expect(plan).toMatchObject({ connection: 'c2', main: 'c1' });
    await world.engine.approve({ plan: plan.id, digest: plan.digest, items: null, by: systemActor });
    const scope = { kind: 'plan' as const, plan: plan.id, digest: plan.digest, items: null };
    const applied = await world.run(scope, { connection: 'c2' });
    expect(applied).toMatchObject({ state: 'done', done: 4, failed: 0 });
    await world.run({ kind: 'undo', job: applied.id }, { connection: 'c2', trigger: 'undo' });
    expect(await holders()).toEqual([
      { ann: ['author'], bea: ['author'] },
      { ann: ['(blocked)'], bea: ['(blocked)'] },
      {},
    ]);
  });

  it('a saved plan of another site is out of date once the pull settings change', async () => {
    world.person('ann', ['Writers']);
    const [, press] = await pull({}, 'plan');
    const state = async () => (await world.engine.plans('c2')).map((plan) => plan.state);
    expect(await state()).toEqual(['open']);
    await change('c1', { pull: settingsOf({ targets, groups: [] }) });
    expect(await state()).toEqual(['stale']);
    await change('c1', { pull: settingsOf({ groups: [] }) });
    expect(await state()).toEqual(['stale']);
    const { plan } = await world.plans.read(press?.plan ?? '');
    const scope = { kind: 'plan' as const, plan: plan.id, digest: plan.digest, items: null };
    expect(await world.run(scope, { connection: 'c2' })).toMatchObject({ error: { code: 'not_configured' } });
  });

  it.each([
    ['is paused', () => change('c2', { mode: 'paused' }), 'paused'],
    ['is for another org', () => change('c2', { okta: elsewhere(main) }), 'invalid'],
    ['is gone', () => change('c1', { pull: settingsOf({ targets: [gone, targets[1]!], groups }) }), 'invalid'],
    ['does not pull', () => change('c2', { methods: { ...main.methods, pull: off } }), 'not_configured'],
    [
      'can’t be read',
      async () => sites.c2.failNext('list', { error: new SyncError('server_fault', 'Down.') }),
      'server_fault',
    ],
    ['lacks a role', async () => sites.c2.groups.remove('other'), 'missing_group'],
  ])('a site that %s stops no other', async (_what, spoil, code) => {
    world.person('ann', ['Staff']);
    await spoil();
    main = world.store.data.connections['c1'] ?? main;
    const { job, others } = await start();
    const [press, shop] = others;
    const failed = press?.job === null ? press.problem : (await world.engine.finished(press?.job ?? '')).error;
    expect(failed?.code).toBe(code);
    for (const id of [job.id, shop?.job ?? '']) {
      expect(await world.engine.finished(id)).toMatchObject({ state: 'done', done: 2, failed: 0 });
    }
  });

  it('a pull of another site that was cut off goes on with the settings of the main one', async () => {
    world.person('ann', ['Writers']);
    const [, press] = await pull({}, 'plan');
    if (!press) throw new Error('no job');
    const cut: Job = { ...press, state: 'applying', ended: null, request: { ...press.request, mode: 'apply' } };
    await world.store.commit([put('jobs', press.id, cut)]);
    await world.restart();
    await world.engine.recover({ resumeJobs: true });
    expect(await world.engine.finished(press.id)).toMatchObject({ state: 'done', done: 2, failed: 0 });
    expect(await holders()).toEqual([{}, { ann: ['author'] }, {}]);
  });

  it('a slow site keeps no other waiting for the users of both', async () => {
    world.person('ann', ['Staff']);
    const gate = Promise.withResolvers<void>();
    const create = sites.c3.create.bind(sites.c3);
    sites.c3.create = async (...draft) => {
      await gate.promise;
      return create(...draft);
    };
    const { job, others } = await start();
    for (const id of [job.id, others[0]?.job ?? '']) {
      expect(await world.engine.finished(id)).toMatchObject({ state: 'done', done: 2 });
    }
    const slow = others[1]?.job ?? '';
    expect(world.engine.job(slow)).toMatchObject({ ended: null, done: 0 });
    gate.resolve();
    expect(await world.engine.finished(slow)).toMatchObject({ state: 'done', done: 2 });
  });

  it('the others go on where the own site can’t be pulled to', async () => {
    world.person('ann', ['Staff']);
    main = await change('c1', { mode: 'paused' });
    const error = await start().catch((each: unknown) => each);
    expect(error).toMatchObject({ code: 'paused', problem: { next: expect.stringMatching(/go on: .+, .+\.$/) } });
    await Promise.all(Object.keys(world.store.data.jobs).map((id) => world.engine.finished(id)));
    expect((await holders()).map((each) => Object.keys(each))).toEqual([[], ['ann'], ['ann']]);
  });
});

describe('sites of the pull settings', () => {
  it.each([
    [
      'a connection that there is not',
      { targets: [{ name: 'press', connection: 'c9' }], groups: [] },
      'There is no connection',
    ],
    ['the connection itself', { targets: [{ name: 'press', connection: 'c1' }], groups: [] }, 'own one'],
    ['a nickname twice', { targets: [targets[0]!, { name: 'press', connection: 'c3' }] }, 'nickname "press"'],
    ['a connection twice', { targets: [targets[0]!, { name: 'shop', connection: 'c2' }] }, 'same connection'],
    ['a nickname that is not there', { targets: [targets[0]!] }, 'shop::member'],
    [
      'a nickname of an additional group that is not there',
      { targets, additionalGroups: [{ source: 'ACL-(.+)', target: 'kiosk::\\1' }] },
      'kiosk::',
    ],
    [
      'a nickname of a rule that is not there',
      { targets, rules: [{ when: null, set: {}, addRoles: ['kiosk::x'], removeRoles: [] }] },
      'kiosk::x',
    ],
    ['a nickname with ::', { targets: [{ name: 'a::b', connection: 'c2' }], groups: [] }, '::'],
  ] satisfies [string, Partial<PullSettings>, string][])('%s is refused', (_what, settings, text) => {
    const connection = { ...main, pull: settingsOf({ groups, ...settings }) };
    const check = () => checkSites(connection, world.store.data.connections);
    expect(check).toThrow(
      expect.objectContaining({ code: 'invalid', problem: expect.objectContaining({ field: 'pull.targets' }) }),
    );
    expect(check).toThrow(text);
  });

  it('a role of the main site may have :: in its name', () => {
    const own = [...groups, { group: 'Staff', roles: [{ target: null, role: 'A::B' }] }];
    const rules = [{ when: null, set: {}, addRoles: ['a::b'], removeRoles: ['shop::member'] }];
    const connection = { ...main, pull: settingsOf({ targets, groups: own, rules }) };
    expect(() => checkSites(connection, world.store.data.connections)).not.toThrow();
  });

  it('another org is refused', async () => {
    await change('c3', { okta: elsewhere(main) });
    expect(() => checkSites(main, world.store.data.connections)).toThrow('another Okta org');
  });

  it('settings for one site name no other', () => {
    const settings = settingsOf({
      targets,
      groups,
      exclude: { users: ['root'], roles: ['admin', 'press::other'] },
      additionalGroups: [
        { source: 'ACL-', target: 'press::x' },
        { source: 'X', target: 'plain' },
      ],
    });
    expect(settingsForSite(settings, 'press')).toMatchObject({
      targets: [],
      groups: [
        { group: 'Writers', roles: [role('author')] },
        { group: 'Staff', roles: [role('other')] },
        { group: 'ACL-Press', roles: [] },
      ],
      exclude: { users: ['root'], roles: ['other'] },
      additionalGroups: [{ source: 'ACL-', target: 'x' }],
    });
    expect(settingsForSite(settings, null)).toMatchObject({
      exclude: { roles: ['admin'] },
      additionalGroups: [{ source: 'X', target: 'plain' }],
    });
  });
});

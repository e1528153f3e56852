import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { Connection, GroupMap, Job } from '@rollcall/shared';

import { connectionOf } from './sample.fixture.ts';
import { all, createWorld, named } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

const map = (role: string, owner: GroupMap['owner'], change: Partial<GroupMap> = {}): GroupMap => ({
  group: `g-${role}`,
  role,
  owner,
  namedPrivileged: false,
  ...change,
});

let world: World;
beforeEach(async () => {
  world = await createWorld();
  for (const role of ['editor', 'author', 'fixed', 'administrator']) {
    const privileged = role === 'administrator';
    world.cms.seedGroup({ id: role, name: `Role ${role}`, privileged });
    world.okta.seedGroup({ id: `g-${role}`, name: `Group ${role}`, writable: role !== 'fixed' });
  }
});
afterEach(() => world.close());

/** People with these roles on the site and these groups in Okta, linked by a first run. */
async function linked(
  people: { roles?: string[]; groups?: string[]; guarded?: ('root' | 'administrator')[] }[],
  change: Partial<Connection>,
): Promise<void> {
  const match = { cms: '@email', okta: 'login', adopt: 'exact', onAdopt: 'linkOnly' } as const;
  await world.connect({ direction: 'both', match, ...change });
  for (const [index, { roles = [], groups = [], guarded = [] }] of people.entries()) {
    const mail = `user${index + 1}@harbor.example`;
    const attributes = { name: `user${index + 1}`, mail, field_department: 'Research' };
    world.cms.seed([{ state: 'active', attributes, guarded }]);
    for (const role of roles) await world.cms.groups.addMember(role, `cms-${index + 1}`);
    world.addOkta(mail, { password: 'Anchor-4-harbor', attributes: { department: 'Research' } });
    for (const group of groups) await world.okta.groups.addMember(group, `okta-${index + 1}`);
  }
  await world.run(all);
  world.okta.calls.length = 0;
  world.cms.calls.length = 0;
}

const itemsOf = async (job: Job) => (await world.plans.read(job.plan ?? '')).items;
const asidesOf = async (job: Job) => (await world.plans.read(job.plan ?? '')).asides;
const groupCalls = (side: 'cms' | 'okta') => world[side].calls.filter((call) => call.startsWith('groups'));
const changes = () => [...groupCalls('cms'), ...groupCalls('okta')].filter((call) => /(add|remove)Member/.test(call));
const linkOf = (cms: string) => Object.values(world.store.data.links).find((link) => link.cms.id === cms);

describe('a role of the site that an Okta group follows', () => {
  const groupMaps = [map('editor', 'cms'), map('author', 'cms')];

  it('is given and taken in Okta, and the second plan is empty', async () => {
    await linked([{ roles: ['author'], groups: ['g-author'] }, {}], { groupMaps });
    await world.cms.groups.addMember('editor', 'cms-1');
    await world.cms.groups.removeMember('author', 'cms-1');
    const job = await world.run(all);
    expect(job).toMatchObject({ state: 'done', done: 2, failed: 0 });
    expect(await itemsOf(job)).toMatchObject([
      { action: 'grantGroup', side: 'okta', subject: { group: 'g-editor' }, after: { group: 'Group editor' } },
      { action: 'revokeGroup', subject: { group: 'g-author' }, before: { group: 'Group author' }, reason: 'leftGroup' },
    ]);
    expect(await world.okta.groups.members('g-editor')).toEqual(['okta-1']);
    expect(await world.okta.groups.members('g-author')).toEqual([]);
    expect(linkOf('cms-1')?.groups).toEqual({ 'g-editor': true, 'g-author': false });
    expect(await itemsOf(await world.run(all, { mode: 'plan' }))).toEqual([]);
  });

  it('asks once for each group in a run over all, and once for each account that is named', async () => {
    await linked([{}, {}, {}], { groupMaps });
    await world.run(all, { mode: 'plan' });
    expect(groupCalls('okta')).toEqual(['groups list', 'groups members g-editor', 'groups members g-author']);
    world.okta.calls.length = 0;
    await world.run(named('user2'), { mode: 'plan' });
    expect(groupCalls('okta')).toEqual(['groups list', 'groups of okta-2']);
  });

  it('reaches Okta by a look for changes, and costs nothing while nothing changes', async () => {
    const methods = structuredClone(connectionOf().methods);
    methods.automatic = { on: true, operations: ['read', 'update'] };
    await linked([{}], { groupMaps, methods });
    const look = () => world.run({ kind: 'changed' }, { trigger: 'event' });
    await look();
    world.pass(10_000);
    world.okta.calls.length = 0;
    await look();
    expect(groupCalls('okta')).toEqual([]);
    await world.cms.groups.addMember('editor', 'cms-1');
    world.cms.changeBehind('cms-1', { timezone: 'Europe/Berlin' });
    expect(await look()).toMatchObject({ done: 1 });
    expect(await world.okta.groups.members('g-editor')).toEqual(['okta-1']);
  });

  it('comes with an account that is made', async () => {
    await linked([], { groupMaps });
    world.addCms(1);
    await world.cms.groups.addMember('editor', 'cms-1');
    const job = await world.sync('user1');
    expect((await itemsOf(job)).map((item) => item.action)).toEqual(['create', 'grantGroup']);
    expect(job).toMatchObject({ state: 'done', done: 2 });
    expect(await world.okta.groups.members('g-editor')).toHaveLength(1);
    expect(linkOf('cms-1')?.groups).toEqual({ 'g-editor': true, 'g-author': false });
    expect(await itemsOf(await world.sync('user1'))).toEqual([]);
  });

  it('is not followed at a first meeting, but told, until a person names the user', async () => {
    await linked([{ roles: ['editor'], groups: ['g-author'] }], { groupMaps });
    const job = await world.run(all);
    expect(await itemsOf(job)).toEqual([]);
    expect(await asidesOf(job)).toMatchObject([
      {
        why: 'differs',
        differences: [
          { field: 'role editor', cms: true, okta: false },
          { field: 'role author', cms: false, okta: true },
        ],
      },
    ]);
    expect(linkOf('cms-1')?.differences.map((each) => each.field)).toEqual(['role editor', 'role author']);
    expect(await world.sync('user1')).toMatchObject({ done: 2 });
    expect(linkOf('cms-1')?.differences).toEqual([]);
  });

  it('tells a membership that somebody changed in Okta, and takes nothing back by itself', async () => {
    await linked([{ roles: ['editor'], groups: ['g-editor'] }], { groupMaps });
    await world.okta.groups.removeMember('g-editor', 'okta-1');
    await world.okta.groups.addMember('g-author', 'okta-1');
    world.okta.calls.length = 0;
    const job = await world.run(all);
    expect(await itemsOf(job)).toEqual([]);
    expect((await asidesOf(job))[0]?.differences).toHaveLength(2);
    expect(changes()).toEqual([]);
  });

  it('leaves whoever is switched off in their groups', async () => {
    await linked([{ roles: ['editor'], groups: ['g-editor'] }], { groupMaps });
    await world.cms.setState('cms-1', 'deactivated');
    await world.cms.groups.removeMember('editor', 'cms-1');
    expect((await itemsOf(await world.run(all))).map((item) => item.action)).toEqual(['deactivate']);
    expect(await itemsOf(await world.run(all))).toEqual([]);
  });

  it('changes no members of a group that Okta fills itself', async () => {
    await linked([{}], { groupMaps: [map('fixed', 'cms')] });
    await world.cms.groups.addMember('fixed', 'cms-1');
    const job = await world.run(all);
    expect(await itemsOf(job)).toEqual([]);
    expect(await asidesOf(job)).toMatchObject([{ differences: [{ field: 'role fixed' }] }]);
  });
});

describe('an Okta group that a role of the site follows', () => {
  it('is given and taken on the site', async () => {
    await linked([{ roles: ['author'], groups: ['g-author'] }], {
      groupMaps: [map('editor', 'okta'), map('author', 'okta')],
    });
    await world.okta.groups.addMember('g-editor', 'okta-1');
    await world.okta.groups.removeMember('g-author', 'okta-1');
    expect(await world.run(all)).toMatchObject({ state: 'done', done: 2 });
    expect((await world.cms.get('cms-1')).groups).toEqual(['editor']);
    expect(await itemsOf(await world.run(all, { mode: 'plan' }))).toEqual([]);
  });

  it('gives no power unless a person has named the role', async () => {
    const groupMaps = [map('administrator', 'okta')];
    await linked([{}], { groupMaps });
    await world.okta.groups.addMember('g-administrator', 'okta-1');
    const job = await world.run(all);
    expect(await itemsOf(job)).toEqual([]);
    expect(await asidesOf(job)).toMatchObject([{ why: 'differs', code: 'privileged_group' }]);
    await world.connect({
      ...world.store.data.connections['c1'],
      groupMaps: [map('administrator', 'okta', { namedPrivileged: true })],
    });
    expect(await world.run(all)).toMatchObject({ done: 1 });
    expect((await world.cms.get('cms-1')).groups).toEqual(['administrator']);
  });

  it('never takes a role from the last administrator', async () => {
    const groupMaps = [map('administrator', 'okta', { namedPrivileged: true })];
    await linked([{ roles: ['administrator'], groups: ['g-administrator'], guarded: ['administrator'] }], {
      groupMaps,
    });
    await world.okta.groups.removeMember('g-administrator', 'okta-1');
    const job = await world.run(all);
    expect(await itemsOf(job)).toMatchObject([
      { action: 'revokeGroup', side: 'cms', verdict: { is: 'refuse', code: 'protected' } },
    ]);
    expect((await world.cms.get('cms-1')).groups).toEqual(['administrator']);
  });
});

describe('what stops a run', () => {
  const groupMaps = [map('editor', 'okta')];

  it('is a group that is not there: it never counts as an empty one', async () => {
    await linked([{ roles: ['editor'], groups: ['g-editor'] }], { groupMaps });
    await world.okta.groups.remove('g-editor');
    expect(await world.run(all)).toMatchObject({ state: 'failed', error: { code: 'missing_group' } });
    expect((await world.cms.get('cms-1')).groups).toEqual(['editor']);
  });

  it('is a group whose members can’t be read', async () => {
    await linked([{ roles: ['editor'], groups: ['g-editor'] }], { groupMaps });
    world.okta.failNext('groups', {});
    world.okta.failNext('groups', { error: new SyncError('forbidden', 'not allowed', { scope: 'run' }) }, 5);
    expect(await world.run(all)).toMatchObject({ state: 'failed', error: { code: 'forbidden' } });
    expect((await world.cms.get('cms-1')).groups).toEqual(['editor']);
  });

  it('is more roles lost than the brake lets pass', async () => {
    await linked(
      Array.from({ length: 5 }, () => ({ roles: ['editor'], groups: ['g-editor'] })),
      { groupMaps },
    );
    for (const number of [1, 2, 3, 4, 5]) await world.okta.groups.removeMember('g-editor', `okta-${number}`);
    const job = await world.run(all);
    expect(job).toMatchObject({ state: 'waiting', error: { code: 'brake' } });
    expect(job.error?.detail).toContain('5 users would lose a group, the limit for one run is 3');
  });

  it('is not the other direction: a group is followed only where its side is written', async () => {
    await linked([{ roles: ['editor'], groups: ['g-editor'] }], { groupMaps, direction: 'cmsToOkta' });
    await world.okta.groups.removeMember('g-editor', 'okta-1');
    world.okta.calls.length = 0;
    expect(await itemsOf(await world.run(all))).toEqual([]);
    expect(groupCalls('okta')).toEqual([]);
  });
});

describe('a membership whose answer is lost', () => {
  const lost = new SyncError('timeout', 'no answer in 30 s');
  const groupMaps = [map('editor', 'cms')];

  it('is looked for and not given twice', async () => {
    await linked([{}], { groupMaps });
    await world.cms.groups.addMember('editor', 'cms-1');
    // List and members belong to the reading; then comes the look at the target, then the call itself.
    for (let call = 0; call < 3; call += 1) world.okta.failNext('groups', {});
    world.okta.failNext('groups', { error: lost, after: true });
    expect(await world.run(all)).toMatchObject({ state: 'done', done: 1 });
    expect(changes().filter((call) => call.includes('okta-1'))).toHaveLength(1);
  });

  it('is refused as moved where the owner has changed its mind since the plan', async () => {
    await linked([{}], { groupMaps });
    await world.cms.groups.addMember('editor', 'cms-1');
    const planned = await world.run(all, { mode: 'plan' });
    const { plan } = await world.plans.read(planned.plan ?? '');
    await world.cms.groups.removeMember('editor', 'cms-1');
    const job = await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
    expect(world.engine.results(job.id)).toMatchObject([{ outcome: 'moved' }]);
    expect(await world.okta.groups.members('g-editor')).toEqual([]);
  });

  it.each([
    { named: false, holders: [], outcome: 'refused' },
    { named: true, holders: ['cms-1'], outcome: 'done' },
  ])(
    'that gives power since the plan was saved is $outcome, named before: $named',
    async ({ named: namedPrivileged, ...after }) => {
      await linked([{}], { groupMaps: [map('author', 'okta', { namedPrivileged })] });
      await world.okta.groups.addMember('g-author', 'okta-1');
      const { plan } = await world.plans.read((await world.run(all, { mode: 'plan' })).plan ?? '');
      world.cms.seedGroup({ id: 'author', name: 'Role author', privileged: true });
      const job = await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
      expect(world.engine.results(job.id)).toMatchObject([{ outcome: after.outcome }]);
      expect(await world.cms.groups.members('author')).toEqual(after.holders);
    },
  );
});

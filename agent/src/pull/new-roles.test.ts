import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '@rollcall/shared';
import type { DirectoryGroup, Job, PullDefaults, PullSettings } from '@rollcall/shared';

import { put } from '../store/data.ts';
import { makesRoles } from './new-roles.ts';
import { createPullWorld, options, settingsOf } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';

let world: PullWorld;
beforeEach(async () => {
  world = await createPullWorld();
});
afterEach(() => world.close());

const gives = (group: string, ...roles: string[]) => ({
  group,
  roles: roles.map((role) => ({ target: null, role })),
});
const settle = (change: Partial<PullSettings> = {}) =>
  world.settle({ createRoles: true, groups: [gives('Writers', 'Editor'), gives('Staff', 'member')], ...change });
const roles = async () =>
  (await world.cms.groups.list()).map(({ name }) => name).filter((name) => !name.startsWith('Role '));
const rolesOf = async (login: string) => {
  const names = new Map((await world.cms.groups.list()).map(({ id, name }) => [id, name]));
  const account = await world.onSite(`${login}@harbor.example`);
  return (account?.groups ?? []).map((id) => names.get(id) ?? id).sort();
};
const seed = (change: Partial<DirectoryGroup> & Pick<DirectoryGroup, 'id' | 'name'>) =>
  world.cms.groups.seed({ description: null, kind: 'role', writable: true, privileged: false, guarded: [], ...change });
const apply = async ({ plan: id }: Job) => {
  const { plan } = await world.plans.read(id ?? '');
  return world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
};
const made = () => world.cms.calls.filter((call) => call.startsWith('groups create ')).toSorted();

describe('A1: roles that the site lacks', () => {
  it('are made once, before anybody gets them, and a second pull changes nothing', async () => {
    await settle({ groups: [gives('Writers', 'Editor', 'Press'), gives('Staff', ' editor ', 'member')] });
    world.person('ann', ['Writers', 'Staff']);
    world.person('bea', ['Staff']);
    const job = await world.pull();
    expect(job).toMatchObject({ state: 'done', failed: 0, error: null, done: 9 });
    expect(made()).toEqual(['groups create Editor', 'groups create Press']);
    expect(await rolesOf('ann')).toEqual(['Editor', 'Press', 'Role member']);
    expect(await rolesOf('bea')).toEqual(['Editor', 'Role member']);
    expect((await world.plans.head(job.plan ?? '')).counts['createGroup']).toBe(2);
    expect(await world.changes(await world.pull({}, 'plan'))).toEqual([]);
  });

  it('are shown by a plan that makes nothing, and made once that plan is applied', async () => {
    await settle();
    world.person('ann', ['Writers']);
    const planned = await world.pull({}, 'plan');
    expect(await world.changes(planned)).toEqual([
      'createGroup Editor g1',
      'create ann@harbor.example',
      'grantGroup ann@harbor.example g1',
    ]);
    expect(await roles()).toEqual([]);
    expect(await apply(planned)).toMatchObject({ state: 'done', done: 3, failed: 0 });
    expect(await rolesOf('ann')).toEqual(['Editor']);
  });

  it('of additional groups and rules are made, and two groups that come to one role make one', async () => {
    await settle({
      additionalGroups: [{ source: 'ACL-(Press)|R&D.*', target: 'Desk' }],
      extendedRoles: [{ target: null, role: 'Guests' }],
      rules: [{ when: null, set: {}, addRoles: ['Guests'], removeRoles: [] }],
    });
    world.person('ann', ['Staff', 'ACL-Press', 'R&D #1']);
    await world.pull();
    expect((await roles()).toSorted()).toEqual(['Desk', 'Editor', 'Guests']);
    expect(await rolesOf('ann')).toEqual(['Desk', 'Guests', 'Role member']);
  });

  it.each([
    ['where that is off, as it is by default', { createRoles: false }, {}],
    ['without --process-groups', {}, { processGroups: false, excludeUnmappedUsers: true }],
  ] satisfies [string, Partial<PullSettings>, Partial<PullDefaults>][])(
    'stop the pull %s',
    async (_what, settings, asked) => {
      await settle(settings);
      world.person('ann', ['Writers']);
      expect(await world.pull(asked)).toMatchObject({ state: 'failed', plan: null, error: { code: 'missing_group' } });
      expect(await roles()).toEqual([]);
    },
  );

  it('are made neither by a pull that does not read the site, nor by one of a list', () => {
    const settings = settingsOf({ createRoles: true });
    expect(makesRoles(settings, options)).toBe(true);
    expect(makesRoles(settings, { ...options, strategy: 'push' })).toBe(false);
    expect(makesRoles(settings, { ...options, targetOnlyUsers: ['ann'] })).toBe(false);
  });

  it('are not made where the method may not update', async () => {
    const { methods } = await settle();
    const pull = { on: true, operations: ['read' as const, 'create' as const] };
    await world.connect({ ...world.store.data.connections['c1'], methods: { ...methods, pull } });
    world.person('ann', ['Writers']);
    expect(await world.changes(await world.pull())).toEqual(['create ann@harbor.example']);
    expect(await roles()).toEqual([]);
  });

  it.each([
    ['a slip', 'Editors', 'Editor'],
    ['other signs', 'Press-Desk', 'press desk'],
  ])(
    'wait for a person with whoever would get them, where one of nearly that name is there: %s',
    async (_w, near, name) => {
      seed({ id: 'near', name: near });
      await settle({ groups: [gives('Writers', name), gives('Staff', 'member')] });
      world.person('ann', ['Writers', 'Staff']);
      const job = await world.pull();
      expect(job).toMatchObject({ state: 'done', done: 2, failed: 0, held: 2 });
      const held = (await world.items(job)).filter(({ verdict }) => verdict.is === 'hold');
      expect(held).toMatchObject([
        { action: 'createGroup', verdict: { text: expect.stringContaining(`"${near}"`) } },
        { action: 'grantGroup', verdict: { text: expect.stringContaining(`"${name}"`) } },
      ]);
      expect(await roles()).toEqual([near]);
      const { plan } = await world.plans.read(job.plan ?? '');
      await world.engine.approve({ plan: plan.id, digest: plan.digest, items: null, by: systemActor });
      expect(await apply(job)).toMatchObject({ state: 'done', done: 2, failed: 0 });
      expect(await rolesOf('ann')).toEqual(['Role member', name].toSorted());
    },
  );

  it('wait for a person where the settings write one name in two ways, but not where they count', async () => {
    await settle({ groups: [gives('Writers', 'Press desk', 'Team 1'), gives('Staff', 'Press desc', 'Team 2')] });
    world.person('ann', ['Writers', 'Staff']);
    const job = await world.pull();
    expect(job).toMatchObject({ state: 'done', failed: 0, held: 2 });
    expect((await roles()).toSorted()).toEqual(['Press desk', 'Team 1', 'Team 2']);
  });

  it('are not made a second time where somebody was quicker', async () => {
    await settle();
    world.person('ann', ['Writers']);
    const planned = await world.pull({}, 'plan');
    seed({ id: 'g1', name: 'editor' });
    expect(await apply(planned)).toMatchObject({ done: 3, failed: 0 });
    expect(made()).toEqual([]);
    expect(await rolesOf('ann')).toEqual(['editor']);
  });

  it.each([
    ['another id', { id: 'g7', privileged: false }, 'moved'],
    ['power', { id: 'g1', privileged: true }, 'privileged_group'],
  ])('give nobody anything where the role is there by now with %s', async (_what, role, code) => {
    await settle();
    world.person('ann', ['Writers']);
    const planned = await world.pull({}, 'plan');
    seed({ ...role, name: 'Editor' });
    const job = await apply(planned);
    expect(job.failed + job.held + job.skipped).toBeGreaterThan(0);
    expect(world.engine.results(job.id).map(({ problem }) => problem?.code)).toContain(code);
    expect(made()).toEqual([]);
    expect(await rolesOf('ann')).toEqual([]);
  });

  it('are there once where the run was cut off behind them', async () => {
    await settle();
    world.person('ann', ['Writers']);
    const planned = await world.pull({}, 'plan');
    await world.cms.groups.create('Editor');
    const cut = { ...planned, state: 'applying' as const, ended: null };
    await world.store.commit([put('jobs', planned.id, { ...cut, request: { ...cut.request, mode: 'apply' } })]);
    await world.restart();
    await world.engine.recover({ resumeJobs: true });
    expect(await world.engine.finished(planned.id)).toMatchObject({ state: 'done', done: 3, failed: 0 });
    expect(made()).toEqual(['groups create Editor']);
    expect(await rolesOf('ann')).toEqual(['Editor']);
  });

  const undo = (job: Job) => world.run({ kind: 'undo', job: job.id }, { trigger: 'undo' });
  it('go with an undo, once those lose them who got them', async () => {
    await settle();
    world.person('ann', ['Writers']);
    const undone = await undo(await world.pull());
    expect(undone).toMatchObject({ state: 'done', failed: 0 });
    expect((await world.changes(undone)).toSorted()).toEqual([
      'deactivate ann@harbor.example',
      'deleteGroup Editor g1',
      'revokeGroup ann@harbor.example g1',
    ]);
    expect(await roles()).toEqual([]);
    expect(await world.pull()).toMatchObject({ failed: 0 });
    expect(await roles()).toEqual(['Editor']);
  });

  it.each([
    ['somebody else holds it', (id: string) => world.cms.groups.addMember('g1', id)],
    ['it has another name by now', () => world.cms.groups.rename('g1', 'Editors in chief')],
    ['it gives power by now', () => seed({ id: 'g1', name: 'Editor', privileged: true })],
  ])('stay after an undo where %s', async (_what, change) => {
    await settle();
    world.person('ann', ['Writers']);
    const job = await world.pull();
    const [other] = world.addCms(1);
    await change(other?.ref.id ?? '');
    const undone = await undo(job);
    expect(undone).toMatchObject({ state: 'done', failed: 0 });
    const { asides } = await world.plans.read(undone.plan ?? '');
    expect(asides.map(({ text }) => text)).toContainEqual(expect.stringContaining('so the role stays'));
    expect(await roles()).toHaveLength(1);
  });

  it('stay after an undo of a run that has found them made', async () => {
    await settle();
    world.person('ann', ['Writers']);
    const planned = await world.pull({}, 'plan');
    seed({ id: 'g1', name: 'Editor' });
    await undo(await apply(planned));
    expect(await roles()).toEqual(['Editor']);
    expect(await rolesOf('ann')).toEqual([]);
  });
});

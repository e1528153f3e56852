import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '@rollcall/shared';
import type { PullDefaults, PullSettings } from '@rollcall/shared';

import { pullCountsOf } from '../engine/pull-counts.ts';
import { put } from '../store/data.ts';
import { change, withDelete } from './left.fixture.ts';
import { createPullWorld } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';

let world: PullWorld;
beforeEach(async () => {
  world = await createPullWorld();
});
afterEach(() => world.close());

const mail = (login: string) => `${login}@harbor.example`;
const site = async (login: string) => world.onSite(mail(login));
const told = async (plan: string | null) =>
  (await world.plans.read(plan ?? '')).asides.map(({ subject, code }) => [subject.label, code]);

/** Ann, Bea and Cid were pulled and are still in Okta's groups; Eve was on the site before. */
async function settled(settings?: Partial<PullSettings>): Promise<void> {
  await world.settle(settings);
  for (const login of ['ann', 'bea', 'cid']) world.person(login, ['Writers']);
  world.cms.seed([{ state: 'active', attributes: { name: 'eve', mail: mail('eve') }, groups: ['author'] }]);
  await world.pull();
}

const listed = (names: string[], options: Partial<PullDefaults> = {}): Partial<PullDefaults> => ({
  targetOnlyUsers: names,
  targetOnlyUserAction: 'block',
  ...options,
});

describe('A15: --adobe-only-user-list', () => {
  type Row = [string, Partial<PullDefaults>, string, string[]];
  it.each([
    ['block', {}, 'deactivated', ['author']],
    ['remove-roles', { targetOnlyUserAction: 'remove-roles', processGroups: false }, 'active', []],
    ['#374: preserve with groups takes the mapped roles', { targetOnlyUserAction: 'preserve' }, 'active', []],
    ['preserve without groups', { targetOnlyUserAction: 'preserve', processGroups: false }, 'active', ['author']],
    ['exclude', { targetOnlyUserAction: 'exclude' }, 'active', ['author']],
  ] satisfies Row[])('%s', async (...[, options, state, groups]) => {
    await settled();
    expect(await world.pull(listed([mail('ann')], options))).toMatchObject({ state: 'done', failed: 0 });
    expect(await site('ann')).toMatchObject({ state, groups });
    expect(await site('bea')).toMatchObject({ state: 'active', groups: ['author'] });
    expect(await world.changes(await world.pull(listed([mail('ann')], options), 'plan'))).toEqual([]);
  });

  it('asks Okta for nobody, and the site for no more than who is named', async () => {
    await settled();
    world.okta.calls.length = 0;
    world.cms.calls.length = 0;
    await world.pull(listed([mail('ann'), mail('none')]), 'plan');
    expect(world.okta.calls.filter((call) => !call.startsWith('identify'))).toEqual([]);
    expect(world.cms.calls.filter((call) => call.startsWith('list'))).toEqual([]);
    expect(world.cms.calls.filter((call) => call.startsWith('findNamed'))).toHaveLength(1);
  });

  it('tells each name that means nobody, or nobody of this connection, and goes on with the others', async () => {
    await settled();
    const job = await world.pull(listed(['', ' ', mail('none'), mail('eve'), ' BEA@harbor.example', mail('bea')]));
    expect(job).toMatchObject({ state: 'done', failed: 0 });
    expect(await told(job.plan)).toEqual([
      [mail('none'), 'not_found'],
      ['eve', 'unsupported'],
    ]);
    expect(await site('bea')).toMatchObject({ state: 'deactivated' });
    expect(await site('eve')).toMatchObject({ state: 'active', groups: ['author'] });
    expect(pullCountsOf(world.store.data, 'c1')).toMatchObject({
      targetOnly: { named: 1, leftGroups: 0 },
      targetRead: 2,
    });
  });

  it.each([
    ['exclude_users', { exclude: { users: ['ANN@.*'], roles: [] } }, {}],
    ['exclude_adobe_groups', { exclude: { users: [], roles: ['author'] } }, {}],
    ['target users', {}, { targetUsers: { kind: 'groups', groups: ['member'] } }],
  ] satisfies [string, Partial<PullSettings>, Partial<PullDefaults>][])(
    'a list against exclusions: %s hold',
    async (_what, settings, options) => {
      await settled();
      await change(world, settings);
      expect(await world.changes(await world.pull(listed([mail('ann')], options)))).toEqual([]);
    },
  );

  it('protects who is protected', async () => {
    await settled();
    const connection = world.store.data.connections['c1']!;
    await world.connect({ ...connection, protect: { ...connection.protect, names: [mail('ann')] } });
    const job = await world.pull(listed([mail('ann')]));
    expect(await world.items(job)).toMatchObject([{ verdict: { is: 'refuse', code: 'protected' } }]);
    expect(await site('ann')).toMatchObject({ state: 'active' });
  });

  it.each([
    ['67 % of 3 linked pass 2', { percent: 67 }, 2, 'done'],
    ['50 % of 3 linked hold 2', { percent: 50 }, 2, 'waiting'],
    ['as many as the limit pass', { count: 2 }, 2, 'done'],
    ['one more is held', { count: 1 }, 2, 'waiting'],
  ] as const)('limits hold for a list: %s', async (_what, maxTargetOnly, count, state) => {
    await settled({ limits: { maxTargetOnly, groupRemovalsOnly: false } });
    const names = ['ann', 'bea', 'cid'].slice(0, count).map(mail);
    expect(await world.pull(listed(names))).toMatchObject({ state });
  });

  it('group_removals_only takes who holds a mapped role and nobody else', async () => {
    await settled({ limits: { maxTargetOnly: { count: 5 }, groupRemovalsOnly: true } });
    await world.cms.groups.removeMember('author', (await site('bea'))?.ref.id ?? '');
    const job = await world.pull(listed([mail('ann'), mail('bea')], { processGroups: false }));
    expect(await world.changes(job)).toEqual(['deactivate ann@harbor.example']);
  });

  it('delete waits for a person, and then deletes', async () => {
    await settled();
    const connection = world.store.data.connections['c1']!;
    await world.connect({ ...connection, ...withDelete(connection) });
    const { plan: id } = await world.pull(listed([mail('ann')], { targetOnlyUserAction: 'delete' }));
    expect(await site('ann')).toBeDefined();
    const { plan } = await world.plans.read(id ?? '');
    await world.engine.approve({ plan: plan.id, digest: plan.digest, items: null, by: systemActor });
    const job = await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
    expect(job).toMatchObject({ state: 'done', done: 1, failed: 0 });
    expect(await site('ann')).toBeUndefined();
  });

  it('whoever is still in Okta’s groups comes back with the next pull, and undo takes the list back', async () => {
    await settled();
    const job = await world.pull(listed([mail('ann'), mail('bea')]));
    await world.run({ kind: 'undo', job: job.id }, { trigger: 'undo' });
    expect(await site('bea')).toMatchObject({ state: 'active' });
    await world.pull(listed([mail('ann')]));
    expect(await site('ann')).toMatchObject({ state: 'deactivated' });
    await world.pull();
    expect(await site('ann')).toMatchObject({ state: 'active', groups: ['author'] });
  });

  it('is not carried into Okta by a sync of both sides', async () => {
    await settled();
    await world.pull(listed([mail('ann')]));
    await world.connect({ ...world.store.data.connections['c1'], direction: 'both' });
    await world.run({ kind: 'all' });
    expect((await world.okta.find({ login: mail('ann') }))[0]?.state).toBe('active');
  });

  it('keeps an account that another connection has linked', async () => {
    await settled();
    const [link] = Object.values(world.store.data.links);
    await world.store.commit([put('links', link?.id ?? '', { ...link!, connection: 'c2' })]);
    const account = await world.cms.get(link?.cms.id ?? '');
    const job = await world.pull(listed([account.login]));
    expect(await told(job.plan)).toMatchObject([[expect.any(String), 'linked_elsewhere']]);
  });

  it.each([
    ['push', { strategy: 'push' }],
    ['write-file', { targetOnlyUserAction: 'write-file' }],
    ['a file that nobody has read', { targetOnlyUsers: null, targetOnlyUserList: 'gone.csv' }],
  ] satisfies [string, Partial<PullDefaults>][])('refuses %s beside it', async (_what, options) => {
    await settled();
    expect(await world.pull(listed([mail('ann')], options))).toMatchObject({
      state: 'failed',
      error: { code: 'unsupported' },
    });
    expect(await site('ann')).toMatchObject({ state: 'active' });
  });
});

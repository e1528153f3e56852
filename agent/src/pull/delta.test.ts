import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { MappingRule, PullDefaults } from '@rollcall/shared';

import { pullCountsOf } from '../engine/pull-counts.ts';
import { createPullWorld } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';

let world: PullWorld;
const mapping: MappingRule[] = [
  {
    cms: 'field_department',
    okta: 'firstName',
    toOkta: null,
    toCms: null,
    owner: 'okta',
    apply: 'always',
    sensitive: false,
  },
];
beforeEach(async () => {
  world = await createPullWorld();
  await world.settle({}, { mapping });
  for (const login of ['ann', 'bea', 'cid', 'dan']) world.person(login, ['Writers']);
  world.pass(60_000);
  await world.pull();
  world.pass(60_000);
});
afterEach(() => world.close());

const delta = (change: Partial<PullDefaults> = {}, mode: 'plan' | 'apply' = 'apply') => {
  world.okta.calls.length = 0;
  world.cms.calls.length = 0;
  return world.pull({ strategy: 'delta', ...change }, mode);
};
const idOf = async (login: string) => (await world.okta.find({ login: `${login}@harbor.example` }))[0]?.ref.id ?? '';
const counts = () => pullCountsOf(world.store.data, 'c1');
const readEverybody = () => world.okta.calls.some((call) => call.startsWith('groups members'));
const rolesOf = async (login: string) => (await world.onSite(`${login}@harbor.example`))?.groups?.toSorted();

describe('A9: delta', () => {
  it('asks Okta and the site for nobody when nothing moved', async () => {
    const job = await delta();
    expect(job).toMatchObject({ state: 'done', error: null });
    expect(await world.changes(job)).toEqual([]);
    expect(world.okta.calls).toEqual([expect.stringMatching(/^changesSince/), expect.stringMatching(/^movesSince/)]);
    expect(world.cms.calls.filter((call) => call !== 'groups list')).toEqual([]);
    expect(counts()).toMatchObject({ strategy: 'delta', notes: [], directoryRead: 0, targetRead: 0 });
  });

  it('finds who changed, came, left a group, was deactivated and was deleted, and asks for nobody else', async () => {
    await world.pull({ targetOnlyUserAction: 'block' });
    world.pass(60_000);
    await world.okta.update(await idOf('ann'), { firstName: 'Anna' });
    await world.okta.groups.removeMember('00gWriters', await idOf('bea'));
    await world.okta.setState(await idOf('cid'), 'deactivated');
    await world.okta.remove(await idOf('dan'));
    world.person('eve', ['Staff']);
    world.person('outsider', []);
    const job = await delta({ targetOnlyUserAction: 'block' });
    expect((await world.changes(job)).toSorted()).toEqual([
      'create eve@harbor.example',
      'deactivate bea@harbor.example',
      'deactivate cid@harbor.example',
      'deactivate dan@harbor.example',
      'grantGroup eve@harbor.example author',
      'grantGroup eve@harbor.example member',
      'update ann@harbor.example',
    ]);
    expect(job).toMatchObject({ state: 'done', failed: 0 });
    expect(readEverybody()).toBe(false);
    expect(world.cms.calls).not.toContain('list');
    expect(counts()?.targetOnly).toMatchObject({ gone: 1, deactivated: 1, leftGroups: 1 });
    world.pass(60_000);
    expect(await world.changes(await delta({ targetOnlyUserAction: 'block' }))).toEqual([]);
    world.pass(60_000);
    // What a reading of everybody would do is done.
    expect(await world.changes(await world.pull({ targetOnlyUserAction: 'block' }, 'plan'))).toEqual([]);
  });

  it('who goes from one group to another keeps what both give', async () => {
    await world.okta.groups.removeMember('00gWriters', await idOf('ann'));
    await world.okta.groups.addMember('00gStaff', await idOf('ann'));
    expect(await world.changes(await delta())).toEqual(['grantGroup ann@harbor.example member']);
    expect(await rolesOf('ann')).toEqual(['author', 'member']);
  });

  it('where the credential may not read who, a group that moved is read again and compared', async () => {
    world.okta.tellsMoves = false;
    await world.settle({ defaultCountry: 'DE' }, { mapping });
    await delta();
    world.pass(60_000);
    await delta();
    expect(readEverybody()).toBe(false);
    expect(counts()).toMatchObject({ strategy: 'delta', notes: [expect.stringContaining('System Log')] });
    await world.okta.groups.removeMember('00gWriters', await idOf('bea'));
    const job = await delta({}, 'plan');
    expect(await world.changes(job)).toEqual(['revokeGroup bea@harbor.example author']);
    expect(world.okta.calls.filter((call) => call.startsWith('groups members'))).toEqual(['groups members 00gWriters']);
  });

  it('what failed, waits or was only looked at is met again, though nothing of it moved', async () => {
    await world.okta.update(await idOf('ann'), { firstName: 'Anna' });
    await delta({}, 'plan');
    world.pass(600_000);
    world.cms.failNext('update', { error: new SyncError('forbidden', 'Not now.') });
    expect(await delta()).toMatchObject({ failed: 1 });
    world.pass(600_000);
    const job = await delta();
    expect(await world.changes(job)).toEqual(['update ann@harbor.example']);
    expect(job).toMatchObject({ state: 'done', failed: 0 });
    world.pass(600_000);
    expect(await world.changes(await delta())).toEqual([]);
    expect(world.okta.calls).toHaveLength(2);
  });

  it('two users who would share an account stay told, even when only one of them moves', async () => {
    const twin = { groups: ['00gStaff'], attributes: { email: 'twin@harbor.example' } };
    world.addOkta('twin1@harbor.example', twin);
    const second = world.addOkta('twin2@harbor.example', twin);
    await delta();
    world.pass(600_000);
    await world.okta.update(second.ref.id, { firstName: 'Twin' });
    const { asides } = await world.plans.read((await delta()).plan ?? '');
    expect(asides).toMatchObject([{ code: 'ambiguous' }, { code: 'ambiguous' }]);
    world.pass(600_000);
    await world.okta.update(second.ref.id, { email: 'other@harbor.example' });
    expect((await world.changes(await delta())).filter((change) => change.startsWith('create'))).toHaveLength(2);
  });

  it('who is filtered out or undecided loses nothing, nor does who is in a group that this pull does not name', async () => {
    const options = { users: { kind: 'groups' as const, groups: ['Staff'] }, targetOnlyUserAction: 'block' as const };
    world.person('eve', ['Staff']);
    await world.pull(options);
    await world.okta.update(await idOf('ann'), { firstName: 'Anna' });
    expect(await world.changes(await delta(options))).toEqual([]);
    expect(counts()).toMatchObject({ strategy: 'delta', targetOnly: { filtered: 1 } });
    expect(await rolesOf('ann')).toEqual(['author']);
  });

  it('the last administrator stays, also where the other one was blocked or deleted on the site meanwhile', async () => {
    const administrators = ['gus', 'hal', 'ida'].map((login) => {
      world.person(login, ['Writers']);
      const attributes = { name: `${login}@harbor.example`, mail: `${login}@harbor.example` };
      return { state: 'active' as const, attributes, guarded: ['administrator' as const] };
    });
    const [gus, hal, ida] = world.cms.seed(administrators);
    await world.pull({ targetOnlyUserAction: 'block' });
    world.pass(600_000);
    await world.cms.setState(hal!.ref.id, 'deactivated');
    await world.cms.remove(ida!.ref.id);
    await world.okta.groups.removeMember('00gWriters', await idOf('gus'));
    const job = await delta({ targetOnlyUserAction: 'block' });
    expect(await world.items(job)).toMatchObject([{ action: 'deactivate', verdict: { code: 'protected' } }]);
    expect(await world.cms.get(gus!.ref.id)).toMatchObject({ state: 'active' });
  });

  it('the limit of who may go counts the site of the last reading of everybody', async () => {
    await world.settle({ limits: { maxTargetOnly: { percent: 25 }, groupRemovalsOnly: false } });
    await delta();
    world.pass(60_000);
    await world.okta.groups.removeMember('00gWriters', await idOf('ann'));
    expect(await delta({ targetOnlyUserAction: 'preserve' }, 'plan')).toMatchObject({ state: 'done' });
    await world.okta.groups.removeMember('00gWriters', await idOf('bea'));
    expect(await delta()).toMatchObject({ state: 'waiting', error: { code: 'brake' } });
  });
});

describe('A9: delta reads everybody, and says why', () => {
  it.each<[string, () => Promise<unknown> | void, Partial<PullDefaults>, string]>([
    ['other options', () => {}, { excludeUnmappedUsers: true }, 'settings are not those'],
    ['other settings', () => world.settle({ defaultCountry: 'DE' }), {}, 'settings are not those'],
    ['a pull that is long ago', () => world.pass(31 * 24 * 60 * 60 * 1000), {}, '30 days'],
    [
      'more moves than are cheap one by one',
      () => {
        for (let count = 0; count < 201; count += 1) world.person(`new${count}`, ['Staff']);
      },
      {},
      'So much',
    ],
    [
      'a log that tells less than the groups do',
      async () => {
        world.okta.tellsMoves = false;
        await world.okta.groups.removeMember('00gWriters', await idOf('ann'));
      },
      {},
      'does not tell who joined or left the group "Writers"',
    ],
    ['people who are named', () => {}, { users: { kind: 'list', users: ['ann@harbor.example'] } }, 'every time'],
  ])('after %s', async (_what, happens, change, why) => {
    await happens();
    expect(await delta(change, 'plan')).toMatchObject({ state: 'done', error: null });
    expect(counts()).toMatchObject({ strategy: 'sync', notes: [expect.stringContaining(why)] });
  });

  it('after so many have left that a pull of everybody would stop, which it then does', async () => {
    for (let count = 0; count < 20; count += 1) world.person(`new${count}`, ['Writers']);
    await world.pull();
    world.pass(600_000);
    for (let count = 0; count < 10; count += 1) {
      await world.okta.groups.removeMember('00gWriters', await idOf(`new${count}`));
    }
    const job = await delta({ targetOnlyUserAction: 'block' });
    expect(job).toMatchObject({ state: 'failed', plan: null, error: { code: 'shrunken' } });
  });

  it('before any pull was applied', async () => {
    const fresh = await createPullWorld();
    await fresh.settle();
    fresh.person('ann', ['Writers']);
    await fresh.pull({ strategy: 'delta' }, 'plan');
    await fresh.pull({ strategy: 'delta' });
    expect(pullCountsOf(fresh.store.data, 'c1')).toMatchObject({ notes: [expect.stringContaining('No pull')] });
    expect(await fresh.onSite('ann@harbor.example')).toMatchObject({ groups: ['author'] });
    await fresh.close();
  });

  it('a group that was deleted stops the run, and nothing is taken', async () => {
    await world.okta.groups.remove('00gWriters');
    expect(await delta()).toMatchObject({ state: 'failed', plan: null, error: { code: 'missing_group' } });
    expect(await rolesOf('ann')).toEqual(['author']);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
});
afterEach(() => world.close());

const push = (change: Partial<PullDefaults> = {}, mode: 'plan' | 'apply' = 'apply') =>
  world.pull({ strategy: 'push', ...change }, mode);
const site = (login: string, groups: string[], mail = `${login}@harbor.example`) =>
  world.cms.seed([{ state: 'active', attributes: { name: login, mail }, groups }])[0]!;
const rolesOf = async (login: string) => (await world.onSite(`${login}@harbor.example`))?.groups?.toSorted();

describe('A9: push', () => {
  it('creates who is new with the roles that are wanted, and never lists the site', async () => {
    world.person('ann', ['Staff']);
    site('stranger', ['author']);
    const job = await push();
    expect(job).toMatchObject({ state: 'done', failed: 0 });
    expect(await rolesOf('ann')).toEqual(['author', 'member']);
    expect(world.cms.calls.filter((call) => call === 'list' || call.startsWith('groups members'))).toEqual([]);
    expect(await rolesOf('stranger')).toEqual(['author']);
  });

  it.each([
    ['the mail', () => site('somebody', ['member', 'other'], 'ann@harbor.example')],
    ['the user name', () => site('ann@harbor.example', ['member', 'other'], 'other@harbor.example')],
  ])(
    'meets an account by %s: mapped roles that are not wanted go, wanted ones come, others stay',
    async (_what, make) => {
      const { ref } = make();
      world.person('ann', ['Writers']);
      await push({ updateUserInfo: false });
      expect((await world.cms.get(ref.id)).groups?.toSorted()).toEqual(['author', 'other']);
    },
  );

  it('by the link after that, and a second push changes nothing', async () => {
    const { ref } = world.person('ann', ['Staff']);
    await push();
    await world.okta.update(ref.id, { firstName: 'Anna' });
    expect(await world.changes(await push({}, 'plan'))).toEqual(['update ann@harbor.example']);
    await push();
    expect(await world.changes(await push({}, 'plan'))).toEqual([]);
  });

  it('leaves the roles alone without --process-groups', async () => {
    site('ann', ['member']);
    world.person('ann', ['Writers']);
    await push({ processGroups: false });
    expect(await rolesOf('ann')).toEqual(['member']);
  });

  it('takes nothing from who left, whatever the action, and says so', async () => {
    const { ref } = world.person('ann', ['Writers']);
    world.person('bea', ['Writers']);
    await push();
    await world.okta.groups.removeMember('00gWriters', ref.id);
    const job = await push({ targetOnlyUserAction: 'block' });
    expect(await world.changes(job)).toEqual([]);
    expect(await world.onSite('ann@harbor.example')).toMatchObject({ state: 'active', groups: ['author'] });
    const counts = pullCountsOf(world.store.data, 'c1');
    expect(counts).toMatchObject({
      strategy: 'push',
      notes: [expect.stringContaining('only on the site')],
      targetOnly: { gone: 0, leftGroups: 0 },
    });
  });

  it('two users with one mail are told, and none is made', async () => {
    world.person('ann', ['Staff']);
    world.addOkta('ann2@harbor.example', { groups: ['00gStaff'], attributes: { email: 'ann@harbor.example' } });
    const { asides } = await world.plans.read((await push()).plan ?? '');
    expect(asides).toMatchObject([{ code: 'ambiguous' }, { code: 'ambiguous' }]);
    expect(await world.onSite('ann@harbor.example')).toBeUndefined();
  });

  it('of far fewer users than before nothing is concluded', async () => {
    const people = Array.from({ length: 12 }, (_each, index) => world.person(`user${index}`, ['Writers']));
    await push();
    for (const { ref } of people.slice(0, 6)) await world.okta.groups.removeMember('00gWriters', ref.id);
    expect(await push()).toMatchObject({ state: 'failed', plan: null, error: { code: 'shrunken' } });
  });

  it('an administrator is neither given nor taken power, and a run is undone as a whole', async () => {
    site('ann', ['admin', 'member']);
    world.person('ann', ['Writers']);
    const job = await push();
    expect(await rolesOf('ann')).toEqual(['admin', 'author']);
    await world.run({ kind: 'undo', job: job.id }, { trigger: 'undo' });
    expect(await rolesOf('ann')).toEqual(['admin', 'member']);
  });
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '@rollcall/shared';
import type { Account, PullDefaults } from '@rollcall/shared';

import { readInbox } from '../engine/inbox.ts';

import { annThen, change } from './left.fixture.ts';
import type { Happening } from './left.fixture.ts';
import { createPullWorld, settingsOf } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';

let world: PullWorld;
beforeEach(async () => {
  world = await createPullWorld();
});
afterEach(() => world.close());

const onSite = async (login: string): Promise<Account | undefined> => world.onSite(`${login}@harbor.example`);
const asides = async (plan: string | null) => (await world.plans.read(plan ?? '')).asides;
const leave = (ref: Account['ref']) => world.okta.groups.removeMember('00gWriters', ref.id);

describe('A15: who is only on the site', () => {
  type Row = [string, Happening, Partial<PullDefaults>, string, string[]];
  it.each([
    ['left, preserve', 'leftGroups', {}, 'active', []],
    ['left, preserve without groups', 'leftGroups', { processGroups: false }, 'active', ['author']],
    [
      'left, preserve without groups, where another option asks for roles',
      'leftGroups',
      { processGroups: false, excludeUnmappedUsers: true },
      'active',
      ['author'],
    ],
    ['left, exclude', 'leftGroups', { targetOnlyUserAction: 'exclude' }, 'active', ['author']],
    ['left, write-file', 'leftGroups', { targetOnlyUserAction: 'write-file' }, 'active', ['author']],
    ['left, remove-roles', 'leftGroups', { targetOnlyUserAction: 'remove-roles', processGroups: false }, 'active', []],
    ['left, block', 'leftGroups', { targetOnlyUserAction: 'block' }, 'deactivated', ['author']],
    ['gone, preserve', 'gone', {}, 'active', []],
    ['gone, block', 'gone', { targetOnlyUserAction: 'block' }, 'deactivated', ['author']],
    ['suspended, preserve', 'suspended', {}, 'deactivated', ['author']],
    [
      'suspended and in the groups, exclude',
      'suspended',
      { targetOnlyUserAction: 'exclude' },
      'deactivated',
      ['author'],
    ],
  ] satisfies Row[])('%s', async (...[, happens, options, state, groups]) => {
    await annThen(world, happens);
    expect(await world.pull(options)).toMatchObject({ state: 'done', failed: 0 });
    expect(await onSite('ann')).toMatchObject({ state, groups });
    expect(await onSite('bea')).toMatchObject({ state: 'active', groups: ['author'] });
    expect(await world.changes(await world.pull(options, 'plan'))).toEqual([]);
  });

  it('a deactivated user, whom no filter takes in, is blocked as the connection says and never by exclude', async () => {
    await annThen(world, 'deactivated');
    await world.pull({ targetOnlyUserAction: 'exclude' });
    expect(await onSite('ann')).toMatchObject({ state: 'active' });
    await world.pull();
    expect(await onSite('ann')).toMatchObject({ state: 'deactivated' });
  });

  it('who is filtered out keeps account and roles, whatever the action', async () => {
    await annThen(world, 'nothing');
    const job = await world.pull({ userFilter: 'bea@.*', targetOnlyUserAction: 'block' });
    expect(await world.changes(job)).toEqual([]);
    expect(await onSite('ann')).toMatchObject({ state: 'active', groups: ['author'] });
    expect(await asides(job.plan)).toMatchObject([{ why: 'excluded', text: expect.stringContaining('Filtered out') }]);
  });

  it('naming some groups for one pull takes nothing from the members of others', async () => {
    await annThen(world, 'nothing');
    world.person('cid', ['Staff']);
    await world.pull();
    const narrow: Partial<PullDefaults> = {
      users: { kind: 'groups', groups: ['Staff'] },
      targetOnlyUserAction: 'block',
    };
    expect(await world.changes(await world.pull(narrow))).toEqual([]);
    const [bea] = await world.okta.find({ login: 'bea@harbor.example' });
    await leave(bea!.ref);
    expect(await world.changes(await world.pull(narrow))).toEqual(['deactivate bea@harbor.example']);
  });

  it.each<[string, PullDefaults['users'], PullDefaults['users']]>([
    ['everybody of the org', { kind: 'all' }, { kind: 'groups', groups: ['Writers'] }],
    ['everybody of the org', { kind: 'all' }, { kind: 'mapped' }],
    ['a group without a role', { kind: 'groups', groups: ['R&D #1', 'Writers'] }, { kind: 'mapped' }],
  ])('whom the settings take in as %s loses nothing by a pull of fewer', async (_what, users, fewer) => {
    await world.settle({ defaults: { ...settingsOf().defaults, users } });
    world.person('ann', ['Writers']);
    world.person('bea', ['R&D #1']);
    await world.pull({ users });
    world.pass(600_000);
    expect(await world.changes(await world.pull({ users: fewer, targetOnlyUserAction: 'block' }))).toEqual([]);
    world.pass(600_000);
    await world.okta.update((await world.okta.find({ login: 'bea@harbor.example' }))[0]?.ref.id ?? '', {
      firstName: 'Beate',
    });
    const again = await world.pull({ users: fewer, targetOnlyUserAction: 'block', strategy: 'delta' });
    expect(await world.changes(again)).toEqual([]);
    expect(await onSite('bea')).toMatchObject({ state: 'active' });
  });

  it('who can’t be decided is told and keeps everything', async () => {
    await annThen(world, 'nothing');
    await change(world, { filter: { cel: 'okta.profile.missing == "x"', text: null } });
    const job = await world.pull({ targetOnlyUserAction: 'block' });
    expect(await world.changes(job)).toEqual([]);
    expect((await asides(job.plan)).every(({ why }) => why === 'undecided')).toBe(true);
  });

  it('who can’t be decided is not blocked for being off in Okta by a pull that may not mean this user', async () => {
    world.person('ann', ['Writers']);
    const bea = world.person('bea', ['Writers']);
    await world.settle();
    await world.pull();
    await change(world, { filter: { cel: 'okta.profile.missing == "x"', text: null } });
    await world.okta.setState(bea.ref.id, 'deactivated');
    expect(await world.changes(await world.pull({ userFilter: 'ann@.*', targetOnlyUserAction: 'block' }))).toEqual([]);
    expect(await world.changes(await world.pull())).toEqual(['deactivate bea@harbor.example']);
  });

  it('a stranger on the site is never looked at, administrators are never blocked', async () => {
    await annThen(world, 'leftGroups');
    world.cms.seed([
      { state: 'active', attributes: { name: 'stranger', mail: 's@harbor.example' }, groups: ['author'] },
    ]);
    await world.pull({ targetOnlyUserAction: 'block' });
    expect(await world.onSite('s@harbor.example')).toMatchObject({ state: 'active', groups: ['author'] });
  });

  it('an excluded user counts as being there and is left alone', async () => {
    await annThen(world, 'leftGroups');
    await change(world, { exclude: { users: ['ANN@.*'], roles: [] } });
    expect(await world.changes(await world.pull({ targetOnlyUserAction: 'block' }))).toEqual([]);
    expect(await onSite('ann')).toMatchObject({ state: 'active' });
  });

  it('who was blocked for having left is unblocked when back, and Okta itself is never written to', async () => {
    await annThen(world, 'leftGroups');
    await world.pull({ targetOnlyUserAction: 'block' });
    const [ann] = await world.okta.find({ login: 'ann@harbor.example' });
    await world.okta.groups.addMember('00gWriters', ann?.ref.id ?? '');
    world.okta.calls.length = 0;
    await world.pull({ targetOnlyUserAction: 'block' });
    expect(await onSite('ann')).toMatchObject({ state: 'active' });
    expect(
      world.okta.calls.filter((call) => !/^(list|get|changesSince|movesSince|groups (list|members|of))/.test(call)),
    ).toEqual([]);
  });

  it('a plain sync of both sides does not carry such a block into Okta', async () => {
    await annThen(world, 'leftGroups');
    await world.pull({ targetOnlyUserAction: 'block' });
    const connection = world.store.data.connections['c1'];
    await world.connect({ ...connection, direction: 'both' });
    await world.run({ kind: 'all' });
    const [ann] = await world.okta.find({ login: 'ann@harbor.example' });
    expect(ann?.state).toBe('active');
  });
});

describe('A15: limits', () => {
  const limited = async (maxTargetOnly: { count: number } | { percent: number }, count: number) => {
    await world.settle({ limits: { maxTargetOnly, groupRemovalsOnly: false } });
    const people = ['ann', 'bea', 'cid', 'dan'].map((login) => world.person(login, ['Writers']));
    await world.pull();
    for (const { ref } of people.slice(0, count)) await leave(ref);
    world.person('new', ['Writers']);
    return world.pull({ targetOnlyUserAction: 'block' });
  };

  it.each([
    ['as many as the limit pass', { count: 2 }, 2, 'done'],
    ['one more holds the whole run', { count: 2 }, 3, 'waiting'],
    ['50 % of 4 passes 2', { percent: 50 }, 2, 'done'],
    ['50 % of 4 holds 3', { percent: 50 }, 3, 'waiting'],
    ['a limit of 0 holds one', { count: 0 }, 1, 'waiting'],
  ] as const)('%s', async (_what, most, count, state) => {
    expect(await limited(most, count)).toMatchObject({ state });
    expect((await onSite('new')) === undefined).toBe(state === 'waiting');
  });

  it('the connection’s own limits hold as well', async () => {
    await world.settle({}, { brakes: brakesOf(1) });
    for (const login of ['ann', 'bea']) world.person(login, ['Writers']);
    expect(await world.pull()).toMatchObject({ state: 'waiting', error: { code: 'brake' } });
    expect(await onSite('ann')).toBeUndefined();
  });

  it('a held pull waits in the inbox, one that was asked for again only once, and approved it is applied', async () => {
    const { plan: first } = await limited({ count: 0 }, 1);
    const { plan: id } = await world.pull({ targetOnlyUserAction: 'block' });
    const connection = world.store.data.connections['c1']!;
    const inbox = await readInbox({ store: world.store, plans: await world.engine.plans('c1') }, connection);
    expect([first === id, inbox.plans.map((plan) => plan.id)]).toEqual([false, [id]]);
    const { plan } = await world.plans.read(id ?? '');
    await world.engine.approve({ plan: plan.id, digest: plan.digest, items: null, by: systemActor });
    await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
    expect(await onSite('ann')).toMatchObject({ state: 'deactivated' });
    expect(await onSite('new')).toMatchObject({ state: 'active', groups: ['author'] });
  });

  it('with group_removals_only, who loses no role is left alone', async () => {
    await annThen(world, 'leftGroups');
    await change(world, { limits: { maxTargetOnly: { count: 5 }, groupRemovalsOnly: true } });
    expect(await world.changes(await world.pull({}, 'plan'))).toEqual(['revokeGroup ann@harbor.example author']);
    const ann = await onSite('ann');
    await world.cms.groups.removeMember('author', ann?.ref.id ?? '');
    expect(await world.changes(await world.pull({}, 'plan'))).toEqual([]);
  });

  it('a directory that selects nobody, or far fewer than before, stops the run', async () => {
    await world.settle();
    const people = Array.from({ length: 12 }, (_each, index) => world.person(`user${index}`, ['Writers']));
    await world.pull();
    for (const { ref } of people.slice(0, 3)) await leave(ref);
    world.person('cid', ['Staff']);
    // What a narrower one has selected says nothing of it.
    await world.pull({ users: { kind: 'groups', groups: ['Staff'] } });
    expect(await world.pull({ targetOnlyUserAction: 'block' })).toMatchObject({ error: { code: 'shrunken' } });
    for (const { ref } of people.slice(3)) await leave(ref);
    expect(
      await world.pull({ targetOnlyUserAction: 'block', users: { kind: 'groups', groups: ['Writers'] } }),
    ).toMatchObject({
      state: 'failed',
      error: { code: 'shrunken' },
    });
  });
});

const attributes = settingsOf().attributes;

const brakesOf = (count: number) => {
  const brake = { floor: 0, count, percent: 100 };
  return { create: brake, update: brake, deactivate: brake, delete: brake, revokeGroup: brake, mail: brake };
};

describe('nothing removes anybody by mistake', () => {
  const happening = fc.constantFrom('stays', 'leaves', 'filtered', 'stranger', 'undecided');
  const action = fc.constantFrom('preserve', 'exclude', 'write-file', 'remove-roles', 'block');

  it('only who was pulled and has left the groups ever loses anything, and a second pull changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 1, maxLength: 8 }),
        action,
        async (people, targetOnlyUserAction) => {
          const each = await createPullWorld();
          try {
            await each.settle({
              attributes: { ...attributes, email: '${ okta.profile.department == "x" ? "" : okta.profile.email }' },
            });
            each.person('anchor', ['Staff']);
            const made = people.map((what, index) =>
              what === 'stranger'
                ? each.cms.seed([
                    {
                      state: 'active',
                      attributes: { name: `p${index}`, mail: `p${index}@harbor.example` },
                      groups: ['author'],
                    },
                  ])[0]
                : each.person(`p${index}`, ['Writers']),
            );
            await each.pull();
            for (const [index, what] of people.entries()) {
              const id = made[index]?.ref.id ?? '';
              if (what === 'leaves') await each.okta.groups.removeMember('00gWriters', id);
              if (what === 'undecided') await each.okta.update(id, { department: 'x' });
            }
            const kept = people.flatMap((what, index) => (what === 'filtered' ? [] : [`p${index}`]));
            const options = {
              targetOnlyUserAction,
              userFilter: `(?:anchor|${kept.join('|') || 'none'})@harbor\\.example`,
            };
            await each.pull(options);
            for (const [index, what] of people.entries()) {
              const account = await each.onSite(`p${index}@harbor.example`);
              if (what !== 'leaves') expect(account, what).toMatchObject({ state: 'active', groups: ['author'] });
            }
            expect(await each.changes(await each.pull(options, 'plan'))).toEqual([]);
          } finally {
            await each.close();
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});

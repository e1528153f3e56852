import type { PullDefaults, PullRule } from '@rollcall/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { oktaAccount } from '../engine/sample.fixture.ts';
import { judgeUser } from './judge.ts';
import { findNames, readsGroups } from './names.ts';
import { createPullWorld, options, settingsOf } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';
import { pulled } from './pulled.ts';
import { tryUser } from './trial.ts';

const rule = (when: string | null, change: Partial<PullRule> = {}): PullRule => ({
  when,
  set: {},
  addRoles: ['other'],
  removeRoles: [],
  ...change,
});
const extendedRoles = [{ target: null, role: 'other' }];
const press = { rules: [rule('"ACL-Press" in groups')], extendedRoles };

let world: PullWorld;
beforeEach(async () => {
  world = await createPullWorld();
});
afterEach(() => world.close());

const pull = (change: Partial<PullDefaults> = {}, mode: 'plan' | 'apply' = 'apply') => {
  world.pass(60_000);
  return world.pull(change, mode);
};
const idOf = async (login: string) => (await world.okta.find({ login: `${login}@harbor.example` }))[0]?.ref.id ?? '';
const rolesOf = async (login: string) => (await world.onSite(`${login}@harbor.example`))?.groups?.toSorted();
const namesOf = async (change: Parameters<typeof settingsOf>[0], asked: Partial<PullDefaults> = {}) => {
  const known = { groups: await world.okta.groups.list(), roles: await world.cms.groups.list() };
  return findNames(settingsOf(change), { ...options, ...asked }, known);
};

describe('groups that conditions test (A16)', () => {
  it('are read by name or id, whatever users are taken from, and count for nothing else', async () => {
    const rules = [rule('"ACL-Press" in groups || !("id:00gRD1" in groups)'), rule(null)];
    for (const kind of ['mapped', 'all'] as const) {
      const names = await namesOf({ rules, extendedRoles }, { users: { kind }, processGroups: false });
      expect([...names.tested]).toEqual([
        ['ACL-Press', '00gACLPress'],
        ['id:00gRD1', '00gRD1'],
      ]);
      expect([...names.groups.keys()]).toEqual(expect.arrayContaining(['00gACLPress', '00gRD1']));
      expect([...(names.scope ?? []), ...(names.home ?? []), ...names.rolesOf.keys()]).not.toContain('00gACLPress');
      expect(names.managed.size).toBe(0);
    }
  });

  it.each([
    ['a rule', press, true],
    ['the filter', { filter: { cel: '"Staff" in groups', text: null } }, true],
    ['nothing', {}, false],
  ])(
    'tested by %s decide whether an org’s groups are listed where nobody is taken from one',
    (_what, change, reads) => {
      const all = { ...options, users: { kind: 'all' as const }, processGroups: false };
      expect(readsGroups(settingsOf(change), all)).toBe(reads);
    },
  );

  it.each([
    ['that is not there', '"Nobody" in groups'],
    ['in another case', '"acl-press" in groups'],
    ['by an id that is not there', '"id:00gNone" in groups'],
    ['in the filter', 'okta.status == "ACTIVE" && !("Nobody" in groups)'],
  ])('%s stop the run before a plan', async (what, when) => {
    const change =
      what === 'in the filter' ? { filter: { cel: when, text: null } } : { rules: [rule(when)], extendedRoles };
    await world.settle(change);
    world.person('ann', ['Writers']);
    expect(await pull()).toMatchObject({ state: 'failed', plan: null, error: { code: 'missing_group' } });
    expect(await world.onSite('ann@harbor.example')).toBeUndefined();
  });

  it.each<[string, string[], boolean]>([
    ['"ACL-Press" in groups', ['00gACLPress', '00gStaff'], true],
    ['"ACL-Press" in groups', ['00gStaff'], false],
    ['"ACL-Press" in groups', [], false],
    ['!("ACL-Press" in groups)', [], true],
    ['"id:00gStaff" in groups', ['00gStaff'], true],
    ['"Staff" in groups && "Writers" in groups', ['00gStaff', '00gWriters'], true],
    ['"Staff" in groups && "Writers" in groups', ['00gStaff'], false],
    ['"Staff" in groups && okta.profile.department == "Press"', ['00gStaff'], true],
    ['"Staff" in groups || okta.profile.department == "Press"', ['00gWriters'], true],
  ])('%s of somebody in %j: %s', async (when, groups, applies) => {
    const settings = settingsOf({ rules: [rule(when)], extendedRoles });
    const names = { ...(await namesOf(settings)), scope: null };
    const account = oktaAccount(1, { attributes: { email: 'ann@harbor.example', department: 'Press' } });
    const by = { settings, names, isWanted: () => true };
    const judged = judgeUser(account, groups, false, by);
    const roles = judged.is === 'in' ? judged.okta.attributes[pulled.roles] : null;
    expect(Array.isArray(roles) && roles.includes('other')).toBe(applies);
    const filter = { cel: when, text: null };
    const filtered = judgeUser(account, groups, false, { ...by, settings: { ...settings, filter } });
    expect(filtered.is).toBe(applies ? 'in' : 'filtered');
  });
});

describe('a pull whose rule tests a group', () => {
  it.each(['sync', 'delta', 'push'] as const)(
    '%s gives its role to whoever is in both groups, and to nobody else',
    async (strategy) => {
      await world.settle(press);
      world.person('ann', ['Writers', 'ACL-Press']);
      world.person('bea', ['Writers']);
      world.person('cid', ['ACL-Press']);
      expect(await pull({ strategy })).toMatchObject({ state: 'done', failed: 0 });
      expect([await rolesOf('ann'), await rolesOf('bea')]).toEqual([['author', 'other'], ['author']]);
      expect(await world.onSite('cid@harbor.example')).toBeUndefined();
    },
  );

  it.each([true, false])('delta follows whoever enters and leaves it, where the log tells who: %s', async (tells) => {
    world.okta.tellsMoves = tells;
    await world.settle(press);
    for (const login of ['ann', 'bea', 'cid']) world.person(login, ['Writers']);
    await pull();
    expect(await rolesOf('ann')).toEqual(['author']);
    world.pass(60_000);
    await world.okta.groups.addMember('00gACLPress', await idOf('ann'));
    world.okta.calls.length = 0;
    const entered = await pull({ strategy: 'delta' });
    expect(await world.changes(entered)).toEqual(['grantGroup ann@harbor.example other']);
    expect(await rolesOf('ann')).toEqual(['author', 'other']);
    expect(world.okta.calls).not.toContain('groups members 00gWriters');
    world.pass(60_000);
    await world.okta.groups.removeMember('00gACLPress', await idOf('ann'));
    const left = await pull({ strategy: 'delta' });
    expect(await world.changes(left)).toEqual(['revokeGroup ann@harbor.example other']);
    expect(await world.changes(await pull({}, 'plan'))).toEqual([]);
  });

  it('sees it for people who are named', async () => {
    await world.settle(press);
    world.person('ann', ['Writers', 'ACL-Press']);
    world.person('bea', ['Writers']);
    await pull({ users: { kind: 'list', users: ['ann@harbor.example', 'bea@harbor.example'] } });
    expect([await rolesOf('ann'), await rolesOf('bea')]).toEqual([['author', 'other'], ['author']]);
  });

  it('asks Okta for no group where accounts are named as being only on the site', async () => {
    await world.settle(press);
    world.person('ann', ['Writers', 'ACL-Press']);
    await pull();
    world.okta.calls.length = 0;
    const job = await pull({ targetOnlyUsers: ['ann@harbor.example'], targetOnlyUserAction: 'block' }, 'plan');
    expect(await world.changes(job)).toEqual(['deactivate ann@harbor.example']);
    expect(world.okta.calls.filter((call) => call.startsWith('groups'))).toEqual([]);
  });

  it('takes nothing from who is left out by the group that the filter tests', async () => {
    const filter = { cel: '!("ACL-Press" in groups)', text: null };
    await world.settle({ filter });
    for (const login of ['ann', 'bea', 'cid']) world.person(login, ['Writers']);
    await pull();
    world.pass(60_000);
    await world.okta.groups.addMember('00gACLPress', await idOf('ann'));
    await world.okta.groups.addMember('00gStaff', await idOf('ann'));
    for (const strategy of ['delta', 'sync'] as const) {
      expect(await world.changes(await pull({ strategy }))).toEqual([]);
    }
    await world.okta.groups.removeMember('00gACLPress', await idOf('ann'));
    expect(await world.changes(await pull({ strategy: 'delta' }))).toEqual(['grantGroup ann@harbor.example member']);
  });

  it('tells it in a try of one user', async () => {
    const connection = await world.settle(press);
    const { ref } = world.person('ann', ['Writers', 'ACL-Press']);
    const { cms, okta } = world;
    const told = await tryUser(ref.id, {
      place: { connection, sides: { cms, okta } },
      settings: settingsOf(press),
      options,
      isLinked: () => false,
      signal: AbortSignal.timeout(10_000),
    });
    expect(told.groups.map(({ name }) => name).toSorted()).toEqual(['ACL-Press', 'Writers']);
    expect(told.rules).toEqual([{ outcome: 'applied', problem: null }]);
    expect(told.roles).toContainEqual({ id: 'other', name: 'Role other', from: [{ rule: 0 }], power: false });
  });
});

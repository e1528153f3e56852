import type { Account, PullDefaults, PullRule } from '@rollcall/shared';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MemoryDirectory } from '../directory/memory/memory.ts';
import { oktaShape } from '../directory/memory/shape.ts';
import { namesAndPlace } from '../engine/pull-place.ts';
import { connectionOf } from '../engine/sample.fixture.ts';
import { createPullWorld, options, settingsOf } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';
import { pulled } from './pulled.ts';
import { select } from './select.ts';
import { tryUser } from './trial.ts';

const signal = AbortSignal.timeout(60_000);
let world: PullWorld;
beforeEach(async () => {
  world = await createPullWorld();
});
afterEach(() => world.close());

async function trial(user: string, settings = {}, change: Partial<PullDefaults> = {}) {
  const connection = await world.settle(settings);
  const { cms, okta } = world;
  return tryUser(user, {
    place: { connection, sides: { cms, okta } },
    settings: settingsOf(settings),
    options: { ...options, ...change },
    isLinked: ({ ref }) => world.store.links.of(connection.id, ref) !== undefined,
    signal,
  });
}

const rule = (change: Partial<PullRule>): PullRule => ({
  when: null,
  set: {},
  addRoles: [],
  removeRoles: [],
  ...change,
});

describe('a try of a pull for one user (A9)', () => {
  it('tells what made each value, and which groups and rules give each role', async () => {
    const { ref } = world.person('ann', ['Writers', 'Staff'], { attributes: { department: 'Press' } });
    const rules = [
      rule({ when: 'okta.profile.department == "Sales"', set: { firstname: 'S' } }),
      rule({
        when: 'okta.profile.department == "Press"',
        set: { lastname: '${lastName} (press)' },
        addRoles: ['other'],
      }),
      rule({ removeRoles: ['member'] }),
    ];
    const extendedRoles = [{ target: null, role: 'other' }];
    const told = await trial(ref.id, { rules, extendedRoles, defaultCountry: 'nz' });
    expect(told).toMatchObject({ outcome: 'in', why: null, user: { id: ref.id, login: 'ann@harbor.example' } });
    expect(told.groups.map(({ name }) => name).toSorted()).toEqual(['Staff', 'Writers']);
    expect(told.values.filter(({ name }) => name !== 'username')).toEqual([
      { name: 'email', field: 'mail', value: 'ann@harbor.example', from: '${email}', rule: null },
      { name: 'firstname', field: null, value: 'Given', from: '${firstName}', rule: null },
      { name: 'lastname', field: null, value: 'Family (press)', from: '${lastName} (press)', rule: 1 },
      { name: 'country', field: null, value: 'NZ', from: 'nz', rule: null },
    ]);
    expect(told.roles).toEqual([
      { id: 'author', name: 'Role author', from: [{ group: 'Writers' }, { group: 'Staff' }], power: false },
      { id: 'other', name: 'Role other', from: [{ rule: 1 }], power: false },
    ]);
    expect(told.rules.map(({ outcome }) => outcome)).toEqual(['no', 'applied', 'applied']);
  });

  it('marks a role of power, which no pull gives', async () => {
    world.person('ann', ['Writers']);
    const groups = [{ group: 'Writers', roles: [{ target: null, role: 'admin' }] }];
    expect((await trial('ANN@harbor.example', { groups })).roles).toEqual([
      { id: 'admin', name: 'Role admin', from: [{ group: 'Writers' }], power: true },
    ]);
  });

  it('tells why somebody is not taken in', async () => {
    world.person('eve');
    world.person('ian', ['Writers'], { state: 'deactivated' });
    world.person('jo', ['Writers']);
    expect(await trial('eve@harbor.example')).toMatchObject({ outcome: 'noGroup', values: [], roles: [] });
    expect(await trial('ian@harbor.example')).toMatchObject({ outcome: 'filtered', why: 'Left out by the filter.' });
    expect(await trial('jo@harbor.example', {}, { userFilter: 'x.*' })).toMatchObject({ outcome: 'filtered' });
    const narrowed = await trial('jo@harbor.example', {}, { users: { kind: 'groups', groups: ['Staff'] } });
    expect(narrowed).toMatchObject({ outcome: 'noGroup', groups: [{ name: 'Writers' }] });
    expect(narrowed.why).toContain('narrowed');
    const others = await trial('jo@harbor.example', {}, { users: { kind: 'list', users: ['eve@harbor.example'] } });
    expect(others).toMatchObject({ outcome: 'noGroup' });
  });

  it('stops at a rule that nobody can decide, as the pull does', async () => {
    world.person('ann', ['Writers']);
    const rules = [rule({}), rule({ addRoles: ['nowhere'] }), rule({})];
    const told = await trial('ann@harbor.example', { rules });
    expect(told).toMatchObject({ outcome: 'undecided', values: [], roles: [] });
    expect(told.rules.map(({ outcome }) => outcome)).toEqual(['applied', 'undecided']);
    expect(told.rules.at(-1)?.problem).toBe(told.why);
  });

  it('shows no value that is made of what the mapping calls sensitive', async () => {
    const connection = await world.settle();
    world.person('ann', ['Writers']);
    const mapping = connection.mapping.map((each) => ({ ...each, sensitive: each.okta === 'firstName' }));
    const { cms, okta } = world;
    const place = { connection: { ...connection, mapping }, sides: { cms, okta } };
    const settings = settingsOf();
    const told = await tryUser('ann@harbor.example', { place, settings, options, isLinked: () => false, signal });
    expect(told.values.find(({ name }) => name === 'firstname')).toMatchObject({ value: null });
    expect(told.values.find(({ name }) => name === 'lastname')).toMatchObject({ value: 'Family' });
  });

  it.each([
    ['nobody', 'zoe@harbor.example', 'not_found'],
    ['two users', 'both@harbor.example', 'ambiguous'],
  ])('refuses a name that means %s', async (_what, name, code) => {
    world.person('one', [], { attributes: { email: 'both@harbor.example' } });
    world.person('two', [], { attributes: { email: 'both@harbor.example' } });
    await expect(trial(name)).rejects.toMatchObject({ code });
  });
});

const groupIds = ['00gWriters', '00gStaff'];
const pool = {
  filters: ['okta.status != "DEPROVISIONED"', 'okta.profile.department == "Press"', 'okta.profile.missing > 3', 'true'],
  rules: [
    rule({ when: 'okta.profile.department == "Press"', set: { lastname: 'Press' }, addRoles: ['other'] }),
    rule({ when: 'okta.profile.department.startsWith("S")', set: { email: 'desk@harbor.example' } }),
    rule({ removeRoles: ['author'] }),
    rule({ set: { username: '${department}' }, addRoles: ['member'] }),
    rule({ set: { email: '${missing}' } }),
    rule({ addRoles: ['${department}'] }),
  ],
};
const person = fc.record({
  groups: fc.subarray(groupIds),
  department: fc.constantFrom('Press', 'Sales', null),
  state: fc.constantFrom('active' as const, 'deactivated' as const, 'suspended' as const),
  linked: fc.boolean(),
  shared: fc.boolean(),
});
const wanted = fc.record({
  cel: fc.constantFrom(...pool.filters),
  rules: fc.subarray(pool.rules),
  username: fc.constantFrom(null, '${login}', '${department}'),
  users: fc.constantFrom<PullDefaults['users']>(
    { kind: 'mapped' },
    { kind: 'all' },
    { kind: 'groups', groups: ['Staff'] },
    { kind: 'list', users: [' U0@Harbor.example', 'u2@harbor.example', 'shared@harbor.example'] },
  ),
  userFilter: fc.constantFrom(null, '.*1@.*', 'P.*'),
  processGroups: fc.boolean(),
});

it('a try says of everybody what the pull makes of them (A9)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 4 }), wanted, async (people, want) => {
      const okta = new MemoryDirectory({ id: 'okta', shape: oktaShape, now: () => 0 });
      for (const id of groupIds) okta.seedGroup({ id, name: id.slice(3) });
      const accounts = okta.seed(
        people.map(({ state, department, groups, shared }, at) => {
          const name = `u${at}@harbor.example`;
          const email = shared ? 'shared@harbor.example' : name;
          const attributes = { login: name, email, firstName: 'Given', lastName: 'Family' };
          return { state, groups, attributes: { ...attributes, ...(department === null ? {} : { department }) } };
        }),
      );
      const linked = new Set(accounts.filter((_each, at) => people[at]?.linked).map(({ ref }) => ref.id));
      const { username, users, userFilter, processGroups } = want;
      const extendedRoles = [{ target: null, role: 'other' }];
      const { attributes } = settingsOf();
      const filter = { cel: want.cel, text: null };
      const settings = settingsOf({
        filter,
        rules: want.rules,
        extendedRoles,
        attributes: { ...attributes, username },
      });
      const place = { connection: connectionOf(), sides: { cms: world.cms, okta } };
      const asked = { ...options, users, userFilter, processGroups };
      const input = { settings, options: asked, rolesOnly: false, signal };
      const { names } = await namesAndPlace(place, input);
      const keep = new Set(['login', 'email', 'firstName', 'lastName', 'department']);
      const kept = new Set(Object.values(pulled));
      const selection = await select({ ...input, okta, names, linked, keep, kept, progress: () => {} });
      for (const account of accounts) {
        const told = await tryUser(account.ref.id, { ...input, place, isLinked: ({ ref }) => linked.has(ref.id) });
        expect(summaryOf(told)).toEqual(expectedOf(account, selection));
      }
    }),
    { numRuns: 150 },
  );
});

const own = ['email', 'firstname', 'lastname', 'country'] as const;

function summaryOf(told: Awaited<ReturnType<typeof tryUser>>) {
  const { outcome } = told;
  if (outcome !== 'in') return { outcome };
  const value = (name: string) => told.values.find((each) => each.name === name)?.value ?? null;
  return { outcome, values: own.map(value), roles: told.roles.map(({ id }) => id) };
}

function expectedOf({ ref }: Account, selection: Awaited<ReturnType<typeof select>>) {
  const okta = selection.selected.find((each) => each.ref.id === ref.id);
  if (okta) {
    const values = own.map((name) => okta.attributes[pulled[name]] ?? null);
    return { outcome: 'in', values, roles: okta.attributes[pulled.roles] };
  }
  if (selection.undecided.some((each) => each.okta.ref.id === ref.id)) return { outcome: 'undecided' };
  return { outcome: expect.stringMatching(/^(filtered|noGroup)$/) };
}

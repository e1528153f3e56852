import { afterEach, beforeEach, expect, it } from 'vitest';

import { put } from '../store/data.ts';
import { asObject } from './filter-match.ts';
import { groupUrn, patchUrn } from './group-world.fixture.ts';
import { createScimWorld, deactivation, oktaUser } from './scim.fixture.ts';
import type { ScimCall, ScimWorld } from './scim.fixture.ts';
import { newToken } from './token.ts';

let world: ScimWorld;
/** Calls as the client of the second connection to the same site. */
let second: (method: string, path: string, options?: ScimCall) => ReturnType<ScimWorld['scim']>;

beforeEach(async () => {
  world = await createScimWorld();
  const { store } = world.agent.services;
  const { [world.connection]: own } = store.data.connections;
  if (!own) throw new Error('no connection');
  const { text, kept } = newToken({ id: 'T-2', connection: 'c2', label: '', created: '', expires: null });
  await store.commit([put('connections', 'c2', { ...own, id: 'c2', name: 'Other' }), put('tokens', 'T-2', kept)]);
  second = (method, path, options = {}) => world.scim(method, path, { ...options, token: text, base: '/c2/scim/v2' });
});
afterEach(() => world.close());

const make = (client: typeof second, name: string) => client('POST', '/Users', { body: oktaUser(name) });
const idsOf = async (client: typeof second) => {
  const { Resources } = (await client('GET', '/Users')).body;
  return (Array.isArray(Resources) ? Resources : []).map((each) => asObject(each)?.['id']);
};
const push = (client: typeof second, displayName: string, ...members: string[]) =>
  client('POST', '/Groups', {
    body: { schemas: [groupUrn], displayName, members: members.map((value) => ({ value })) },
  });
const take = (client: typeof second, group: string, member: string) =>
  client('PATCH', `/Groups/${group}`, {
    body: { schemas: [patchUrn], Operations: [{ op: 'remove', path: `members[value eq "${member}"]` }] },
  });
const holders = async () => {
  const [role, other] = await world.cms.groups.list();
  expect(other).toBeUndefined();
  return (await world.cms.groups.members(role?.id ?? '')).toSorted();
};

it('two connections to one site see the same users, and each writes only those that it has brought', async () => {
  const ann = await make(world.scim, 'ann');
  const ben = await make(second, 'ben');
  expect([ann.status, ben.status]).toEqual([201, 201]);
  expect(await idsOf(world.scim)).toEqual(await idsOf(second));
  expect((await make(second, 'ann')).status).toBe(409);
  for (const [client, id] of [
    [second, ann.id],
    [world.scim, ben.id],
  ] as const) {
    expect((await client('PATCH', `/Users/${id}`, { body: deactivation })).status).toBe(403);
    expect((await client('DELETE', `/Users/${id}`)).status).toBe(403);
    expect((await world.cms.get(id)).state).toBe('active');
  }
});

it('who was deleted by one client is not brought back by the other, and is still hidden from the first alone', async () => {
  const { id } = await make(world.scim, 'ann');
  expect((await world.scim('DELETE', `/Users/${id}`)).status).toBe(204);
  expect((await make(second, 'ann')).status).toBe(403);
  expect((await world.scim('GET', `/Users/${id}`)).status).toBe(404);
  expect((await second('GET', `/Users/${id}`)).body).toMatchObject({ active: false });
  expect((await make(world.scim, 'ann')).status).toBe(201);
});

it('writes of both at once on one name make one account', async () => {
  const answers = await Promise.all([make(world.scim, 'ann'), make(second, 'ann')]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  const [account, other] = await world.cms.find({ email: 'ann@harbor.example' });
  expect([account?.state, other]).toEqual(['active', undefined]);
});

it('groups of one name give one role, which each member holds as long as either client says so', async () => {
  const ann = (await make(world.scim, 'ann')).id;
  const ben = (await make(second, 'ben')).id;
  const crew = await push(world.scim, 'Crew', ann);
  const other = await push(second, 'Crew', ann, ben);
  await world.agent.services.scim.converge.rest();
  expect(await holders()).toEqual([ann, ben].toSorted());
  await take(world.scim, crew.id, ann);
  expect(await holders()).toEqual([ann, ben].toSorted());
  await take(second, other.id, ann);
  expect(await holders()).toEqual([ben]);
});

it('a connection that is removed leaves the users to the other one', async () => {
  const { id } = await make(world.scim, 'ann');
  await world.call('removeConnection', { id: world.connection });
  expect((await second('GET', `/Users/${id}`)).status).toBe(200);
  expect((await second('PATCH', `/Users/${id}`, { body: deactivation })).status).toBe(200);
  expect((await world.cms.get(id)).state).toBe('deactivated');
});

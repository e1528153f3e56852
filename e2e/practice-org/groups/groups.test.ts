import { expect, test } from 'vitest';
import { z } from 'zod';
import { createTestClient, loginsOf, nextOf, refusalOf, type TestClient } from '../test-client.ts';

const groups = '/api/v1/groups';
const groupSchema = z.looseObject({
  id: z.string(),
  lastMembershipUpdated: z.string(),
  profile: z.looseObject({ name: z.string() }),
});

async function createGroup(client: TestClient, name: string): Promise<string> {
  return groupSchema.parse((await client.call('POST', groups, { body: { profile: { name } } })).body).id;
}

async function namesAt(client: TestClient, path: string): Promise<string[]> {
  return z
    .array(groupSchema)
    .parse((await client.call('GET', path)).body)
    .map((group) => group.profile.name);
}

test('a group is made, renamed, found and removed', async () => {
  const client = await createTestClient();
  const id = await createGroup(client, 'Crew');
  expect(refusalOf(await client.call('POST', groups, { body: { profile: { name: 'Crew' } } })).causes).toEqual([
    'name: An object with this field already exists in the current organization',
  ]);
  await client.call('PUT', `${groups}/${id}`, { body: { profile: { name: 'Sailors', description: 'Aboard' } } });
  expect(await namesAt(client, `${groups}?q=sail`)).toEqual(['Sailors']);
  expect(await namesAt(client, `${groups}?search=${encodeURIComponent('profile.name eq "sailors"')}`)).toEqual([
    'Sailors',
  ]);
  expect(await namesAt(client, `${groups}?filter=${encodeURIComponent('type eq "BUILT_IN"')}`)).toEqual(['Everyone']);
  expect((await client.call('DELETE', `${groups}/${id}`)).status).toBe(204);
  expect(refusalOf(await client.call('GET', `${groups}/${id}`)).code).toBe('E0000007');
});

test('membership is safe to repeat, moves lastMembershipUpdated once, and pages', async () => {
  const client = await createTestClient();
  const id = await createGroup(client, 'Crew');
  const lastOf = async () =>
    groupSchema.parse((await client.call('GET', `${groups}/${id}`)).body).lastMembershipUpdated;
  const users = [await client.create('a@harbor.example'), await client.create('b@harbor.example')];
  client.time.now += 1000;
  for (const user of users) expect((await client.call('PUT', `${groups}/${id}/users/${user}`)).status).toBe(204);
  const joined = await lastOf();
  expect(joined).toBe(new Date(client.time.now).toISOString());
  client.time.now += 1000;
  expect((await client.call('PUT', `${groups}/${id}/users/${users[0]}`)).status).toBe(204);
  expect(await lastOf()).toBe(joined);

  const page = await client.call('GET', `${groups}/${id}/users?limit=1`);
  expect(loginsOf(page)).toEqual(['a@harbor.example']);
  expect(loginsOf(await client.call('GET', nextOf(page) ?? ''))).toEqual(['b@harbor.example']);
  await client.call('DELETE', `${groups}/${id}/users/${users[0]}`);
  expect((await client.call('DELETE', `${groups}/${id}/users/${users[0]}`)).status).toBe(204);
  const { body } = await client.call('GET', `${groups}?q=crew&expand=stats`);
  expect(body).toMatchObject([{ _embedded: { stats: { usersCount: 1 } } }]);
});

test('Everyone holds all but the deactivated and takes no orders', async () => {
  const client = await createTestClient();
  const id = await client.create('a@harbor.example');
  const everyone = client.org.state.groups.everyone()?.id ?? '';
  expect(loginsOf(await client.call('GET', `${groups}/${everyone}/users`))).toContain('a@harbor.example');
  expect((await client.call('PUT', `${groups}/${everyone}/users/${id}`)).status).toBe(403);
  expect((await client.call('DELETE', `${groups}/${everyone}`)).status).toBe(403);
  await client.call('DELETE', `/api/v1/users/${id}`);
  expect(loginsOf(await client.call('GET', `${groups}/${everyone}/users`))).not.toContain('a@harbor.example');
});

test('a user joins groups on create and leaves them on deactivation', async () => {
  const client = await createTestClient();
  const id = await createGroup(client, 'Crew');
  const login = 'a@harbor.example';
  const body = { profile: { firstName: 'A', lastName: 'B', login, email: login }, groupIds: [id] };
  await client.call('POST', '/api/v1/users', { body });
  expect(await namesAt(client, `/api/v1/users/${login}/groups`)).toEqual(['Everyone', 'Crew']);
  await client.call('DELETE', `/api/v1/users/${login}`);
  expect(await namesAt(client, `/api/v1/users/${login}/groups`)).toEqual([]);
});

test('members are named by id and groups of a missing member by their kind', async () => {
  const client = await createTestClient();
  const id = await createGroup(client, 'Crew');
  await client.create('a@harbor.example');
  expect(refusalOf(await client.call('PUT', `${groups}/${id}/users/a@harbor.example`)).code).toBe('E0000007');
});

test('a rule is born INACTIVE, is changed only so, and is removed with 202', async () => {
  const client = await createTestClient();
  const groupId = await createGroup(client, 'Crew');
  const rule = {
    type: 'group_rule',
    name: 'Sailors',
    conditions: { expression: { type: 'urn:okta:expression:1.0', value: 'user.department=="Deck"' } },
    actions: { assignUserToGroups: { groupIds: [groupId] } },
  };
  const made = await client.call('POST', `${groups}/rules`, { body: rule });
  expect(made.body).toMatchObject({ ...rule, status: 'INACTIVE' });
  const path = `${groups}/rules/${z.object({ id: z.string() }).parse(made.body).id}`;
  expect((await client.call('POST', `${path}/lifecycle/activate`)).status).toBe(204);
  expect((await client.call('GET', path)).body).toMatchObject({ status: 'ACTIVE' });
  expect(refusalOf(await client.call('PUT', path, { body: rule })).code).toBe('E0000001');
  await client.call('POST', `${path}/lifecycle/deactivate`);
  expect((await client.call('PUT', path, { body: { ...rule, name: 'Deck' } })).body).toMatchObject({ name: 'Deck' });
  expect((await client.call('GET', `${groups}/rules?search=deck`)).body).toMatchObject([{ name: 'Deck' }]);
  expect((await client.call('GET', `${groups}/rules?search=sailors`)).body).toEqual([]);
  expect((await client.call('DELETE', path)).status).toBe(202);
  expect((await client.call('GET', `${groups}/rules`)).body).toEqual([]);
});

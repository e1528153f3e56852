import { describe, expect, test } from 'vitest';
import { createTestClient, refusalOf, userOf, type Answer, type TestClient } from '../test-client.ts';

const path = '/api/v1/meta/schemas/user/default';

function define(client: TestClient, properties: Record<string, unknown>): Promise<Answer> {
  return client.call('POST', path, {
    body: { definitions: { custom: { id: '#custom', type: 'object', properties } } },
  });
}

test('the base schema has 31 attributes, four of them required', async () => {
  const client = await createTestClient();
  const { body } = await client.call('GET', path);
  const { base } = Object(body).definitions;
  expect(Object.keys(base.properties)).toHaveLength(31);
  expect(base.required).toEqual(['login', 'firstName', 'lastName', 'email']);
});

test('an attribute is defined, used, searched and removed with its values', async () => {
  const client = await createTestClient();
  expect((await define(client, { drupalUid: { title: 'Drupal uid', type: 'integer' } })).status).toBe(200);
  const id = await client.create('jane@harbor.example', { profile: { drupalUid: 42 } });
  const found = await client.call('GET', `/api/v1/users?search=${encodeURIComponent('profile.drupalUid eq 42')}`);
  expect(found.body).toMatchObject([{ id }]);
  const { body } = await define(client, { drupalUid: null });
  expect(Object(body).definitions.custom.properties).toEqual({});
  expect(userOf(await client.call('GET', `/api/v1/users/${id}`)).profile).not.toHaveProperty('drupalUid');
});

test.each([
  ['a hyphen', { 'drupal-uid': { type: 'string' } }],
  ['a leading digit', { '2nd': { type: 'string' } }],
  ['the name of a base attribute', { title: { type: 'string' } }],
])('%s in a name is refused', async (_, properties) => {
  const client = await createTestClient();
  expect(refusalOf(await define(client, properties))).toMatchObject({ status: 400, code: 'E0000001' });
});

test('a pattern that is no regular expression is refused', async () => {
  const client = await createTestClient();
  expect(refusalOf(await define(client, { berth: { type: 'string', pattern: '(' } })).code).toBe('E0000003');
});

test('the type of an attribute stays, and six unique ones are one too many', async () => {
  const client = await createTestClient();
  await define(client, { berth: { type: 'string' } });
  expect(refusalOf(await define(client, { berth: { type: 'number' } })).code).toBe('E0000001');
  const unique = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`key${n}`, { type: 'string', unique: true }]));
  expect(refusalOf(await define(client, unique)).code).toBe('E0000001');
});

describe('values', () => {
  const attributes = {
    rank: { type: 'string', enum: ['mate', 'captain'] },
    code: { type: 'string', minLength: 3, maxLength: 5, pattern: '[A-Z]+' },
    ports: { type: 'array', items: { type: 'string' } },
    age: { type: 'integer', minimum: 18, maximum: 99 },
    aboard: { type: 'boolean' },
  };

  test.each([
    [{ rank: 'cook' }, 'rank'],
    [{ code: 'AB' }, 'code'],
    [{ code: 'abc' }, 'code'],
    [{ ports: 'Cork' }, 'ports'],
    [{ ports: [7] }, 'ports'],
    [{ age: 17 }, 'age'],
    [{ age: 20.5 }, 'age'],
    [{ aboard: 'yes' }, 'aboard'],
  ])('%j is refused for %s', async (profile, field) => {
    const client = await createTestClient();
    await define(client, attributes);
    const login = 'jane@harbor.example';
    const body = { profile: { firstName: 'J', lastName: 'M', login, email: login, ...profile } };
    const { causes } = refusalOf(await client.call('POST', '/api/v1/users', { body }));
    expect(causes).toHaveLength(1);
    expect(causes[0]).toMatch(new RegExp(`^${field}: `));
  });

  test('good ones are stored as they are', async () => {
    const client = await createTestClient();
    await define(client, attributes);
    const profile = { rank: 'mate', code: 'ABC', ports: ['Cork', 'Porto'], age: 44, aboard: false };
    const id = await client.create('jane@harbor.example', { profile });
    expect(userOf(await client.call('GET', `/api/v1/users/${id}`)).profile).toMatchObject(profile);
  });

  test('a unique attribute is unique in every status', async () => {
    const client = await createTestClient();
    const { body } = await define(client, { badge: { type: 'string', unique: true } });
    expect(Object(body).definitions.custom.properties.badge.unique).toBe('UNIQUE_VALIDATED');
    const first = await client.create('a@harbor.example', { profile: { badge: 'B-1' } });
    await client.call('DELETE', `/api/v1/users/${first}`);
    const second = await client.create('b@harbor.example', { profile: { badge: 'B-2' } });
    const answer = await client.call('POST', `/api/v1/users/${second}`, { body: { profile: { badge: 'b-1' } } });
    expect(refusalOf(answer).causes).toEqual([
      'badge: An object with this field already exists in the current organization',
    ]);
  });
});

test('the login’s pattern and the names’ necessity can be changed', async () => {
  const client = await createTestClient();
  const properties = { login: { pattern: '.+' }, firstName: { required: false } };
  await client.call('POST', path, { body: { definitions: { base: { properties } } } });
  const body = { profile: { login: 'plain-name', lastName: 'M', email: 'm@harbor.example' } };
  expect((await client.call('POST', '/api/v1/users', { body })).status).toBe(200);
});

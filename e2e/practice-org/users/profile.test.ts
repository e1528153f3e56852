import { describe, expect, test } from 'vitest';
import { createTestClient, refusalOf, userOf } from '../test-client.ts';

const users = '/api/v1/users';
const person = (login: string) => ({ firstName: 'Jane', lastName: 'Mensah', login, email: login });
const taken = 'login: An object with this field already exists in the current organization';

describe('create', () => {
  test.each([
    ['no password, not activated', undefined, 'activate=false', 'STAGED'],
    ['no password', undefined, '', 'PROVISIONED'],
    ['a password, not activated', 'Tall-Ship-7', 'activate=false', 'STAGED'],
    ['a password', 'Tall-Ship-7', '', 'ACTIVE'],
    ['a password to be changed', 'Tall-Ship-7', 'nextLogin=changePassword', 'PASSWORD_EXPIRED'],
  ])('%s', async (_, password, query, status) => {
    const client = await createTestClient();
    const credentials = password === undefined ? {} : { credentials: { password: { value: password } } };
    const body = { profile: person('jane@harbor.example'), ...credentials };
    const answer = await client.call('POST', `${users}?${query}`, { body });
    expect(answer.status).toBe(200);
    expect(userOf(answer)).toMatchObject({ status, credentials: { provider: { type: 'OKTA', name: 'OKTA' } } });
    expect(JSON.stringify(answer.body)).not.toContain('Tall-Ship');
  });

  test('a user of another provider is ACTIVE without a password', async () => {
    const client = await createTestClient();
    const body = {
      profile: person('jane@harbor.example'),
      credentials: { provider: { type: 'FEDERATION', name: 'FEDERATION' } },
    };
    expect(userOf(await client.call('POST', `${users}?provider=true`, { body })).status).toBe('ACTIVE');
  });

  test.each([
    ['{', 'E0000003'],
    ['[]', 'E0000003'],
    ['', 'E0000003'],
    [{ profile: { ...person('jane@harbor.example'), shoeSize: 9 } }, 'E0000001'],
    [{ profile: { ...person('jane@harbor.example'), constructor: 'x' } }, 'E0000001'],
    [{ profile: person('jane@harbor.example'), groupIds: Array.from({ length: 21 }, () => '00gX') }, 'E0000093'],
    [{ profile: person('jane@harbor.example'), groupIds: ['00gX'] }, 'E0000007'],
  ])('%j is %s', async (body, code) => {
    const client = await createTestClient();
    expect(refusalOf(await client.call('POST', users, { body })).code).toBe(code);
  });

  test.each([
    ['nextLogin=changePassword', 'E0000124'],
    ['nextLogin=other', 'E0000002'],
    ['activate=perhaps', 'E0000002'],
  ])('%s without a password is %s', async (query, code) => {
    const client = await createTestClient();
    const answer = await client.call('POST', `${users}?${query}`, { body: { profile: person('jane@harbor.example') } });
    expect(refusalOf(answer).code).toBe(code);
  });

  test('an empty profile names every blank', async () => {
    const client = await createTestClient();
    const answer = await client.call('POST', users, { body: { profile: {} } });
    expect(answer.body).toMatchObject({ errorSummary: 'Api validation failed: login', errorLink: 'E0000001' });
    expect(refusalOf(answer).causes).toEqual([
      'login: The field cannot be left blank',
      'firstName: The field cannot be left blank',
      'lastName: The field cannot be left blank',
      'email: The field cannot be left blank',
      'email: Does not match required pattern',
    ]);
  });

  test.each([
    [{ login: 'not-a-mail' }, 'login: Username must be in the form of an email address'],
    [{ email: 'not-a-mail' }, 'email: Does not match required pattern'],
    [{ firstName: 'x'.repeat(51) }, 'firstName: The field cannot exceed 50 characters'],
    [{ countryCode: 'DEU' }, 'countryCode: The field cannot exceed 2 characters'],
    [{ title: 7 }, 'title: Must be of type string'],
    [{ title: 'Captain 🚢' }, 'title: The field contains unsupported characters'],
  ])('%j is refused with its cause', async (change, cause) => {
    const client = await createTestClient();
    const answer = await client.call('POST', users, {
      body: { profile: { ...person('jane@harbor.example'), ...change } },
    });
    expect(refusalOf(answer)).toEqual({ status: 400, code: 'E0000001', causes: [cause] });
  });
});

describe('uniqueness', () => {
  test.each(['rene@harbor.example', 'RENÉ@Harbor.example', 'rené@harbor.example'])(
    'the login %s is taken by René, even when deactivated',
    async (login) => {
      const client = await createTestClient();
      await client.create('René@harbor.example');
      await client.call('DELETE', `${users}/${encodeURIComponent('René@harbor.example')}`);
      const answer = await client.call('POST', users, { body: { profile: person(login) } });
      expect(refusalOf(answer)).toEqual({ status: 400, code: 'E0000001', causes: [taken] });
    },
  );

  test('email may be shared, an erased login is free again, and a rename meets the same rule', async () => {
    const client = await createTestClient();
    const first = await client.create('a@harbor.example');
    const second = await client.create('b@harbor.example', { profile: { email: 'a@harbor.example' } });
    const rename = { body: { profile: { login: 'A@harbor.example' } } };
    expect(refusalOf(await client.call('POST', `${users}/${second}`, rename)).causes).toEqual([taken]);
    expect(userOf(await client.call('POST', `${users}/${first}`, rename)).id).toBe(first);
    await client.call('DELETE', `${users}/${first}`);
    await client.call('DELETE', `${users}/${first}`);
    expect(userOf(await client.call('POST', `${users}/${second}`, rename)).profile['login']).toBe('A@harbor.example');
  });

  test('two creates of one login at the same time make one user', async () => {
    const client = await createTestClient();
    const body = { profile: person('twin@harbor.example'), credentials: { password: { value: 'Tall-Ship-7' } } };
    const answers = await Promise.all([client.call('POST', users, { body }), client.call('POST', users, { body })]);
    expect(answers.map(({ status }) => String(status)).sort()).toEqual(['200', '400']);
  });
});

describe('read', () => {
  test('finds by id, login in any case, percent-encoded or not, short name and me', async () => {
    const client = await createTestClient();
    const id = await client.create('isaac.brock@harbor.example');
    for (const name of [id, 'Isaac.Brock@harbor.example', 'isaac.brock%40harbor.example', 'isaac.brock'])
      expect(userOf(await client.call('GET', `${users}/${name}`)).id).toBe(id);
    expect(userOf(await client.call('GET', `${users}/me`)).id).toBe(client.org.identity.adminId);
    await client.create('isaac.brock@other.example');
    expect(refusalOf(await client.call('GET', `${users}/isaac.brock`)).code).toBe('E0000007');
  });

  test('an unknown user is named', async () => {
    const client = await createTestClient();
    const { body } = await client.call('GET', `${users}/missing@example.com`);
    expect(body).toMatchObject({ errorSummary: 'Not found: Resource not found: missing@example.com (User)' });
  });
});

describe('update', () => {
  test('POST changes what it names, null removes, PUT removes what it leaves out', async () => {
    const client = await createTestClient();
    const id = await client.create('jane@harbor.example', { profile: { title: 'Captain', city: 'Cork' } });
    const path = `${users}/${id}`;
    const patched = userOf(await client.call('POST', path, { body: { profile: { city: null, nickName: 'J' } } }));
    expect(patched.profile).toEqual({ ...person('jane@harbor.example'), title: 'Captain', nickName: 'J' });
    const replaced = userOf(await client.call('PUT', path, { body: { profile: person('jane@harbor.example') } }));
    expect(replaced.profile).toEqual(person('jane@harbor.example'));
    expect(refusalOf(await client.call('PUT', path, { body: { profile: {} } })).causes).toHaveLength(5);
  });

  test('a deactivated user is 404 to update and still there to read', async () => {
    const client = await createTestClient();
    const id = await client.create('jane@harbor.example');
    await client.call('DELETE', `${users}/${id}`);
    const answer = await client.call('POST', `${users}/${id}`, { body: { profile: { city: 'Cork' } } });
    expect(refusalOf(answer)).toMatchObject({ status: 404, code: 'E0000007' });
    expect((await client.call('GET', `${users}/${id}`)).status).toBe(200);
  });

  test('If-Match guards against a change in between', async () => {
    const client = await createTestClient();
    const path = `${users}/${await client.create('jane@harbor.example')}`;
    const etag = (await client.call('GET', path)).headers.get('etag') ?? '';
    const update = (ifMatch: string, city: string) =>
      client.call('POST', path, { body: { profile: { city } }, headers: { 'if-match': ifMatch } });
    expect((await update(etag, 'Cork')).status).toBe(200);
    expect(refusalOf(await update(etag, 'Porto'))).toMatchObject({ status: 412, code: 'E0000231' });
    expect(refusalOf(await update('v1', 'Porto'))).toMatchObject({ status: 400, code: 'E0000242' });
  });

  test('the same values change nothing, other values move lastUpdated', async () => {
    const client = await createTestClient();
    const path = `${users}/${await client.create('jane@harbor.example')}`;
    const before = userOf(await client.call('GET', path))['lastUpdated'];
    client.time.now += 1000;
    await client.call('POST', path, { body: { profile: { firstName: 'Jane' } } });
    expect(userOf(await client.call('GET', path))['lastUpdated']).toBe(before);
    await client.call('POST', path, { body: { profile: { firstName: 'Janet' } } });
    expect(userOf(await client.call('GET', path))['lastUpdated']).not.toBe(before);
  });

  test('a profile mastered elsewhere is read-only', async () => {
    const provider = { type: 'ACTIVE_DIRECTORY', name: 'corp.example' };
    const client = await createTestClient({ seed: { users: [{ profile: person('ad@harbor.example'), provider }] } });
    const answer = await client.call('POST', `${users}/ad@harbor.example`, { body: { profile: { city: 'Cork' } } });
    expect(refusalOf(answer)).toMatchObject({ status: 403, code: 'E0000023' });
  });
});

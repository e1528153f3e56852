import { describe, expect, test } from 'vitest';
import { createRig, goodToken, type Rig } from './memory-app.fixture.ts';

const login = 'ann@harbor.example';
const lookUp = `GET /Users?filter=userName eq "${login}"&startIndex=1&count=100`;

async function assigned(rig: Rig): Promise<string> {
  const id = await rig.create(login, { profile: { firstName: 'Ann', lastName: 'Ito', department: 'Docks' } });
  await rig.assign(id);
  expect(await rig.settle()).toMatchObject({ due: 0, failed: 0 });
  return id;
}

describe.each(['put', 'patch'] as const)('an app of the %s dialect', (dialect) => {
  test('is asked for the name before a user is made, with Okta’s headers and a random password', async () => {
    const rig = await createRig({ dialect });
    const id = await assigned(rig);
    expect(rig.memory.lines()).toEqual([lookUp, 'POST /Users']);
    const [, { headers, body } = { headers: new Headers(), body: null }] = rig.memory.seen;
    expect(Object.fromEntries(headers)).toMatchObject({
      'user-agent': 'Okta SCIM Client 1.0.0',
      accept: 'application/scim+json',
      'accept-charset': 'utf-8',
      'accept-encoding': 'gzip,deflate',
      'content-type': 'application/scim+json; charset=utf-8',
      authorization: `Bearer ${goodToken}`,
    });
    expect(body).toEqual({
      schemas: [
        'urn:ietf:params:scim:schemas:core:2.0:User',
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
      ],
      userName: login,
      name: { givenName: 'Ann', familyName: 'Ito' },
      emails: [{ primary: true, value: login, type: 'work' }],
      displayName: 'Ann Ito',
      locale: 'en-US',
      externalId: id,
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Docks' },
      groups: [],
      password: expect.stringMatching(/^\w{8}$/),
      active: true,
    });
    expect((await rig.call('GET', `/api/v1/apps/${rig.appId}/users/${id}`)).body).toMatchObject({
      externalId: 'id-1',
      status: 'PROVISIONED',
      syncState: 'SYNCHRONIZED',
      credentials: { userName: login },
      profile: { givenName: 'Ann', email: login },
    });
  });

  test('is told of a changed profile by the whole resource, with what only the server knows', async () => {
    const rig = await createRig({ dialect });
    const id = await assigned(rig);
    await rig.memory.write('PATCH', '/Users/id-1', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'add', path: 'nickName', value: 'Annie' }],
    });
    rig.memory.lines();
    await rig.call('POST', `/api/v1/users/${id}`, { body: { profile: { lastName: 'Sato', department: null } } });
    await rig.settle();
    expect(rig.memory.lines()).toEqual(['GET /Users/id-1', 'PUT /Users/id-1']);
    const user = await rig.memory.read('/Users/id-1');
    expect(user).toMatchObject({ name: { givenName: 'Ann', familyName: 'Sato' }, nickName: 'Annie', active: true });
    expect(user).not.toHaveProperty('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User');
    await rig.call('POST', `/api/v1/users/${id}`, { body: { profile: { lastName: 'Sato' } } });
    await rig.settle();
    expect(rig.memory.lines()).toEqual([]);
  });

  test('keeps the id through a rename', async () => {
    const rig = await createRig({ dialect });
    const id = await assigned(rig);
    await rig.call('POST', `/api/v1/users/${id}`, { body: { profile: { login: 'ann.sato@harbor.example' } } });
    await rig.settle();
    expect(await rig.memory.read('/Users/id-1')).toMatchObject({ userName: 'ann.sato@harbor.example', externalId: id });
  });

  test('hears nothing of a suspension, is switched off by a deactivation, and on again when assigned anew', async () => {
    const rig = await createRig({ dialect });
    const id = await assigned(rig);
    rig.memory.lines();
    await rig.call('POST', `/api/v1/users/${id}/lifecycle/suspend`);
    await rig.call('POST', `/api/v1/users/${id}/lifecycle/unsuspend`);
    await rig.settle();
    expect(rig.memory.lines()).toEqual([]);

    await rig.call('POST', `/api/v1/users/${id}/lifecycle/deactivate`);
    await rig.settle();
    expect(rig.memory.lines()).toEqual(
      dialect === 'put' ? ['GET /Users/id-1', 'PUT /Users/id-1'] : ['PATCH /Users/id-1'],
    );
    expect(await rig.memory.read('/Users/id-1')).toMatchObject({ userName: login, active: false });
    expect((await rig.call('GET', `/api/v1/apps/${rig.appId}/users/${id}`)).status).toBe(404);

    await rig.call('POST', `/api/v1/users/${id}/lifecycle/activate`);
    await rig.settle();
    expect(rig.memory.lines()).toEqual([]);
    await rig.assign(id);
    await rig.settle();
    const put = ['GET /Users/id-1', 'PUT /Users/id-1'];
    expect(rig.memory.lines()).toEqual([lookUp, ...(dialect === 'put' ? put : ['PATCH /Users/id-1', ...put])]);
    expect(await rig.memory.read('/Users/id-1')).toMatchObject({ active: true, externalId: id });
    expect(await rig.memory.read('/Users')).toMatchObject({ totalResults: 1 });
  });

  test('links who is there already instead of making a second', async () => {
    const rig = await createRig({ dialect });
    await rig.memory.write('POST', '/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'ANN@harbor.example',
      title: 'Mate',
    });
    const id = await assigned(rig);
    expect(rig.memory.lines()).toEqual([lookUp, 'GET /Users/id-1', 'PUT /Users/id-1']);
    expect(await rig.memory.read('/Users/id-1')).toMatchObject({ userName: login, externalId: id, title: 'Mate' });
  });

  test('gets a password when one was set, if that is ticked, and never before', async () => {
    const rig = await createRig({ dialect, features: ['create', 'update', 'deactivate', 'password'] });
    const id = await rig.create(login, { password: 'Tall-Ship-7' });
    await rig.assign(id);
    await rig.settle();
    const [, { body } = { body: null }] = rig.memory.seen;
    expect(body).toMatchObject({ password: expect.stringMatching(/^\w{8}$/) });
    rig.memory.lines();
    // At the next sign-in Okta knows the password, and the app gets it once.
    for (const _ of [1, 2])
      await rig.call('POST', '/api/v1/authn', { body: { username: login, password: 'Tall-Ship-7' } });
    await rig.settle();
    expect(rig.memory.lines()).toEqual(
      dialect === 'put' ? ['GET /Users/id-1', 'PUT /Users/id-1'] : ['PATCH /Users/id-1'],
    );
    expect(JSON.stringify(rig.memory.seen.at(-1)?.body)).toContain('Tall-Ship-7');
    rig.time.now += 1000;
    await rig.call('POST', `/api/v1/users/${id}`, { body: { credentials: { password: { value: 'Wide-Ocean-8' } } } });
    await rig.settle();
    expect(JSON.stringify(rig.memory.seen.at(-1)?.body)).toContain('Wide-Ocean-8');
    const { body: requests } = await rig.call('GET', `/practice/scim/${rig.appId}/requests`);
    expect(JSON.stringify(requests)).not.toMatch(/Wide-Ocean-8|Tall-Ship-7/);
  });
});

test('what is not ticked is not sent', async () => {
  const rig = await createRig({ features: ['create'] });
  const id = await assigned(rig);
  rig.memory.lines();
  await rig.call('POST', `/api/v1/users/${id}`, { body: { profile: { title: 'Mate' } } });
  await rig.call('POST', `/api/v1/users/${id}`, { body: { credentials: { password: { value: 'Wide-Ocean-8' } } } });
  await rig.call('DELETE', `/api/v1/apps/${rig.appId}/users/${id}`);
  await rig.settle();
  expect(rig.memory.lines()).toEqual([]);
});

test('a staged person waits for the activation, a group assigns its members, and who leaves it is switched off', async () => {
  const rig = await createRig({}, { seed: { groups: [{ name: 'Crew' }] } });
  const group = rig.org.state.groups.byName('Crew')?.id ?? '';
  const id = await rig.create(login, { activate: false, password: 'Tall-Ship-7' });
  await rig.call('PUT', `/api/v1/apps/${rig.appId}/groups/${group}`);
  await rig.call('PUT', `/api/v1/groups/${group}/users/${id}`);
  await rig.settle();
  expect(rig.memory.lines()).toEqual([]);
  const { body } = await rig.call('GET', `/api/v1/apps/${rig.appId}/users/${id}`);
  expect(body).toMatchObject({ scope: 'GROUP', status: 'STAGED' });
  expect((await rig.call('GET', `/api/v1/groups/${group}/apps`)).body).toMatchObject([{ id: rig.appId }]);
  expect((await rig.call('GET', `/api/v1/users/${id}/appLinks`)).body).toMatchObject([{ appInstanceId: rig.appId }]);
  await rig.call('POST', `/api/v1/users/${id}/lifecycle/activate`);
  await rig.settle();
  expect(rig.memory.lines()).toEqual([lookUp, 'POST /Users']);
  await rig.call('DELETE', `/api/v1/groups/${group}/users/${id}`);
  await rig.settle();
  expect(await rig.memory.read('/Users/id-1')).toMatchObject({ active: false });
});

test('the assigner’s own words stand over the mapping, and a custom attribute goes under its own name', async () => {
  const urn = 'urn:site:1.0:User';
  const rig = await createRig(
    { custom: [{ name: 'berth', urn }] },
    { seed: { schema: { berth: { type: 'string' } } } },
  );
  const id = await rig.create(login, { profile: { berth: '4' } });
  await rig.call('POST', `/api/v1/apps/${rig.appId}/users`, {
    body: { id, credentials: { userName: 'ann@ships.example' }, profile: { familyName: 'Sato', title: 'Mate' } },
  });
  await rig.settle();
  expect(rig.memory.seen.at(-1)?.body).toMatchObject({
    userName: 'ann@ships.example',
    name: { familyName: 'Sato' },
    title: 'Mate',
    [urn]: { berth: '4' },
  });
});

test('the whole directory is assigned by Everyone, several at a time', async () => {
  const rig = await createRig({ features: ['create'] }, { users: 25 });
  const everyone = rig.org.state.groups.everyone()?.id ?? '';
  await rig.call('PUT', `/api/v1/apps/${rig.appId}/groups/${everyone}`);
  expect(await rig.settle()).toMatchObject({ due: 0, failed: 0 });
  const live = [...rig.org.state.users.after(0)].filter(({ status }) => !['STAGED', 'DEPROVISIONED'].includes(status));
  expect(await rig.memory.read('/Users?count=100')).toMatchObject({ totalResults: live.length });
  expect(rig.memory.mostAtOnce()).toBeGreaterThan(1);
  expect(rig.memory.mostAtOnce()).toBeLessThanOrEqual(10);
});

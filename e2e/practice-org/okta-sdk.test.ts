import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import okta from '@okta/okta-sdk-nodejs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { knownScopes } from './identity.ts';
import { startPracticeOrg, type RunningPracticeOrg } from './start.ts';

// Okta's own SDK, unchanged, over a socket.
let practice: RunningPracticeOrg;
let client: okta.Client;
let emptyHome: string;

beforeAll(async () => {
  // The SDK also reads ~/.okta/okta.yaml and OKTA_CLIENT_*, which must not lead it elsewhere.
  emptyHome = mkdtempSync(join(tmpdir(), 'okta-sdk-'));
  vi.stubEnv('HOME', emptyHome);
  for (const name of Object.keys(process.env)) if (name.startsWith('OKTA_CLIENT_')) vi.stubEnv(name, undefined);
  practice = await startPracticeOrg({ port: 0 });
  client = clientOf(practice.token);
});

afterAll(async () => {
  await practice.close();
  vi.unstubAllEnvs();
  rmSync(emptyHome, { recursive: true });
});

function clientOf(token: string): okta.Client {
  // Without its cache every read is a call.
  return new okta.Client({ orgUrl: practice.url, token, cacheMiddleware: null });
}

let made = 0;
function person() {
  made += 1;
  const login = `person${made}@harbor.example`;
  return { firstName: 'Jane', lastName: 'Mensah', login, email: login };
}

async function createUser(activate: boolean, password?: string): Promise<string> {
  const user = await client.userApi.createUser({
    activate,
    body: { profile: person(), ...(password === undefined ? {} : { credentials: { password: { value: password } } }) },
  });
  return idOf(user);
}

function idOf(thing: { id?: string }): string {
  expect(thing.id).toMatch(/^00[ug]\w{17}$/);
  return thing.id ?? '';
}

async function statusOf(userId: string): Promise<unknown> {
  return (await client.userApi.getUser({ userId })).status;
}

test('creates with defaults, reads by id and login, updates in part and replaces whole', async () => {
  const profile = { ...person(), title: 'Captain' };
  const user = await client.userApi.createUser({ body: { profile } });
  const userId = idOf(user);
  expect(user.status).toBe('PROVISIONED');
  expect(user.created).toBeInstanceOf(Date);
  expect((await client.userApi.getUser({ userId: profile.login })).id).toBe(userId);

  await client.userApi.updateUser({ userId, user: { profile: { nickName: 'Jay' } } });
  expect((await client.userApi.getUser({ userId })).profile).toMatchObject({ title: 'Captain', nickName: 'Jay' });
  const { title: _, ...bare } = profile;
  await client.userApi.replaceUser({ userId, user: { profile: bare } });
  expect((await client.userApi.getUser({ userId })).profile?.title).toBeUndefined();
});

test('pages through everybody exactly once', async () => {
  const wanted = new Set<string>();
  for (let n = 0; n < 5; n += 1) wanted.add(await createUser(false));
  const seen: string[] = [];
  const users = await client.userApi.listUsers({ limit: 2 });
  await users.each((user) => {
    if (user !== null) seen.push(idOf(user));
  });
  expect(new Set(seen).size).toBe(seen.length);
  expect([...wanted].every((id) => seen.includes(id))).toBe(true);
});

test('searches by login and by status, DEPROVISIONED included', async () => {
  const userId = await createUser(false);
  await client.userApi.deleteUser({ userId });
  const { login } = (await client.userApi.getUser({ userId })).profile ?? {};
  const byLogin = await idsOf(await client.userApi.listUsers({ search: `profile.login eq "${login}"` }));
  expect(byLogin).toEqual([userId]);
  expect(await idsOf(await client.userApi.listUsers({ filter: 'status eq "DEPROVISIONED"' }))).toContain(userId);
  expect(await idsOf(await client.userApi.listUsers())).not.toContain(userId);
});

async function idsOf(users: okta.Collection<okta.User>): Promise<string[]> {
  const ids: string[] = [];
  await users.each((user) => {
    if (user !== null) ids.push(idOf(user));
  });
  return ids;
}

test('walks the lifecycle', async () => {
  const userId = await createUser(true, 'Tall-Ship-7');
  expect(await statusOf(userId)).toBe('ACTIVE');
  const lifecycle = client.userApi;
  await lifecycle.suspendUser({ userId });
  expect(await statusOf(userId)).toBe('SUSPENDED');
  await lifecycle.unsuspendUser({ userId });
  await expect(lifecycle.unlockUser({ userId })).rejects.toMatchObject({ status: 403, errorCode: 'E0000032' });
  await client.userApi.expirePassword({ userId });
  expect(await statusOf(userId)).toBe('PASSWORD_EXPIRED');
  await lifecycle.deactivateUser({ userId });
  expect(await statusOf(userId)).toBe('DEPROVISIONED');
  await expect(lifecycle.deactivateUser({ userId })).rejects.toMatchObject({ status: 404, errorCode: 'E0000007' });
  await lifecycle.activateUser({ userId, sendEmail: false });
  expect(await statusOf(userId)).toBe('ACTIVE');
});

test('deletes twice, then the user is gone', async () => {
  const userId = await createUser(false);
  await client.userApi.deleteUser({ userId });
  await client.userApi.deleteUser({ userId });
  await expect(client.userApi.getUser({ userId })).rejects.toMatchObject({ status: 404, errorCode: 'E0000007' });
});

test('keeps groups and their members', async () => {
  const userId = await createUser(false);
  const group = await client.groupApi.createGroup({ group: { profile: { name: 'Crew', description: 'Aboard' } } });
  const groupId = idOf(group);
  await client.groupApi.assignUserToGroup({ groupId, userId });
  expect(await idsOf(await client.groupApi.listGroupUsers({ groupId }))).toEqual([userId]);
  const names: unknown[] = [];
  const groups = await client.userApi.listUserGroups({ userId });
  await groups.each((one) => names.push(one?.profile?.name));
  expect(names).toEqual(['Everyone', 'Crew']);
  await client.groupApi.unassignUserFromGroup({ groupId, userId });
  await client.groupApi.deleteGroup({ groupId });
  await expect(client.groupApi.getGroup({ groupId })).rejects.toMatchObject({ status: 404 });
});

test('defines a custom attribute, then stores it', async () => {
  const property = { title: 'Drupal uid', type: 'string' as const, maxLength: 20 };
  await client.schemaApi.updateUserProfile({
    schemaId: 'default',
    userSchema: { definitions: { custom: { id: '#custom', type: 'object', properties: { drupalUid: property } } } },
  });
  const schema = await client.schemaApi.getUserSchema({ schemaId: 'default' });
  expect(schema.definitions?.custom?.properties?.['drupalUid']).toMatchObject({ maxLength: 20 });
  const user = await client.userApi.createUser({ body: { profile: { ...person(), drupalUid: '42' } } });
  expect(user.profile).toMatchObject({ drupalUid: '42' });
});

test('reads the System Log', async () => {
  const userId = await createUser(false);
  const events = await client.systemLogApi.listLogEvents({
    filter: `target.id eq "${userId}"`,
    until: new Date(Date.now() + 60_000).toISOString(),
  });
  const types: unknown[] = [];
  await events.each((event) => types.push(event?.eventType));
  expect(types).toEqual(['user.lifecycle.create']);
});

test('waits out a 429 and tries again', { timeout: 10_000 }, async () => {
  const userId = await createUser(false);
  const fault = { match: `GET /api/v1/users/${userId}`, status: 429 };
  await fetch(`${practice.url}/practice/faults`, { method: 'POST', body: JSON.stringify(fault) });
  const start = performance.now();
  expect((await client.userApi.getUser({ userId })).id).toBe(userId);
  expect(performance.now() - start).toBeGreaterThan(1500);
});

test('signs in as a service app with a private key and DPoP', async () => {
  const app = new okta.Client({
    orgUrl: practice.url,
    authorizationMode: 'PrivateKey',
    clientId: practice.clientId,
    scopes: knownScopes,
    privateKey: readFileSync(practice.privateKeyFile, 'utf8'),
    cacheMiddleware: null,
  });
  const user = await app.userApi.createUser({ activate: false, body: { profile: person() } });
  expect(user.status).toBe('STAGED');
  expect(await idsOf(await app.userApi.listUsers({ limit: 200 }))).toContain(user.id);
});

test('refuses a wrong token', async () => {
  await expect(clientOf('00wrong').userApi.getUser({ userId: 'me' })).rejects.toMatchObject({
    status: 401,
    errorCode: 'E0000011',
  });
});

test('makes an app, assigns a person and a group to it, and takes both away', async () => {
  const appId =
    (
      await client.applicationApi.createApplication({
        application: { label: 'Site', signOnMode: 'BROWSER_PLUGIN' },
      })
    ).id ?? '';
  expect(appId).toMatch(/^0oa\w{17}$/);
  const userId = await createUser(true, 'Tall-Ship-7');
  const assigned = await client.applicationApi.assignUserToApplication({
    appId,
    appUser: { id: userId, scope: 'USER' },
  });
  expect(assigned).toMatchObject({ id: userId, scope: 'USER' });
  const names: unknown[] = [];
  await (
    await client.applicationApi.listApplicationUsers({ appId })
  ).each((user) => {
    names.push(user?.id);
  });
  expect(names).toEqual([userId]);
  await client.applicationApi.unassignUserFromApplication({ appId, userId });
  const groupId = idOf(await client.groupApi.createGroup({ group: { profile: { name: 'Deck hands' } } }));
  await client.groupApi.assignUserToGroup({ groupId, userId });
  await client.applicationApi.assignGroupToApplication({ appId, groupId });
  expect(await client.applicationApi.getApplicationUser({ appId, userId })).toMatchObject({ scope: 'GROUP' });
  await client.applicationApi.unassignApplicationFromGroup({ appId, groupId });
  await client.applicationApi.deactivateApplication({ appId });
  await client.applicationApi.deleteApplication({ appId });
  await expect(client.applicationApi.getApplication({ appId })).rejects.toMatchObject({ status: 404 });
});

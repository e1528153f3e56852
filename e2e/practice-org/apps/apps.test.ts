import { expect, test } from 'vitest';
import { z } from 'zod';
import { createTestClient, nextOf, refusalOf, type Answer, type TestClient } from '../test-client.ts';

const apps = '/api/v1/apps';

function idOf({ body }: Answer): string {
  return z.looseObject({ id: z.string() }).parse(body).id;
}

async function createApp(client: TestClient, label: string): Promise<string> {
  return idOf(await client.call('POST', apps, { body: { label } }));
}

test('an app is made, listed in pages, renamed, switched off and only then deleted', async () => {
  const client = await createTestClient();
  const id = await createApp(client, 'Site one');
  await createApp(client, 'Site two');
  expect((await client.call('GET', `${apps}/${id}`)).body).toMatchObject({
    label: 'Site one',
    status: 'ACTIVE',
    features: [],
  });
  const page = await client.call('GET', `${apps}?limit=1`);
  expect(page.body).toMatchObject([{ label: 'Site one' }]);
  expect((await client.call('GET', nextOf(page) ?? '')).body).toMatchObject([{ label: 'Site two' }]);
  expect((await client.call('GET', `${apps}?q=site%20t`)).body).toMatchObject([{ label: 'Site two' }]);
  await client.call('PUT', `${apps}/${id}`, { body: { label: 'First site' } });
  expect(refusalOf(await client.call('DELETE', `${apps}/${id}`))).toMatchObject({ status: 403, code: 'E0000056' });
  expect((await client.call('POST', `${apps}/${id}/lifecycle/deactivate`)).status).toBe(200);
  expect((await client.call('GET', `${apps}/${id}`)).body).toMatchObject({ label: 'First site', status: 'INACTIVE' });
  expect((await client.call('DELETE', `${apps}/${id}`)).status).toBe(204);
  expect(refusalOf(await client.call('GET', `${apps}/${id}`)).code).toBe('E0000007');
});

test('people are assigned and found before provisioning is set up, and nothing is sent', async () => {
  const client = await createTestClient();
  const id = await createApp(client, 'Site');
  const user = await client.create('ann@harbor.example');
  const assigned = await client.call('POST', `${apps}/${id}/users`, { body: { id: user, scope: 'USER' } });
  expect(assigned.body).toMatchObject({ scope: 'USER', status: 'ACTIVE', syncState: 'DISABLED', externalId: null });
  expect((await client.call('GET', `${apps}/${id}/users?q=ANN`)).body).toMatchObject([{ id: user }]);
  expect((await client.call('GET', `${apps}/${id}/users?q=bob`)).body).toEqual([]);
  expect((await client.call('DELETE', `${apps}/${id}/users/${user}`)).status).toBe(204);
  expect(refusalOf(await client.call('DELETE', `${apps}/${id}/users/${user}`)).code).toBe('E0000007');
  await client.call('DELETE', `/api/v1/users/${user}`);
  const late = await client.call('POST', `${apps}/${id}/users`, { body: { id: user } });
  expect(refusalOf(late)).toMatchObject({ status: 403, code: 'E0000117' });
  expect((await client.call('GET', `/practice/scim/${id}/requests`)).body).toEqual([]);
});

test('who may only read assigns nobody, and a group is pushed once', async () => {
  const client = await createTestClient({ seed: { groups: [{ name: 'Crew' }] } });
  const id = await createApp(client, 'Site');
  const { body } = await client.call('POST', '/practice/tokens', { body: { roles: ['READ_ONLY_ADMIN'] } });
  const headers = { authorization: `SSWS ${z.object({ token: z.string() }).parse(body).token}` };
  const user = await client.create('ann@harbor.example');
  const refused = await client.call('POST', `${apps}/${id}/users`, { body: { id: user }, headers });
  expect(refusalOf(refused).code).toBe('E0000006');
  expect((await client.call('GET', `${apps}/${id}/users`, { headers })).status).toBe(200);
  const mappings = `${apps}/${id}/group-push/mappings`;
  const sourceGroupId = client.org.state.groups.byName('Crew')?.id;
  const mapping = idOf(await client.call('POST', mappings, { body: { sourceGroupId, status: 'INACTIVE' } }));
  expect(refusalOf(await client.call('POST', mappings, { body: { sourceGroupId } })).code).toBe('E0000001');
  expect((await client.call('GET', mappings)).body).toMatchObject([{ id: mapping, status: 'INACTIVE' }]);
  expect(refusalOf(await client.call('DELETE', `${mappings}/${mapping}`)).code).toBe('E0000002');
  expect((await client.call('DELETE', `${mappings}/${mapping}?deleteTargetGroup=true`)).status).toBe(204);
  const everyone = client.org.state.groups.everyone()?.id;
  expect((await client.call('POST', mappings, { body: { sourceGroupId: everyone } })).status).toBe(400);
});

test('Provision Users brings those who were assigned before', async () => {
  const client = await createTestClient();
  const id = await createApp(client, 'Site');
  const user = await client.create('ann@harbor.example');
  await client.call('POST', `${apps}/${id}/users`, { body: { id: user } });
  const connection = { baseUrl: 'http://127.0.0.1:1/scim/v2', token: 't' };
  expect((await client.call('PUT', `/practice/scim/${id}`, { body: connection })).body).toMatchObject({
    hasToken: true,
    dialect: 'patch',
  });
  expect((await client.call('POST', `/practice/scim/${id}/settled`)).body).toMatchObject({ due: 0, failed: 0 });
  expect((await client.call('POST', `/practice/scim/${id}/provision`)).body).toEqual({ due: 1 });
  expect((await client.call('POST', `/practice/scim/${id}/settled`)).body).toMatchObject({ failed: 1 });
});

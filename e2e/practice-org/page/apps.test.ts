import { expect, test } from 'vitest';
import { createRig, goodToken, startMemoryApp } from '../scim/memory-app.fixture.ts';
import { createTestClient, type TestClient } from '../test-client.ts';

async function show(client: TestClient, path: string, language = 'en'): Promise<string> {
  const { body } = await client.call('GET', path, { headers: { 'accept-language': language } });
  return String(body).replaceAll(/\s+/g, ' ');
}

async function submit(client: TestClient, path: string, fields: Record<string, string> | [string, string][]) {
  const headers = { 'accept-language': 'en' };
  const answer = await client.call('POST', path, { body: new URLSearchParams(fields).toString(), headers });
  return {
    status: answer.status,
    at: answer.headers.get('location'),
    page: String(answer.body).replaceAll(/\s+/g, ' '),
  };
}

test('an application is added, tested, and saved; its token is never shown', async () => {
  const memory = await startMemoryApp();
  const client = await createTestClient();
  expect(await show(client, '/apps')).toContain('No application yet.');
  const { at } = await submit(client, '/apps', { label: 'The <b>site</b>' });
  const place = at ?? '';
  expect(await show(client, place)).toContain('The &lt;b&gt;site&lt;/b&gt;');
  const form = { baseUrl: memory.baseUrl, token: goodToken, dialect: 'put', do: 'test' };
  const ticked: [string, string][] = [...Object.entries(form), ['feature', 'create'], ['feature', 'import']];
  const wrong = await submit(
    client,
    `${place}/connection`,
    ticked.map(([k, v]) => [k, k === 'token' ? 'no' : v]),
  );
  expect(wrong.page).toContain('Error authenticating: Unauthorized.');
  expect(wrong.page).toContain(`value="${memory.baseUrl}"`);
  expect((await submit(client, `${place}/connection`, ticked)).page).toContain('was verified successfully!');
  expect(await show(client, place)).toContain('No token is kept yet.');
  const saved = await submit(client, `${place}/connection`, [
    ...ticked.filter(([name]) => name !== 'do'),
    ['do', 'save'],
  ]);
  expect(saved.page).toContain('Saved.');
  for (const page of [saved.page, await show(client, place), await show(client, `${place}/requests`)])
    expect(page).not.toContain(goodToken);
  const page = await show(client, place);
  expect(page).toContain('A token is kept. It is not shown again');
  expect(page).toMatch(/<option value="put" selected/);
  const outside = await submit(client, `${place}/connection`, { ...form, baseUrl: 'https://scim.example/v2' });
  expect([outside.status, outside.page.includes('addresses of this computer only')]).toEqual([400, true]);
});

test('people and groups are assigned, pushed, retried and unassigned by hand', async () => {
  const rig = await createRig({}, { seed: { groups: [{ name: 'Crew' }] } });
  const place = `/apps/${rig.appId}`;
  const id = await rig.create('ann@harbor.example');
  const group = rig.org.state.groups.byName('Crew')?.id ?? '';
  const refused = await submit(rig, `${place}/assign`, { login: 'nobody@harbor.example' });
  expect([refused.status, refused.page.includes('Not done')]).toEqual([404, true]);

  rig.memory.fail(() => new Response('no', { status: 500 }));
  expect(await submit(rig, `${place}/assign`, { login: 'ann@harbor.example', userName: 'ann' })).toMatchObject({
    status: 303,
    at: `${place}/people`,
  });
  await rig.settle();
  expect(await show(rig, `${place}/people`)).toContain('ERROR');
  expect(await show(rig, `${place}/tasks`)).toContain('Internal Server Error');
  await submit(rig, `${place}/retry`, { only: id });
  await rig.settle();
  expect(await show(rig, `${place}/tasks`)).toContain('Nothing has failed.');
  expect(await show(rig, `${place}/people`)).toMatch(/ann<.*id-1.*by name.*SYNCHRONIZED/);

  await submit(rig, `${place}/assign-group`, { group });
  await submit(rig, `${place}/push`, { group, targetName: 'Sailors' });
  await rig.settle();
  expect(await show(rig, `${place}/groups`)).toContain('Name there: <bdi>Sailors</bdi>');
  const push = [...rig.org.state.scim.pushesAfter(rig.appId, 0)][0]?.id ?? '';
  await submit(rig, `${place}/push/off`, { push });
  expect(await show(rig, `${place}/groups`)).toContain('Unlink and delete the group');
  await submit(rig, `${place}/push/delete`, { push });
  await submit(rig, `${place}/rule`, { name: 'All', comparison: 'contains', value: 'r' });
  await rig.settle();
  expect(await show(rig, `${place}/groups`)).toContain('Group name contains “r”');
  expect(await rig.memory.read('/Groups')).toMatchObject({ Resources: [{ displayName: 'Crew' }] });
  await submit(rig, `${place}/unassign`, { user: id });
  await rig.settle();
  expect(await show(rig, `${place}/people`)).toContain('Nobody is assigned.');
  expect(await show(rig, `${place}/requests`)).toContain('GET /Users?filter=userName eq &quot;ann&quot;');
});

test('an import shows who waits, and what a person confirms', async () => {
  const rig = await createRig({ features: ['create', 'import'] });
  const place = `/apps/${rig.appId}`;
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const name = { givenName: 'Kai', familyName: 'Berg' };
  await rig.memory.write('POST', '/Users', { schemas, userName: 'kai@harbor.example', name, active: true });
  await submit(rig, `${place}/import`, {});
  const page = await show(rig, `${place}/import`);
  expect(page).toContain('1 users read: 0 inactive ones passed over, 0 known. 0 groups.');
  expect(page).toContain('New staged user in Okta');
  const confirmed = await submit(rig, `${place}/import/confirm`, { id: 'id-1' });
  expect(confirmed.page).toContain('0 linked, 1 new in Okta.');
  expect(await show(rig, `${place}/people`)).toContain('kai@harbor.example');
});

test('an application is switched off before it is deleted, and speaks German', async () => {
  const rig = await createRig();
  const place = `/apps/${rig.appId}`;
  expect((await submit(rig, `${place}/remove`, {})).status).toBe(403);
  await submit(rig, `${place}/deactivate`, {});
  expect(await show(rig, place, 'de')).toContain('Anwendung löschen');
  expect((await submit(rig, `${place}/remove`, {})).at).toBe('/apps');
  expect((await rig.call('GET', place)).status).toBe(404);
});

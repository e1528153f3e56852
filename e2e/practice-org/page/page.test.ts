import { expect, test } from 'vitest';
import { createTestClient, userOf, type TestClient } from '../test-client.ts';

const english = { headers: { 'accept-language': 'en' } };

async function show(client: TestClient, path: string, language = 'en'): Promise<string> {
  const { body } = await client.call('GET', path, { headers: { 'accept-language': language } });
  return String(body).replaceAll(/\s+/g, ' ');
}

function submit(client: TestClient, path: string, fields: Record<string, string> = {}) {
  return client.call('POST', path, { body: new URLSearchParams(fields).toString(), ...english });
}

test('lists people in every status, finds without accents, and escapes what they are called', async () => {
  const client = await createTestClient();
  await client.create('oscar@harbor.example', {
    profile: { firstName: 'Óscar', lastName: '<script>alert(1)</script>' },
  });
  const gone = await client.create('gone@harbor.example');
  await client.call('DELETE', `/api/v1/users/${gone}`);
  const all = await show(client, '/');
  expect(all).toContain('gone@harbor.example');
  expect(all).toContain('DEPROVISIONED');
  const found = await show(client, '/?q=oscar');
  expect(found).toContain('Óscar &lt;script&gt;alert(1)&lt;/script&gt;');
  expect(found).not.toContain('<script>');
  expect(found).not.toContain('gone@harbor.example');
  expect(await show(client, '/?status=DEPROVISIONED')).not.toContain('oscar@harbor.example');
  expect(await show(client, '/?q=%22%3E%3Cb%3E')).toContain('value="&quot;&gt;&lt;b&gt;"');
});

test('activates a staged person, as the log and the API then know', async () => {
  const client = await createTestClient();
  const id = await client.create('oscar@harbor.example', { activate: false, password: 'Tall-Ship-7' });
  const answer = await submit(client, `/people/${id}/activate`);
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `/people/${id}?done`]);
  expect(userOf(await client.call('GET', `/api/v1/users/${id}`)).status).toBe('ACTIVE');
  expect(await show(client, `/people/${id}?done`)).toContain('Jane Mensah is ACTIVE now.');
  expect(await show(client, '/log')).toContain('user.lifecycle.activate');
});

test('tells a refusal on the page it happened on', async () => {
  const client = await createTestClient();
  const id = await client.create('jane@harbor.example', { activate: false });
  const answer = await submit(client, `/people/${id}/suspend`);
  expect(answer.status).toBe(400);
  expect(String(answer.body)).toContain('Cannot suspend a user that is not active (E0000001)');
});

test('changes a profile, an emptied field is removed', async () => {
  const client = await createTestClient();
  const id = await client.create('jane@harbor.example', { profile: { title: 'Mate', city: 'Cork' } });
  const fields = {
    firstName: 'Janet',
    lastName: 'Mensah',
    login: 'jane@harbor.example',
    email: 'j@harbor.example',
    title: '',
  };
  expect((await submit(client, `/people/${id}/profile`, fields)).status).toBe(303);
  expect(userOf(await client.call('GET', `/api/v1/users/${id}`)).profile).toEqual({
    firstName: 'Janet',
    lastName: 'Mensah',
    login: 'jane@harbor.example',
    email: 'j@harbor.example',
    city: 'Cork',
  });
});

test('adds a person, sets a password, joins and leaves a group, deletes', async () => {
  const client = await createTestClient({ seed: { groups: [{ name: 'Crew' }] } });
  const login = 'new@harbor.example';
  const fields = { firstName: 'New', lastName: 'Person', login, email: login };
  const refused = await submit(client, '/people', { ...fields, email: 'nowhere' });
  expect([refused.status, String(refused.body).includes('value="new@harbor.example"')]).toEqual([400, true]);
  expect((await submit(client, '/people', { ...fields, activate: 'true' })).status).toBe(303);

  const { id } = userOf(await client.call('GET', `/api/v1/users/${login}`));
  await submit(client, `/people/${id}/password`, { password: 'Tall-Ship-7' });
  expect(userOf(await client.call('GET', `/api/v1/users/${id}`)).status).toBe('ACTIVE');
  const group = client.org.state.groups.byName('Crew')?.id ?? '';
  await submit(client, `/people/${id}/join`, { group });
  expect(await show(client, `/groups/${group}`)).toContain(login);
  await submit(client, `/people/${id}/leave`, { group });
  expect(await show(client, `/groups/${group}`)).not.toContain(login);
  expect(await show(client, `/people/${id}/delete`)).toContain('Delete New Person?');
  await submit(client, `/people/${id}/delete`);
  expect((await client.call('GET', `/api/v1/users/${id}`)).status).toBe(404);
});

test('speaks German when asked first', async () => {
  const client = await createTestClient();
  const page = await show(client, '/', 'fr, de-AT;q=0.9, en;q=0.8');
  expect(page).toContain('<html lang="de">');
  expect(page).toContain('Person hinzufügen');
});

test('shows how to sign in, allows no script and no frame', async () => {
  const client = await createTestClient();
  const page = await client.call('GET', '/', english);
  expect(String(page.body)).toContain(client.org.identity.token);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(page.headers.get('cache-control')).toBe('no-store');
});

test('an unknown page is a page, another site’s form is refused, reset asks first', async () => {
  const client = await createTestClient();
  const missing = await client.call('GET', '/nothing', english);
  expect([missing.status, String(missing.body).includes('There is no such page.')]).toEqual([404, true]);
  const id = await client.create('jane@harbor.example');
  const foreign = await client.call('POST', `/people/${id}/deactivate`, { headers: { origin: 'http://evil.example' } });
  expect(foreign.status).toBe(403);
  expect(await show(client, '/reset')).toContain('Put everything back to the start?');
  await submit(client, '/reset');
  expect((await client.call('GET', `/api/v1/users/${id}`)).status).toBe(404);
});

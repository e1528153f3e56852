import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createTestClient, loginsOf, nextOf, userOf } from './test-client.ts';

/** A folder that outlives the orgs of one test. */
function createHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'practice-home-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  return home;
}

const users = '/api/v1/users';

test('users, groups, schema, log, token and key outlive a restart', async () => {
  const home = createHome();
  const first = await createTestClient({ home });
  await first.call('POST', '/api/v1/meta/schemas/user/default', {
    body: { definitions: { custom: { properties: { berth: { type: 'string', unique: true } } } } },
  });
  const id = await first.create('jane@harbor.example', { password: 'Tall-Ship-7', profile: { berth: '4' } });
  const { body } = await first.call('POST', '/api/v1/groups', { body: { profile: { name: 'Crew' } } });
  await first.call('PUT', `/api/v1/groups/${Object(body).id}/users/${id}`);
  const page = await first.call('GET', '/api/v1/logs');
  const user = userOf(await first.call('GET', `${users}/${id}`));
  await first.close();

  const second = await createTestClient({ home });
  expect(second.org.identity).toEqual(first.org.identity);
  expect(userOf(await second.call('GET', `${users}/${id}`))).toEqual(user);
  expect((await second.call('GET', `${users}/${id}/groups`)).body).toMatchObject([
    { profile: { name: 'Everyone' } },
    { profile: { name: 'Crew' } },
  ]);
  expect(
    (await second.call('POST', '/api/v1/authn', { body: { username: 'jane', password: 'Tall-Ship-7' } })).status,
  ).toBe(200);
  await second.create('next@harbor.example', { activate: false });
  const news = await second.call('GET', nextOf(page) ?? '');
  expect(Object(news.body)[0]).toMatchObject({ eventType: 'user.session.start' });
  expect(Object(news.body)[1]).toMatchObject({ eventType: 'user.lifecycle.create' });
  await expect(second.create('other@harbor.example', { profile: { berth: '4' } })).rejects.toThrow('already exists');
});

test('a line cut short by a crash is dropped, and what follows is kept', async () => {
  const home = createHome();
  const first = await createTestClient({ home });
  await first.create('a@harbor.example');
  await first.close();
  appendFileSync(join(home, 'state.ndjson'), '{"kind":"user","user":{"id":"00u');
  const second = await createTestClient({ home });
  await second.create('b@harbor.example');
  await second.close();
  const third = await createTestClient({ home });
  expect(loginsOf(await third.call('GET', users))).toEqual([
    'admin@practice.example',
    'a@harbor.example',
    'b@harbor.example',
  ]);
});

test('a long history is rewritten as what is left of it', async () => {
  const home = createHome();
  const first = await createTestClient({ home });
  const id = await first.create('a@harbor.example');
  for (let n = 0; n < 3100; n += 1)
    await first.call('POST', `${users}/${id}`, { body: { profile: { title: `${n}` } } });
  await first.close();
  const before = statSync(join(home, 'state.ndjson')).size;
  const second = await createTestClient({ home });
  expect(userOf(await second.call('GET', `${users}/${id}`)).profile['title']).toBe('3099');
  expect(statSync(join(home, 'state.ndjson')).size).toBeLessThan(before / 100);
});

test('secrets are in files only their owner can read, and passwords in none', async () => {
  const home = createHome();
  const client = await createTestClient({ home });
  await client.create('a@harbor.example', { password: 'Tall-Ship-7' });
  await client.close();
  for (const name of ['org.json', 'private-key.jwk.json', 'state.ndjson', 'log.ndjson'])
    expect(statSync(join(home, name)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(home, 'state.ndjson'), 'utf8')).not.toContain('Tall-Ship-7');
});

test('one home serves one org at a time', async () => {
  const home = createHome();
  const first = await createTestClient({ home });
  await expect(createTestClient({ home })).rejects.toMatchObject({ code: 'locked' });
  await first.close();
  expect((await (await createTestClient({ home })).call('GET', users)).status).toBe(200);
});

test('a refused seed leaves the home as new', async () => {
  const home = createHome();
  const seed = { users: [{ profile: { login: 'jane@harbor.example' } }] };
  await expect(createTestClient({ home, seed })).rejects.toMatchObject({ code: 'E0000001' });
  const client = await createTestClient({ home, users: 2 });
  expect(loginsOf(await client.call('GET', users))).toHaveLength(3);
});

test('reset goes back to the seed and keeps the token', async () => {
  const home = createHome();
  const client = await createTestClient({ home, users: 3 });
  const before = loginsOf(await client.call('GET', users));
  await client.create('a@harbor.example');
  expect((await client.call('POST', '/practice/reset')).status).toBe(204);
  expect(loginsOf(await client.call('GET', users))).toEqual(before);
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ScimProblem } from './http.ts';
import { createRig, goodToken } from './memory-app.fixture.ts';
import { problemOf } from './outcome.ts';
import { createTestClient, refusalOf } from '../test-client.ts';

const login = 'ann@harbor.example';

function scimError(status: number, detail: string, headers: Record<string, string> = {}): () => Response {
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), detail };
  return () => Response.json(body, { status, headers });
}

test('API credentials are tested with the two requests of Okta, and what is wrong is told', async () => {
  const rig = await createRig({ features: ['create', 'import', 'importGroups'] });
  const run = async (body: object) => (await rig.call('POST', `/practice/scim/${rig.appId}/test`, { body })).body;
  expect(await run({})).toEqual({ ok: true, text: 'Site was verified successfully!' });
  expect(rig.memory.lines()).toEqual(['GET /Users?startIndex=1&count=2', 'GET /Groups?startIndex=1&count=100']);
  expect(await run({ token: 'wrong' })).toEqual({
    ok: false,
    text: 'Error authenticating: Unauthorized. Errors reported by remote server: Unknown token.',
  });
  // What is only tried out is not kept.
  expect(await run({})).toMatchObject({ ok: true });
  rig.memory.fail(() => new Response('<html>Bad gateway</html>', { status: 502 }));
  expect(await run({})).toMatchObject({ text: expect.stringContaining('Invalid JSON: Unrecognized token') });
  expect(await run({ baseUrl: 'http://127.0.0.1:1/scim/v2' })).toMatchObject({ ok: false });
});

test('only this computer is called, unless told otherwise', async () => {
  const client = await createTestClient();
  const body = { label: 'Site', baseUrl: 'https://scim.example/scim/v2', token: 't' };
  expect(refusalOf(await client.call('POST', '/practice/scim', { body })).causes).toEqual([
    'baseUrl: This practice org calls addresses of this computer only.',
  ]);
  const open = await createTestClient({ scim: { anywhere: true } });
  expect((await open.call('POST', '/practice/scim', { body })).status).toBe(201);
  const under = { ...body, baseUrl: 'http://127.0.0.1:1/my_site' };
  expect((await open.call('POST', '/practice/scim', { body: under })).status).toBe(400);
});

test('a refusal becomes a task with the server’s own words, and Retry does it', async () => {
  const rig = await createRig();
  const id = await rig.create(login);
  rig.memory.fail(scimError(403, 'Rollcall holds this change for approval.'));
  await rig.assign(id);
  const summary =
    'Automatic provisioning of user Jane Mensah to app Site failed: Error while creating user ann@harbor.example: ' +
    'Forbidden. Errors reported by remote server: Rollcall holds this change for approval.';
  expect(await rig.settle()).toMatchObject({ failed: 1, waiting: 0, tasks: [{ id, summary }] });
  expect((await rig.call('GET', `/api/v1/apps/${rig.appId}/users/${id}`)).body).toMatchObject({ syncState: 'ERROR' });
  const { body } = await rig.call('GET', '/api/v1/logs?filter=outcome.result%20eq%20%22FAILURE%22');
  expect(body).toMatchObject([{ eventType: 'application.provision.user.push', outcome: { reason: summary } }]);
  expect((await rig.call('POST', `/practice/scim/${rig.appId}/retry`)).body).toEqual({ retried: 1 });
  expect(await rig.settle()).toMatchObject({ failed: 0, tasks: [] });
  expect(await rig.memory.read('/Users')).toMatchObject({ totalResults: 1 });
});

test('a name that is taken meanwhile, and a create without a body, are failures too', async () => {
  const rig = await createRig();
  const id = await rig.create(login);
  rig.memory.fail(() => Response.json({ totalResults: 0, Resources: [] }));
  rig.memory.fail(scimError(409, 'A user with this userName is there already and active.'));
  await rig.assign(id);
  expect((await rig.settle()).tasks).toMatchObject([
    { summary: expect.stringContaining('Conflict. Errors reported by remote server: A user with this userName') },
  ]);
  rig.memory.fail(() => Response.json({ totalResults: 0, Resources: [] }));
  rig.memory.fail(() => new Response(null, { status: 201 }));
  await rig.call('POST', `/practice/scim/${rig.appId}/retry?only=${id}`);
  expect((await rig.settle()).tasks).toMatchObject([
    { summary: expect.stringContaining('Create new user returned empty user') },
  ]);
});

test('a 429 is repeated by itself after Retry-After, twice as long each time', async () => {
  const rig = await createRig();
  const id = await rig.create(login);
  rig.memory.fail(scimError(429, 'Wait.', { 'retry-after': '60' }), 2);
  await rig.assign(id);
  expect(await rig.settle()).toMatchObject({ waiting: 1, failed: 0, tasks: [{ tries: 1 }] });
  await expect.poll(() => rig.settle()).toMatchObject({ waiting: 0, failed: 0, due: 0, tasks: [] });
  expect(rig.memory.lines()).toHaveLength(4);
  expect(await rig.memory.read('/Users')).toMatchObject({ totalResults: 1 });

  const failed = { lead: '', now: 0, hurry: 1 };
  const waits = (retryAfter: number | null, tries: number) => {
    const before = { summary: '', at: '', tries, retryAt: null };
    return problemOf({ ...failed, error: new ScimProblem('Wait', 429, retryAfter), before }).retryAt;
  };
  expect([waits(60, 0), waits(60, 1), waits(60, 2)]).toEqual(
    [60, 120, 240].map((s) => new Date(s * 1000).toISOString()),
  );
  expect(waits(null, 0)).toBe(new Date(300_000).toISOString());
});

test('after ten 429 a person has to retry', async () => {
  const rig = await createRig({}, { scim: { hurry: 1_000_000 } });
  const id = await rig.create(login);
  rig.memory.fail(scimError(429, 'Wait.', { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }), 10);
  await rig.assign(id);
  await expect.poll(() => rig.settle(), { timeout: 10_000 }).toMatchObject({ failed: 1, waiting: 0 });
  expect(rig.memory.lines()).toHaveLength(10);
});

test('an answer that is late is not waited for, and its repeat finds what was done', async () => {
  const rig = await createRig({}, { scim: { timeoutMs: 150 } });
  const id = await rig.create(login);
  rig.memory.fail(() => Response.json({ totalResults: 0, Resources: [] }));
  rig.memory.fail(async () => {
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
    await rig.memory.write('POST', '/Users', { schemas, userName: login, active: true });
    await sleep(300);
    return Response.json({});
  });
  await rig.assign(id);
  expect((await rig.settle()).tasks).toMatchObject([{ summary: expect.stringContaining('Read timed out') }]);
  await rig.call('POST', `/practice/scim/${rig.appId}/retry`);
  expect(await rig.settle()).toMatchObject({ failed: 0 });
  expect(await rig.memory.read('/Users')).toMatchObject({ totalResults: 1, Resources: [{ externalId: id }] });
});

test('an import reads all pages, passes over who is off, and links or makes whom a person confirms', async () => {
  const rig = await createRig({ features: ['create', 'import', 'importGroups'] });
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const name = { givenName: 'Kai', familyName: 'Berg' };
  for (let n = 1; n <= 120; n += 1) {
    const userName = `kai${n}@harbor.example`;
    await rig.memory.write('POST', '/Users', {
      schemas,
      userName,
      name,
      active: n !== 7,
      emails: [{ value: userName }],
    });
  }
  const known = await rig.create('KAI1@harbor.example');
  const { body } = await rig.call('POST', `/practice/scim/${rig.appId}/import`);
  expect(rig.memory.lines()).toEqual([
    'GET /Users?startIndex=1&count=100',
    'GET /Users?startIndex=101&count=100',
    'GET /Groups?startIndex=1&count=100',
  ]);
  expect(body).toMatchObject({ scanned: 120, inactive: 1, known: 0, groups: 0 });
  const confirmed = await rig.call('POST', `/practice/scim/${rig.appId}/import/confirm`, {
    body: { ids: ['id-1', 'id-2'] },
  });
  expect(confirmed.body).toEqual({ linked: 1, created: 1, refused: [] });
  expect((await rig.call('GET', `/api/v1/apps/${rig.appId}/users/${known}`)).body).toMatchObject({
    externalId: 'id-1',
  });
  expect((await rig.call('GET', '/api/v1/users/kai2@harbor.example')).body).toMatchObject({ status: 'STAGED' });
  expect((await rig.call('POST', `/practice/scim/${rig.appId}/import`)).body).toMatchObject({ known: 2 });
});

test('what was due goes on after a restart, and the token is in one file and no answer', async () => {
  const home = mkdtempSync(join(tmpdir(), 'practice-scim-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const rig = await createRig({}, { home });
  const { memory, appId } = rig;
  const id = await rig.create(login);
  // It closes while the create is on its way.
  memory.fail(async () => {
    await sleep(200);
    return Response.json({ totalResults: 0, Resources: [] });
  });
  await rig.assign(id);
  await expect.poll(() => memory.seen.length).toBe(1);
  await rig.close();
  memory.lines();

  const second = await createTestClient({ home });
  expect((await second.call('POST', `/practice/scim/${appId}/retry`)).status).toBe(200);
  expect((await second.call('POST', `/practice/scim/${appId}/settled`)).body).toMatchObject({ due: 0, failed: 0 });
  expect(await memory.read('/Users')).toMatchObject({ totalResults: 1, Resources: [{ externalId: id }] });
  for (const path of [
    `/practice/scim/${appId}`,
    `/practice/scim/${appId}/requests`,
    `/api/v1/apps/${appId}`,
    '/api/v1/logs',
  ])
    expect(JSON.stringify((await second.call('GET', path)).body)).not.toContain(goodToken);
  expect(readFileSync(join(home, 'log.ndjson'), 'utf8')).not.toContain(goodToken);
});

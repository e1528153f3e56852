import { expect, onTestFinished, test } from 'vitest';
import { startPracticeOrg } from '../start.ts';
import { createTestClient, refusalOf } from '../test-client.ts';

test('a forced 429 meets the named call once and resets two seconds ahead', async () => {
  const client = await createTestClient();
  const id = await client.create('jane@harbor.example');
  await client.call('POST', '/practice/faults', { body: { match: 'GET /api/v1/users/*', status: 429 } });
  expect((await client.call('GET', '/api/v1/users')).status).toBe(200);

  const refused = await client.call('GET', `/api/v1/users/${id}`);
  expect(refusalOf(refused)).toMatchObject({ status: 429, code: 'E0000047' });
  expect(refused.headers.get('x-rate-limit-reset')).toBe(String(client.time.now / 1000 + 2));
  expect(refused.headers.get('x-rate-limit-remaining')).toBe('0');
  expect(Date.parse(refused.headers.get('date') ?? '')).toBe(client.time.now);
  expect(refused.headers.get('x-okta-request-id')).toMatch(/^req/);
  expect((await client.call('GET', `/api/v1/users/${id}`)).status).toBe(200);
});

test('times counts down, 0 stays until cleared, and the list shows what is left', async () => {
  const client = await createTestClient();
  await client.call('POST', '/practice/faults', { body: { match: '* /api/v1/users', status: 503, times: 2 } });
  await client.call('POST', '/practice/faults', { body: { match: 'GET /api/v1/users', status: 502, times: 0 } });
  const statuses = [];
  for (let n = 0; n < 4; n += 1) statuses.push((await client.call('GET', '/api/v1/users')).status);
  expect(statuses).toEqual([503, 503, 502, 502]);
  expect((await client.call('GET', '/practice/faults')).body).toMatchObject([{ status: 502, times: 0 }]);
  expect((await client.call('DELETE', '/practice/faults')).status).toBe(204);
  expect((await client.call('GET', '/api/v1/users')).status).toBe(200);
});

test('a gateway page is HTML with the status', async () => {
  const client = await createTestClient();
  await client.call('POST', '/practice/faults', { body: { match: 'GET /api/v1/users', status: 502, html: true } });
  const answer = await client.call('GET', '/api/v1/users');
  expect(answer.status).toBe(502);
  expect(answer.headers.get('content-type')).toContain('text/html');
});

test('a delay without a status still carries the call out', async () => {
  const client = await createTestClient();
  await client.call('POST', '/practice/faults', { body: { match: 'GET /api/v1/users', delayMs: 30 } });
  const start = performance.now();
  expect((await client.call('GET', '/api/v1/users')).status).toBe(200);
  expect(performance.now() - start).toBeGreaterThanOrEqual(29);
});

test('a cut connection has had its effect', async () => {
  const client = await createTestClient();
  await client.call('POST', '/practice/faults', { body: { match: 'POST /api/v1/users', cut: true } });
  await expect(client.create('jane@harbor.example')).rejects.toThrow('terminated');
  expect((await client.call('GET', '/api/v1/users/jane@harbor.example')).status).toBe(200);
});

test('over a socket a cut connection is an error of the connection', async () => {
  const practice = await startPracticeOrg({ port: 0 });
  onTestFinished(() => practice.close());
  const login = 'jane@harbor.example';
  const fault = { match: 'POST /api/v1/users', cut: true };
  await fetch(`${practice.url}/practice/faults`, { method: 'POST', body: JSON.stringify(fault) });
  const headers = { authorization: `SSWS ${practice.token}` };
  const body = JSON.stringify({ profile: { firstName: 'Jane', lastName: 'Mensah', login, email: login } });
  await expect(fetch(`${practice.url}/api/v1/users`, { method: 'POST', headers, body })).rejects.toThrow(
    'fetch failed',
  );
  expect((await fetch(`${practice.url}/api/v1/users/${login}`, { headers })).status).toBe(200);
});

test('a path segment is met however it is percent-encoded', async () => {
  const client = await createTestClient();
  await client.call('POST', '/practice/faults', { body: { match: 'GET /api/v1/users/a@harbor.example', status: 500 } });
  expect((await client.call('GET', '/api/v1/users/a%40harbor.example')).status).toBe(500);
});

test('a fault with a wrong shape is refused', async () => {
  const client = await createTestClient();
  const answer = await client.call('POST', '/practice/faults', { body: { match: 'everything', status: 200 } });
  expect(refusalOf(answer).code).toBe('E0000003');
});

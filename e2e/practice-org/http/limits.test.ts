import { describe, expect, test } from 'vitest';
import { createTestClient, refusalOf } from '../test-client.ts';

const users = '/api/v1/users';

describe('rate limits', () => {
  test('one token has half a bucket, then waits for the window', async () => {
    const client = await createTestClient({ limits: 'free' });
    const first = await client.call('GET', users);
    expect(first.headers.get('x-rate-limit-limit')).toBe('50');
    expect(first.headers.get('x-rate-limit-remaining')).toBe('49');
    for (let n = 1; n < 50; n += 1) expect((await client.call('GET', users)).status).toBe(200);
    const refused = await client.call('GET', users);
    expect(refusalOf(refused)).toMatchObject({ status: 429, code: 'E0000047' });
    expect(refused.headers.get('x-rate-limit-remaining')).toBe('0');
    const reset = Number(refused.headers.get('x-rate-limit-reset'));
    expect(reset * 1000 - client.time.now).toBe(60_000);

    expect((await client.call('GET', `${users}/me`)).status).toBe(200);
    client.time.now = reset * 1000;
    expect((await client.call('GET', users)).status).toBe(200);
  });

  test('the org’s bucket is shared by its tokens, and a refusal is in the log', async () => {
    const client = await createTestClient({ limits: 'free', tokenShare: 1 });
    const other = { headers: { authorization: 'SSWS 00other' } };
    for (let n = 0; n < 60; n += 1) await client.call('GET', users);
    for (let n = 0; n < 40; n += 1) expect((await client.call('GET', users, other)).status).toBe(401);
    expect((await client.call('GET', users)).status).toBe(429);
    const { body } = await client.call('GET', `/api/v1/logs?filter=${encodeURIComponent('eventType sw "system."')}`);
    expect(body).toMatchObject([
      { eventType: 'system.org.rate_limit.violation', severity: 'WARN', outcome: { result: 'FAILURE' } },
    ]);
  });

  test.each([
    ['GET', users, '600'],
    ['GET', `${users}/x`, '2000'],
    ['DELETE', `${users}/x`, '600'],
    ['POST', `${users}/x/lifecycle/suspend`, '1200'],
    ['GET', '/api/v1/groups', '500'],
    ['GET', '/api/v1/groups/x', '1000'],
    ['GET', '/api/v1/logs', '120'],
    ['GET', '/api/v1/apps/x/users', '100'],
  ])('%s %s has %s a minute in a Workforce org', async (method, path, limit) => {
    const client = await createTestClient({ limits: 'workforce', tokenShare: 1 });
    expect((await client.call(method, path)).headers.get('x-rate-limit-limit')).toBe(limit);
  });

  test('too many calls at once are refused with a limit of 0', async () => {
    const client = await createTestClient({ limits: 'free', tokenShare: 1 });
    await client.call('POST', '/practice/faults', { body: { match: `GET ${users}`, delayMs: 20, times: 0 } });
    const answers = await Promise.all(Array.from({ length: 40 }, () => client.call('GET', users)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('x-rate-limit-limit')).toBe('0');
  });
});

test('statistics count calls by bucket, route and status, and what ran at once', async () => {
  const client = await createTestClient();
  await Promise.all([
    client.call('GET', users),
    client.call('GET', `${users}/me`),
    client.call('GET', `${users}/nobody`),
  ]);
  await client.call('POST', '/practice/faults', { body: { match: `GET ${users}`, status: 429 } });
  await client.call('GET', users);
  expect((await client.call('GET', '/practice/stats')).body).toEqual({
    calls: 4,
    refused: 1,
    maxConcurrency: 3,
    buckets: { '/api/v1/users': 2, 'GET /api/v1/users/{id}': 2 },
    routes: { 'GET /api/v1/users': 2, 'GET /api/v1/users/:id': 2 },
    statuses: { 200: 2, 404: 1, 429: 1 },
  });
  await client.call('DELETE', '/practice/stats');
  expect((await client.call('GET', '/practice/stats')).body).toMatchObject({ calls: 0 });
});

describe('the edge', () => {
  test('an unknown path is E0000008, a known one with another method E0000022', async () => {
    const client = await createTestClient();
    expect(refusalOf(await client.call('GET', '/api/v1/nothing'))).toMatchObject({ status: 404, code: 'E0000008' });
    expect(refusalOf(await client.call('PATCH', `${users}/x`))).toMatchObject({ status: 405, code: 'E0000022' });
    expect(refusalOf(await client.call('POST', `${users}/me/lifecycle/dance`)).code).toBe('E0000008');
  });

  test('no token, a wrong one and one of another kind are E0000011', async () => {
    const client = await createTestClient();
    for (const authorization of ['', 'SSWS 00wrong', 'Basic eDp5'])
      expect(refusalOf(await client.call('GET', users, { headers: { authorization } }))).toMatchObject({
        status: 401,
        code: 'E0000011',
      });
  });

  test('another host name or a page of another site is turned away', async () => {
    const client = await createTestClient();
    expect((await client.call('GET', 'http://rebound.example/api/v1/users')).status).toBe(403);
    const foreign = { headers: { origin: 'http://evil.example' } };
    expect((await client.call('POST', '/practice/reset', foreign)).status).toBe(403);
  });

  test('a read-only org answers 503 to writes, a small one 500 to big pages', async () => {
    const client = await createTestClient({ behaviour: { readOnly: true, largestPage: 100 } });
    expect(refusalOf(await client.call('POST', users, { body: {} }))).toMatchObject({ status: 503, code: 'E0000010' });
    expect(refusalOf(await client.call('GET', users))).toMatchObject({ status: 500, code: 'E0000009' });
    expect((await client.call('GET', `${users}?limit=100`)).status).toBe(200);
  });
});

import { describe, expect, test } from 'vitest';
import { createTestClient, loginsOf, nextOf, refusalOf, userOf, type TestClient } from '../test-client.ts';

const users = '/api/v1/users';

function search(expression: string, more = ''): string {
  return `${users}?search=${encodeURIComponent(expression)}${more}`;
}

function filter(expression: string): string {
  return `${users}?filter=${encodeURIComponent(expression)}`;
}

async function allPages(client: TestClient, first: string): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let path: string | undefined = first; path !== undefined;) {
    const page = await client.call('GET', path);
    seen.push(...loginsOf(page));
    path = nextOf(page);
  }
  return seen;
}

describe('pages', () => {
  test('follow the order of creation, each user once, also while users come and go', async () => {
    const client = await createTestClient();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await client.create(`${name}@harbor.example`);
    const first = await client.call('GET', `${users}?limit=3`);
    expect(loginsOf(first)).toEqual(['admin@practice.example', 'a@harbor.example', 'b@harbor.example']);
    await client.call('DELETE', `${users}/a@harbor.example`);
    await client.call('DELETE', `${users}/a@harbor.example`);
    await client.call('DELETE', `${users}/c@harbor.example`);
    await client.create('f@harbor.example');
    expect(await allPages(client, nextOf(first) ?? '')).toEqual([
      'd@harbor.example',
      'e@harbor.example',
      'f@harbor.example',
    ]);
  });

  test('link to the host the client called, keep the query, and end without next', async () => {
    const client = await createTestClient();
    await client.create('a@harbor.example');
    const path = `http://127.0.0.1:8080${filter('status eq "ACTIVE" or status eq "PROVISIONED"')}&limit=1`;
    const page = await client.call('GET', path);
    expect(page.headers.get('link')).toMatch(
      /^<http:\/\/127\.0\.0\.1:8080\/api\/v1\/users\?.*>; rel="self", <http:\/\/127\.0\.0\.1:8080\/api\/v1\/users\?after=[\w-]+&filter=.*&limit=1>; rel="next"$/,
    );
    const last = await client.call('GET', nextOf(page) ?? '');
    expect(loginsOf(last)).toEqual(['a@harbor.example']);
    expect(nextOf(last)).toBeUndefined();
  });

  test('hold at most 200', async () => {
    const client = await createTestClient({ users: 230 });
    const page = await client.call('GET', `${users}?limit=1000`);
    expect(loginsOf(page)).toHaveLength(200);
    expect(page.headers.get('link')).toContain('limit=200');
  });

  test.each(['limit=0', 'limit=many', 'after=nonsense', 'after=bnVsbA'])('refuse %s', async (query) => {
    const client = await createTestClient();
    expect(refusalOf(await client.call('GET', `${users}?${query}`))).toMatchObject({ status: 400, code: 'E0000001' });
  });

  test('a sorted search stays in order and pages without loss', async () => {
    const client = await createTestClient();
    for (const [login, city] of [
      ['c', 'Porto'],
      ['a', 'Cork'],
      ['d', 'Porto'],
      ['b', undefined],
    ])
      await client.create(`${login}@harbor.example`, { profile: city === undefined ? {} : { city } });
    const sorted = search('profile.login co "harbor"', '&sortBy=profile.city&sortOrder=asc&limit=1');
    const logins = await allPages(client, sorted);
    expect(logins[0]).toBe('a@harbor.example');
    expect(logins.slice(1, 3).map(String).sort()).toEqual(['c@harbor.example', 'd@harbor.example']);
    expect(logins[3]).toBe('b@harbor.example');
    expect(await allPages(client, sorted.replace('asc', 'desc'))).toEqual(logins.toReversed());
  });
});

describe('which users', () => {
  async function crew(): Promise<TestClient> {
    const client = await createTestClient({
      seed: {
        schema: {
          ports: { type: 'array', items: { type: 'string' } },
          crew: { type: 'boolean' },
          berth: { type: 'integer' },
        },
      },
    });
    await client.create('anna@harbor.example', {
      password: 'Tall-Ship-7',
      profile: { firstName: 'Anna', ports: ['Cork', 'Porto'], crew: true, berth: 4 },
    });
    await client.create('Bert@harbor.example', { profile: { firstName: 'Bert', email: 'shared@harbor.example' } });
    await client.create('gone@harbor.example', { profile: { firstName: 'Gone', email: 'shared@harbor.example' } });
    await client.call('DELETE', `${users}/gone@harbor.example`);
    return client;
  }

  test('the plain list and q leave out DEPROVISIONED, filter and search show them', async () => {
    const client = await crew();
    expect(loginsOf(await client.call('GET', users))).not.toContain('gone@harbor.example');
    expect(loginsOf(await client.call('GET', `${users}?q=gone`))).toEqual([]);
    expect(loginsOf(await client.call('GET', filter('status eq "DEPROVISIONED"')))).toEqual(['gone@harbor.example']);
    const shared = search('profile.email eq "SHARED@harbor.example"');
    expect(loginsOf(await client.call('GET', shared))).toEqual(['Bert@harbor.example', 'gone@harbor.example']);
  });

  test('filter compares with case, search without', async () => {
    const client = await crew();
    expect(loginsOf(await client.call('GET', filter('profile.login eq "bert@harbor.example"')))).toEqual([]);
    expect(loginsOf(await client.call('GET', filter('profile.login eq "Bert@harbor.example"')))).toHaveLength(1);
    expect(loginsOf(await client.call('GET', search('profile.login eq "bert@harbor.example"')))).toHaveLength(1);
  });

  test.each([
    ['profile.ports eq "porto"'],
    ['profile.crew eq true'],
    ['profile.berth gt 3 and profile.berth le 4'],
    ['profile.firstName co "nn" and status eq "active"'],
    ['profile.berth pr'],
  ])('search %s finds Anna', async (expression) => {
    const client = await crew();
    expect(loginsOf(await client.call('GET', search(expression)))).toEqual(['anna@harbor.example']);
  });

  test.each([
    search('profile.title co "x"'),
    search('profile.unknown eq "x"'),
    search('profile.constructor eq "x"'),
    search('profile.login ne "x"'),
    search('status eq "ACTIVE"', '&sortBy=profile.unknown'),
    filter('profile.city eq "x"'),
    filter('profile.login sw "x"'),
    filter('not (status eq "ACTIVE")'),
    filter('profile.constructor eq "x"'),
  ])('%s is E0000031', async (path) => {
    const client = await createTestClient();
    expect(refusalOf(await client.call('GET', path))).toMatchObject({ status: 400, code: 'E0000031' });
  });

  test('filter with search is E0000033', async () => {
    const client = await createTestClient();
    const answer = await client.call('GET', `${search('id pr')}&filter=id`);
    expect(refusalOf(answer).code).toBe('E0000033');
  });

  test('lastUpdated gt finds what changed since', async () => {
    const client = await crew();
    client.time.now += 60_000;
    const since = new Date(client.time.now).toISOString();
    client.time.now += 1;
    await client.call('POST', `${users}/anna@harbor.example`, { body: { profile: { title: 'Captain' } } });
    expect(loginsOf(await client.call('GET', search(`lastUpdated gt "${since}"`)))).toEqual(['anna@harbor.example']);
    expect(loginsOf(await client.call('GET', filter(`lastUpdated gt "${since}"`)))).toEqual(['anna@harbor.example']);
  });

  test('q matches the start of a name or mail and is one page', async () => {
    const client = await crew();
    expect(loginsOf(await client.call('GET', `${users}?q=SHARED`))).toEqual(['Bert@harbor.example']);
    expect(nextOf(await client.call('GET', `${users}?q=a&limit=1`))).toBeUndefined();
  });

  test('fields keeps what is named', async () => {
    const client = await crew();
    const { body } = await client.call(
      'GET',
      `${filter('profile.login eq "anna@harbor.example"')}&fields=status,profile:(login,email)`,
    );
    expect(body).toEqual([
      {
        id: expect.any(String),
        status: 'ACTIVE',
        profile: { login: 'anna@harbor.example', email: 'anna@harbor.example' },
      },
    ]);
  });

  test('a lagging search shows yesterday’s truth while reads by id are fresh', async () => {
    const client = await createTestClient({ behaviour: { searchLagMs: 1000 } });
    const id = await client.create('anna@harbor.example');
    const byLogin = search('profile.login eq "anna@harbor.example"');
    expect(loginsOf(await client.call('GET', byLogin))).toEqual([]);
    expect(userOf(await client.call('GET', `${users}/${id}`)).id).toBe(id);
    client.time.now += 1000;
    expect(loginsOf(await client.call('GET', byLogin))).toEqual(['anna@harbor.example']);
    await client.call('POST', `${users}/${id}`, { body: { profile: { login: 'anne@harbor.example' } } });
    expect(loginsOf(await client.call('GET', byLogin))).toEqual(['anna@harbor.example']);
    client.time.now += 1000;
    expect(loginsOf(await client.call('GET', byLogin))).toEqual([]);
  });
});

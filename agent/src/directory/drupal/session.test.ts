import { SyncError } from '@rollcall/shared';
import { expect, test } from 'vitest';
import {
  api,
  entry,
  json,
  other,
  own,
  page,
  paths,
  problemOf,
  type ScriptedSite,
  scriptSite,
  serverNow,
  stranger,
  user,
} from './scripted-site.ts';

const logins = (scripted: ScriptedSite): number => paths(scripted).filter((path) => path === 'POST /user/login').length;

test('the cookie signs every call, the token only those with an effect', async () => {
  const scripted = scriptSite();
  await scripted.directory().check();
  const [login, ...later] = scripted.calls;
  expect(login?.headers.has('cookie')).toBe(false);
  expect(JSON.parse(login?.body ?? '')).toEqual({ name: 'sync', pass: 'S3cret' });
  expect(later.length).toBeGreaterThan(3);
  for (const { method, headers } of later) {
    expect(headers.get('cookie')).toBe('SESSa=one');
    expect(headers.get('x-csrf-token')).toBe(method === 'GET' ? null : 'token-1');
  }
});

test('a cookie that changes on the way is the one sent next', async () => {
  const scripted = scriptSite();
  scripted.on('GET /jsonapi', () => {
    const answer = entry(own);
    answer.headers.append('set-cookie', 'SESSa=two; path=/sub');
    return answer;
  });
  await scripted.directory().check();
  expect(scripted.calls.at(-1)?.headers.get('cookie')).toContain('SESSa=two');
});

test.each([
  [400, 'Anmeldung fehlgeschlagen.'],
  [403, 'Zu viele fehlgeschlagene Anmeldeversuche.'],
])('a refused sign-in (%i) is never repeated, and is told in Drupal’s words', async (status, message) => {
  const scripted = scriptSite();
  scripted.on('POST /user/login', () => json({ message }, status));
  const directory = scripted.directory();
  const problems = await Promise.all([directory.check(), directory.get(other), directory.schema()].map(problemOf));
  problems.push(await problemOf(directory.check()));
  for (const problem of problems)
    expect(problem).toMatchObject({ code: 'bad_credentials', scope: 'run', retry: 'never', status });
  expect(problems[0]?.detail).toContain(message);
  expect(scripted.calls).toHaveLength(1);
  await problemOf(scripted.directory().check());
  expect(logins(scripted)).toBe(2);
});

test('a site that is down during the sign-in is asked again later', async () => {
  const scripted = scriptSite();
  const directory = scripted.directory();
  scripted.on('POST /user/login', () => page('<h1>503</h1>', 503));
  expect((await problemOf(directory.check())).code).toBe('server_fault');
  scripted.on('POST /user/login', () => json({ csrf_token: 'token-2' }, 200, { 'set-cookie': 'SESSa=late' }));
  expect((await directory.check()).level).toBe('full');
});

test('a site that asks to wait is no other site', async () => {
  const scripted = scriptSite();
  scripted.on('POST /user/login', () => page('<h1>Slow down</h1>', 429, { 'retry-after': '30' }));
  const problem = await problemOf(scripted.directory().check());
  expect(problem).toMatchObject({ code: 'rate_limited', retryAt: new Date(serverNow + 30_000).toISOString() });
});

test.each([
  ['another system', () => page('<h1>Welcome</h1>')],
  ['a system without that route', () => page('<h1>Not found</h1>', 404)],
  ['JSON that is none of Drupal’s', () => json({ ok: true })],
])('%s is wrong_site', async (_what, answer) => {
  const scripted = scriptSite();
  scripted.on('POST /user/login', answer);
  expect((await problemOf(scripted.directory().check())).code).toBe('wrong_site');
});

test('a redirect to another host is refused, and nothing is sent there', async () => {
  const scripted = scriptSite();
  scripted.on(
    'POST /user/login',
    () => new Response(null, { status: 307, headers: { location: 'https://evil.example/' } }),
  );
  const problem = await problemOf(scripted.directory().check());
  expect(problem).toMatchObject({ code: 'wrong_site', scope: 'run', status: 307 });
  expect(problem.detail).toContain('https://evil.example');
  expect(scripted.calls).toHaveLength(1);
});

test('a refused token means a new sign-in, once', async () => {
  const scripted = scriptSite();
  scripted.on(`PATCH /jsonapi/user/user/${other}`, ({ headers }) =>
    headers.get('x-csrf-token') === 'token-2'
      ? api({ data: user({ id: other, uid: 7, mail: 'new@example.test' }) })
      : api({ errors: [{ detail: 'X-CSRF-Token request header is invalid' }] }, 403),
  );
  const directory = scripted.directory();
  await directory.check();
  scripted.on('POST /user/login', () => json({ csrf_token: 'token-2' }, 200, { 'set-cookie': 'SESSa=two; path=/' }));
  expect((await directory.update(other, { mail: 'new@example.test' })).email).toBe('new@example.test');
  expect(logins(scripted)).toBe(2);
  scripted.on(`PATCH /jsonapi/user/user/${other}`, () =>
    api({ errors: [{ detail: 'X-CSRF-Token request header is missing' }] }, 403),
  );
  expect((await problemOf(directory.update(other, { mail: 'x@example.test' }))).code).toBe('forbidden');
  expect(logins(scripted)).toBe(3);
});

test('a refusal while the session lives is the account’s, and costs no sign-in', async () => {
  const scripted = scriptSite();
  scripted.on(`PATCH /jsonapi/user/user/${other}`, () => api({ errors: [{ detail: 'No.' }] }, 403));
  expect((await problemOf(scripted.directory().update(other, { mail: 'x@example.test' }))).code).toBe('forbidden');
  expect(logins(scripted)).toBe(1);
});

test('what a stranger would see is not believed: the session is opened again', async () => {
  const scripted = scriptSite();
  const directory = scripted.directory();
  await directory.check();
  let alive = false;
  scripted.on('GET /jsonapi', () => entry(alive ? own : null));
  scripted.on(`GET /jsonapi/user/user/${other}`, () =>
    api({ data: alive ? user({ id: other, uid: 7 }) : stranger(other) }),
  );
  scripted.on('GET /jsonapi/user/user', () => api({ data: alive ? [user({ id: other, uid: 7 })] : [] }));
  scripted.on('POST /user/login', () => {
    alive = true;
    return json({ csrf_token: 'token-2' }, 200, { 'set-cookie': 'SESSa=two; path=/' });
  });
  const reads = await Promise.all([directory.get(other), directory.get(other), directory.get(other)]);
  expect(reads.map(({ login }) => login)).toEqual(['user7', 'user7', 'user7']);
  expect(logins(scripted)).toBe(2);
  alive = false;
  expect(await directory.find({ login: 'user7' })).toHaveLength(1);
  expect(logins(scripted)).toBe(3);
});

test('a sign-in that the site forgets at once is anonymous, and ends the trying', async () => {
  const scripted = scriptSite();
  scripted.on('GET /jsonapi', () => entry(null));
  const directory = scripted.directory();
  expect((await problemOf(directory.check())).code).toBe('anonymous');
  expect((await problemOf(directory.check())).code).toBe('anonymous');
  expect(logins(scripted)).toBe(2);
});

test('being taken for somebody else is anonymous', async () => {
  const scripted = scriptSite();
  const directory = scripted.directory();
  await directory.check();
  scripted.on('GET /jsonapi', () => entry(other));
  expect((await problemOf(directory.check())).code).toBe('anonymous');
});

test.each([
  ['basic', { user: 'sýnc', password: 'S3cret:ü' }, `Basic ${Buffer.from('sýnc:S3cret:ü').toString('base64')}`],
  ['bearer', { token: 'abc.def' }, 'Bearer abc.def'],
])('%s signs each call by its header and never logs in', async (auth, values, authorization) => {
  const scripted = scriptSite();
  const check = await scripted.directory({ auth, values }).check();
  expect(check.level).toBe('full');
  expect(logins(scripted)).toBe(0);
  expect(new Set(scripted.calls.map(({ headers }) => headers.get('authorization')))).toEqual(new Set([authorization]));
});

test.each([
  ['basic', { user: 'sync', password: 'wrong' }, () => entry(null), 'anonymous'],
  ['bearer', { token: 'expired' }, () => api({ errors: [] }, 401), 'bad_credentials'],
])('a wrong %s credential is shown to the site once', async (auth, values, answer, code) => {
  const scripted = scriptSite();
  scripted.on('GET /jsonapi', answer);
  const directory = scripted.directory({ auth, values });
  const problems = await Promise.all([directory.check(), directory.get(other), directory.schema()].map(problemOf));
  problems.push(await problemOf(directory.check()));
  expect(problems.map((problem) => problem.code)).toEqual([code, code, code, code]);
  expect(scripted.calls).toHaveLength(1);
});

test('a credential that is missing or incomplete is not_configured, and asks nothing of the site', async () => {
  const scripted = scriptSite();
  const problem = await problemOf(scripted.directory({ values: { user: 'sync' } }).check());
  expect(problem.code).toBe('not_configured');
  expect(scripted.calls).toEqual([]);
  expect(() => scripted.directory({ auth: 'magic' })).toThrow(SyncError);
});

test('a password is tried in a session of its own, which ends', async () => {
  const scripted = scriptSite();
  scripted.on('POST /user/login', () =>
    json({ csrf_token: 'theirs', logout_token: 'out&1' }, 200, { 'set-cookie': 'SESSb=theirs; path=/' }),
  );
  scripted.on('POST /user/logout', () => new Response(null, { status: 204 }));
  const directory = scripted.directory();
  expect(await directory.verifyPassword?.('ann', 'hers')).toBe(true);
  expect(scripted.calls.map(({ path }) => path)).toEqual([
    '/user/login?_format=json',
    '/user/logout?_format=json&token=out&1',
  ]);
  expect(scripted.calls[1]?.headers.get('cookie')).toBe('SESSb=theirs');
});

test('a wrong password is false, a locked account rate_limited, another answer a fault', async () => {
  const scripted = scriptSite();
  const directory = scripted.directory();
  const verify = (): Promise<unknown> => Promise.resolve(directory.verifyPassword?.('ann', 'wrong'));
  scripted.on('POST /user/login', () => json({ message: 'Nein.' }, 400));
  expect(await verify()).toBe(false);
  scripted.on('POST /user/login', () => json({ message: 'Zu oft.' }, 403));
  expect((await problemOf(verify())).code).toBe('rate_limited');
  scripted.on('POST /user/login', () => page('<h1>Oops</h1>', 500));
  expect((await problemOf(verify())).code).toBe('server_fault');
  expect(await directory.verifyPassword?.('ann', '')).toBe(false);
  expect(scripted.calls).toHaveLength(3);
});

test('no error shows the password', async () => {
  const scripted = scriptSite();
  scripted.on('POST /user/login', () => json({ message: 'Nein.' }, 400));
  const problem = await problemOf(scripted.directory().check());
  expect(JSON.stringify(problem)).not.toContain('S3cret');
});

import { beforeEach, describe, expect, it } from 'vitest';
import { createPracticeCms } from './practice-cms.ts';
import type { PracticeCms } from './practice-cms.ts';
import { TestClient, addAccount, adminOf, clientOf } from './test-client.ts';

const LOGIN = '/user/login?_format=json';

let practice: PracticeCms;
let seconds: number;

beforeEach(() => {
  seconds = 1_800_000_000;
  practice = createPracticeCms({ password: 'harbor', clock: () => seconds * 1000 });
  addAccount(practice, 'sailor', []);
});

function login(body: Record<string, string>, client = new TestClient(practice)) {
  return client.fetch(LOGIN, { method: 'POST', body: JSON.stringify(body) });
}

async function isMe(client: TestClient): Promise<boolean> {
  return 'meta' in (await client.api('GET', '/jsonapi')).json;
}

describe('JSON login', () => {
  it('answers who it is, the tokens and a session cookie', async () => {
    const response = await login({ name: 'sailor', pass: 'pass of sailor' });
    const body: unknown = await response.json();
    expect(body).toEqual({
      current_user: { uid: String(practice.cms.site.userByName('sailor')?.uid), name: 'sailor' },
      csrf_token: expect.stringMatching(/^[\w-]{43}$/),
      logout_token: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(response.headers.get('Set-Cookie')).toMatch(
      /^SESS[0-9a-f]{32}=[^;]+; Max-Age=2000000; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  it('names the roles only to accounts that may see them', async () => {
    const body: unknown = await (await login({ name: 'admin', pass: 'harbor' })).json();
    expect(body).toMatchObject({
      current_user: { uid: '1', name: 'admin', roles: ['authenticated', 'administrator'] },
    });
  });

  it.each([
    [{ name: 'sailor', pass: 'x' }, 400, 'Sorry, unrecognized username or password.'],
    [{ name: 'no one', pass: 'x' }, 400, 'Sorry, unrecognized username or password.'],
    [{ name: 'sailor@people.example', pass: 'pass of sailor' }, 400, 'Sorry, unrecognized username or password.'],
    [{ name: 'dmitri.volkov', pass: 'x' }, 400, 'The user has not been activated or is blocked.'],
    [{ name: 'sailor' }, 400, 'Missing credentials.pass.'],
    [{ pass: 'x' }, 400, 'Missing credentials.name.'],
    [{}, 400, 'Missing credentials.'],
  ])('answers %j with %i', async (body, status, message) => {
    const response = await login(body);
    expect([response.status, await response.json()]).toEqual([status, { message }]);
  });

  it('closes for the account after five failures, for the right password too, and opens after six hours', async () => {
    for (let tries = 0; tries < 5; tries += 1) expect((await login({ name: 'sailor', pass: 'x' })).status).toBe(400);
    const closed = await login({ name: 'sailor', pass: 'pass of sailor' });
    expect([closed.status, await closed.json()]).toEqual([
      403,
      { message: 'Too many failed login attempts from your IP address. This IP address is temporarily blocked.' },
    ]);
    expect((await login({ name: 'admin', pass: 'harbor' })).status).toBe(200);
    expect(await isMe(clientOf(practice, 'sailor'))).toBe(true);
    seconds += 6 * 3600 + 1;
    expect((await login({ name: 'sailor', pass: 'pass of sailor' })).status).toBe(200);
  });

  it('forgets the failures of an account after a success', async () => {
    for (let round = 0; round < 3; round += 1) {
      for (let tries = 0; tries < 4; tries += 1) await login({ name: 'sailor', pass: 'x' });
      expect((await login({ name: 'sailor', pass: 'pass of sailor' })).status).toBe(200);
    }
  });

  it('closes for the address after fifty failures within an hour', async () => {
    for (let tries = 0; tries < 50; tries += 1) await login({ name: `guess ${tries}`, pass: 'x' });
    expect((await login({ name: 'admin', pass: 'harbor' })).status).toBe(403);
    expect(await isMe(adminOf(practice))).toBe(true);
    seconds += 3601;
    expect((await login({ name: 'admin', pass: 'harbor' })).status).toBe(200);
  });
});

describe('Basic auth', () => {
  it('turns the right password anonymous after five wrong ones, apart from the JSON login', async () => {
    const wrong = new TestClient(practice).basic('sailor', 'x');
    for (let tries = 0; tries < 5; tries += 1) expect(await isMe(wrong)).toBe(false);
    const right = clientOf(practice, 'sailor');
    expect(await isMe(right)).toBe(false);
    expect((await right.api('GET', '/jsonapi/user/user')).status).toBe(200);
    expect((await login({ name: 'sailor', pass: 'pass of sailor' })).status).toBe(200);
  });

  it('takes names with spaces, plus and other scripts', async () => {
    for (const name of ['two words', 'plus+tag', '山田花子']) {
      addAccount(practice, name.replace(' ', '_'), [], { name, mail: null });
    }
    expect(await isMe(new TestClient(practice).basic('two words', 'pass of two_words'))).toBe(true);
    expect(await isMe(new TestClient(practice).basic('plus+tag', 'pass of plus+tag'))).toBe(true);
    expect(await isMe(new TestClient(practice).basic('山田花子', 'pass of 山田花子'))).toBe(true);
  });

  it('reads a blocked account as anonymous, and is not welcome on pages', async () => {
    const user = practice.cms.site.userByName('sailor');
    if (user) practice.cms.site.save(user, { status: false }, { now: seconds });
    expect(await isMe(clientOf(practice, 'sailor'))).toBe(false);
    expect((await adminOf(practice).fetch('/admin/people')).status).toBe(403);
  });
});

describe('a session', () => {
  const create = { body: { data: { type: 'user--user', attributes: { name: 'made' } } } };

  it('writes with the token of its login, which /session/token repeats', async () => {
    const admin = await new TestClient(practice).signIn('admin', 'harbor');
    const token = await (await admin.fetch('/session/token')).text();
    expect((await admin.api('POST', '/jsonapi/user/user', create)).status).toBe(201);
    const other = { ...create, headers: { 'X-CSRF-Token': token } };
    expect((await admin.forgetToken().api('POST', '/jsonapi/user/user', other)).status).toBe(422);
  });

  it.each([
    [{}, 'X-CSRF-Token request header is missing'],
    [{ 'X-CSRF-Token': 'x'.repeat(43) }, 'X-CSRF-Token request header is invalid'],
  ])('with the headers %j is refused a write', async (headers, detail) => {
    const admin = (await new TestClient(practice).signIn('admin', 'harbor')).forgetToken();
    const { status, errors } = await admin.api('POST', '/jsonapi/user/user', { ...create, headers });
    expect([status, errors[0]?.detail]).toEqual([403, detail]);
  });

  it('tells its status and ends with the logout token only', async () => {
    const client = new TestClient(practice);
    const response = await login({ name: 'sailor', pass: 'pass of sailor' }, client);
    const body: unknown = await response.json();
    const token = body && typeof body === 'object' && 'logout_token' in body ? String(body.logout_token) : '';
    const status = async () => (await client.api('GET', '/user/login_status?_format=json')).text;
    expect(await status()).toBe('1');
    expect((await client.fetch('/user/logout?_format=json&token=wrong', { method: 'POST' })).status).toBe(403);
    expect((await client.fetch(`/user/logout?_format=json&token=${token}`, { method: 'POST' })).status).toBe(204);
    expect(await status()).toBe('0');
  });

  it('is lost when the account is cancelled', async () => {
    const client = await new TestClient(practice).signIn('sailor', 'pass of sailor');
    const uuid = practice.cms.site.userByName('sailor')?.uuid;
    await adminOf(practice).api('DELETE', `/jsonapi/user/user/${uuid}`);
    expect(await isMe(client)).toBe(false);
  });
});

describe('password reset', () => {
  const reset = (body: Record<string, string>) =>
    new TestClient(practice).fetch('/user/password?_format=json', { method: 'POST', body: JSON.stringify(body) });

  it('answers known, unknown and blocked alike, and mails only the known', async () => {
    for (const body of [
      { name: 'li.wei' },
      { mail: 'li.wei@harbor.example' },
      { name: 'no one' },
      { name: 'dmitri.volkov' },
    ]) {
      const response = await reset(body);
      expect([response.status, await response.text()]).toEqual([200, '']);
    }
    expect(practice.cms.mailbox.list().map(({ key, to }) => [key, to])).toEqual([
      ['password_reset', 'li.wei@harbor.example'],
      ['password_reset', 'li.wei@harbor.example'],
    ]);
  });

  it('needs a name or a mail', async () => {
    const response = await reset({});
    expect([response.status, await response.json()]).toEqual([
      400,
      { message: 'Missing credentials.name or credentials.mail' },
    ]);
  });

  it('has no JSON registration', async () => {
    expect(
      (await new TestClient(practice).fetch('/user/register?_format=json', { method: 'POST', body: '{}' })).status,
    ).toBe(406);
  });
});

import { type ErrorCode, SyncError } from '@rollcall/shared';
import { describe, expect, test } from 'vitest';
import { version } from '../../version.ts';
import { type Answer, json, openStub, origin, stubUser } from './stub-org.fixture.ts';

const codeOf = async (call: Promise<unknown>): Promise<ErrorCode> => {
  const error: unknown = await call.then(
    () => new Error('the call succeeded'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SyncError)) throw error;
  return error.code;
};

/** Answers what a directory reads once before it answers accounts, and leaves the rest to `rest`. */
const org =
  (rest: Answer): Answer =>
  (call) => {
    if (call.url.pathname === '/api/v1/users/me') return json(stubUser('00uowner'));
    if (call.url.pathname.startsWith('/api/v1/meta/')) return json({ definitions: {} });
    return rest(call);
  };

const logins = async (directory: ReturnType<typeof openStub>['directory']): Promise<string[]> => {
  const seen: string[] = [];
  for await (const page of directory.list()) seen.push(...page.accounts.map(({ login }) => login));
  return seen;
};

describe('okta client', () => {
  test('names itself and sends the token, and nothing of it in the address', async () => {
    const { directory, calls } = openStub(org(() => json(stubUser('00u1'))));
    await directory.get('00u1');
    const { headers, url } = calls.at(-1) ?? { headers: new Headers(), url: new URL(origin) };
    expect(headers.get('user-agent')).toBe(`Rollcall/${version}`);
    expect(headers.get('authorization')).toBe('SSWS 00secret');
    expect(url.href).toBe(`${origin}/api/v1/users/00u1`);
  });

  test('asks for every status, and follows the next link as it came', async () => {
    const next = `${origin}/api/v1/users?after=opaque%2Bcursor&limit=200`;
    const { directory, calls } = openStub(
      org(({ url }) => {
        if (url.searchParams.has('after')) return json([stubUser('00u2', { status: 'DEPROVISIONED' })]);
        return json([stubUser('00u1')], {
          headers: { link: `<${origin}/api/v1/users>; rel="self", <${next}>; rel="next"` },
        });
      }),
    );
    expect(await logins(directory)).toEqual(['00u1@a.example', '00u2@a.example']);
    expect(calls.at(-2)?.url.searchParams.get('filter')).toContain('status eq "DEPROVISIONED"');
    expect(calls.at(-1)?.url.href).toBe(next);
  });

  test('a next page at another host is refused and never asked', async () => {
    const link = '<https://b.example/api/v1/users?after=x>; rel="next"';
    const { directory, calls } = openStub(org(() => json([stubUser('00u1')], { headers: { link } })));
    expect(await codeOf(logins(directory))).toBe('wrong_site');
    expect(calls.every(({ url }) => url.origin === origin)).toBe(true);
  });

  test('pages that lead in a circle are no complete listing', async () => {
    const link = `<${origin}/api/v1/users?after=x>; rel="next"`;
    const { directory } = openStub(org(() => json([stubUser('00u1')], { headers: { link } })));
    expect(await codeOf(logins(directory))).toBe('partial_listing');
  });

  test('a redirect is not followed', async () => {
    const { directory } = openStub(
      org(() => new Response(null, { status: 302, headers: { location: 'https://b.example/' } })),
    );
    expect(await codeOf(directory.get('00u1'))).toBe('wrong_site');
  });

  test('a page that is no JSON comes from another site, even with 200', async () => {
    const headers = { 'content-type': 'text/html' };
    const { directory } = openStub(org(() => new Response('<p>Welcome</p>', { headers })));
    expect(await codeOf(directory.get('00u1'))).toBe('wrong_site');
  });

  test('JSON of another shape is a server fault', async () => {
    const { directory } = openStub(org(() => json({ id: 5 })));
    expect(await codeOf(directory.get('00u1'))).toBe('server_fault');
  });

  test('a user answered under another id, as for a short name, is not_found', async () => {
    const { directory } = openStub(org(() => json(stubUser('00u1'))));
    expect(await codeOf(directory.get('ann'))).toBe('not_found');
  });

  test('a token that no header can hold is refused without being quoted or sent', async () => {
    const { directory, calls } = openStub(() => json({}), { values: { token: '00sec\nret' } });
    const error: unknown = await directory.get('00u1').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'bad_credentials' });
    expect(String(error)).not.toContain('00sec');
    expect(calls).toEqual([]);
  });

  test('a missing token is not_configured', async () => {
    const { directory } = openStub(() => json({}), { values: {} });
    expect(await codeOf(directory.check())).toBe('not_configured');
  });

  test('a name that does not resolve is unreachable, with the host named and the token not', async () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND a.example'), { code: 'ENOTFOUND' });
    const { directory } = openStub(() => Promise.reject(new TypeError('fetch failed', { cause })));
    const error: unknown = await directory.check().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unreachable', problem: { scope: 'run', retry: 'later' } });
    expect(String(error)).toContain('a.example');
  });

  test('an answer that takes too long is a timeout, not a cancellation', async () => {
    const { directory } = openStub(() => Promise.reject(new DOMException('30 s are over', 'TimeoutError')));
    expect(await codeOf(directory.check())).toBe('timeout');
  });

  test('an org whose id can’t be read is known by its address, with a note', async () => {
    const refused = { errorCode: 'E0000006', errorSummary: 'You do not have permission' };
    const { directory } = openStub(
      org(({ url }) => {
        if (url.pathname === '/api/v1/org') return json(refused, { status: 403 });
        if (url.pathname.startsWith('/.well-known')) return new Response('', { status: 404 });
        return json([]);
      }),
    );
    const { identity, notes } = await directory.check();
    expect([identity, notes.map(({ code }) => code)]).toEqual([origin, ['forbidden']]);
    expect(notes[0]?.next).toContain('okta.orgs.read');
  });

  test('the public page tells the org’s id to a credential that may not read the org', async () => {
    const refused = { errorCode: 'E0000006', errorSummary: 'You do not have permission' };
    const { directory } = openStub(
      org(({ url }) => {
        if (url.pathname === '/api/v1/org') return json(refused, { status: 403 });
        return json(url.pathname.startsWith('/.well-known') ? { id: '00oorg', pipeline: 'idx' } : []);
      }),
    );
    expect(await directory.check()).toMatchObject({ identity: '00oorg', notes: [] });
  });

  test('surroundings that could not be read are read again', async () => {
    let failing = true;
    const { directory } = openStub((call) => {
      if (failing) return json({}, { status: 500 });
      return org(() => json(stubUser('00u1', { profile: { login: 'ann@a.example' } })))(call);
    });
    expect(await codeOf(directory.get('00u1'))).toBe('server_fault');
    failing = false;
    expect((await directory.get('00u1')).login).toBe('ann@a.example');
  });

  test('a created user is answered even when reading it back fails', async () => {
    const { directory } = openStub(
      org(({ method }) =>
        method === 'POST' ? json(stubUser('00u1', { status: 'STAGED' })) : json({}, { status: 500 }),
      ),
    );
    const attributes = { login: 'a@a.example', email: 'a@a.example', firstName: 'A', lastName: 'B' };
    const account = await directory.create({ state: 'staged', attributes });
    expect([account.ref.id, account.state, account.version]).toEqual(['00u1', 'staged', null]);
  });

  test.each([
    ['PROVISIONED', 'active', 'PROVISIONED'],
    ['RECOVERY', 'active', 'RECOVERY'],
    ['PASSWORD_EXPIRED', 'active', 'PASSWORD_EXPIRED'],
    ['LOCKED_OUT', 'active', 'LOCKED_OUT'],
    ['ACTIVE', 'active', null],
    ['STAGED', 'staged', null],
    ['SUSPENDED', 'suspended', null],
    ['DEPROVISIONED', 'deactivated', null],
    ['SOMETHING_NEW', 'active', 'SOMETHING_NEW'],
  ])('%s is %s with detail %s', async (status, state, detail) => {
    const { directory } = openStub(org(() => json(stubUser('00u1', { status }))));
    expect(await directory.get('00u1')).toMatchObject({ state, detail });
  });
});

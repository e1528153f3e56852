import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Answer, json, openStub, origin, type StubCall, stubUser } from './stub-org.fixture.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const values = {
  clientId: '0oaclient',
  privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  keyId: 'key-1',
};

interface Jwt {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  signed: string;
  signature: Buffer;
}

function readJwt(text: string): Jwt {
  const [header = '', claims = '', signature = ''] = text.split('.');
  const parse = (part: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  const signed = `${header}.${claims}`;
  return { header: parse(header), claims: parse(claims), signed, signature: Buffer.from(signature, 'base64url') };
}

const isTokenCall = ({ url }: StubCall): boolean => url.pathname === '/oauth2/v1/token';
const scopeOf = ({ body }: StubCall): string => new URLSearchParams(body).get('scope') ?? '';

/** An org whose token endpoint is `grant`; a call is let in with a token that `grant` gave out. */
function openApp(grant: Answer, more: { now?: () => number; rest?: Answer } = {}) {
  const rest = more.rest ?? ((call) => json(stubUser(call.url.pathname.split('/').at(-1) ?? '')));
  const answer: Answer = (call) => {
    if (isTokenCall(call)) return grant(call);
    if (call.url.pathname.startsWith('/api/v1/meta/')) return json({ definitions: {} });
    return rest(call);
  };
  return openStub(answer, { auth: 'serviceApp', values, ...(more.now && { now: more.now }) });
}

const bearer = (token: string, scope = 'okta.users.manage'): Response =>
  json({ access_token: token, token_type: 'Bearer', expires_in: 3600, scope });

describe('service app', () => {
  test('signs in with an assertion for the token endpoint, and sends a bearer token as such', async () => {
    const { directory, calls } = openApp(() => bearer('T1'));
    await directory.get('00u1');
    const grant = calls.find(isTokenCall);
    const form = new URLSearchParams(grant?.body);
    const assertion = readJwt(form.get('client_assertion') ?? '');
    expect(assertion.header).toMatchObject({ alg: 'RS256', kid: 'key-1' });
    expect(assertion.claims).toMatchObject({ iss: '0oaclient', sub: '0oaclient', aud: `${origin}/oauth2/v1/token` });
    expect(verify('sha256', Buffer.from(assertion.signed), pair.publicKey, assertion.signature)).toBe(true);
    const { headers } = calls.at(-1) ?? { headers: new Headers() };
    expect([headers.get('authorization'), headers.get('dpop')]).toEqual(['Bearer T1', null]);
  });

  test('answers a nonce challenge, and proves every call with a key that is not the client’s', async () => {
    const { directory, calls } = openApp((call) => {
      const proof = readJwt(call.headers.get('dpop') ?? '');
      if (proof.claims['nonce'] !== 'N1')
        return json(
          { error: 'use_dpop_nonce', error_description: 'x' },
          { status: 400, headers: { 'dpop-nonce': 'N1' } },
        );
      return json({ access_token: 'T1', token_type: 'DPoP', expires_in: 3600, scope: 'okta.users.manage' });
    });
    await directory.get('00u1');
    expect(calls.filter(isTokenCall)).toHaveLength(2);
    const { headers, url } = calls.at(-1) ?? { headers: new Headers(), url: new URL(origin) };
    expect(headers.get('authorization')).toBe('DPoP T1');
    const proof = readJwt(headers.get('dpop') ?? '');
    expect(proof.claims).toMatchObject({ htm: 'GET', htu: url.href });
    expect(proof.claims['ath']).toEqual(expect.any(String));
    expect(proof.header['jwk']).toMatchObject({ kty: 'EC', crv: 'P-256' });
  });

  test('the proved address leaves the query out', async () => {
    const bound = { access_token: 'T1', token_type: 'DPoP', expires_in: 3600, scope: 'okta.users.manage' };
    const { directory, calls } = openApp(() => json(bound), { rest: () => json([]) });
    await directory.find({ email: 'ann@a.example' });
    const { headers, url } = calls.at(-1) ?? { headers: new Headers(), url: new URL(origin) };
    expect(url.search).not.toBe('');
    expect(readJwt(headers.get('dpop') ?? '').claims['htu']).toBe(`${origin}/api/v1/users`);
  });

  test('callers that come at once share one token request, and later ones its token', async () => {
    const { directory, calls } = openApp(() => bearer('T1'));
    await Promise.all(['00u1', '00u2', '00u3'].map((id) => directory.get(id)));
    await directory.get('00u4');
    expect(calls.filter(isTokenCall)).toHaveLength(1);
  });

  test('renews the token before it ends', async () => {
    let now = Date.now();
    let granted = 0;
    const { directory, calls } = openApp(() => bearer(`T${++granted}`), { now: () => now });
    await directory.get('00u1');
    now += 50 * 60_000;
    await directory.get('00u1');
    expect(granted).toBe(1);
    now += 6 * 60_000;
    await Promise.all([directory.get('00u1'), directory.get('00u2')]);
    expect(granted).toBe(2);
    expect(calls.at(-1)?.headers.get('authorization')).toBe('Bearer T2');
  });

  test('a token that was withdrawn is replaced once, and a second refusal is final', async () => {
    let granted = 0;
    const refused = { errorCode: 'E0000011', errorSummary: 'Invalid token provided' };
    const good = new Set(['Bearer T2']);
    const { directory } = openApp(() => bearer(`T${++granted}`), {
      rest: ({ headers }) =>
        good.has(headers.get('authorization') ?? '') ? json(stubUser('00u1')) : json(refused, { status: 401 }),
    });
    expect((await directory.get('00u1')).ref.id).toBe('00u1');
    good.clear();
    await expect(directory.get('00u1')).rejects.toMatchObject({ code: 'bad_credentials' });
    expect(granted).toBe(3);
  });

  test('a scope that was not granted is done without, and asked for only once', async () => {
    const has = new Set(['okta.users.manage', 'okta.groups.read', 'okta.schemas.read']);
    let now = Date.now();
    const { directory, calls } = openApp(
      (call) => {
        const wanted = scopeOf(call).split(' ');
        if (wanted.every((scope) => has.has(scope))) return bearer('T1', wanted.join(' '));
        return json({ error: 'invalid_scope', error_description: 'not granted' }, { status: 400 });
      },
      { now: () => now },
    );
    await directory.get('00u1');
    const first = calls.filter(isTokenCall);
    expect(first.map(scopeOf).at(-1)).toBe('okta.users.manage okta.groups.read okta.schemas.read');
    now += 3600_000;
    await directory.get('00u1');
    expect(calls.filter(isTokenCall)).toHaveLength(first.length + 1);
  });

  test('without any scope for users it is forbidden, and says which to grant', async () => {
    const { directory } = openApp(() => json({ error: 'invalid_scope', error_description: 'no' }, { status: 400 }));
    const error: unknown = await directory.check().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'forbidden', problem: { scope: 'run' } });
    expect(error).toMatchObject({ problem: { next: expect.stringContaining('okta.users.manage') as string } });
  });

  test.each([
    [
      'an unknown client',
      401,
      { error: 'invalid_client', error_description: 'Client authentication failed.' },
      'bad_credentials',
    ],
    [
      'an assertion that came too late',
      401,
      { error: 'invalid_client', error_description: 'The client_assertion token is expired.' },
      'clock_skew',
    ],
    [
      'a proof from the future',
      400,
      { error: 'invalid_dpop_proof', error_description: "The 'iat' claim is issued in the future." },
      'clock_skew',
    ],
    ['an app that is switched off', 400, { error: 'unauthorized_client', error_description: 'no' }, 'forbidden'],
    ['too many requests', 429, { errorCode: 'E0000047', errorSummary: 'API call exceeded rate limit' }, 'rate_limited'],
    ['a server fault', 500, { errorCode: 'E0000009', errorSummary: 'Internal Server Error' }, 'server_fault'],
  ])('%s (%i) is told', async (_what, status, body, code) => {
    const { directory } = openApp(() => json(body, { status }));
    const error: unknown = await directory.check().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, problem: { status } });
    expect(String(error)).not.toContain('PRIVATE KEY');
  });

  test('a gateway’s page at the token endpoint is a server fault', async () => {
    const page = new Response('<h1>502</h1>', { status: 502, headers: { 'content-type': 'text/html' } });
    const { directory } = openApp(() => page.clone());
    await expect(directory.check()).rejects.toMatchObject({ code: 'server_fault' });
  });

  test('a page with a good status is no Okta org', async () => {
    const page = new Response('<h1>Welcome</h1>', { headers: { 'content-type': 'text/html' } });
    const { directory } = openApp(() => page.clone());
    await expect(directory.check()).rejects.toMatchObject({ code: 'wrong_site' });
  });

  test('a clock that is off by minutes is told whatever the words', async () => {
    const body = { error: 'invalid_client', error_description: 'Something else.' };
    const { directory } = openApp(() => json(body, { status: 401 }), { now: () => Date.now() + 240_000 });
    await expect(directory.check()).rejects.toMatchObject({ code: 'clock_skew' });
  });

  test('no answer at the token endpoint is unreachable', async () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const { directory } = openApp(() => Promise.reject(new TypeError('fetch failed', { cause })));
    await expect(directory.check()).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('a call that is cut is unreachable, one that is given up is cancelled', async () => {
    const stop = new AbortController();
    const { directory } = openApp(() => bearer('T1'), {
      rest: ({ url }) => {
        if (url.pathname.endsWith('2')) stop.abort();
        const error = url.pathname.endsWith('2')
          ? new DOMException('stopped', 'AbortError')
          : new TypeError('fetch failed');
        return Promise.reject(error);
      },
    });
    await expect(directory.get('00u1')).rejects.toMatchObject({ code: 'unreachable' });
    await expect(directory.get('00u2', { signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

import { readFileSync } from 'node:fs';
import { importJWK, SignJWT, type JWK } from 'jose';
import {
  allowInsecureRequests,
  clientCredentialsGrant,
  Configuration,
  fetchProtectedResource,
  getDPoPHandle,
  modifyAssertion,
  PrivateKeyJwt,
  randomDPoPKeyPair,
} from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startPracticeOrg, type RunningPracticeOrg } from '../start.ts';

let practice: RunningPracticeOrg;
let endpoint: string;

beforeAll(async () => {
  practice = await startPracticeOrg({ port: 0 });
  endpoint = `${practice.url}/oauth2/v1/token`;
});
afterAll(() => practice.close());

const jwkSchema = z.looseObject({ kid: z.string(), alg: z.string(), kty: z.string() });
type Key = z.infer<typeof jwkSchema> & JWK;

interface App {
  readonly clientId: string;
  readonly key: Key;
}

const defaultApp = (): App => ({
  clientId: practice.clientId,
  key: jwkSchema.parse(JSON.parse(readFileSync(practice.privateKeyFile, 'utf8'))),
});

async function createApp(fields: Record<string, unknown>): Promise<App> {
  const response = await fetch(`${practice.url}/practice/apps`, { method: 'POST', body: JSON.stringify(fields) });
  const { clientId, privateKey } = z
    .object({ clientId: z.string(), privateKey: jwkSchema })
    .parse(await response.json());
  return { clientId, key: privateKey };
}

async function configOf({ clientId, key }: App): Promise<Configuration> {
  const privateKey = await importJWK(key, key.alg);
  if (privateKey instanceof Uint8Array) throw new TypeError('a private key was expected');
  const toEndpoint = {
    [modifyAssertion]: (_: unknown, payload: Record<string, unknown>) => (payload['aud'] = endpoint),
  };
  const auth = PrivateKeyJwt({ key: privateKey, kid: key.kid }, toEndpoint);
  const config = new Configuration({ issuer: practice.url, token_endpoint: endpoint }, clientId, {}, auth);
  allowInsecureRequests(config);
  return config;
}

interface Call {
  readonly scope?: string;
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
}

/** Takes a token with openid-client and makes one call with it. */
async function callAs(app: App, { scope = 'okta.users.read', method = 'GET', path = '/api/v1/users', body }: Call) {
  const config = await configOf(app);
  const DPoP = getDPoPHandle(config, await randomDPoPKeyPair('ES256'));
  const { access_token, token_type } = await clientCredentialsGrant(config, { scope }, { DPoP });
  const headers = new Headers({ 'content-type': 'application/json' });
  const url = new URL(practice.url + path);
  const options = token_type === 'dpop' ? { DPoP } : {};
  return fetchProtectedResource(config, access_token, url, method, body, headers, options);
}

const errorSchema = z.looseObject({ error: z.string(), error_description: z.string() });

describe('with openid-client', () => {
  test('the default app signs in with private_key_jwt and DPoP, nonce challenge included', async () => {
    const response = await callAs(defaultApp(), { path: '/api/v1/users?limit=1' });
    expect(response.status).toBe(200);
    expect(await response.json()).toHaveLength(1);
  });

  test('an app without a role is refused with E0000006, whatever its scopes', async () => {
    const app = await createApp({ roles: [] });
    const refused = await callAs(app, {});
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ errorCode: 'E0000006' });
    const fine = await createApp({ roles: ['READ_ONLY_ADMIN'] });
    expect((await callAs(fine, {})).status).toBe(200);
  });

  test('a read scope does not write', async () => {
    const app = await createApp({});
    const login = 'writer@harbor.example';
    const body = JSON.stringify({ profile: { firstName: 'A', lastName: 'B', login, email: login } });
    const call = { method: 'POST', path: '/api/v1/users', body };
    expect((await callAs(app, { ...call, scope: 'okta.users.read' })).status).toBe(403);
    expect((await callAs(app, { ...call, scope: 'okta.users.manage' })).status).toBe(200);
  });

  test('an app that does not require DPoP takes a bearer token', async () => {
    const config = await configOf(await createApp({ dpopRequired: false }));
    const { access_token, token_type } = await clientCredentialsGrant(config, { scope: 'okta.users.read' });
    expect(token_type).toBe('bearer');
    const response = await fetch(`${practice.url}/api/v1/users`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(response.status).toBe(200);
  });
});

/** The raw token call, with assertion and proof bent at will. */
async function askToken(
  app: App,
  bent: { claims?: Record<string, unknown>; kid?: string; form?: Record<string, string>; proof?: string },
) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: app.clientId, sub: app.clientId, aud: endpoint, exp: now + 300, ...bent.claims };
  const assertion = await new SignJWT(claims)
    .setProtectedHeader({ alg: app.key.alg, kid: bent.kid ?? app.key.kid })
    .sign(await importJWK(app.key));
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: 'okta.users.read',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...bent.form,
  });
  const headers = bent.proof === undefined ? {} : { dpop: bent.proof };
  const response = await fetch(endpoint, { method: 'POST', body: form, headers });
  const body: unknown = await response.json();
  return { status: response.status, nonce: response.headers.get('dpop-nonce'), body };
}

describe('assertions', () => {
  const soon = () => Math.floor(Date.now() / 1000);
  test.each([
    ['another audience', () => ({ claims: { aud: practice.url } }), 'must be the endpoint invoked'],
    ['iss other than sub', () => ({ claims: { iss: 'someone' } }), "'iss' and 'sub'"],
    ['an unknown client', () => ({ claims: { iss: '0oaX', sub: '0oaX' } }), 'Client authentication failed'],
    ['an expired assertion', () => ({ claims: { exp: soon() - 1 } }), 'expired'],
    ['a life of more than an hour', () => ({ claims: { exp: soon() + 7200 } }), 'too far into the future'],
    ['an unknown kid', () => ({ kid: 'other' }), "'kid'"],
  ])('refuses %s', async (_, bend, text) => {
    const { status, body } = await askToken(defaultApp(), bend());
    expect(status).toBe(401);
    expect(errorSchema.parse(body)).toMatchObject({
      error: 'invalid_client',
      error_description: expect.stringContaining(text),
    });
  });

  test('refuses a signature by another key', async () => {
    const { key } = await createApp({});
    const { body } = await askToken({ clientId: practice.clientId, key }, { kid: defaultApp().key.kid });
    expect(errorSchema.parse(body).error_description).toContain('signature');
  });

  test('refuses a jti seen before', async () => {
    const app = await createApp({ dpopRequired: false });
    const claims = { jti: 'once' };
    expect((await askToken(app, { claims })).status).toBe(200);
    const { status, body } = await askToken(app, { claims });
    expect(status).toBe(401);
    expect(errorSchema.parse(body).error_description).toContain('already been used');
  });

  test.each([
    ['an unknown scope', { scope: 'okta.everything' }, 400, 'invalid_scope'],
    ['no scope', { scope: '' }, 400, 'invalid_scope'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['a client secret', { client_secret: 'x' }, 401, 'invalid_client'],
  ])('refuses %s', async (_, form, status, error) => {
    const answer = await askToken(defaultApp(), { form });
    expect(answer.status).toBe(status);
    expect(errorSchema.parse(answer.body).error).toBe(error);
  });

  test('refuses a scope that was not granted', async () => {
    const app = await createApp({ scopes: ['okta.groups.read'] });
    expect(errorSchema.parse((await askToken(app, {})).body).error).toBe('invalid_scope');
  });
});

describe('proofs', () => {
  async function prove(claims: Record<string, unknown>, typ = 'dpop+jwt'): Promise<string> {
    const { publicKey, privateKey } = await randomDPoPKeyPair('ES256', { extractable: true });
    const jwk = await crypto.subtle.exportKey('jwk', publicKey);
    const { kty, crv, x, y } = jwk;
    const all = { htm: 'POST', htu: endpoint, iat: Math.floor(Date.now() / 1000), jti: crypto.randomUUID(), ...claims };
    return new SignJWT(all)
      .setProtectedHeader({ alg: 'ES256', typ, jwk: z.record(z.string(), z.string()).parse({ kty, crv, x, y }) })
      .sign(privateKey);
  }

  async function nonceOf(): Promise<string> {
    const { nonce } = await askToken(defaultApp(), { proof: await prove({}) });
    return z.string().parse(nonce);
  }

  test('a missing proof is named, a missing nonce is challenged, the nonce then works', async () => {
    const missing = await askToken(defaultApp(), {});
    expect(missing).toMatchObject({
      status: 400,
      body: { error: 'invalid_dpop_proof', error_description: 'The DPoP proof JWT header is missing.' },
    });
    const challenged = await askToken(defaultApp(), { proof: await prove({}) });
    expect(challenged).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' }, nonce: expect.any(String) });
    const granted = await askToken(defaultApp(), { proof: await prove({ nonce: challenged.nonce }) });
    expect(granted).toMatchObject({ status: 200, body: { token_type: 'DPoP', expires_in: 3600 } });
  });

  test.each([
    ['htm', { htm: 'GET' }],
    ['htu', { htu: 'http://127.0.0.1:1/oauth2/v1/token' }],
    ['iat', { iat: Math.floor(Date.now() / 1000) - 301 }],
  ])('names a wrong %s', async (claim, claims) => {
    const nonce = await nonceOf();
    const { status, body } = await askToken(defaultApp(), { proof: await prove({ nonce, ...claims }) });
    expect(status).toBe(400);
    expect(errorSchema.parse(body)).toMatchObject({
      error: 'invalid_dpop_proof',
      error_description: expect.stringContaining(`'${claim}'`),
    });
  });

  test('refuses a proof of another type and one sent twice', async () => {
    const nonce = await nonceOf();
    const wrongType = await askToken(defaultApp(), { proof: await prove({ nonce }, 'jwt') });
    expect(errorSchema.parse(wrongType.body).error).toBe('invalid_dpop_proof');
    const proof = await prove({ nonce });
    expect((await askToken(defaultApp(), { proof })).status).toBe(200);
    const again = await askToken(defaultApp(), { proof });
    expect(errorSchema.parse(again.body).error_description).toContain('already been used');
  });

  test('a DPoP-bound token is refused as Bearer, without ath, and with another key', async () => {
    const config = await configOf(defaultApp());
    const DPoP = getDPoPHandle(config, await randomDPoPKeyPair('ES256'));
    const { access_token } = await clientCredentialsGrant(config, { scope: 'okta.users.read' }, { DPoP });
    const url = `${practice.url}/api/v1/users`;
    const call = (headers: Record<string, string>) => fetch(url, { headers });

    const asBearer = await call({ authorization: `Bearer ${access_token}` });
    expect(asBearer.status).toBe(401);
    expect(asBearer.headers.get('www-authenticate')).toContain('invalid_token');

    const withoutAth = await prove({ htm: 'GET', htu: url });
    const refused = await call({ authorization: `DPoP ${access_token}`, dpop: withoutAth });
    expect(refused.headers.get('www-authenticate')).toMatch(/^DPoP error="invalid_dpop_proof".*'ath'/);

    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(access_token));
    const otherKey = await prove({ htm: 'GET', htu: url, ath: Buffer.from(hash).toString('base64url') });
    const foreign = await call({ authorization: `DPoP ${access_token}`, dpop: otherKey });
    expect(foreign.headers.get('www-authenticate')).toContain('another key');
  });
});

test('a revoked SSWS token and one of a reader are refused in their own ways', async () => {
  const made = await fetch(`${practice.url}/practice/tokens`, {
    method: 'POST',
    body: JSON.stringify({ roles: ['READ_ONLY_ADMIN'] }),
  });
  const { id, token } = z.object({ id: z.string(), token: z.string() }).parse(await made.json());
  const headers = { authorization: `SSWS ${token}` };
  const users = `${practice.url}/api/v1/users`;
  expect((await fetch(users, { headers })).status).toBe(200);
  const write = await fetch(users, { method: 'POST', headers, body: '{}' });
  expect(await write.json()).toMatchObject({ errorCode: 'E0000006' });
  await fetch(`${practice.url}/practice/tokens/${id}`, { method: 'DELETE' });
  expect(await (await fetch(users, { headers })).json()).toMatchObject({ errorCode: 'E0000011' });
});

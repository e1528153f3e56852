import {
  allowInsecureRequests,
  clientCredentialsGrant,
  ClientError,
  Configuration,
  customFetch,
  type DPoPHandle,
  fetchProtectedResource,
  getDPoPHandle,
  modifyAssertion,
  PrivateKeyJwt,
  randomDPoPKeyPair,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import type { Credential } from '../directory.ts';
import { readSigningKey, type SigningKey } from './key.ts';
import { once } from './once.ts';
import { type Granted, wishes } from './scope.ts';
import { needValue, type SignedCall, type SignIn, userAgent } from './sign-in.ts';
import { tokenError } from './token-error.ts';

type Fetch = typeof globalThis.fetch;

export interface ServiceAppOptions {
  origin: string;
  fetch: Fetch;
  credential: () => Promise<Credential>;
  now: () => number;
}

interface App {
  clientId: string;
  key: SigningKey;
  dpop: DPoPHandle;
}

interface Token {
  value: string;
  /** True when the token is bound to the proof key and must be sent with a proof (RFC 9449). */
  bound: boolean;
  renewAt: number;
  scopes: readonly string[];
}

const renewBeforeMs = 5 * 60_000;
const shortestLifeMs = 10_000;

/**
 * Sends calls as an OAuth service app: `private_key_jwt` at the org's own token endpoint, with DPoP proofs where the
 * org binds tokens to them. https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/
 */
export function createServiceAppSignIn(options: ServiceAppOptions): SignIn {
  const app = once(() => readApp(options));
  let granted: Granted | null = null;
  let token: Promise<Token> | null = null;

  const renew = async (): Promise<Token> => {
    const answer = await wishes(granted, async (scope) => grant(options, await app(), scope));
    granted = answer.granted;
    return answer.token;
  };
  // Callers that come at once share one token request, and a failed one is not remembered.
  const current = async (): Promise<Token> => {
    for (;;) {
      token ??= renew();
      const asked = token;
      try {
        const known = await asked;
        if (options.now() < known.renewAt) return known;
      } catch (error) {
        if (token === asked) token = null;
        throw error;
      }
      if (token === asked) token = null;
    }
  };
  return {
    async send(url, call) {
      const used = await current();
      const answer = await sendSigned(options, await app(), used, { url, call });
      if (answer.status !== 401) return answer;
      // The token was withdrawn before its time; a fresh one decides whether the app itself is refused.
      if (token !== null && (await token) === used) token = null;
      return sendSigned(options, await app(), await current(), { url, call });
    },
    scopes: async () => (await current()).scopes,
  };
}

async function readApp({ origin, credential, fetch }: ServiceAppOptions): Promise<App> {
  const secret = await credential();
  const clientId = needValue(secret, 'clientId', 'client id');
  const key = readSigningKey(needValue(secret, 'privateKey', 'private key'));
  const keyId = secret.values['keyId']?.trim() || key.keyId;
  const app = { clientId, key: { ...key, keyId } };
  // Okta wants another key for proofs than the one that signs the client in.
  const proofKey = await randomDPoPKeyPair('ES256');
  return { ...app, dpop: getDPoPHandle(configure({ origin, fetch }, app), proofKey) };
}

async function grant(options: ServiceAppOptions, app: App, scope: string): Promise<Token> {
  const seen: { answer: Response | null } = { answer: null };
  const fetch: Fetch = async (input, init) => {
    seen.answer = await options.fetch(input, init);
    return seen.answer;
  };
  try {
    const answer = await clientCredentialsGrant(configure({ ...options, fetch }, app), { scope }, { DPoP: app.dpop });
    return {
      value: answer.access_token,
      bound: answer.token_type === 'dpop',
      renewAt: options.now() + Math.max(shortestLifeMs, (answer.expires_in ?? 3600) * 1000 - renewBeforeMs),
      scopes: (answer.scope ?? scope).split(' '),
    };
  } catch (error) {
    throw tokenError(error, { url: new URL(tokenEndpoint(options.origin)), answer: seen.answer, at: options.now() });
  }
}

async function sendSigned(
  options: ServiceAppOptions,
  app: App,
  token: Token,
  { url, call }: { url: URL; call: SignedCall },
): Promise<Response> {
  const fetch: Fetch = (input, init) => options.fetch(input, { ...init, signal: call.signal ?? null });
  const config = configure({ ...options, fetch }, app);
  const proof = token.bound ? { DPoP: app.dpop } : {};
  try {
    return await fetchProtectedResource(config, token.value, url, call.method, call.body, call.headers, proof);
  } catch (error) {
    // A refusal with a challenge is an answer like any other to the caller.
    if (error instanceof WWWAuthenticateChallengeError || error instanceof ResponseBodyError) return error.response;
    // The library wraps what its fetch threw, but not a TypeError, which is what fetch throws by itself.
    throw error instanceof ClientError && error.cause !== undefined ? error.cause : error;
  }
}

/** The client's own settings are cheap to make and carry one call's fetch, and with it that call's signal. */
function configure(
  { origin, fetch }: { origin: string; fetch: Fetch },
  app: Pick<App, 'clientId' | 'key'>,
): Configuration {
  const endpoint = tokenEndpoint(origin);
  const { key, keyId } = app.key;
  const authentication = PrivateKeyJwt(keyId === null ? { key } : { key, kid: keyId }, {
    // Okta takes the token endpoint as audience, not the issuer.
    [modifyAssertion]: (_header, payload) => {
      payload['aud'] = endpoint;
    },
  });
  const config = new Configuration({ issuer: origin, token_endpoint: endpoint }, app.clientId, {}, authentication);
  config[customFetch] = (url, { method, body, redirect, headers, signal }) => {
    const named = { ...headers, 'user-agent': userAgent };
    return fetch(url, { method, body: body ?? null, redirect, headers: named, signal: signal ?? null });
  };
  // Calls have their own time limit, which doesn't count the wait for a turn.
  config.timeout = 0;
  if (origin.startsWith('http:')) allowInsecureRequests(config);
  return config;
}

function tokenEndpoint(origin: string): string {
  return `${origin}/oauth2/v1/token`;
}

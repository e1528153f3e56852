import { SyncError } from '@rollcall/shared';
import { version } from '../../version.ts';
import type { Credential } from '../directory.ts';
import { once } from './once.ts';

type Fetch = typeof globalThis.fetch;

/** How Rollcall names itself to Okta. */
export const userAgent = `Rollcall/${version}`;

export interface SignedCall {
  method: string;
  headers: Headers;
  body: string | null;
  signal: AbortSignal | undefined;
}

/** Sends calls with the credential's proof on them. */
export interface SignIn {
  send(url: URL, call: SignedCall): Promise<Response>;
  /** Scopes that Okta granted; null where the credential carries its owner's rights instead. */
  scopes(): Promise<readonly string[] | null>;
}

/** Sends calls with an API token: https://developer.okta.com/docs/guides/create-an-api-token/ */
export function createTokenSignIn(fetch: Fetch, credential: () => Promise<Credential>): SignIn {
  const token = once(async () => toToken(await credential()));
  return {
    async send(url, { method, headers, body, signal }) {
      headers.set('authorization', `SSWS ${await token()}`);
      return fetch(url, { method, headers, body, signal: signal ?? null, redirect: 'manual' });
    },
    scopes: () => Promise.resolve(null),
  };
}

/** A value of the credential, or `not_configured` naming what is missing. */
export function needValue(credential: Credential, name: string, label: string): string {
  const value = credential.values[name]?.trim() ?? '';
  if (value === '') throw new SyncError('not_configured', `The ${label} is missing.`, { field: name });
  return value;
}

function toToken(credential: Credential): string {
  const token = needValue(credential, 'token', 'API token');
  // fetch would quote a token that can't be a header value in its error.
  if (/^[\w.~+/=-]+$/u.test(token)) return token;
  throw new SyncError('bad_credentials', 'The API token holds characters that no Okta token has.', { field: 'token' });
}

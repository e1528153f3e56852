import { SyncError } from '@rollcall/shared';
import { z } from 'zod';
import type { CallOptions } from '../directory.ts';
import { connectionFault } from '../connection-fault.ts';
import { toSyncError } from './problem.ts';
import { userAgent } from './sign-in.ts';

export interface AuthnSubject {
  fetch: typeof globalThis.fetch;
  origin: string;
  now: () => number;
}

export interface SignInTry extends CallOptions {
  login: string;
  password: string;
}

const transaction = z.object({ status: z.string() });
const refusal = z.object({ errorCode: z.literal('E0000004') });

/**
 * True when Okta takes the password, whatever it asks for next, such as a second factor. A wrong one counts towards
 * the user's lock-out. https://developer.okta.com/docs/reference/api/authn/#primary-authentication
 */
export async function signsIn(subject: AuthnSubject, { login, password, signal }: SignInTry): Promise<boolean> {
  const url = new URL('/api/v1/authn', subject.origin);
  const headers = { accept: 'application/json', 'content-type': 'application/json', 'user-agent': userAgent };
  const body = JSON.stringify({ username: login, password });
  try {
    const answer = await subject.fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: signal ?? null,
      redirect: 'manual',
    });
    const text = await answer.text();
    if (answer.status === 401 && refusal.safeParse(parseJson(text)).success) return false;
    if (!answer.ok) {
      const { status } = answer;
      throw toSyncError({ method: 'POST', url, status, headers: answer.headers, text, at: subject.now() });
    }
    return transaction.parse(parseJson(text)).status !== 'LOCKED_OUT';
  } catch (error) {
    throw error instanceof SyncError ? error : connectionFault(error, subject.origin, signal);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

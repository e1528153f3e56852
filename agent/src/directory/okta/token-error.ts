import { ResponseBodyError } from 'openid-client';
import { SyncError } from '@rollcall/shared';
import { connectionFault } from '../connection-fault.ts';
import { clockSkew, fromPage, isJson, type Refusal, toSyncError } from './problem.ts';
import { serverTime } from './pace-policy.ts';

export interface TokenRequest {
  url: URL;
  /** The last answer that came; null when none did. */
  answer: Response | null;
  at: number;
}

/** Claims of a signed token that a wrong clock spoils, as Okta words its refusals of them. */
const timeWords = /\b(?:expired|issued in the future|not yet valid|'?(?:iat|exp|nbf)'?)\b/iu;

/** Why the org gave no token. */
export function tokenError(error: unknown, request: TokenRequest): SyncError {
  if (error instanceof SyncError) return error;
  if (error instanceof ResponseBodyError) return fromBody(error, refusalOf(request, error.response));
  if (request.answer === null) return connectionFault(error, request.url.href);
  const refusal = refusalOf(request, request.answer);
  return isJson(refusal.headers) ? toSyncError(refusal) : fromPage(refusal);
}

function fromBody({ error, error_description: words = '' }: ResponseBodyError, refusal: Refusal): SyncError {
  const time = serverTime(refusal.headers);
  const skewed = time !== null && Math.abs(refusal.at - time) > 60_000;
  if (skewed || timeWords.test(words)) return clockSkew(refusal);
  const requestId = refusal.headers.get('x-okta-request-id');
  const options = { status: refusal.status, ...(requestId !== null && { requestId }) };
  const detail = `Okta refused the service app’s sign-in (${error}): ${words.slice(0, 300)}`;
  if (error === 'invalid_scope') return new SyncError('forbidden', detail, { ...options, field: 'scope' });
  if (error === 'unauthorized_client' || error === 'access_denied') return new SyncError('forbidden', detail, options);
  return new SyncError('bad_credentials', detail, {
    ...options,
    next: 'Compare client id and public key with the service app in Okta, then test again.',
  });
}

function refusalOf({ url, at }: TokenRequest, { status, headers }: Response): Refusal {
  return { method: 'POST', url, status, headers, text: '', at };
}

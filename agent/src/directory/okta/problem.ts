import { type ErrorCode, SyncError, type SyncErrorOptions } from '@rollcall/shared';
import { z } from 'zod';
import { limitResetAt, serverTime } from './pace-policy.ts';

/** An answer that is no success, with its body as text. */
export interface Refusal {
  method: string;
  url: URL;
  status: number;
  headers: Headers;
  text: string;
  /** Local time at which it came, in ms. */
  at: number;
}

const errorBody = z.object({
  errorCode: z.string(),
  errorSummary: z.string().default(''),
  errorCauses: z.array(z.object({ errorSummary: z.string().default('') })).default([]),
});

type ErrorBody = z.infer<typeof errorBody>;

/** Okta's codes, from https://developer.okta.com/docs/reference/error-codes/; E0000001 is told apart by its causes. */
const codes: Record<string, ErrorCode> = {
  E0000002: 'invalid',
  E0000003: 'invalid',
  E0000004: 'bad_credentials',
  E0000005: 'bad_credentials',
  E0000006: 'forbidden',
  E0000007: 'not_found',
  E0000008: 'not_found',
  E0000009: 'server_fault',
  E0000010: 'server_fault',
  E0000011: 'bad_credentials',
  E0000014: 'password_policy',
  E0000016: 'wrong_state',
  E0000017: 'wrong_state',
  E0000022: 'unsupported',
  E0000023: 'unsupported',
  E0000028: 'wrong_state',
  E0000032: 'wrong_state',
  E0000038: 'wrong_state',
  E0000060: 'unsupported',
  E0000062: 'conflict',
  E0000077: 'invalid',
  E0000078: 'invalid',
  E0000080: 'password_policy',
  E0000112: 'wrong_state',
  E0000117: 'wrong_state',
  E0000195: 'conflict',
  E0000231: 'moved',
  E0000242: 'moved',
};

/** What to ask an Okta administrator for, by the first part of a path below `/api/v1`. */
const permissions: Record<string, { what: string; role: string; scope: string }> = {
  users: { what: 'users', role: 'Manage users', scope: 'okta.users.manage' },
  groups: { what: 'groups', role: 'Manage groups', scope: 'okta.groups.manage' },
  logs: { what: 'the System Log', role: 'Read-only administrator', scope: 'okta.logs.read' },
  meta: { what: 'the user schema', role: 'View users', scope: 'okta.schemas.read' },
  policies: { what: 'the password policy', role: 'Read-only administrator', scope: 'okta.policies.read' },
  org: { what: 'the org’s own data', role: 'Read-only administrator', scope: 'okta.orgs.read' },
};

const skewLimitMs = 60_000;

/** Reads an answer of Okta's, or of what stands before it, as the one error shape. Never quotes what was sent. */
export function toSyncError(refusal: Refusal): SyncError {
  const { status, headers } = refusal;
  if (status === 429) return limited(refusal);
  const challenge = headers.get('www-authenticate');
  // A signed proof is refused for its time with the same words as a revoked token.
  if (challenge !== null && skewOf(refusal) > skewLimitMs) return clockSkew(refusal);
  const body = parseBody(refusal.text);
  if (body !== null) return fromOkta(refusal, body);
  if (challenge !== null && status < 500) return fromChallenge(refusal, challenge);
  if (isJson(headers)) return error(refusal, byStatus(status), `Okta answered ${status}.`);
  return fromPage(refusal);
}

/** An answer that isn't JSON, whatever its status: a gateway's fault page, or another site altogether. */
export function fromPage(refusal: Refusal): SyncError {
  const { status, url } = refusal;
  const page =
    refusal.headers.get('content-type')?.includes('html') === true ? 'an HTML page' : 'something else than JSON';
  if (status >= 500)
    return error(refusal, 'server_fault', `Okta answered with ${page} (${status}), probably a gateway.`);
  return error(refusal, 'wrong_site', `${url.host} answered with ${page} (${status}); this is no Okta org.`, {
    next: 'Use an address like https://name.okta.com.',
  });
}

function fromOkta(refusal: Refusal, body: ErrorBody): SyncError {
  const { errorCode } = body;
  if (errorCode === 'E0000001') return fromValidation(refusal, body);
  const code = codes[errorCode] ?? byStatus(refusal.status);
  const words = wordsOf(body);
  switch (code) {
    case 'forbidden':
      return forbidden(refusal, errorCode);
    case 'bad_credentials':
      return error(
        refusal,
        code,
        `Okta refused the credential (${errorCode}). It may be revoked, or unused for 30 days.`,
      );
    case 'password_policy':
      return error(refusal, code, `Okta refused the password: ${words}`, { field: 'password' });
    case 'moved':
      return error(refusal, code, 'The account was changed in Okta since it was read.');
    case 'not_found':
      return missing(refusal);
    case 'wrong_state':
      return error(refusal, code, `${words} (${errorCode})`, errorCode === 'E0000112' ? { retry: 'later' } : {});
    default:
      return error(refusal, code, `Okta: ${words} (${errorCode})`, refusal.status === 412 ? {} : fieldOf(words));
  }
}

function fromValidation(refusal: Refusal, body: ErrorBody): SyncError {
  const words = wordsOf(body);
  const field = fieldOf(words);
  const lifecycle = refusal.url.pathname.includes('/lifecycle/');
  if (lifecycle) return error(refusal, 'wrong_state', `Okta: ${words}`);
  if (/already exists/iu.test(words)) return error(refusal, 'conflict', `Okta has this already: ${words}.`, field);
  if (/cannot be left blank/iu.test(words)) return error(refusal, 'missing_name', `Okta: ${words}.`, field);
  if (/password/iu.test(words)) return error(refusal, 'password_policy', `Okta: ${words}`, { field: 'password' });
  return error(refusal, 'invalid', `Okta: ${words}`, field);
}

/** OAuth's own refusal of a call, RFC 6750 section 3 and RFC 9449 section 7.1. */
function fromChallenge(refusal: Refusal, challenge: string): SyncError {
  if (challenge.includes('insufficient_scope')) return forbidden(refusal, 'insufficient_scope');
  return error(refusal, 'bad_credentials', 'Okta refused the service app’s token. Its client may be switched off.');
}

function forbidden(refusal: Refusal, word: string): SyncError {
  const parts = refusal.url.pathname.split('/').slice(3);
  const { what, role, scope } = permissions[parts[0] ?? ''] ?? {
    what: 'this',
    role: 'Manage users',
    scope: 'okta.users.manage',
  };
  const does = refusal.method === 'GET' ? 'read' : 'change';
  return error(refusal, 'forbidden', `Okta doesn’t let Rollcall ${does} ${what} (${word}).`, {
    next: `Ask an Okta administrator for a role with "${role}"; a service app needs the scope ${scope} as well.`,
    // A custom role may leave out single users, so one refused user says nothing about the next.
    scope: parts.length > 1 ? 'item' : 'run',
  });
}

function missing(refusal: Refusal): SyncError {
  if (refusal.url.pathname.startsWith('/api/v1/groups/'))
    return error(refusal, 'missing_group', 'Okta has no group with this id.', { scope: 'item' });
  return error(refusal, 'not_found', 'Okta has no user with this id.');
}

function limited(refusal: Refusal): SyncError {
  const retryAt = limitResetAt(refusal.headers, refusal.at) ?? refusal.at + skewLimitMs;
  const time = new Date(retryAt).toISOString();
  return error(refusal, 'rate_limited', `Okta asks to wait until ${time.slice(11, 19)} UTC.`, { retryAt: time });
}

/** The clocks differ so much that signed tokens are refused. */
export function clockSkew(refusal: Refusal): SyncError {
  const minutes = Math.max(1, Math.round(skewOf(refusal) / 60_000));
  return error(refusal, 'clock_skew', `This computer’s clock is about ${minutes} min off; Okta refuses sign-in.`);
}

function skewOf({ headers, at }: Refusal): number {
  const time = serverTime(headers);
  return time === null ? 0 : Math.abs(at - time);
}

function byStatus(status: number): ErrorCode {
  if (status === 401) return 'bad_credentials';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 412) return 'moved';
  return status >= 500 ? 'server_fault' : 'invalid';
}

function error(refusal: Refusal, code: ErrorCode, detail: string, more: SyncErrorOptions = {}): SyncError {
  const requestId = refusal.headers.get('x-okta-request-id');
  return new SyncError(code, detail, { status: refusal.status, ...(requestId !== null && { requestId }), ...more });
}

/** The first cause, which is the precise one, else the summary; cut, because it goes to a badge. */
function wordsOf(body: ErrorBody): string {
  return (body.errorCauses[0]?.errorSummary || body.errorSummary || body.errorCode).slice(0, 400);
}

function fieldOf(words: string): { field?: string } {
  const field = /^(\w+): /u.exec(words)?.[1];
  return field === undefined ? {} : { field };
}

export function isJson(headers: Headers): boolean {
  return /[/+]json\b/u.test(headers.get('content-type') ?? '');
}

function parseBody(text: string): ErrorBody | null {
  try {
    return errorBody.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

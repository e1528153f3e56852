import type { LimitNotice } from '../pace-bucket.ts';
import type { PacePolicy } from '../pace.ts';

/**
 * Okta's limits, the most specific path first. Calls that Okta may count apart are at worst held together here, never
 * the other way round. https://developer.okta.com/docs/reference/rl-global-mgmt/
 */
const buckets: readonly { name: string; methods: string | null; path: RegExp }[] = [
  { name: 'users', methods: null, path: /^\/api\/v1\/users$/u },
  { name: 'user read', methods: 'GET', path: /^\/api\/v1\/users\/[^/]+$/u },
  { name: 'user write', methods: null, path: /^\/api\/v1\/users\/[^/]+$/u },
  { name: 'groups', methods: null, path: /^\/api\/v1\/groups$/u },
  { name: 'group', methods: null, path: /^\/api\/v1\/groups\/[^/]+$/u },
  { name: 'logs', methods: null, path: /^\/api\/v1\/logs$/u },
  { name: 'token', methods: null, path: /^\/oauth2\//u },
  { name: 'sign-in', methods: null, path: /^\/api\/v1\/authn$/u },
];

export const pacePolicy: PacePolicy = {
  bucketOf(method, { pathname }) {
    const bucket = buckets.find((each) => each.path.test(pathname) && (each.methods ?? method) === method);
    return bucket?.name ?? 'other';
  },
  read(answer, now) {
    const limit = readNumber(answer.headers, 'x-rate-limit-limit');
    const remaining = readNumber(answer.headers, 'x-rate-limit-remaining');
    const resetAt = limitResetAt(answer.headers, now);
    if (limit === null || remaining === null || resetAt === null) return null;
    return { limit, remaining, resetAt } satisfies LimitNotice;
  },
};

/**
 * When the limit opens again, in ms of the local clock: `X-Rate-Limit-Reset` against the answer's own `Date`, so that
 * a wrong clock here does no harm, and one second more, because both are cut to seconds. Null when not told.
 */
export function limitResetAt(headers: Headers, now: number): number | null {
  const reset = readNumber(headers, 'x-rate-limit-reset');
  if (reset === null) return null;
  const date = serverTime(headers) ?? now;
  return now + Math.max(0, reset * 1000 - date) + 1000;
}

/** The answer's `Date` in ms; null when it has none. */
export function serverTime(headers: Headers): number | null {
  const time = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(time) ? null : time;
}

function readNumber(headers: Headers, name: string): number | null {
  const value = headers.get(name);
  return value !== null && /^\d+$/u.test(value) ? Number(value) : null;
}

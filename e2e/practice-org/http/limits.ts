import type { Clock } from '../model.ts';

export const plans = ['off', 'free', 'workforce'] as const;
export type Plan = (typeof plans)[number];

export interface LimitOptions {
  readonly plan: Plan;
  /** The part of a bucket one token or app may use; Okta's default is 0.5, 1 is all of it. */
  readonly tokenShare: number;
}

export interface Allowance {
  readonly bucket: string;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds since 1970 at which the window ends. */
  readonly reset: number;
  readonly refused: boolean;
  /** Whether the whole org's bucket is empty, or only this token's share. */
  readonly scope: 'org' | 'token';
}

interface Bucket {
  readonly name: string;
  readonly methods: readonly string[] | null;
  readonly path: RegExp;
  readonly perMinute: Readonly<Record<Plan, number>>;
}

/** So many that a pacing client never waits. */
const unlimited = 1_000_000;
const all = (free: number, workforce: number): Record<Plan, number> => ({ off: unlimited, free, workforce });

/** Per minute and org, from the table Okta last published; the most specific path and method comes first. */
const buckets: readonly Bucket[] = [
  { name: '/api/v1/users', methods: null, path: /^\/api\/v1\/users$/, perMinute: all(100, 600) },
  { name: 'GET /api/v1/users/{id}', methods: ['GET'], path: /^\/api\/v1\/users\/[^/]+$/, perMinute: all(100, 2000) },
  { name: '/api/v1/users/{id}', methods: null, path: /^\/api\/v1\/users\/[^/]+$/, perMinute: all(100, 600) },
  { name: '/api/v1/groups', methods: null, path: /^\/api\/v1\/groups$/, perMinute: all(100, 500) },
  { name: '/api/v1/groups/{id}', methods: null, path: /^\/api\/v1\/groups\/[^/]+$/, perMinute: all(100, 1000) },
  { name: '/api/v1/apps/{id}', methods: null, path: /^\/api\/v1\/apps\/[^/]+$/, perMinute: all(100, 500) },
  { name: '/api/v1/apps', methods: null, path: /^\/api\/v1\/apps(?:\/.*)?$/, perMinute: all(20, 100) },
  { name: '/api/v1/logs', methods: null, path: /^\/api\/v1\/logs$/, perMinute: all(20, 120) },
  { name: '/api/v1', methods: null, path: /^\/api\/v1\//, perMinute: all(100, 1200) },
  { name: '/oauth2/v1', methods: null, path: /^\/oauth2\/v1\//, perMinute: all(100, 1200) },
];

/** Calls in flight at once, per org. */
export const concurrency: Readonly<Record<Plan, number>> = { off: Number.POSITIVE_INFINITY, free: 35, workforce: 75 };

export interface RateLimits {
  /** Counts one call; undefined for paths without a limit. */
  count(call: { readonly method: string; readonly path: string; readonly token: string }): Allowance | undefined;
  /** What is used of a bucket in this minute; null where nothing is limited. */
  usage(bucket: string): { readonly limit: number; readonly used: number } | null;
  reset(): void;
}

interface Window {
  endsAt: number;
  used: number;
  readonly usedBy: Map<string, number>;
}

const minute = 60_000;

/** One-minute windows per bucket, each starting with its first call. */
export function createRateLimits({ plan, tokenShare }: LimitOptions, clock: Clock): RateLimits {
  const windows = new Map<string, Window>();
  const windowOf = (bucket: string): Window => {
    const known = windows.get(bucket);
    if (known !== undefined && known.endsAt > clock()) return known;
    const fresh = { endsAt: clock() + minute, used: 0, usedBy: new Map<string, number>() };
    windows.set(bucket, fresh);
    return fresh;
  };
  return {
    count: ({ method, path, token }) => {
      const bucket = buckets.find((one) => one.path.test(path) && (one.methods?.includes(method) ?? true));
      if (bucket === undefined) return undefined;
      const window = windowOf(bucket.name);
      const limit = bucket.perMinute[plan];
      const share = Math.max(1, Math.floor(limit * tokenShare));
      const usedByToken = window.usedBy.get(token) ?? 0;
      // A caller sees the ceiling it will meet first: its own share or the org's bucket.
      const scope = share - usedByToken < limit - window.used ? 'token' : 'org';
      const left = scope === 'token' ? share - usedByToken : limit - window.used;
      const refused = left <= 0;
      if (!refused) {
        window.used += 1;
        window.usedBy.set(token, usedByToken + 1);
      }
      return {
        bucket: bucket.name,
        limit: scope === 'token' ? share : limit,
        remaining: Math.max(0, left - 1),
        reset: Math.ceil(window.endsAt / 1000),
        refused,
        scope,
      };
    },
    usage: (name) => {
      const bucket = buckets.find((one) => one.name === name);
      return plan === 'off' || bucket === undefined
        ? null
        : { limit: bucket.perMinute[plan], used: windowOf(name).used };
    },
    reset: () => windows.clear(),
  };
}

/** What the org has been asked so far; for benches, and for tests that a page makes no call. */
interface Stats {
  readonly calls: number;
  /** Calls answered 429. */
  readonly refused: number;
  readonly maxConcurrency: number;
  /** Calls per rate-limit bucket. */
  readonly buckets: Readonly<Record<string, number>>;
  /** Calls per method and route, such as `POST /api/v1/users/:id`. */
  readonly routes: Readonly<Record<string, number>>;
  readonly statuses: Readonly<Record<string, number>>;
}

export interface Meter {
  /** Calls being answered at this moment. */
  readonly inFlight: number;
  begin(): void;
  end(call: { readonly route: string; readonly bucket: string | undefined; readonly status: number }): void;
  read(): Stats;
  reset(): void;
}

export function createMeter(): Meter {
  let inFlight = 0;
  let calls = 0;
  let refused = 0;
  let maxConcurrency = 0;
  const counters = {
    buckets: new Map<string, number>(),
    routes: new Map<string, number>(),
    statuses: new Map<string, number>(),
  };
  return {
    get inFlight() {
      return inFlight;
    },
    begin: () => {
      inFlight += 1;
      maxConcurrency = Math.max(maxConcurrency, inFlight);
    },
    end: ({ route, bucket, status }) => {
      inFlight -= 1;
      calls += 1;
      if (status === 429) refused += 1;
      if (bucket !== undefined) add(counters.buckets, bucket);
      add(counters.routes, route);
      add(counters.statuses, String(status));
    },
    read: () => ({
      calls,
      refused,
      maxConcurrency,
      buckets: Object.fromEntries(counters.buckets),
      routes: Object.fromEntries(counters.routes),
      statuses: Object.fromEntries(counters.statuses),
    }),
    reset: () => {
      calls = 0;
      refused = 0;
      maxConcurrency = inFlight;
      for (const counter of Object.values(counters)) counter.clear();
    },
  };
}

function add(counter: Map<string, number>, key: string): void {
  counter.set(key, (counter.get(key) ?? 0) + 1);
}

import { assert, asyncProperty, integer, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pacedFetch, type PacePolicy } from './pace.ts';

const windowMs = 60_000;

/** A clock that moves only when everybody sleeps. */
function createClock() {
  let now = 1_000_000;
  let sleepers: { at: number; wake: () => void }[] = [];
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('given up')), { once: true });
      sleepers.push({ at: now + ms, wake: resolve });
    });
  const run = async (work: Promise<unknown>): Promise<void> => {
    let done = false;
    const end = work.finally(() => {
      done = true;
    });
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (done) break;
      const at = Math.min(...sleepers.map((sleeper) => sleeper.at));
      if (!Number.isFinite(at)) throw new Error('everybody waits and nobody sleeps');
      now = Math.max(now, at);
      const woken = sleepers.filter((sleeper) => sleeper.at <= now);
      sleepers = sleepers.filter((sleeper) => sleeper.at > now);
      for (const { wake } of woken) wake();
    }
    await end;
  };
  return { now: () => now, sleep, run };
}

type Clock = ReturnType<typeof createClock>;

interface Site {
  limit: number;
  latencyMs: number;
  /** Calls that others make in each window, evenly over its first half. */
  others: number;
  /** How much later than it is the end of a window is told; Okta's headers are cut to seconds. */
  lateMs?: number;
}

/** A system with a limit per window; it counts a call when it arrives. */
function createSite(clock: Clock, { limit, latencyMs, others, lateMs = 0 }: Site) {
  const ours: number[] = [];
  let endsAt = 0;
  let used = 0;
  let foreign = 0;
  let refused = 0;
  let atOnce = 0;
  let mostAtOnce = 0;
  const fetch = async (): Promise<Response> => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    await clock.sleep(latencyMs);
    if (clock.now() >= endsAt) {
      endsAt = clock.now() + windowMs;
      used = 0;
      ours.push(0);
    }
    foreign = Math.floor(others * Math.min(1, (2 * (clock.now() + windowMs - endsAt)) / windowMs));
    const full = used + foreign >= limit;
    if (full) refused += 1;
    else {
      used += 1;
      ours[ours.length - 1] = (ours.at(-1) ?? 0) + 1;
    }
    const headers = { limit: String(limit), remaining: String(limit - used - foreign), reset: String(endsAt + lateMs) };
    await clock.sleep(latencyMs);
    atOnce -= 1;
    return new Response(null, { status: full ? 429 : 200, headers });
  };
  return { fetch, ours, refused: () => refused, mostAtOnce: () => mostAtOnce };
}

const policy: PacePolicy = {
  bucketOf: (_method, url) => url.pathname,
  read: (answer) => {
    const read = (name: string) => Number(answer.headers.get(name));
    return answer.headers.has('limit')
      ? { limit: read('limit'), remaining: read('remaining'), resetAt: read('reset') }
      : null;
  },
};

const paced = (clock: Clock, fetch: typeof globalThis.fetch, share = 50) =>
  pacedFetch(fetch, { policy, share, concurrency: 10, now: clock.now, sleep: clock.sleep });

describe('paced fetch', () => {
  test('never uses more than its share of a window, meets no refusal, and finishes every call', async () => {
    await assert(
      asyncProperty(
        record({
          limit: integer({ min: 4, max: 200 }),
          latencyMs: integer({ min: 1, max: 3000 }),
          share: integer({ min: 10, max: 90 }),
          calls: integer({ min: 1, max: 400 }),
          busy: integer({ min: 0, max: 100 }),
          lateMs: integer({ min: 0, max: 2000 }),
        }),
        async ({ limit, latencyMs, share, calls, busy, lateMs }) => {
          const clock = createClock();
          const site = createSite(clock, {
            limit,
            latencyMs,
            others: Math.floor((limit * (100 - share) * busy) / 10_000),
            lateMs,
          });
          const fetch = paced(clock, site.fetch, share);
          let finished = 0;
          const all = Array.from({ length: calls }, () => fetch('https://a.example/x').then(() => (finished += 1)));
          await clock.run(Promise.all(all));
          expect(finished).toBe(calls);
          expect(site.refused()).toBe(0);
          expect(Math.max(...site.ours)).toBeLessThanOrEqual(Math.max(1, Math.floor((limit * share) / 100)));
          expect(site.mostAtOnce()).toBeLessThanOrEqual(10);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('uses its share of every window, also where the other side turns its window first', async () => {
    const clock = createClock();
    const site = createSite(clock, { limit: 200, latencyMs: 150, others: 0, lateMs: 1800 });
    const fetch = paced(clock, site.fetch);
    const started = clock.now();
    await clock.run(Promise.all(Array.from({ length: 1000 }, () => fetch('https://a.example/x'))));
    const minutes = (clock.now() - started) / windowMs;
    expect(1000 / minutes).toBeGreaterThan(95);
    expect(Math.max(...site.ours)).toBeLessThanOrEqual(100);
  });

  test('takes the first answer’s word, also near the end of a window that others began', async () => {
    const clock = createClock();
    const site = createSite(clock, { limit: 20, latencyMs: 10, others: 0 });
    await clock.run(site.fetch());
    await clock.run(clock.sleep(45_000));
    const fetch = paced(clock, site.fetch);
    await clock.run(Promise.all(Array.from({ length: 60 }, () => fetch('https://a.example/x'))));
    expect(site.refused()).toBe(0);
    const [first = 0, ...later] = site.ours;
    expect(first).toBeLessThanOrEqual(1 + 10);
    expect(Math.max(...later)).toBeLessThanOrEqual(10);
    expect(site.ours.length).toBeLessThanOrEqual(8);
  });

  test('pauses before the limit that others have nearly used up', async () => {
    const clock = createClock();
    const site = createSite(clock, { limit: 100, latencyMs: 200, others: 85 });
    const fetch = paced(clock, site.fetch);
    await clock.run(Promise.all(Array.from({ length: 120 }, () => fetch('https://a.example/x'))));
    expect(site.refused()).toBe(0);
    expect(site.ours.reduce((sum, count) => sum + count)).toBe(120);
  });

  test('a limit that is used up does not hold back calls of another', async () => {
    const clock = createClock();
    const site = createSite(clock, { limit: 10, latencyMs: 10, others: 0 });
    const fetch = paced(clock, site.fetch);
    const order: string[] = [];
    const call = (path: string) => fetch(`https://a.example/${path}`).then(() => order.push(path));
    await clock.run(Promise.all([...Array.from({ length: 12 }, () => call('slow')), call('quick')]));
    expect(order.indexOf('quick')).toBeLessThan(4);
  });

  test('the second half of the share is spread over the window', async () => {
    const clock = createClock();
    const site = createSite(clock, { limit: 20, latencyMs: 1, others: 0 });
    const fetch = paced(clock, site.fetch);
    const started = clock.now();
    const ends: number[] = [];
    const all = Array.from({ length: 10 }, () =>
      fetch('https://a.example/x').then(() => ends.push(clock.now() - started)),
    );
    await clock.run(Promise.all(all));
    expect(ends.filter((end) => end < 1000)).toHaveLength(5);
    expect(ends.at(-1)).toBeLessThan(windowMs);
  });

  test('after a refusal nothing is sent before the named time', async () => {
    const clock = createClock();
    const sent: number[] = [];
    const resetAt = clock.now() + 5000;
    const fetch = paced(clock, async () => {
      sent.push(clock.now());
      await clock.sleep(1);
      const headers = { limit: '0', remaining: '0', reset: String(resetAt) };
      return new Response(null, { status: sent.length === 1 ? 429 : 200, headers });
    });
    const statuses: number[] = [];
    const call = () => fetch('https://a.example/x').then(({ status }) => statuses.push(status));
    await clock.run(Promise.all([call(), call(), call()]));
    expect(statuses).toEqual([429, 200, 200]);
    expect(sent.slice(1).every((at) => at >= resetAt)).toBe(true);
  });

  test('a refusal by a smaller limit of another kind does not hold back what the usual one allows', async () => {
    const clock = createClock();
    const site = createSite(clock, { limit: 50_000, latencyMs: 1, others: 0 });
    let sent = 0;
    const fetch = paced(clock, async () => {
      sent += 1;
      if (sent !== 3) return site.fetch();
      const headers = { limit: '600', remaining: '0', reset: String(clock.now() + 4000) };
      return new Response(null, { status: 429, headers });
    });
    const started = clock.now();
    for (let call = 0; call < 20; call += 1) await clock.run(fetch('https://a.example/x'));
    expect(clock.now() - started).toBeGreaterThanOrEqual(4000);
    expect(clock.now() - started).toBeLessThan(5000);
  });

  test('a call that is given up while it waits is never sent', async () => {
    const clock = createClock();
    const site = createSite(clock, { limit: 2, latencyMs: 1, others: 0 });
    const fetch = paced(clock, site.fetch);
    const stop = new AbortController();
    const outcome: unknown[] = [];
    const first = fetch('https://a.example/x').then(() => stop.abort());
    const second = fetch('https://a.example/x', { signal: stop.signal }).catch((error: unknown) => outcome.push(error));
    await clock.run(Promise.all([first, second]));
    expect(outcome).toHaveLength(1);
    expect(site.ours).toEqual([1]);
  });

  test('a system that tells no limit is only held to ten calls at once', async () => {
    const clock = createClock();
    let atOnce = 0;
    let most = 0;
    const fetch = paced(clock, async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await clock.sleep(100);
      atOnce -= 1;
      return new Response(null);
    });
    const started = clock.now();
    await clock.run(Promise.all(Array.from({ length: 41 }, () => fetch('https://a.example/x'))));
    expect(most).toBe(10);
    expect(clock.now() - started).toBe(500);
  });

  test('a call that fails leaves the way open for the next', async () => {
    const clock = createClock();
    let calls = 0;
    const fetch = paced(clock, async () => {
      await clock.sleep(1);
      calls += 1;
      if (calls === 1) throw new TypeError('fetch failed');
      return new Response(null);
    });
    const first = fetch('https://a.example/x').catch((error: unknown) => String(error));
    const second = fetch('https://a.example/x').then(({ status }) => status);
    await clock.run(Promise.all([first, second]));
    expect([await first, await second]).toEqual(['TypeError: fetch failed', 200]);
  });
});

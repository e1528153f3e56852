import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { SentCall } from '@rollcall/shared';

import { pacedFetch } from './pace.ts';
import { traceCalls, tracedFetch } from './trace.ts';

const answering = async (): Promise<Response> => {
  await sleep(2);
  return new Response(null, { status: 204 });
};
const url = (path: string) => `https://a.example${path}`;

describe('traced calls', () => {
  it('are told with method, path and status, and never with what may name a person', async () => {
    const fetch = tracedFetch(answering, () => 5);
    const calls: SentCall[] = [];
    await traceCalls(calls, () => fetch(url('/users?search=ada%40harbor.example'), { method: 'POST', body: 'ada' }));
    expect(calls).toEqual([{ method: 'POST', path: '/users', status: 204, ms: 0 }]);
  });

  it('go to the one who asked, also behind a queue that others fill', async () => {
    const policy = { bucketOf: () => 'all', read: () => null };
    const inner = tracedFetch(answering, Date.now);
    const fetch = pacedFetch(inner, {
      policy,
      share: 50,
      concurrency: 1,
      now: Date.now,
      sleep: async (ms) => sleep(ms),
    });
    const traces = await Promise.all(
      ['/a', '/b', '/c', '/d'].map(async (path) => {
        const calls: SentCall[] = [];
        await traceCalls(calls, async () => [await fetch(url(path)), await fetch(url(`${path}2`))]);
        return calls.map((call) => call.path);
      }),
    );
    expect(traces).toEqual([
      ['/a', '/a2'],
      ['/b', '/b2'],
      ['/c', '/c2'],
      ['/d', '/d2'],
    ]);
  });

  it('without an answer are told as well', async () => {
    const fetch = tracedFetch(() => Promise.reject(new Error('reset')), Date.now);
    const calls: SentCall[] = [];
    await expect(traceCalls(calls, () => fetch(url('/x')))).rejects.toThrow('reset');
    expect(calls).toMatchObject([{ path: '/x', status: null }]);
  });

  it('that nobody listens to are only sent', async () => {
    expect((await tracedFetch(answering, Date.now)(url('/x'))).status).toBe(204);
  });
});

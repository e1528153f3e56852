import { AsyncLocalStorage } from 'node:async_hooks';
import type { SentCall } from '@rollcall/shared';

const listening = new AsyncLocalStorage<SentCall[]>();
/** What one step may add to the record; a listing of many pages would drown it. */
const most = 20;

/** Does the work and adds every call that it sends to `calls`, however deep in wrappers and queues it is sent. */
export function traceCalls<T>(calls: SentCall[], work: () => Promise<T>): Promise<T> {
  return listening.run(calls, work);
}

/**
 * A fetch whose calls are heard by `traceCalls`: method, path, status and time. Never the query, headers or bodies, which
 * may name people or hold secrets.
 */
export function tracedFetch(fetch: typeof globalThis.fetch, now: () => number): typeof globalThis.fetch {
  return async (input, init) => {
    const calls = listening.getStore();
    if (!calls || calls.length >= most) return fetch(input, init);
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const start = now();
    const call: SentCall = { method: init?.method ?? 'GET', path: pathname, status: null, ms: 0 };
    calls.push(call);
    try {
      const answer = await fetch(input, init);
      call.status = answer.status;
      return answer;
    } finally {
      call.ms = Math.max(0, Math.round(now() - start));
    }
  };
}

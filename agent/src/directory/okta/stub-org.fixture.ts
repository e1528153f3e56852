import type { Directory } from '../directory.ts';
import { okta } from './descriptor.ts';

export interface StubCall {
  method: string;
  url: URL;
  headers: Headers;
  body: string;
}

export type Answer = (call: StubCall) => Response | Promise<Response>;

export const origin = 'https://a.example';

/** An answer in JSON, as Okta gives them. */
export function json(value: unknown, init: { status?: number; headers?: Record<string, string> } = {}): Response {
  const headers = { date: new Date().toUTCString(), ...init.headers };
  return Response.json(value, { ...init, headers });
}

/** An Okta directory whose org is `answer`, for what a practice org never does; `calls` holds what was sent. */
export function openStub(
  answer: Answer,
  more: { auth?: string; values?: Record<string, string>; now?: () => number; identity?: string } = {},
): { directory: Directory; calls: StubCall[] } {
  const calls: StubCall[] = [];
  const directory = okta.create({
    settings: {
      id: 'okta',
      kind: 'okta',
      url: origin,
      auth: more.auth ?? 'token',
      secretRef: null,
      account: null,
      identity: more.identity ?? null,
      options: {},
    },
    credential: () => Promise.resolve({ values: more.values ?? { token: '00secret' } }),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { method, headers } = request;
      const call = { method, url: new URL(request.url), headers, body: await request.text() };
      calls.push(call);
      return answer(call);
    },
    now: more.now ?? Date.now,
    sleep: () => Promise.resolve(),
    share: 50,
    carry: () => Promise.reject(new Error('no browser is paired')),
  });
  return { directory, calls };
}

/** A user as Okta answers it. */
export function stubUser(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const profile = { login: `${id}@a.example`, email: `${id}@a.example`, firstName: 'Ann', lastName: 'Lee' };
  return { id, status: 'ACTIVE', created: '2026-01-01T00:00:00.000Z', lastUpdated: null, profile, ...more };
}

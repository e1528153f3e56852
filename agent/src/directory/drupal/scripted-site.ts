import { type Problem, SyncError } from '@rollcall/shared';
import type { Directory } from '../directory.ts';
import { drupal } from './descriptor.ts';

/** One call as a scripted site received it. */
export interface Received {
  method: string;
  /** Path and query, unescaped for reading. */
  path: string;
  headers: Headers;
  body: string;
}

type Answer = (received: Received) => Response | Promise<Response>;

export interface ScriptedSite {
  readonly calls: Received[];
  /** Replaces the answer to `METHOD /path`, query ignored. */
  on(call: string, answer: Answer): void;
  directory(
    change?: Partial<{ auth: string; values: Record<string, string>; identity: string; now: number }>,
  ): Directory;
  readonly fetch: typeof globalThis.fetch;
}

export const site = 'https://cms.example/sub';
export const own = '11111111-1111-4111-8111-111111111111';
export const other = '22222222-2222-4222-8222-222222222222';
export const serverNow = Date.parse('2026-05-04T10:00:00Z');

const date = { date: new Date(serverNow).toUTCString() };

/** An answer of JSON:API. */
export function api(body: object, status = 200): Response {
  return Response.json(body, { status, headers: { 'content-type': 'application/vnd.api+json', ...date } });
}

/** An answer of Drupal's other JSON routes. */
export function json(body: object, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers });
}

export function page(html: string, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(html, { status, headers: { 'content-type': 'text/html; charset=UTF-8', ...headers } });
}

/** `GET /jsonapi` as somebody sees it; null is the anonymous visitor. */
export function entry(me: string | null): Response {
  return api({ data: [], meta: me === null ? {} : { links: { me: { meta: { id: me } } } } });
}

export interface UserShape {
  id: string;
  uid: number;
  [attribute: string]: unknown;
}

/** A user as somebody with “administer users” sees it. */
export function user({ id, uid, ...more }: UserShape, roles: readonly string[] = []): object {
  return {
    type: 'user--user',
    id,
    attributes: {
      display_name: `User ${uid}`,
      drupal_internal__uid: uid,
      name: `user${uid}`,
      mail: `user${uid}@example.test`,
      status: true,
      created: '2026-01-02T03:04:05+01:00',
      changed: '2026-05-04T09:59:00+00:00',
      timezone: 'UTC',
      preferred_langcode: 'en',
      ...more,
    },
    relationships: {
      roles: {
        data: roles.map((name) => ({
          type: 'user_role--user_role',
          id: `uuid-of-${name}`,
          meta: { drupal_internal__target_id: name },
        })),
      },
    },
  };
}

/** The same user as a stranger sees it. */
export function stranger(id: string): object {
  return { type: 'user--user', id, attributes: { display_name: 'Somebody' } };
}

export function role(name: string, more: { label?: string; is_admin?: boolean; permissions?: string[] } = {}): object {
  return {
    type: 'user_role--user_role',
    id: `uuid-of-${name}`,
    attributes: { drupal_internal__id: name, label: name, is_admin: false, permissions: [], ...more },
  };
}

/** A site whose answers a test writes down: signed in as `own`, with two roles and no custom fields unless told else. */
export function scriptSite(): ScriptedSite {
  const calls: Received[] = [];
  const answers = new Map<string, Answer>([
    [
      'POST /user/login',
      () => json({ current_user: { name: 'sync' }, csrf_token: 'token-1' }, 200, { 'set-cookie': 'SESSa=one; path=/' }),
    ],
    ['GET /jsonapi', () => entry(own)],
    [
      'GET /jsonapi/user_role/user_role',
      () => api({ data: [role('administrator', { is_admin: true }), role('editor')] }),
    ],
    ['GET /jsonapi/field_config/field_config', () => api({ data: [] })],
    ['GET /jsonapi/field_storage_config/field_storage_config', () => api({ data: [] })],
    ['GET /jsonapi/user/user', () => api({ data: [user({ id: own, uid: 2 })] })],
    [`GET /jsonapi/user/user/${own}`, () => api({ data: user({ id: own, uid: 2 }) })],
    ['POST /jsonapi/user/user', () => api({ errors: [{ status: '400', detail: 'no type' }] }, 400)],
  ]);
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const received: Received = {
      method: init?.method ?? 'GET',
      path: decodeURIComponent(`${url.pathname}${url.search}`).replace('/sub', ''),
      headers: new Headers(init?.headers),
      body: typeof init?.body === 'string' ? init.body : '',
    };
    calls.push(received);
    const answer = answers.get(`${received.method} ${url.pathname.replace('/sub', '')}`);
    if (answer === undefined) return page('<h1>Page not found</h1>', 404);
    return answer(received);
  };
  return {
    calls,
    fetch,
    on: (call, answer) => answers.set(call, answer),
    directory: ({ auth = 'session', values = { user: 'sync', password: 'S3cret' }, identity, now = serverNow } = {}) =>
      drupal.create({
        settings: {
          id: 'dir-1',
          kind: 'drupal',
          url: site,
          auth,
          secretRef: null,
          account: null,
          identity: identity ?? null,
          options: {},
        },
        credential: () => Promise.resolve({ values }),
        fetch,
        now: () => now,
        sleep: () => Promise.resolve(),
        share: 50,
        carry: () => Promise.reject(new Error('no browser is paired')),
      }),
  };
}

/** `METHOD /path` of every call, queries left out. */
export function paths({ calls }: ScriptedSite): string[] {
  return calls.map(({ method, path }) => `${method} ${path.split('?')[0]}`);
}

/** The problem that a call fails with; what is no SyncError is thrown on. */
export async function problemOf(call: Promise<unknown>): Promise<Problem> {
  try {
    await call;
  } catch (error) {
    if (error instanceof SyncError) return error.problem;
    throw error;
  }
  throw new Error('the call succeeded');
}

import { setTimeout as sleep } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { Attributes } from '@rollcall/agent/scim/attribute';
import { memoryCollection } from '@rollcall/agent/scim/memory.fixture';
import { groupType, userType } from '@rollcall/agent/scim/schema';
import { ScimError } from '@rollcall/agent/scim/scim-error';
import { createScimServer } from '@rollcall/agent/scim/server';
import { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { createTestClient, type TestClient } from '../test-client.ts';
import type { PracticeOrgOptions } from '../app.ts';
import type { ConnectionChange } from './connect.ts';

/** A request as it came in over the wire. */
interface Seen {
  readonly line: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** The other side of the org's SCIM client in tests: our SCIM server over memory, behind a socket. */
export interface MemoryApp {
  readonly baseUrl: string;
  /** Every request but those that a test made itself, oldest first. */
  readonly seen: Seen[];
  /** The most requests that were under way at once. */
  readonly mostAtOnce: () => number;
  /** Method and path of what came since the last call, with `%22` and the like decoded. */
  lines(): string[];
  /** Answers this instead of the server, so many times. */
  fail(answer: () => Response | Promise<Response>, times?: number): void;
  /** What the server holds. */
  read(path: string): Promise<Record<string, unknown>>;
  write(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
}

/** The token that the memory server lets in. */
export const goodToken = 'good-token-of-the-memory-server';

export async function startMemoryApp(): Promise<MemoryApp> {
  const nameIn =
    (attribute: string) =>
    (resource: Record<string, unknown>): string =>
      String(resource[attribute]).toLowerCase();
  const users = memoryCollection(new Attributes(userType([])), nameIn('userName'));
  const groups = memoryCollection(new Attributes(groupType), nameIn('displayName'));
  const seen: Seen[] = [];
  const faults: (() => Response | Promise<Response>)[] = [];
  let told = 0;
  let inFlight = 0;
  let most = 0;
  const app = new Hono();
  app.use(async (_, next) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    // Memory answers within one turn; anything else takes a moment, and others come meanwhile.
    await sleep(2);
    await next();
    inFlight -= 1;
  });
  app.use(async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    if (c.req.header('x-own') !== undefined) return next();
    const text = await c.req.raw.clone().text();
    const body: unknown = text === '' ? null : JSON.parse(text);
    const line = `${c.req.method} ${decodeURIComponent(pathname.replace('/scim/v2', '') + search)}`;
    seen.push({ line, headers: c.req.raw.headers, body });
    const fault = faults.shift();
    return fault === undefined ? next() : fault();
  });
  app.route(
    '/scim/v2',
    createScimServer((c) => {
      if (c.req.header('authorization') !== `Bearer ${goodToken}`) throw new ScimError(401, null, 'Unknown token.');
      const writing = { token: 't1', agent: null, signal: AbortSignal.timeout(10_000) };
      return { users, groups, writing, base: 'http://scim.test/scim/v2', changePassword: true };
    }),
  );
  const { url, close } = await serve(app);
  onTestFinished(close);
  const baseUrl = `${url}/scim/v2`;
  const write = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${goodToken}`, 'x-own': '1', 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return z.record(z.string(), z.unknown()).parse(JSON.parse((await answer.text()) || '{}'));
  };
  return {
    baseUrl,
    seen,
    mostAtOnce: () => most,
    lines: () => {
      const fresh = seen.slice(told).map(({ line }) => line);
      told = seen.length;
      return fresh;
    },
    fail: (answer, times = 1) => faults.push(...Array.from({ length: times }, () => answer)),
    read: (path) => write('GET', path),
    write,
  };
}

async function serve(app: Hono): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createAdaptorServer({ fetch: app.fetch });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  const close = async (): Promise<void> => {
    const closed = Promise.withResolvers<void>();
    server.close(() => closed.resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
    await closed.promise;
  };
  return { url: `http://127.0.0.1:${address.port}`, close };
}

/** A practice org with one app that is connected to the memory server. */
export interface Rig extends TestClient {
  readonly memory: MemoryApp;
  readonly appId: string;
  assign(userId: string): Promise<void>;
  /** Waits until everything that is due was tried. */
  settle(): Promise<{
    due: number;
    waiting: number;
    failed: number;
    tasks: { id: string; summary: string; tries: number }[];
  }>;
}

const settledSchema = z.object({
  due: z.number(),
  waiting: z.number(),
  failed: z.number(),
  tasks: z.array(z.object({ id: z.string(), summary: z.string(), tries: z.number() })),
});

export async function createRig(change: ConnectionChange = {}, options: PracticeOrgOptions = {}): Promise<Rig> {
  const memory = await startMemoryApp();
  const client = await createTestClient({ scim: { hurry: 1000 }, ...options });
  const body = { label: 'Site', baseUrl: memory.baseUrl, token: goodToken, ...change };
  const made = await client.call('POST', '/practice/scim', { body });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const appId = z.object({ id: z.string() }).parse(made.body).id;
  return {
    ...client,
    memory,
    appId,
    assign: async (id) => {
      const answer = await client.call('POST', `/api/v1/apps/${appId}/users`, { body: { id, scope: 'USER' } });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    },
    settle: async () => settledSchema.parse((await client.call('POST', `/practice/scim/${appId}/settled`)).body),
  };
}

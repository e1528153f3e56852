import { randomBytes } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { SyncError, toProblem } from '@rollcall/shared';
import type { Actor, Connection, Problem, SiteEvent } from '@rollcall/shared';
import { eventRequest } from '@rollcall/shared/api-event';
import { z } from 'zod';

import { problemResponse } from '../api/problem-answer.ts';
import type { Engine } from '../engine/run.ts';
import type { Secrets } from '../secret/secrets.ts';
import { del, put } from '../store/data.ts';
import type { Store } from '../store/store.ts';
import { eventRequestOf } from '../trigger/event.ts';
import { addressOf, createAttempts } from './attempts.ts';
import { createSignatureCheck } from './signature.ts';

export interface HookDeps {
  store: Store;
  secrets: Secrets;
  engine: Engine;
  /** Why automatic sync does nothing for a connection now; null when it acts. */
  whyIdle: (connection: Connection) => string | null;
  /** The site was heard to delete somebody. */
  hintDeleted: (connection: string) => void;
  now: () => number;
  report: (problem: Problem) => void;
  /** Calls back once after a time, in milliseconds. */
  after: (ms: number, work: () => void) => void;
}

/** Messages with which a site's own code tells who has changed. */
export interface Hooks {
  /** Serves `POST /hooks/{connection}` on an app. */
  mount(app: Hono): void;
  /** Whether any connection takes messages. */
  isUsed(): boolean;
  /** When a connection's secret was made; null without one. */
  made(connection: string): string | null;
  /** A new secret in place of the former one; this is the only time that it is told. */
  make(connection: string): Promise<{ path: string; secret: string }>;
  /** Takes no messages for the connection any more; removing what is absent changes nothing. */
  remove(connection: string): Promise<void>;
}

/** Longest body, in bytes. */
const longestBody = 64 * 1024;
/** Messages of so many milliseconds become one run. */
const gather = 2_000;
/** A browser that typed a new user's password tells of it within this time, and its run comes first. */
const gatherNew = 3_000;
/** Accounts that wait to be gathered into runs, over all connections. */
const mostWaiting = 5_000;

const message = z.object({
  event: z.enum([...eventRequest.shape.kind.options, 'deleted']),
  users: z.array(z.string().min(1).max(254)).min(1).max(300),
});

const kept = z.object({ made: z.iso.datetime() });
const by: Actor = { kind: 'system', id: 'webhook', name: 'Message of the site' };
const keyOf = (connection: string) => `webhook/${connection}`;

export function createHooks(deps: HookDeps): Hooks {
  const { store, secrets, now } = deps;
  const check = createSignatureCheck(now);
  const attempts = createAttempts(now);
  const batches = createBatches(deps);

  const take = async (c: Context): Promise<Response> => {
    const id = c.req.param('connection') ?? '';
    const connection = store.data.connections[id];
    const secret = connection && store.data.settings[keyOf(id)] ? await secrets.get(keyOf(id)) : null;
    const body = await c.req.text();
    const signed = { timestamp: c.req.header('x-rollcall-timestamp'), signature: c.req.header('x-rollcall-signature') };
    // One answer for an unknown connection and a wrong signature, so that nobody learns which there are. A good one is
    // taken from where wrong ones came as well: behind a proxy all callers have one address.
    if (!connection || !secret || !check.accepts({ ...signed, body }, secret)) {
      const address = addressOf(c);
      if (attempts.isShut(address)) return refuse(c, 429, 'Too many messages with a wrong signature came from here.');
      attempts.wrong(address);
      return refuse(c, 401, 'The signature is not good, too old, or was used before.');
    }
    const told = message.safeParse(parseJson(body));
    if (!told.success) return refuse(c, 400, 'The body is not {"event", "users"} as documented.');
    const reason = deps.whyIdle(connection);
    if (reason !== null) return c.json({ taken: false, reason }, 202);
    const kind = told.data.event === 'deleted' ? 'cancelled' : told.data.event;
    if (!batches.add(connection, kind, told.data.users)) return refuse(c, 429, 'Too many accounts wait to be synced.');
    // A deletion may not have ended on the site when it is looked at.
    if (kind === 'cancelled') deps.hintDeleted(id);
    return c.json({ taken: true, reason: null }, 202);
  };

  return {
    mount(app) {
      const limit = bodyLimit({
        maxSize: longestBody,
        onError: (c) => refuse(c, 413, 'The body is larger than 64 KiB.'),
      });
      app.post('/hooks/:connection', limit, take);
    },
    isUsed: () => Object.keys(store.data.connections).some((id) => store.data.settings[keyOf(id)] !== undefined),
    made: (connection) => kept.safeParse(store.data.settings[keyOf(connection)]).data?.made ?? null,
    async make(connection) {
      const secret = randomBytes(32).toString('base64url');
      await secrets.set(keyOf(connection), secret);
      await store.commit([put('settings', keyOf(connection), { made: new Date(now()).toISOString() })]);
      return { path: `/hooks/${connection}`, secret };
    },
    async remove(connection) {
      await store.commit([del('settings', keyOf(connection))]);
      await secrets.delete(keyOf(connection));
    },
  };
}

/** Puts messages that come close together into one run. */
function createBatches({ store, engine, whyIdle, after, report }: HookDeps) {
  const waiting = new Map<string, Set<string>>();
  const start = async (id: string, kind: SiteEvent, users: string[]): Promise<void> => {
    const connection = store.data.connections[id];
    if (!connection || whyIdle(connection) !== null) return;
    await engine.start(eventRequestOf({ connection, kind, users, slot: null, by, accounts: store.accounts }));
  };
  return {
    /** Answers false when too much waits already. */
    add({ id, password }: Connection, kind: SiteEvent, users: string[]): boolean {
      const total = [...waiting.values()].reduce((sum, each) => sum + each.size, 0);
      if (total + users.length > mostWaiting) return false;
      const key = `${id}/${kind}`;
      const batch = waiting.get(key) ?? new Set();
      for (const user of users) batch.add(user);
      if (waiting.has(key)) return true;
      waiting.set(key, batch);
      after(kind === 'created' && password === 'captured' ? gatherNew : gather, () => {
        waiting.delete(key);
        start(id, kind, [...batch]).catch((error: unknown) => report(toProblem(error)));
      });
      return true;
    },
  };
}

const codes = { 400: 'invalid', 401: 'bad_credentials', 413: 'invalid', 429: 'rate_limited' } as const;
const nextSteps = {
  400: 'Send it as the documentation shows.',
  401: 'Check the secret and the clock of the sender.',
  413: 'Send fewer users in one message.',
  429: 'Wait a minute.',
} as const;

function refuse(c: Context, status: keyof typeof codes, text: string): Response {
  const { problem } = new SyncError(codes[status], text, { scope: 'run', next: nextSteps[status] });
  return problemResponse(c, problem, status);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

import type { Context, Hono } from 'hono';

import { createLocks } from '../engine/lock.ts';
import { createGroupCache } from './group-cache.ts';
import { PushedGroups } from './groups.ts';
import { createGate, isActive } from './token.ts';
import type { GateDeps } from './token.ts';
import type { Admission } from './server.ts';
import { createScimServer } from './server.ts';
import { createUserIndexes } from './user-index.ts';
import { createUsers } from './users.ts';
import type { UserDeps } from './users.ts';

export type ScimDeps = Omit<UserDeps, 'locks' | 'misses'> & GateDeps;

/** What Okta's SCIM client calls. */
export interface Scim {
  /** Serves `/{connection}/scim/v2`, and `/scim/v2` for the only connection, on an app. */
  mount(app: Hono): void;
  /** Whether any connection has a token that is good now. */
  isUsed(): boolean;
}

/** Okta hangs up after 60 s, and a repeat of its own is to find an answer; in milliseconds. */
const answerWithin = 25_000;

export function createScim(deps: ScimDeps): Scim {
  const gate = createGate(deps);
  const indexOf = createUserIndexes(deps.store);
  const inside: UserDeps = { ...deps, locks: createLocks(), misses: new Map() };
  const groups = { ...deps, locks: inside.locks, entryOf: createGroupCache(deps.store) };
  const admit = async (c: Context): Promise<Admission> => {
    const named = c.req.param('connection') ?? null;
    const { token, connection } = gate(c, named);
    const agent = c.req.header('user-agent') ?? null;
    const index = await indexOf(connection);
    return {
      users: createUsers(inside, index, connection),
      groups: new PushedGroups(groups, index, connection),
      writing: { token: token.id, agent, signal: AbortSignal.timeout(answerWithin) },
      changePassword: connection.scim.syncPassword,
      base: `${originOf(c)}${named === null ? '' : `/${encodeURIComponent(named)}`}/scim/v2`,
    };
  };
  return {
    mount(app) {
      app.route('/scim/v2', createScimServer(admit));
      app.route('/:connection/scim/v2', createScimServer(admit));
    },
    isUsed: () => Object.values(deps.store.data.tokens).some((token) => isActive(token, deps.now())),
  };
}

const hostForm = /^[a-z0-9.-]+(?::\d{1,5})?$/i;

/** The address as the client wrote it, also where a proxy that speaks TLS passed the call on. */
function originOf(c: Context): string {
  const url = new URL(c.req.url);
  const host = c.req.header('x-forwarded-host') ?? url.host;
  const scheme = c.req.header('x-forwarded-proto') === 'https' ? 'https' : url.protocol.slice(0, -1);
  return `${scheme}://${hostForm.test(host) ? host : url.host}`;
}

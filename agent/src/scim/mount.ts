import type { Context, Hono } from 'hono';
import type { Connection } from '@rollcall/shared';

import { createLocks } from '../engine/lock.ts';
import { createReach } from '../public/reach.ts';
import type { Reach, ReachDeps } from '../public/reach.ts';
import { createGroupCache } from './group-cache.ts';
import { createConverge } from './group-converge.ts';
import type { Converge } from './group-converge.ts';
import { PushedGroups } from './groups.ts';
import { createPageWalks } from './page-walk.ts';
import { createReplay } from './replay.ts';
import type { Replay } from './replay.ts';
import { createGate, isActive } from './token.ts';
import type { GateDeps } from './token.ts';
import type { Admission } from './server.ts';
import { createScimServer } from './server.ts';
import { createTraffic } from './traffic.ts';
import type { Traffic, TrafficDeps } from './traffic.ts';
import { createUserIndexes } from './user-index.ts';
import { createUsers } from './users.ts';
import type { UserDeps } from './users.ts';

export type ScimDeps = Omit<UserDeps, 'locks' | 'misses' | 'walks'> & GateDeps & TrafficDeps & ReachDeps;

/** What Okta's SCIM client calls. */
export interface Scim {
  /** Serves `/{connection}/scim/v2`, and `/scim/v2` for the only connection, on an app. */
  mount(app: Hono): void;
  /** Whether any connection has a token that is good now. */
  isUsed(): boolean;
  /** To be called now and then: begins to look whether clients elsewhere can reach the agent, where that was not done lately. */
  tick(): Promise<void>;
  readonly traffic: Traffic;
  readonly reach: Reach;
  readonly replay: Replay;
  /** Brings roles into line with pushed groups. */
  readonly converge: Converge;
}

/** Okta hangs up after 60 s, and a repeat of its own is to find an answer; in milliseconds. */
const answerWithin = 25_000;
const neverAborted = new AbortController().signal;

export function createScim(deps: ScimDeps): Scim {
  const gate = createGate(deps);
  const indexOf = createUserIndexes(deps.store);
  const inside: UserDeps = { ...deps, locks: createLocks(), misses: new Map(), walks: createPageWalks(deps.now) };
  const converge = createConverge(deps);
  const groups = { ...deps, converge, locks: inside.locks, entryOf: createGroupCache(deps.store) };
  const traffic = createTraffic(deps);
  const reach = createReach(deps);
  const admit = async (c: Context): Promise<Admission> => {
    const named = c.req.param('connection') ?? null;
    const { token, connection } = gate(c, named);
    c.set('scimToken', token.id);
    const agent = c.req.header('user-agent') ?? null;
    const index = await indexOf(connection);
    // A read waits for nothing, and a timer for each of thousands is costly.
    const signal = c.req.method === 'GET' ? neverAborted : AbortSignal.timeout(answerWithin);
    return {
      users: createUsers(inside, index, connection),
      groups: new PushedGroups(groups, index, connection),
      writing: { token: token.id, agent, signal, onPlan: (plan) => c.set('scimPlan', plan) },
      changePassword: connection.scim.syncPassword,
      base: `${originOf(c, connection)}${named === null ? '' : `/${encodeURIComponent(named)}`}/scim/v2`,
    };
  };
  return {
    mount(app) {
      for (const base of ['/scim/v2', '/:connection/scim/v2']) {
        app.use(`${base}/*`, traffic.record);
        app.route(base, createScimServer(admit));
      }
    },
    isUsed: () => Object.values(deps.store.data.tokens).some((token) => isActive(token, deps.now())),
    async tick() {
      const { connections, tokens } = deps.store.data;
      const used = new Set(
        Object.values(tokens).flatMap((token) => (isActive(token, deps.now()) ? token.connection : [])),
      );
      const wanted = Object.values(connections).filter(({ id, methods }) => methods.scim.on && used.has(id));
      // A call to an address that does not answer takes its time, and nothing else is to wait for it.
      reach.look(wanted).catch(deps.report);
    },
    traffic,
    reach,
    replay: createReplay({ ...inside, indexOf, traffic }),
    converge,
  };
}

/** The address as clients know it: the public one, else as this client wrote it. */
function originOf(c: Context, { scim }: Connection): string {
  return scim.publicUrl?.replace(/\/$/, '') ?? c.get('caller')?.origin ?? new URL(c.req.url).origin;
}

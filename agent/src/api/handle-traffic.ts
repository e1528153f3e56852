import { SyncError } from '@rollcall/shared';
import type { Connection } from '@rollcall/shared';
import type { trafficKind } from '@rollcall/shared/api-traffic';
import type { z } from 'zod';

import { basePath, publicBase } from '../public/reach.ts';
import { curlOf } from '../scim/curl.ts';
import { waysOf } from '../scim/replay.ts';
import type { KeptExchange, Row } from '../scim/traffic-file.ts';
import { isFailure, isWrite } from '../scim/traffic-exchange.ts';
import { keptDays } from '../scim/traffic.ts';
import type { Services } from '../services.ts';
import { findConnection } from './connection-store.ts';
import type { Handlers } from './serve.ts';

type Names = 'checkReach' | 'traffic' | 'trafficEntry' | 'replayTraffic';
type Kind = z.infer<typeof trafficKind>;

const holds: Record<Kind, (row: Row) => boolean> = { all: () => true, writes: isWrite, failed: isFailure };

/** What SCIM clients have asked, and whether they can reach the agent. */
export const trafficHandlers: Pick<Handlers, Names> = {
  checkReach: ({ params, services }) => services.scim.reach.check(findConnection(services, params['id'])),
  async traffic({ params, query, services }) {
    const { id } = findConnection(services, params['id']);
    const { kind, limit, before = Number.POSITIVE_INFINITY } = query;
    const kept = await services.scim.traffic.rows(id);
    const wanted = kept.filter((row) => holds[kind](row) && Number(row.id) < before).toReversed();
    const count = (each: Kind) => kept.filter(holds[each]).length;
    return {
      rows: wanted.slice(0, limit),
      counts: { all: kept.length, writes: count('writes'), failed: count('failed') },
      more: wanted.length > limit,
      keptDays,
    };
  },
  async trafficEntry({ params, services }) {
    const connection = findConnection(services, params['id']);
    const kept = await findEntry(services, connection, params['entry']);
    const base =
      publicBase(connection) ?? `${services.listener.address ?? 'http://127.0.0.1:21480'}${basePath(connection.id)}`;
    const body = services.scim.traffic.bodyOf(connection.id, kept.id);
    return { ...kept, curl: curlOf(kept, base), replay: waysOf(kept, body) };
  },
  async replayTraffic({ params, caller, services }) {
    const connection = findConnection(services, params['id']);
    return services.scim.replay(connection, await findEntry(services, connection, params['entry']), caller.actor);
  },
};

async function findEntry({ scim }: Services, { id }: Connection, entry = ''): Promise<KeptExchange> {
  const kept = await scim.traffic.read(id, entry);
  if (kept) return kept;
  throw new SyncError('not_found', `No request "${entry.slice(0, 40)}" is kept.`, {
    scope: 'run',
    next: 'Run "rollcall scim traffic" to see what is.',
  });
}

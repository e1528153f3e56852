import type { AccountRow, Connection, Link, Side } from '@rollcall/shared';
import type { LeaverRow } from '@rollcall/shared/api-leaver';

import { proofKey, readLeavers } from '../engine/leaver-proofs.ts';
import type { Leavers } from '../engine/leaver-proofs.ts';
import { leaverOf, lossesOf } from '../engine/leaver.ts';
import { lastSweep } from '../engine/sweep.ts';
import { inTurns } from '../engine/turns.ts';
import type { Services } from '../services.ts';
import { accountKey } from '../store/data.ts';
import { findConnection } from './connection-store.ts';
import type { Handlers } from './serve.ts';

/** Who lost access and how that is known, from the store and the activity: asks neither side. */
export const leaverHandlers: Pick<Handlers, 'leavers'> = {
  async leavers({ params, query, services }) {
    const connection = findConnection(services, params['id']);
    const { since, until, limit, after } = query;
    const all = await allLeavers(services, connection);
    const fitting = all.filter((row) =>
      lossesOf(row).some((at) => (since === undefined || at >= since) && (until === undefined || at <= until)),
    );
    const sorted = fitting
      .map((row) => ({ row, place: placeOf(row) }))
      .toSorted((a, b) => (a.place < b.place ? -1 : 1));
    const behind = after === undefined ? sorted : sorted.filter(({ place }) => place > after);
    const page = behind.slice(0, limit);
    return {
      rows: page.map(({ row }) => row),
      total: fitting.length,
      open: fitting.filter(({ open }) => open).length,
      next: behind.length > limit ? (page.at(-1)?.place ?? null) : null,
    };
  },
};

async function allLeavers(services: Services, connection: Connection): Promise<LeaverRow[]> {
  const { store } = services;
  const { proofs, pairs } = await leaversOf(services, connection);
  const sweeps = { cms: sweepOf(services, connection.cms), okta: sweepOf(services, connection.okta) };
  const found = new Map<string, LeaverRow>();
  const add = (ids: Record<Side, string | null>, link: Link | null): void => {
    const row = leaverOf({
      connection,
      link,
      ids,
      rows: { cms: rowOf(services, connection.cms, ids.cms), okta: rowOf(services, connection.okta, ids.okta) },
      sweeps,
      proofs: { cms: proofOf(proofs, 'cms', ids.cms), okta: proofOf(proofs, 'okta', ids.okta) },
    });
    if (row) found.set(row.key, row);
  };
  await inTurns(store.walk('links'), ([, link]) => {
    if (link.connection === connection.id) add({ cms: link.cms.id, okta: link.okta.id }, link);
  });
  // Links end with a deletion, so these users are known from the record alone.
  await inTurns(pairs, (ids) => {
    if (!isLinked(services, connection, ids)) add(ids, null);
  });
  return [...found.values()];
}

/** What was read of the record stands until something is added to it. */
const known = new WeakMap<Services, Map<string, { head: string; leavers: Promise<Leavers> }>>();

function leaversOf(services: Services, { id }: Connection): Promise<Leavers> {
  const days = services.store.data.activity;
  const newest = Object.keys(days).toSorted().at(-1) ?? '';
  const head = `${newest}/${days[newest]?.mac ?? ''}`;
  const kept = known.get(services) ?? new Map<string, { head: string; leavers: Promise<Leavers> }>();
  known.set(services, kept);
  const same = kept.get(id);
  if (same?.head === head) return same.leavers;
  const leavers = readLeavers(services.activity, id);
  kept.set(id, { head, leavers });
  // A reading that failed is not kept.
  leavers.catch(() => kept.delete(id));
  return leavers;
}

function isLinked({ store }: Services, connection: Connection, ids: Record<Side, string | null>): boolean {
  return (['cms', 'okta'] as const).some((side) => {
    const directory = connection[side]?.id;
    const id = ids[side];
    return directory !== undefined && id !== null && store.links.of(connection.id, { directory, id }) !== undefined;
  });
}

function rowOf({ store }: Services, place: Connection['cms'], id: string | null): AccountRow | null {
  return place && id !== null ? (store.data.accounts[accountKey({ directory: place.id, id })] ?? null) : null;
}

function sweepOf({ store }: Services, place: Connection['cms']) {
  return place ? lastSweep(store.data, place.id) : null;
}

function proofOf(proofs: Leavers['proofs'], side: Side, id: string | null) {
  return id === null ? null : (proofs.get(proofKey(side, id)) ?? null);
}

/** Where a row stands in the list, as text that sorts: open ones, then the latest loss, then a name of its own. */
function placeOf(row: LeaverRow): string {
  const latest = Date.parse(lossesOf(row).at(-1) ?? '') || 0;
  return [row.open ? 0 : 1, String(farFuture - latest).padStart(16, '0'), row.key].join('~');
}

/** The last millisecond that a Date can hold. */
const farFuture = 8.64e15;

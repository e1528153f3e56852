import type { AccountRow, BadgeStatus, Connection } from '@rollcall/shared';
import type { ReportAnswer, ReportGroup } from '@rollcall/shared/api-report';

import { isOff } from '../engine/compare-state.ts';
import { knownOf, statusOfRow } from '../engine/status.ts';
import type { StatusContext } from '../engine/status.ts';
import { lastSweep } from '../engine/sweep.ts';
import { inTurns } from '../engine/turns.ts';
import type { Services } from '../services.ts';
import { accountKey } from '../store/data.ts';
import { findConnection } from './connection-store.ts';
import { statusContext } from './handle-status.ts';
import type { Handlers } from './serve.ts';

/** The first report, from the store alone. */
export const reportHandlers: Pick<Handlers, 'firstReport'> = {
  async firstReport({ params, query, services }) {
    const connection = findConnection(services, params['id']);
    const context = statusContext(services, connection);
    const { group, offset, limit } = query;
    const found = await sortAccounts(services, context);
    const listed = group === undefined ? [] : found.groups[group];
    return {
      users: countOf(found.groups) - found.groups.onlyInOkta.length,
      okta: found.okta,
      readAt: readAt(services, connection),
      counts: countsOf(found.groups),
      reasons: found.reasons,
      rows: listed.slice(offset, offset + limit).map((row) => rowOf(row, services, connection)),
    };
  },
};

type Groups = Record<ReportGroup, AccountRow[]>;

interface Sorted {
  groups: Groups;
  okta: number;
  reasons: Record<string, number>;
}

/** Every account of both sides in its group. */
async function sortAccounts({ store }: Services, context: StatusContext): Promise<Sorted> {
  const { cms, okta } = context.connection;
  const groups: Groups = {
    cantSync: [],
    found: [],
    notInOkta: [],
    onlyInOkta: [],
    blockedActive: [],
    protected: [],
    linked: [],
    leftOut: [],
  };
  const reasons: Record<string, number> = {};
  const inOkta: AccountRow[] = [];
  const matched = new Set<string>();
  await inTurns(store.walk('accounts'), ([, row]) => {
    if (row.ref.directory === okta?.id && row.missing === 0) inOkta.push(row);
    if (row.ref.directory !== cms?.id || row.missing >= 2) return;
    const { partner } = knownOf(row, store, context.connection);
    if (partner) matched.add(accountKey(partner.ref));
    const group = groupOfUser(row, partner, statusOfRow(row, context).status);
    groups[group].push(row);
    if (group !== 'cantSync') return;
    const code = row.note?.problem.code ?? 'undecided';
    reasons[code] = (reasons[code] ?? 0) + 1;
  });
  groups.onlyInOkta = inOkta.filter((row) => !matched.has(accountKey(row.ref)));
  return { groups, okta: inOkta.length, reasons };
}

function groupOfUser(row: AccountRow, partner: AccountRow | undefined, status: BadgeStatus): ReportGroup {
  if (row.note?.kind === 'undecided' || row.note?.kind === 'failed') return 'cantSync';
  if (status === 'protected') return 'protected';
  if (status === 'excluded') return 'leftOut';
  if (partner && isOff(row.state) && !isOff(partner.state)) return 'blockedActive';
  switch (status) {
    case 'found':
    case 'notInOkta':
      return status;
    case 'unknown':
    case 'checking':
      return 'leftOut';
    default:
      return 'linked';
  }
}

function rowOf(row: AccountRow, { directories }: Services, { cms, okta }: Connection): ReportAnswer['rows'][number] {
  const { ref, handle, login, displayName, email, state, note } = row;
  const side = ref.directory === cms?.id ? cms : okta;
  return {
    id: ref.id,
    handle,
    login,
    label: displayName ?? login,
    email,
    state,
    text: note?.problem.detail ?? null,
    url: side ? directories.descriptor(side.kind).accountUrl(side.url, ref.id, handle) : null,
  };
}

function countsOf(groups: Groups): ReportAnswer['counts'] {
  const { cantSync, found, notInOkta, onlyInOkta, blockedActive, protected: kept, linked, leftOut } = groups;
  return {
    cantSync: cantSync.length,
    found: found.length,
    notInOkta: notInOkta.length,
    onlyInOkta: onlyInOkta.length,
    blockedActive: blockedActive.length,
    protected: kept.length,
    linked: linked.length,
    leftOut: leftOut.length,
  };
}

function countOf(groups: Groups): number {
  return Object.values(groups).reduce((sum, rows) => sum + rows.length, 0);
}

/** The older of the two readings: from then on both lists are known. */
function readAt({ store }: Services, { cms, okta }: Connection): string | null {
  const times = [cms, okta].map((side) => (side ? (lastSweep(store.data, side.id)?.at ?? null) : null));
  const [first, second] = times;
  if (!first || !second) return null;
  return first < second ? first : second;
}

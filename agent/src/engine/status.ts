import type { AccountRow, Connection, Link, RowStatus } from '@rollcall/shared';

import { accountKey } from '../store/data.ts';
import type { Store } from '../store/store.ts';
import { badgeOf, lastSeen, partOf, sightingOf, stillHolds, timeOf, unknown } from './badge.ts';
import type { Badge, Known, Sweeps } from './badge.ts';
import { lastSweep } from './sweep.ts';

export interface StatusContext {
  store: Store;
  connection: Connection;
  now: number;
  /** Job that works on an account now, by CMS account id. */
  busy: (cmsId: string) => string | null;
  oktaUrl: (id: string) => string | null;
}

/** The badge of one CMS account by the number its page shows. From the store alone: asks neither side. */
export function statusOf(handle: string, context: StatusContext): RowStatus {
  const { store, connection } = context;
  const row = connection.cms ? store.accounts.byHandle(connection.cms.id, handle) : undefined;
  if (!row) return unknownRow(handle);
  return statusOfRow(row, context);
}

export function statusOfRow(row: AccountRow, context: StatusContext): RowStatus {
  const { store, connection, now } = context;
  const known = knownOf(row, store, connection);
  const { link, partner } = known;
  const sweeps = sweepsOf(store, connection);
  const job = context.busy(row.ref.id);
  const { status, action } = job === null ? badgeNow(known, sweeps, now) : busy;
  const at = lastSeen(sightingOf(row), sweeps);
  return {
    handle: row.handle ?? '',
    id: row.ref.id,
    label: row.displayName ?? row.login,
    status,
    action,
    okta: partner
      ? {
          id: partner.ref.id,
          login: partner.login,
          state: partner.state,
          detail: partner.detail,
          url: context.oktaUrl(partner.ref.id),
        }
      : null,
    differences: link?.differences ?? [],
    at: new Date(at).toISOString(),
    problem: row.note?.problem ?? null,
    job,
    source: keeperOf(row, link, connection),
  };
}

/** What keeps an account on the site beside persons and Rollcall's other runs. */
export function sourceOf(row: AccountRow, { store, connection }: Pick<StatusContext, 'store' | 'connection'>): Source {
  return keeperOf(row, store.links.of(connection.id, row.ref), connection);
}

type Source = RowStatus['source'];

function keeperOf(row: AccountRow, link: Link | undefined, connection: Connection): Source {
  if (keptByScim(row, connection)) return 'scim';
  return link?.pulled ? 'pull' : null;
}

/** Whether Okta's SCIM client keeps the account; not one that it has deleted and the CMS still has. */
function keptByScim({ scim }: AccountRow, { id }: Connection): boolean {
  return scim?.connection === id && !scim.deleted;
}

const busy: Badge = { status: 'syncing', action: 'view' };

function badgeNow(known: Known, sweeps: Sweeps, now: number): Badge {
  const badge = badgeOf(known);
  return stillHolds(partOf(badge.status), sightingOf(known.row), sweeps, now) ? badge : unknown;
}

export function knownOf(row: AccountRow, store: Store, connection: Connection): Known {
  const link = store.links.of(connection.id, row.ref);
  const partner = link ? store.data.accounts[accountKey(link.okta)] : candidate(row, store, connection);
  return { row, link, partner };
}

export function sweepsOf(store: Store, connection: Connection): Sweeps {
  const at = (side: Connection['cms']) => timeOf(side ? (lastSweep(store.data, side.id)?.at ?? null) : null);
  return { cms: at(connection.cms), okta: at(connection.okta) };
}

/** The Okta account that the match rule would bring to an unlinked row. */
function candidate(row: AccountRow, store: Store, { match, okta }: Connection): AccountRow | undefined {
  if (!okta) return undefined;
  const key = match.cms === '@login' ? row.login : row.email;
  if (key === null) return undefined;
  const rows = match.okta === 'email' ? store.accounts.byEmail(okta.id, key) : store.accounts.byLogin(okta.id, key);
  return rows.find((each) => each.missing === 0);
}

/** The badge of an account that nobody has read yet. */
export function unknownRow(handle: string): RowStatus {
  return {
    handle,
    id: null,
    label: null,
    status: 'unknown',
    action: 'check',
    okta: null,
    differences: [],
    at: null,
    problem: null,
    job: null,
    source: null,
  };
}

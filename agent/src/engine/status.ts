import type { AccountRow, BadgeAction, BadgeStatus, Connection, Link, RowStatus, Summary } from '@rollcall/shared';

import { accountKey } from '../store/data.ts';
import type { Store } from '../store/store.ts';
import { isOff } from './compare-state.ts';
import { lastSweep } from './sweep.ts';

export interface StatusContext {
  store: Store;
  connection: Connection;
  now: number;
  /** Job that works on an account now, by CMS account id. */
  busy: (cmsId: string) => string | null;
  oktaUrl: (id: string) => string | null;
}

/** After this long a status says nothing any more, in milliseconds. */
const fresh = 24 * 60 * 60 * 1000;

/** The badge of one CMS account by the number its page shows. From the store alone: asks neither side. */
export function statusOf(handle: string, context: StatusContext): RowStatus {
  const { store, connection } = context;
  const row = connection.cms ? store.accounts.byHandle(connection.cms.id, handle) : undefined;
  if (!row) return { ...blank, handle };
  return statusOfRow(row, context);
}

export function statusOfRow(row: AccountRow, context: StatusContext): RowStatus {
  const { store, connection } = context;
  const link = store.links.of(connection.id, row.ref);
  const partner = link ? store.data.accounts[accountKey(link.okta)] : candidate(row, context);
  const known = { row, link, partner, context };
  const { status, action } = badge(known);
  const at = readAt(row, context);
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
    at: at === null ? null : new Date(at).toISOString(),
    problem: row.note?.problem ?? null,
    job: context.busy(row.ref.id),
  };
}

/** Counts over the whole connection, from the store alone; the parts add up to `users`. */
export function summarise(context: StatusContext): Summary {
  const { store, connection } = context;
  const summary: Summary = { users: 0, linked: 0, notInOkta: 0, needLook: 0, unknown: 0, readAt: null };
  if (!connection.cms) return summary;
  summary.readAt = lastSweep(store.data, connection.cms.id)?.at ?? null;
  for (const row of Object.values(store.data.accounts)) {
    if (row.ref.directory !== connection.cms.id || row.missing === 2) continue;
    summary.users += 1;
    summary[part(statusOfRow(row, context).status)] += 1;
  }
  return summary;
}

function part(status: BadgeStatus): 'linked' | 'notInOkta' | 'needLook' | 'unknown' {
  switch (status) {
    case 'staged':
    case 'invited':
    case 'active':
    case 'suspended':
    case 'deactivated':
    case 'syncing':
      return 'linked';
    case 'notInOkta':
      return 'notInOkta';
    case 'unknown':
    case 'checking':
    case 'excluded':
    case 'protected':
      return 'unknown';
    case 'failed':
    case 'held':
    case 'conflict':
    case 'differs':
    case 'found':
    case 'activeInOkta':
      return 'needLook';
  }
}

interface Known {
  row: AccountRow;
  link: Link | undefined;
  partner: AccountRow | undefined;
  context: StatusContext;
}

interface Badge {
  status: BadgeStatus;
  action: BadgeAction;
}

/** First rule that applies, most pressing first. */
function badge(known: Known): Badge {
  const { row, link, context } = known;
  if (context.busy(row.ref.id)) return { status: 'syncing', action: 'view' };
  return noteBadge(known) ?? (link ? linkedBadge(known, link) : unlinkedBadge(known));
}

function noteBadge({ row, link }: Known): Badge | null {
  switch (row.note?.kind) {
    case 'failed':
    case 'undecided':
      return { status: 'failed', action: 'retry' };
    case 'held':
      return { status: 'held', action: 'review' };
    case 'excluded':
      return link ? null : { status: 'excluded', action: 'why' };
    case 'protected':
      return link ? null : { status: 'protected', action: 'why' };
    case undefined:
      return null;
  }
}

function linkedBadge({ row, partner, context }: Known, link: Link): Badge {
  const leaver = link.differences.some((each) => each.field === 'state') && isOff(row.state);
  if (leaver && partner && !isOff(partner.state)) return { status: 'activeInOkta', action: 'deactivate' };
  if (link.conflict) return { status: 'conflict', action: 'choose' };
  if (link.differences.length > 0) return { status: 'differs', action: 'compare' };
  if (!partner || isStale(row, context)) return { status: 'unknown', action: 'check' };
  switch (partner.state) {
    case 'staged':
      return { status: 'staged', action: 'activate' };
    case 'active':
      return partner.detail === 'PROVISIONED'
        ? { status: 'invited', action: 'resend' }
        : { status: 'active', action: 'sync' };
    case 'suspended':
      return { status: 'suspended', action: 'reactivate' };
    case 'deactivated':
      return { status: 'deactivated', action: 'reactivate' };
  }
}

function unlinkedBadge({ row, partner, context }: Known): Badge {
  if (partner) return { status: 'found', action: 'link' };
  if (isStale(row, context) || !absenceProven(row, context)) return { status: 'unknown', action: 'check' };
  return { status: 'notInOkta', action: 'sync' };
}

/** The Okta account that the match rule would bring to an unlinked row. */
function candidate(row: AccountRow, { store, connection }: StatusContext): AccountRow | undefined {
  if (!connection.okta) return undefined;
  const key = connection.match.cms === '@login' ? row.login : row.email;
  if (key === null) return undefined;
  const byLogin = connection.match.okta !== 'email';
  const rows = byLogin
    ? store.accounts.byLogin(connection.okta.id, key)
    : store.accounts.byEmail(connection.okta.id, key);
  return rows.find((each) => each.missing === 0);
}

function absenceProven(row: AccountRow, { store, connection, now }: StatusContext): boolean {
  const sweep = connection.okta ? lastSweep(store.data, connection.okta.id) : null;
  const times = [row.absentAt, sweep?.at].filter((time) => typeof time === 'string').map((time) => Date.parse(time));
  return times.some((time) => now - time < fresh);
}

function isStale(row: AccountRow, context: StatusContext): boolean {
  const at = readAt(row, context);
  return at === null || context.now - at > fresh;
}

/** When the account was last seen: by itself, or by a complete listing that showed it. */
function readAt(row: AccountRow, { store }: StatusContext): number | null {
  const sweep = row.missing === 0 ? lastSweep(store.data, row.ref.directory) : null;
  const times = [row.seenAt, sweep?.at].filter((time) => typeof time === 'string').map((time) => Date.parse(time));
  return times.length === 0 ? null : Math.max(...times);
}

const blank: Omit<RowStatus, 'handle'> = {
  id: null,
  label: null,
  status: 'unknown',
  action: 'check',
  okta: null,
  differences: [],
  at: null,
  problem: null,
  job: null,
};

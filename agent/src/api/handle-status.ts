import type { AccountRow, BadgeStatus, Connection, Problem } from '@rollcall/shared';
import { SyncError } from '@rollcall/shared';
import type { UsersAnswer } from '@rollcall/shared/api';
import { siteKey } from '@rollcall/shared/site';

import { sourceOf, statusOf, statusOfRow, unknownRow } from '../engine/status.ts';
import type { StatusContext } from '../engine/status.ts';
import { inTurns } from '../engine/turns.ts';
import type { Services } from '../services.ts';
import { findConnection } from './connection-store.ts';
import type { Handlers } from './serve.ts';

/** Badges and user lists, from the store alone: opening a page asks neither Okta nor the CMS. */
export const statusHandlers: Pick<Handlers, 'status' | 'users'> = {
  status({ body, services }) {
    const connection = connectionOfSite(services, body.site);
    if (!connection) {
      const rows = body.handles.map((handle) => unknownRow(handle));
      const text = `No connection of this agent covers ${body.site}.`;
      const problem = new SyncError('not_configured', text, { next: 'Connect this site with "rollcall connect".' })
        .problem;
      return { connection: null, summary: null, rows, problem, job: null };
    }
    const context = statusContext(services, connection);
    return {
      connection: head(connection),
      summary: services.summaries.of(connection, context.now),
      rows: body.handles.map((handle) => statusOf(handle, context)),
      problem: blocking(connection),
      job: services.engine.running(connection.id),
    };
  },
  async users({ params, query, services }) {
    const connection = findConnection(services, params['id']);
    const context = statusContext(services, connection);
    const { offset, limit, status: statuses, source } = query;
    const wanted = query.q?.toLowerCase() ?? '';
    const isWanted = (row: AccountRow): boolean =>
      row.ref.directory === connection.cms?.id &&
      row.missing < 2 &&
      (row.handle === wanted || searchText(row).includes(wanted));
    const counts: Partial<Record<BadgeStatus, number>> | null = query.counts ? {} : null;
    const sources: UsersAnswer['sources'] = query.counts ? {} : undefined;
    const rows: AccountRow[] = [];
    await inTurns(services.store.walk('accounts'), ([, row]) => {
      if (!isWanted(row)) return;
      const status = statuses || counts ? statusOfRow(row, context).status : null;
      const keeper = source || sources ? (sourceOf(row, context) ?? 'site') : null;
      if (counts && status) counts[status] = (counts[status] ?? 0) + 1;
      if (sources && keeper) sources[keeper] = (sources[keeper] ?? 0) + 1;
      if (source && !(keeper && source.includes(keeper))) return;
      if (!statuses || (status && statuses.includes(status))) rows.push(row);
    });
    const users = rows
      .sort((a, b) => Number(a.handle ?? 0) - Number(b.handle ?? 0))
      .slice(offset, offset + limit)
      .map((row) => userOf(row, context));
    const told = sources ? { sources, links: services.store.links.count(connection) } : {};
    return { users, total: rows.length, summary: services.summaries.of(connection, context.now), counts, ...told };
  },
};

function userOf(row: AccountRow, context: StatusContext) {
  const { ref, handle, login, email, state } = row;
  const { status, action, okta, at, problem, source } = statusOfRow(row, context);
  return {
    handle,
    id: ref.id,
    login,
    label: row.displayName ?? login,
    email,
    state,
    status,
    action,
    okta,
    at,
    problem,
    source,
  };
}

export function statusContext(services: Services, connection: Connection): StatusContext {
  const { okta } = connection;
  const descriptor = okta ? services.directories.descriptor(okta.kind) : null;
  return {
    store: services.store,
    connection,
    now: services.now(),
    busy: (id) => services.engine.busyWith(id),
    oktaUrl: (id) => (okta && descriptor ? descriptor.accountUrl(okta.url, id, null) : null),
  };
}

function searchText({ login, email, displayName }: AccountRow): string {
  return `${login} ${email ?? ''} ${displayName ?? ''}`.toLowerCase();
}

/** The connection whose site the page belongs to; the longest base path wins, so that a site in a sub-folder is its own. */
export function connectionOfSite({ store }: Services, address: string): Connection | null {
  let site: string;
  try {
    site = siteKey(address);
  } catch {
    throw new SyncError('invalid', `"${address}" is not an address.`, { field: 'site', scope: 'run' });
  }
  const matches = Object.values(store.data.connections)
    .flatMap((connection) => (connection.cms ? [{ connection, key: siteKey(connection.cms.url) }] : []))
    .filter(({ key }) => site === key || sameMachine(site, key))
    .toSorted((a, b) => b.key.length - a.key.length);
  return matches[0]?.connection ?? null;
}

/** `localhost` and `127.0.0.1` are two names of this computer, and a person may have typed either. */
function sameMachine(left: string, right: string): boolean {
  const plain = (key: string) => key.replace('//localhost', '//127.0.0.1');
  return plain(left) === plain(right);
}

function head(connection: Connection) {
  const { id, name, colour, mode, pausedFor, newInOkta } = connection;
  return {
    id,
    name,
    colour,
    mode,
    pausedFor,
    newInOkta,
    oktaUrl: connection.okta?.url ?? null,
    cmsUrl: connection.cms?.url ?? null,
  };
}

function blocking(connection: Connection): Problem | null {
  if (!connection.okta || !connection.cms) {
    const side = connection.okta ? 'site' : 'Okta org';
    return new SyncError('not_configured', `The ${side} of this connection is not connected yet.`).problem;
  }
  if (connection.pausedFor) {
    const texts = {
      next: 'Enter the credential again with "rollcall connect", then test the connection.',
    };
    return new SyncError(connection.pausedFor, 'Paused: a sign-in was refused. Rollcall stopped trying.', texts)
      .problem;
  }
  if (connection.mode === 'paused') return new SyncError('paused', 'This connection is paused.').problem;
  if (connection.mode === 'report') return new SyncError('report_mode', 'Report only: nothing is written.').problem;
  return null;
}

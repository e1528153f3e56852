import { SyncError } from '@rollcall/shared';
import type { ConnectionAnswer } from '@rollcall/shared/api';

import type { Client } from './client.ts';
import type { ExitCode } from './exit-code.ts';
import type { Reach } from './reach.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with: the API of one agent, and the person in front of it. */
export interface Session {
  readonly home: string;
  readonly client: Client;
  readonly reach: Reach;
  readonly terminal: Terminal;
  /** One JSON document is wanted and nobody is asked. */
  readonly json: boolean;
  /** Id given with `--connection`. */
  readonly wanted: string | undefined;
}

/** What a command came to: the same for scripts and for people. */
export interface Answer {
  json: unknown;
  text: string;
  exit?: ExitCode;
}

/** The connection that is meant: the named one, else the only one. Throws `not_configured` and `invalid`. */
export async function chooseConnection(session: Session): Promise<ConnectionAnswer> {
  const { connections } = await session.client.call('connections', {});
  return pickConnection(connections, session.wanted);
}

export function pickConnection(connections: ConnectionAnswer[], wanted: string | undefined): ConnectionAnswer {
  const list = connections.map(({ id, name }) => `${id} (${name})`).join(', ');
  if (wanted !== undefined) {
    const found = connections.find(({ id, name }) => id === wanted || name === wanted);
    if (found) return found;
    const next = list === '' ? 'Make one with "rollcall connect".' : `There is ${list}.`;
    throw new SyncError('not_found', `There is no connection "${wanted}".`, { scope: 'run', next });
  }
  const [only, ...others] = connections;
  if (!only)
    throw new SyncError('not_configured', 'Nothing is connected yet.', {
      next: 'Run "rollcall connect" for the site and for Okta.',
    });
  if (others.length === 0) return only;
  throw new SyncError('invalid', `There are ${connections.length} connections: ${list}.`, {
    scope: 'run',
    next: 'Name one with --connection.',
  });
}

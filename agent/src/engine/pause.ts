import { SyncError } from '@rollcall/shared';
import type { Connection, ErrorCode, Problem, Side } from '@rollcall/shared';

import { del, put } from '../store/data.ts';
import type { Change, Data } from '../store/data.ts';
import type { Sides } from './observe.ts';

type Refusal = Extract<ErrorCode, 'bad_credentials' | 'anonymous'>;

/** Whether a failure means that a sign-in was refused: it is not tried again by itself, since a few wrong tries lock. */
export function isRefusal(code: string | undefined): code is Refusal {
  return code === 'bad_credentials' || code === 'anonymous';
}

/** Pauses a connection because these sides refused the sign-in. */
export function pauseChanges(connection: Connection, code: Refusal, by: readonly Side[]): Change[] {
  return [
    put('connections', connection.id, { ...connection, pausedFor: code }),
    put('settings', keyOf(connection), [...by]),
  ];
}

/** Forgets who refused, once nobody does any more. */
export function forgetPause(connection: Pick<Connection, 'id'>): Change {
  return del('settings', keyOf(connection));
}

/** The connection once a new credential of one side is stored: still paused where the other side refused as well. */
export function afterNewCredential(
  data: Readonly<Data>,
  connection: Connection,
  side: Side,
): { pausedFor: Connection['pausedFor']; change: Change } {
  const by = data.settings[keyOf(connection)];
  const others = Array.isArray(by) ? by.filter((each) => each !== side) : [];
  if (connection.pausedFor === null || others.length === 0) return { pausedFor: null, change: forgetPause(connection) };
  return { pausedFor: connection.pausedFor, change: put('settings', keyOf(connection), others) };
}

/** Which side refused a sign-in in a run. Okta is asked once more: unlike on a site, a wrong token locks nobody out. */
export async function refusingSides(problem: Problem, { okta }: Sides): Promise<Side[]> {
  if (problem.code === 'anonymous') return ['cms'];
  try {
    await okta.check();
    return ['cms'];
  } catch (error) {
    return error instanceof SyncError && isRefusal(error.code) ? ['okta'] : ['cms', 'okta'];
  }
}

function keyOf({ id }: Pick<Connection, 'id'>): string {
  return `paused/${id}`;
}

import { SyncError } from '@rollcall/shared';
import type { Connection, Plan, Scope } from '@rollcall/shared';

import { asSite } from '../pull/sites.ts';

type Connections = Readonly<Record<string, Connection>>;

/**
 * A run's connection; where the pull settings of another one count in its scope, or in that of the plan which it applies,
 * with these. Throws `not_configured` where that one no longer names it.
 */
export async function pulledFor(
  connection: Connection,
  scope: Scope,
  { connections, head }: { connections: Connections; head: (plan: string) => Promise<Plan> },
): Promise<Connection> {
  const { main } = scope.kind === 'plan' ? await head(scope.plan) : { main: undefined, ...scope };
  const seen = withMain(connection, main, connections);
  if (seen) return seen;
  throw new SyncError('not_configured', `No pull names the site of "${connection.name}" any more.`, {
    scope: 'run',
    next: 'Add it to the sites of the pull settings. Nothing was run.',
  });
}

/** A plan's connection as a run over it has it; nothing where it, or the pull that it was made by, is no longer there. */
export function plannedFor(
  { connection: id, main }: Pick<Plan, 'connection' | 'main'>,
  connections: Connections,
): Connection | undefined {
  const connection = connections[id];
  return connection && (withMain(connection, main, connections) ?? undefined);
}

function withMain(connection: Connection, main: string | undefined, connections: Connections): Connection | null {
  return main === undefined ? connection : asSite(connection, connections[main]);
}

import { SyncError } from '@rollcall/shared/error';

import type { AgentClient } from '../agent/client.ts';
import { toTrouble } from '../agent/trouble.ts';
import type { PageStatus } from '../messages.ts';
import { t } from '../words.ts';
import { readKnown, writeKnown } from './memory.ts';

/** Badges for a site: the agent's answer, or what was known before with the reason why it is not newer. */
export async function readStatus(client: AgentClient, site: string, handles: string[]): Promise<PageStatus> {
  const at = new Date().toISOString();
  try {
    const { connection, summary, rows, problem, job } = await client.call('status', { body: { site, handles } });
    await writeKnown(site, { at, connection, summary, rows });
    return { connection, summary, rows, job, problem, condition: null, asOf: at };
  } catch (error) {
    const known = await readKnown(site);
    return {
      ...toTrouble(error),
      connection: known?.connection ?? null,
      summary: known?.summary ?? null,
      rows: known?.rows.filter((row) => handles.includes(row.handle)) ?? [],
      job: null,
      asOf: known?.at ?? null,
    };
  }
}

/** Id of the connection of a site; `not_configured` when it has none. */
export async function connectionOf(client: AgentClient, site: string): Promise<string> {
  const known = (await readKnown(site))?.connection;
  if (known) return known.id;
  const { connection } = await client.call('status', { body: { site, handles: [] } });
  if (connection === null) throw new SyncError('not_configured', t('trouble.notConnected', [site]));
  return connection.id;
}

import { SyncError } from '@rollcall/shared';
import type { Account } from '@rollcall/shared';
import PQueue from 'p-queue';

import type { Directory } from '../directory/directory.ts';

/** Fewer accounts than this are asked for one by one. */
const listFrom = 20;
/** About as many accounts as one page of a listing shows. */
const aPage = 50;
const atOnce = 4;

/** The accounts with these ids, by id; one that is gone is missing. `total` is about how many the directory has. */
export async function readAccounts(
  directory: Directory,
  ids: ReadonlySet<string>,
  { signal, total }: { signal: AbortSignal; total: number },
): Promise<Map<string, Account>> {
  const found = new Map<string, Account>();
  if (ids.size > listFrom && ids.size * aPage > total) {
    for await (const { accounts } of directory.list({ signal })) {
      for (const account of accounts) if (ids.has(account.ref.id)) found.set(account.ref.id, account);
    }
  }
  const queue = new PQueue({ concurrency: atOnce });
  const read = async (id: string): Promise<void> => {
    try {
      found.set(id, await directory.get(id, { signal }));
    } catch (error) {
      if (!(error instanceof SyncError) || error.code !== 'not_found') throw error;
    }
  };
  // Who a listing did not show is asked for as well: it may lag.
  await queue.addAll([...ids].filter((id) => !found.has(id)).map((id) => () => read(id)));
  return found;
}

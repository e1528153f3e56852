import { SyncError } from '@rollcall/shared';
import type { Account } from '@rollcall/shared';
import PQueue from 'p-queue';

import type { CallOptions, Directory } from '../directory/directory.ts';

/** Fewer accounts than this are asked for one by one. */
const listFrom = 20;
/** About as many accounts as one page of a listing shows. */
const aPage = 50;
const atOnce = 4;

export interface ReadOptions {
  signal: AbortSignal;
  /** About how many accounts the directory has. */
  total: number;
  /** Takes why an account could not be read, and answers whether the others are read all the same. */
  onFault?: (id: string, error: SyncError) => boolean;
}

/** The accounts with these ids, by id; one that is gone is missing. */
export async function readAccounts(
  directory: Directory,
  ids: ReadonlySet<string>,
  { signal, total, onFault }: ReadOptions,
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
      if (error instanceof SyncError && (error.code === 'not_found' || onFault?.(id, error))) return;
      queue.clear();
      throw error;
    }
  };
  // Who a listing did not show is asked for as well: it may lag.
  await queue.addAll([...ids].filter((id) => !found.has(id)).map((id) => () => read(id)));
  return found;
}

/** One account; null where there is none with this id. */
export async function getOrNull(directory: Directory, id: string, options: CallOptions): Promise<Account | null> {
  try {
    return await directory.get(id, options);
  } catch (error) {
    if (error instanceof SyncError && error.code === 'not_found') return null;
    throw error;
  }
}

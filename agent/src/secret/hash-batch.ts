import { randomUUID } from 'node:crypto';
import { SyncError } from '@rollcall/shared';
import type { Account } from '@rollcall/shared';

/** One line of an import: whose hash it is, by whatever of these is known. */
export interface HashRow {
  uuid: string | null;
  login: string | null;
  mail: string | null;
  hash: string;
}

/** Password hashes that wait in memory for a run, until nobody has asked for them for a quarter of an hour. */
export interface HashBatches {
  /** Adds to a batch, or begins one, and answers its id. Throws `password_gone` for one that is over, `invalid` when full. */
  add(batch: string | null, rows: readonly HashRow[]): string;
  has(batch: string): boolean;
  /** Whether the batch has a hash of the account, which is this account's from now on. */
  claim(batch: string, account: Account): boolean;
  /** Gives an account's hash out, once; null when there is none. */
  take(batch: string, account: string): string | null;
  /** Names that no account has claimed. */
  unclaimed(batch: string): string[];
  drop(batch: string): void;
  close(): void;
}

interface Batch {
  rows: Set<HashRow>;
  byName: Map<string, HashRow>;
  claimed: Map<string, HashRow>;
  timer: NodeJS.Timeout;
}

const idleMs = 15 * 60 * 1000;
const mostRows = 100_000;
const mostBatches = 3;

export function createHashBatches(): HashBatches {
  const batches = new Map<string, Batch>();
  const drop = (id: string): void => {
    clearTimeout(batches.get(id)?.timer);
    batches.delete(id);
  };
  const find = (id: string): Batch | undefined => {
    batches.get(id)?.timer.refresh();
    return batches.get(id);
  };
  const open = (): string => {
    if (batches.size >= mostBatches) throw new SyncError('rate_limited', 'Other imports are under way.');
    const id = `hashes-${randomUUID()}`;
    const timer = setTimeout(() => drop(id), idleMs).unref();
    batches.set(id, { rows: new Set(), byName: new Map(), claimed: new Map(), timer });
    return id;
  };
  return {
    add(former, rows) {
      const id = former ?? open();
      const batch = find(id);
      if (!batch) throw new SyncError('password_gone', 'The import is over. Begin it again.');
      if (batch.rows.size + rows.length > mostRows) {
        drop(id);
        throw new SyncError('invalid', `An import takes at most ${mostRows} users.`, { scope: 'run' });
      }
      for (const row of rows) addRow(batch, row);
      return id;
    },
    has: (id) => find(id) !== undefined,
    claim(id, account) {
      const batch = find(id);
      const row = batch && rowOf(batch, account);
      if (row) batch.claimed.set(account.ref.id, row);
      return row !== undefined;
    },
    take(id, account) {
      const row = find(id)?.claimed.get(account);
      const { hash = '' } = row ?? {};
      if (row) row.hash = '';
      return hash === '' ? null : hash;
    },
    unclaimed(id) {
      const batch = find(id);
      const taken = new Set(batch?.claimed.values());
      const left = [...(batch?.rows ?? [])].filter((row) => !taken.has(row));
      return left.map(({ login, mail, uuid }) => login ?? mail ?? uuid ?? '');
    },
    drop,
    close() {
      for (const id of batches.keys()) drop(id);
    },
  };
}

function addRow(batch: Batch, row: HashRow): void {
  const own = { ...row };
  batch.rows.add(own);
  for (const name of [row.uuid, row.login, row.mail]) if (name !== null) batch.byName.set(name.toLowerCase(), own);
}

function rowOf({ byName }: Batch, { login, email, ref }: Account): HashRow | undefined {
  const known = [ref.id, login, email ?? ''].map((name) => byName.get(name.toLowerCase()));
  // A line with an id is about this very account, not about another one with the same mail.
  return known.find((row) => row !== undefined && (row.uuid === null || row.uuid === ref.id));
}

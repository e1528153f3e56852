import { Low } from 'lowdb';
import type { Change, Collection, Data, Value } from './data.ts';
import { type Disk, realDisk, ifDiskError } from './disk.ts';
import type { AccountIndex } from './index-accounts.ts';
import type { LinkIndex } from './index-links.ts';
import type { PushedIndex } from './index-pushed.ts';
import { Journal } from './journal.ts';
import { type Lock, takeLock } from './lock.ts';
import { type Migration, migrations as ownMigrations } from './migration.ts';
import type { Processes } from './process-start.ts';
import type { Follower } from './tables.ts';

export type AccountFinder = Pick<AccountIndex, 'byHandle' | 'byLogin' | 'byEmail' | 'count'>;
export type LinkFinder = Pick<LinkIndex, 'of' | 'all' | 'count'>;
export type PushedFinder = Pick<PushedIndex, 'groups' | 'named' | 'giving' | 'members' | 'of'>;

/** Everything Rollcall remembers, in memory and on the disk. */
export interface Store {
  /** What was committed, also what is not durable yet. Never alter it: commit a changed copy. */
  readonly data: Readonly<Data>;
  readonly accounts: AccountFinder;
  readonly links: LinkFinder;
  readonly pushed: PushedFinder;
  /** `readOnly` while the disk can't be written; ends by itself. */
  readonly mode: 'ok' | 'readOnly';

  /**
   * Makes all changes or none: seen in `data` at once, resolved when durable. A commit of thousands of values holds
   * the event loop, so split long listings. Throws `disk` when it could not be written; `data` is then as before.
   */
  commit(changes: readonly Change[]): Promise<void>;

  /** As `commit`, for what may wait: it goes to the disk with the next commit, a twentieth of a second later at most. */
  note(changes: readonly Change[]): Promise<void>;

  /** Calls `listener` with the changes of each durable commit, until the answered function is called. */
  onCommit(listener: (changes: readonly Change[]) => void): () => void;

  /** Tells the follower of each account, link, pushed group and member as it changes in `data`, or as that is taken back. */
  follow(follower: Follower): void;

  /** Every entry of a collection, which may be walked a piece at a time while others change it. */
  walk<C extends Collection>(collection: C): Iterable<[string, Value<C>]>;

  /** Writes everything, as it is at one moment, into one file that `restoreStore` takes. Throws `disk`. */
  backup(file: string): Promise<void>;

  /** Waits for what is not durable yet, and lets the next writer in. */
  close(): Promise<void>;

  stats(): StoreStats;
}

export interface StoreStats {
  generation: number;
  snapshotBytes: number;
  /** Bytes of the logs that no snapshot holds yet. */
  logBytes: number;
  /** A new snapshot is being written in the background. */
  folding: boolean;
  counts: Record<string, number>;
  loadMs: number;
  /** What a person should know about how the files were found or kept. */
  notes: string[];
}

export interface StoreOptions {
  now?: () => number;
  disk?: Disk;
  processes?: Processes;
  migrations?: readonly Migration[];
  /** The logs are folded into a new snapshot once they outgrow both this, in bytes, and the last snapshot. */
  foldAt?: number;
  /** How often a full disk is tried again, in ms. */
  probeMs?: number;
}

const defaults = { foldAt: 8 * 1024 * 1024, probeMs: 5000 };

/**
 * Opens the state under `home`, which nobody else may use until it is closed. Throws `locked` naming the holder,
 * `version` for state of a newer Rollcall, `disk`, and `internal` for damage that a crash can't explain.
 */
export async function openStore(home: string, options: StoreOptions = {}): Promise<Store> {
  const { disk = realDisk, now = Date.now, processes } = options;
  try {
    await disk.mkdir(home, { recursive: true, mode: 0o700 });
    const lock = await takeLock(home, { disk, now, ...(processes ? { processes } : {}) });
    try {
      return await openLocked(home, lock, { ...options, disk, now });
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    throw ifDiskError(home, error);
  }
}

async function openLocked(
  home: string,
  lock: Lock,
  options: StoreOptions & { disk: Disk; now: () => number },
): Promise<Store> {
  const listeners = new Set<(changes: readonly Change[]) => void>();
  const journal = new Journal({
    ...defaults,
    migrations: ownMigrations,
    ...options,
    home,
    onDurable: (changes) => {
      // Outside the queue, which a listener that throws would stop.
      for (const listener of listeners) queueMicrotask(() => listener(changes));
    },
  });
  const begun = performance.now();
  const low = new Low<Data>(journal, journal.tables.data);
  await low.read().catch(async (error: unknown) => {
    await journal.close();
    throw error;
  });
  const loadMs = performance.now() - begun;
  const { accounts, links, pushed } = journal.tables;
  let closed: Promise<void> | undefined;
  return {
    data: low.data,
    accounts,
    links,
    pushed,
    get mode() {
      return journal.queue.failure ? 'readOnly' : 'ok';
    },
    async commit(changes) {
      if (changes.length === 0) return;
      void journal.queue.add(changes);
      await low.write();
    },
    async note(changes) {
      if (changes.length > 0) await journal.queue.add(changes);
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    follow: (follower) => journal.tables.follow(follower),
    walk: (collection) => journal.tables.walk(collection),
    backup: (file) => journal.backup(file),
    close() {
      closed ??= closeBoth(journal, lock);
      return closed;
    },
    stats: () => ({ ...journal.stats(), loadMs }),
  };
}

async function closeBoth(journal: Journal, lock: Lock): Promise<void> {
  try {
    await journal.close();
  } finally {
    await lock.release();
  }
}

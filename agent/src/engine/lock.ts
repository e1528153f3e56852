import { SyncError } from '@rollcall/shared';
import type { AccountRef } from '@rollcall/shared';

/** Locks by name within this process; a waiter gives up after its limit. */
export interface Locks {
  /** Runs `work` while holding all names, taken in sorted order so that two holders never wait for each other. */
  hold<T>(names: readonly string[], waitMs: number, work: () => Promise<T>): Promise<T>;
}

export function createLocks(): Locks {
  const tails = new Map<string, Promise<void>>();

  const acquire = async (name: string, deadline: Promise<'late'>): Promise<() => void> => {
    const before = tails.get(name) ?? Promise.resolve();
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const tail = before.then(() => held);
    tails.set(name, tail);
    const free = () => {
      release();
      if (tails.get(name) === tail) tails.delete(name);
    };
    if ((await Promise.race([before.then(() => 'free' as const), deadline])) === 'late') {
      free();
      throw new SyncError('locked', 'Another run is busy with this account.', { scope: 'item' });
    }
    return free;
  };

  return {
    async hold(names, waitMs, work) {
      let timer: NodeJS.Timeout | undefined;
      const deadline = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), waitMs);
      });
      const held: (() => void)[] = [];
      try {
        for (const name of [...new Set(names)].sort()) held.push(await acquire(name, deadline));
        clearTimeout(timer);
        return await work();
      } finally {
        clearTimeout(timer);
        for (const free of held.toReversed()) free();
      }
    },
  };
}

export function lockName(ref: AccountRef): string {
  return `${ref.directory}/${ref.id}`;
}

import { SyncError } from '@rollcall/shared';
import type { Account } from '@rollcall/shared';

import { createHashBatches } from './hash-batch.ts';
import type { HashRow } from './hash-batch.ts';
import { Secret } from './secret.ts';
import { createVault, slotLifeMs } from './vault.ts';

/** A password for one account: as a person typed it, or as the bcrypt hash that the site keeps of it. */
export interface NewPassword {
  kind: 'captured' | 'imported';
  secret: Secret;
}

/** Passwords that wait in memory for a run, which knows them by their slot. */
export interface Passwords {
  /** Keeps a typed password and answers its slot and when it ends, in ms. Throws `rate_limited` when too many wait. */
  keep(password: string): { slot: string; ends: number };
  /** Begins an import of hashes, or adds to one, and answers its slot. Throws as `HashBatches.add`. */
  keepHashes(slot: string | null, rows: readonly HashRow[]): string;
  /** Whether the slot has hashes; false for one that is over. */
  hasHashes(slot: string): boolean;
  /** What a run with this slot has for the account, and that it is this account's from now on. */
  claim(slot: string, account: Account): NewPassword['kind'] | 'none';
  /** Gives an account's password out, once. Throws `password_gone` when it was used, its time was up or Rollcall started anew. */
  take(slot: string, account: string): NewPassword;
  /** Names in an import that no account has claimed. */
  unclaimed(slot: string): string[];
  /** Forgets; an absent slot is no error. */
  drop(slot: string): void;
  close(): void;
}

export function createPasswords(now: () => number = Date.now): Passwords {
  const vault = createVault(now);
  const hashes = createHashBatches();
  const owners = new Map<string, string>();
  return {
    keep(password) {
      for (const slot of owners.keys()) if (!vault.has(slot)) owners.delete(slot);
      return { slot: vault.put(new Secret(password)), ends: now() + slotLifeMs };
    },
    keepHashes: (slot, rows) => hashes.add(slot, rows),
    hasHashes: (slot) => hashes.has(slot),
    claim(slot, account) {
      if (hashes.has(slot)) return hashes.claim(slot, account) ? 'imported' : 'none';
      // Whoever typed a password meant one user; that it is no longer there is told when it is to be used.
      const owner = owners.get(slot) ?? account.ref.id;
      owners.set(slot, owner);
      return owner === account.ref.id ? 'captured' : 'none';
    },
    take(slot, account) {
      const hash = hashes.take(slot, account);
      if (hash !== null) return { kind: 'imported', secret: new Secret(hash) };
      const isOwner = owners.get(slot) === account;
      if (isOwner) owners.delete(slot);
      if (isOwner) return { kind: 'captured', secret: vault.take(slot) };
      throw new SyncError('password_gone', 'The password is no longer at hand: it is kept in memory for a short time.');
    },
    unclaimed: (slot) => hashes.unclaimed(slot),
    drop(slot) {
      vault.drop(slot);
      owners.delete(slot);
      hashes.drop(slot);
    },
    close() {
      vault.close();
      owners.clear();
      hashes.close();
    },
  };
}

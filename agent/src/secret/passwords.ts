import { randomUUID } from 'node:crypto';
import { SyncError } from '@rollcall/shared';
import type { Account } from '@rollcall/shared';

import { Secret } from './secret.ts';
import { createVault, slotLifeMs } from './vault.ts';

/** A password for one account: as a person typed it, or as the bcrypt hash that the site keeps of it. */
export interface NewPassword {
  kind: 'captured' | 'imported';
  secret: Secret;
}

/** One line of an import: whose hash it is, by whatever of these is known. */
export interface HashRow {
  uuid: string | null;
  login: string | null;
  mail: string | null;
  hash: string;
}

/** Passwords that wait in memory for a run, the typed ones for two minutes, hashes until nobody asks for a quarter of an hour. */
export interface Passwords {
  /** Keeps a typed password and answers its slot and when it ends, in ms. Throws `rate_limited` when too many wait. */
  keep(password: string): { slot: string; ends: number };
  /** Begins an import, or adds to one, and answers its slot. Throws `password_gone` for one that is over, `invalid` when full. */
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

interface Batch {
  rows: Set<HashRow>;
  byName: Map<string, HashRow>;
  claimed: Map<string, HashRow>;
  timer: NodeJS.Timeout;
}

const batchMark = 'import-';
const batchIdleMs = 15 * 60 * 1000;
const mostRows = 100_000;
const mostBatches = 3;

export function createPasswords(now: () => number = Date.now): Passwords {
  const vault = createVault(now);
  const owners = new Map<string, string>();
  const batches = new Map<string, Batch>();

  const drop = (slot: string): void => {
    vault.drop(slot);
    owners.delete(slot);
    clearTimeout(batches.get(slot)?.timer);
    batches.delete(slot);
  };
  const batchOf = (slot: string): Batch | undefined => {
    batches.get(slot)?.timer.refresh();
    return batches.get(slot);
  };
  const open = (): string => {
    if (batches.size >= mostBatches) throw new SyncError('rate_limited', 'Other imports are under way.');
    const slot = `${batchMark}${randomUUID()}`;
    const timer = setTimeout(() => drop(slot), batchIdleMs).unref();
    batches.set(slot, { rows: new Set(), byName: new Map(), claimed: new Map(), timer });
    return slot;
  };
  return {
    keep(password) {
      for (const slot of owners.keys()) if (!vault.has(slot)) owners.delete(slot);
      return { slot: vault.put(new Secret(password)), ends: now() + slotLifeMs };
    },
    keepHashes(former, rows) {
      const slot = former ?? open();
      const batch = batchOf(slot) ?? failGone();
      if (batch.rows.size + rows.length > mostRows) {
        drop(slot);
        throw new SyncError('invalid', `An import takes at most ${mostRows} users.`, { scope: 'run' });
      }
      for (const row of rows) addRow(batch, row);
      return slot;
    },
    hasHashes: (slot) => batchOf(slot) !== undefined,
    claim(slot, account) {
      if (slot.startsWith(batchMark)) return claimHash(batchOf(slot), account);
      // Whoever typed a password meant one user; what is no longer there is told when it is to be used.
      const owner = owners.get(slot) ?? account.ref.id;
      owners.set(slot, owner);
      return owner === account.ref.id ? 'captured' : 'none';
    },
    take(slot, account) {
      if (slot.startsWith(batchMark)) return { kind: 'imported', secret: takeHash(batchOf(slot), account) };
      if (owners.get(slot) !== account) failGone();
      owners.delete(slot);
      return { kind: 'captured', secret: vault.take(slot) };
    },
    unclaimed(slot) {
      const { rows = new Set<HashRow>(), claimed = new Map<string, HashRow>() } = batchOf(slot) ?? {};
      const taken = new Set(claimed.values());
      return [...rows].filter((row) => !taken.has(row)).map(({ login, mail, uuid }) => login ?? mail ?? uuid ?? '');
    },
    drop,
    close() {
      for (const slot of batches.keys()) drop(slot);
      vault.close();
      owners.clear();
    },
  };
}

function addRow(batch: Batch, row: HashRow): void {
  batch.rows.add(row);
  for (const name of [row.uuid, row.login, row.mail]) if (name !== null) batch.byName.set(name.toLowerCase(), row);
}

function claimHash(batch: Batch | undefined, account: Account): 'imported' | 'none' {
  const { login, email, ref } = account;
  const known = [ref.id, login, email ?? ''].map((name) => batch?.byName.get(name.toLowerCase()));
  // A line with an id is about this very account, not about another one with the same mail.
  const row = known.find((each) => each !== undefined && (each.uuid === null || each.uuid === ref.id));
  if (!batch || !row) return 'none';
  batch.claimed.set(ref.id, row);
  return 'imported';
}

function takeHash(batch: Batch | undefined, account: string): Secret {
  const row = batch?.claimed.get(account) ?? failGone();
  const { hash } = row;
  if (hash === '') failGone();
  row.hash = '';
  return new Secret(hash);
}

function failGone(): never {
  throw new SyncError(
    'password_gone',
    'The password is no longer at hand: it is kept in memory for a short time only.',
  );
}

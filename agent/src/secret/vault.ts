import { randomUUID } from 'node:crypto';
import { SyncError } from '@rollcall/shared';
import type { Secret } from './secret.ts';

/** How long a password waits to be used. */
export const slotLifeMs = 2 * 60 * 1000;
const most = 100;

/** Passwords on their way from a form to the directory: in memory only, each for one use and two minutes. */
export interface Vault {
  /** Keeps a password and answers its slot id. Throws `rate_limited` when too many wait. */
  put(password: Secret): string;
  /** Gives a password out, once. Throws `password_gone` when it was used, its time was up or Rollcall started anew. */
  take(slot: string): Secret;
  /** Forgets a password; an absent one is no error. */
  drop(slot: string): void;
  has(slot: string): boolean;
  readonly size: number;
  /** Forgets everything. */
  close(): void;
}

/** Makes an empty vault. JavaScript can't wipe a text from memory; dropping the last reference is all there is. */
export function createVault(now: () => number = Date.now): Vault {
  const slots = new Map<string, { password: Secret; ends: number; timer: NodeJS.Timeout }>();
  const drop = (slot: string): void => {
    clearTimeout(slots.get(slot)?.timer);
    slots.delete(slot);
  };
  return {
    put(password) {
      if (slots.size >= most)
        throw new SyncError('rate_limited', 'Too many passwords wait to be used.', {
          next: 'Wait two minutes, then save the form again.',
        });
      const slot = randomUUID();
      slots.set(slot, { password, ends: now() + slotLifeMs, timer: setTimeout(() => drop(slot), slotLifeMs).unref() });
      return slot;
    },
    take(slot) {
      const held = slots.get(slot);
      drop(slot);
      // Timers stand still while the computer sleeps.
      if (held && now() < held.ends) return held.password;
      throw new SyncError('password_gone', 'The password is no longer at hand: it is kept for two minutes.');
    },
    drop,
    has: (slot) => slots.has(slot),
    get size() {
      return slots.size;
    },
    close() {
      for (const slot of slots.keys()) drop(slot);
    },
  };
}

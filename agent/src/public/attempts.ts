import type { Context } from 'hono';

import { directAddress } from './caller.ts';

/** Counts wrong tries by a key, such as the caller's address, so that nobody guesses for long. */
export interface Attempts {
  /** Whether too many wrong tries were made within the time. */
  isShut(key: string): boolean;
  wrong(key: string): void;
  /** Takes the newest of a key's tries back: it was not wrong after all. */
  takeBack(key: string): void;
}

export interface AttemptLimit {
  /** So many wrong tries shut the key out, */
  most: number;
  /** until the oldest of them is so many milliseconds old. */
  within: number;
}

/** What an address may try that knows no secret. */
export const addressLimit: AttemptLimit = { most: 20, within: 60_000 };

export function createAttempts(now: () => number, { most, within }: AttemptLimit = addressLimit): Attempts {
  const wrongs = new Map<string, number[]>();
  const recent = (key: string) => (wrongs.get(key) ?? []).filter((at) => now() - at < within);
  return {
    isShut: (key) => recent(key).length >= most,
    wrong(key) {
      for (const other of wrongs.keys()) if (recent(other).length === 0) wrongs.delete(other);
      wrongs.set(key, [...recent(key), now()].slice(-most));
    },
    takeBack(key) {
      wrongs.set(key, recent(key).slice(0, -1));
    },
  };
}

/** Where a call comes from, behind the proxies that are believed. */
export function addressOf(c: Context): string {
  return c.get('caller')?.address ?? directAddress(c);
}

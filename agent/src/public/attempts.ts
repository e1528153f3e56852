import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

const window = 60_000;
const most = 20;

/** Counts wrong tries by address, so that nobody guesses for long. */
export interface Attempts {
  /** Whether an address has made too many wrong tries within a minute. */
  isShut(address: string): boolean;
  wrong(address: string): void;
}

export function createAttempts(now: () => number): Attempts {
  const wrongs = new Map<string, number[]>();
  const recent = (address: string) => (wrongs.get(address) ?? []).filter((at) => now() - at < window);
  return {
    isShut: (address) => recent(address).length >= most,
    wrong(address) {
      for (const other of wrongs.keys()) if (recent(other).length === 0) wrongs.delete(other);
      wrongs.set(address, [...recent(address), now()].slice(-most));
    },
  };
}

/** Where a call comes from; a call without a socket, as tests make it, has no address. */
export function addressOf(c: Context): string {
  try {
    return getConnInfo(c).remote.address ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

import { put } from '../store/data.ts';
import type { Store } from '../store/store.ts';

/** Moments within which things count together, kept across restarts. */
export interface Recent {
  store: Store;
  /** Where they are kept among the settings. */
  key: string;
  now: number;
  /** How long one counts, in milliseconds. */
  time: number;
}

/** Those that count now, as they are kept. */
export function recentOf({ store, key, now, time }: Recent): string[] {
  const kept = store.data.settings[key];
  const isRecent = (at: unknown): at is string => typeof at === 'string' && now - Date.parse(at) < time;
  return Array.isArray(kept) ? kept.filter(isRecent) : [];
}

/** Adds so many at this moment. Whoever asks next sees them at once, before they are on the disk. */
export function addRecent(recent: Recent, count: number): Promise<void> {
  const now = Array.from({ length: count }, () => new Date(recent.now).toISOString());
  return recent.store.commit([put('settings', recent.key, [...recentOf(recent), ...now])]);
}

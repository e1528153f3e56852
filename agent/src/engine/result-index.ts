import type { ItemResult } from '@rollcall/shared';

import type { Store } from '../store/store.ts';

/** Finds the results of a run without looking at those of all others. */
export interface ResultIndex {
  /** Keys of the results that are kept for the job. */
  keys(job: string): string[];
  of(job: string): ItemResult[];
}

/** Follows the store's commits; looks at every kept result once, when first asked. */
export function createResultIndex(store: Store): ResultIndex {
  let known: Map<string, Set<string>> | null = null;
  const setOf = (map: Map<string, Set<string>>, key: string): Set<string> => {
    const prefix = key.slice(0, key.indexOf('/'));
    const keys = map.get(prefix) ?? new Set();
    map.set(prefix, keys);
    return keys;
  };
  const build = (): Map<string, Set<string>> => {
    const map = new Map<string, Set<string>>();
    for (const [key] of store.walk('results')) setOf(map, key).add(key);
    return map;
  };
  store.onCommit((changes) => {
    if (!known) return;
    for (const { collection, key, value } of changes) {
      if (collection !== 'results') continue;
      if (value) setOf(known, key).add(key);
      else setOf(known, key).delete(key);
    }
  });
  const keys = (job: string): string[] => {
    known ??= build();
    return [...(known.get(encodeURIComponent(job)) ?? [])];
  };
  return { keys, of: (job) => keys(job).flatMap((key) => store.data.results[key] ?? []) };
}

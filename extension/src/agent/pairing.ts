import { createStore, del, get, set } from 'idb-keyval';
import { z } from 'zod';

const pairing = z.object({
  clientId: z.string(),
  token: z.string(),
  /** Short id of the agent that issued the token; both sides show it. */
  agent: z.string(),
  role: z.string(),
  since: z.iso.datetime(),
});

/** What this browser got when it was paired. */
export type Pairing = z.infer<typeof pairing>;

export interface PairingStore {
  load(): Promise<Pairing | null>;
  save(value: Pairing): Promise<void>;
  wipe(): Promise<void>;
}

/**
 * Keeps the pairing in IndexedDB: a content script can read `storage.local` where the browser has no access levels, but
 * never the extension's own databases.
 */
export function indexedDbPairing(): PairingStore {
  const store = createStore('rollcall', 'pairing');
  return {
    async load() {
      const read = pairing.safeParse(await get('pairing', store));
      return read.success ? read.data : null;
    },
    save: (value) => set('pairing', value, store),
    wipe: () => del('pairing', store),
  };
}

import { put } from '../store/data.ts';
import type { Store } from '../store/store.ts';

/** A time in which the agent saw nothing: the computer slept, or the agent did not run. In milliseconds. */
export interface Away {
  from: number;
  to: number;
}

/** Notices when time went by without the agent. */
export interface Beat {
  /** To be called every ten seconds while the agent serves; answers the gap that has just ended, or null. */
  beat(): Promise<Away | null>;
}

/** A longer gap between two beats means that the computer slept, in milliseconds. */
const longestGap = 60_000;
/** Written at most this often, in milliseconds. */
const saveEvery = 60_000;
const key = 'lastAwake';

/** From this long an absence on, what has gathered is shown to a person before anything is written, in milliseconds. */
export const longAway = 24 * 60 * 60_000;

export function createBeat({ store, now }: { store: Store; now: () => number }): Beat {
  const kept = store.data.settings[key];
  let last = typeof kept === 'string' ? Date.parse(kept) : null;
  let saved = 0;
  return {
    async beat() {
      const to = now();
      const from = last;
      last = to;
      const away = from !== null && to - from > longestGap ? { from, to } : null;
      // A clock that was set back is saved at once, or it would look like an absence later.
      if (away !== null || to - saved >= saveEvery || to < saved) {
        saved = to;
        await store.commit([put('settings', key, new Date(to).toISOString())]);
      }
      return away;
    },
  };
}

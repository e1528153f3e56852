import type { Connection } from '@rollcall/shared';

import type { Passwords } from '../secret/passwords.ts';
import type { Activity } from '../store/activity.ts';
import type { Plans } from '../store/plans.ts';
import type { Store } from '../store/store.ts';
import type { Sides } from './observe.ts';

/** What the engine needs from its surroundings. */
export interface EngineDeps {
  store: Store;
  activity: Activity;
  plans: Plans;
  /** Passwords that wait in memory; a run names those it is about by its `secretSlot`. */
  passwords: Pick<Passwords, 'claim' | 'take' | 'unclaimed' | 'hasHashes'>;
  /** Both directories of a connection, ready to use; throws `not_configured` when one that is needed is missing. */
  sidesOf: (connection: Connection, needed?: 'both' | 'cms') => Promise<Sides>;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  newId: () => string;
  /** Takes what should never happen, for the log. */
  report: (error: unknown) => void;
}

export function isoNow(deps: Pick<EngineDeps, 'now'>): string {
  return new Date(deps.now()).toISOString();
}

import type { Attrs } from './account.ts';
import type { Actor, Trigger } from './actor.ts';
import type { Side, Time } from './json.ts';
import type { Action } from './plan.ts';
import type { Problem } from './error.ts';

export type EntryType =
  | Action
  | 'hold'
  | 'approve'
  | 'refuse'
  | 'settings'
  | 'token'
  | 'client'
  | 'signIn'
  | 'run'
  | 'drift';

/** One call to the other system; never its query or body, which may name people. */
export interface SentCall {
  method: string;
  path: string;
  /** Null when no answer came. */
  status: number | null;
  ms: number;
}

/** One named step of an applied item, for the step trace. */
export interface Step {
  name: string;
  ms: number;
  status: number | null;
  requestId: string | null;
  /** What was asked of the other systems, at most 20; missing where nothing was. */
  calls?: SentCall[];
}

/** One line of the append-only activity record; holds no personal values, those are in its image. */
export interface Entry {
  id: string;
  at: Time;
  connection: string;
  job: string | null;
  item: string | null;
  by: Actor;
  trigger: Trigger;
  type: EntryType;
  /** The side that was written to; missing in entries that wrote to none. */
  side?: Side;
  outcome: 'done' | 'failed' | 'refused' | 'held' | 'unknown';
  /** How the outcome is known: `readBack` was seen, `answer` was only answered. */
  evidence: 'readBack' | 'answer' | 'session' | 'none';
  subject: { cms: string | null; okta: string | null; group: string | null };
  fields: string[];
  problem: Problem | null;
  /** Hash of the line in the day's image file; null when there is none. */
  image: string | null;
  steps: Step[];
  prev: string;
  /** HMAC-SHA-256 over `prev` and the canonical entry. */
  mac: string;
}

/** Values before and after an entry; one person's can be erased without breaking the chain. */
export interface Image {
  entry: string;
  before: Attrs | null;
  after: Attrs | null;
}

import type { Actor, Trigger } from './actor.ts';
import type { AccountRef, Attrs } from './account.ts';
import type { Connection } from './connection.ts';
import type { Side, Time } from './json.ts';
import type { Action } from './plan.ts';
import type { PullDefaults } from './pull-settings.ts';
import type { Problem } from './error.ts';

/** Which accounts a run looks at. */
export type Scope =
  | { kind: 'all' }
  | { kind: 'accounts'; side: Side; ids: string[] }
  | { kind: 'changed' }
  | UndoOf
  | ResolveOf
  | MembershipOf
  | PullOf
  | {
      kind: 'plan';
      plan: string;
      digest: string;
      /** Ids of the items to apply with what they need; null applies all. */
      items: string[] | null;
      /** For updates of which only some fields are wanted: their names by item id. */
      fields?: Record<string, string[]>;
    };

/** Which side counts for differences of one linked user, by its CMS id; fields by Okta's names, or `state`. */
export interface ResolveOf {
  kind: 'resolve';
  user: string;
  take: Record<string, Side | 'leave'>;
  /** Whoever applies the plan also makes the chosen sides the owners of these fields for everybody. */
  rule?: true;
}

/** A pushed group, whose role shall be held by exactly those members whom it is given to. */
export interface MembershipOf {
  kind: 'membership';
  /** Its SCIM id. */
  group: string;
  /** Ask the CMS who holds the role, also where it was read back before. */
  anew: boolean;
}

/** Who the connection's pull settings select in Okta, by these options. */
export interface PullOf {
  kind: 'pull';
  options: PullDefaults;
  /** Where the site is another one of a pull: the connection whose pull settings count. */
  main?: string;
}

/** What a new forward plan takes back: everything that a run did, or single entries of the activity. */
export type UndoOf = { kind: 'undo'; job: string } | { kind: 'undo'; entries: string[] };

/** What the site's own forms or code tell. */
export type SiteEvent = 'created' | 'edited' | 'blocked' | 'unblocked' | 'cancelled' | 'rolesChanged';

/** What every trigger makes and the engine takes; never holds a secret. */
export interface RunRequest {
  connection: string;
  trigger: Trigger;
  by: Actor;
  scope: Scope;
  mode: 'plan' | 'apply';
  /** Operations asked for; empty means what the method's ticks allow. */
  operations: Action[];
  deadline: Time | null;
  /** Slot id in the in-memory vault; null when no password is involved. */
  secretSlot: string | null;
  /** What was seen to happen on the site, for trigger `event`; missing when Rollcall looked by itself. */
  event?: { kind: SiteEvent };
  /** Plan nothing but the passwords of the slot. */
  only?: 'passwords';
  /** Settings to plan with instead of the saved ones; only for mode `plan`. */
  trial?: Partial<Connection>;
  /** What one CMS account shall be, for trigger `scim`; the scope then names nobody. */
  desired: Desired | null;
}

/** One CMS account as Okta wants it; a password never is among the values. */
export interface Desired {
  /** The CMS's id; null for an account to be made. */
  account: string | null;
  /** By Okta's names: null is wanted to be empty, and one that is missing stays as it is. */
  attributes: Attrs;
  /** Whether the person may sign in; null leaves it as it is. */
  active: boolean | null;
}

export type JobState =
  | 'queued'
  | 'reading'
  | 'planning'
  | 'waiting'
  | 'applying'
  | 'done'
  | 'stopped'
  | 'cancelled'
  | 'failed';

/** A run as the store keeps it and as progress shows it. */
export interface Job {
  id: string;
  request: RunRequest;
  state: JobState;
  plan: string | null;
  /** Accounts read so far while reading. */
  at: number;
  total: number;
  done: number;
  failed: number;
  held: number;
  skipped: number;
  /** Sequence number of the last item that was settled; resume goes on behind it. */
  cursor: number;
  created: Time;
  started: Time | null;
  beat: Time;
  ended: Time | null;
  error: Problem | null;
  /** Grows with every change that a poller should see. */
  seq: number;
}

/** What became of one item. */
export interface ItemResult {
  item: string;
  outcome: 'done' | 'failed' | 'refused' | 'held' | 'unknown' | 'moved';
  problem: Problem | null;
  entry: string | null;
  label: string;
  handle: string | null;
  action: Action;
  /** The job's `seq` when this was settled: what a poller has seen already. */
  seq: number;
}

/** Written and synced before each outside effect, deleted with its record: what a crash leaves behind. */
export interface Intent {
  item: string;
  job: string;
  key: string;
  action: Action;
  target: AccountRef | null;
  at: Time;
}

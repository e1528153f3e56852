import type { AccountRef, Attrs } from './account.ts';
import type { Actor, Trigger } from './actor.ts';
import type { BrakeName } from './connection.ts';
import type { ErrorCode } from './error.ts';
import type { Side, Time } from './json.ts';
import type { PullDefaults } from './pull-settings.ts';

export type Action =
  | 'link'
  | 'unlink'
  | 'create'
  | 'update'
  | 'activate'
  /** Sends the activation mail again. */
  | 'invite'
  | 'suspend'
  | 'resume'
  | 'deactivate'
  | 'delete'
  | 'setPassword'
  | 'grantGroup'
  | 'revokeGroup'
  | 'createGroup'
  | 'renameGroup'
  | 'deleteGroup';

/** Why an item is planned; a removal always names one of the last four before `undo`. */
export type Reason =
  | 'new'
  | 'changed'
  | 'returned'
  | 'asked'
  | 'filtered'
  | 'leftGroup'
  | 'deactivatedAtSource'
  | 'goneAtSource'
  | 'undo';

/** What else happens when an item is applied, so that the person who confirms can know it. */
export type Effect = 'cmsMail' | 'oktaMail' | 'sessionsEnd' | 'appsLost';

export type Verdict =
  | { is: 'allow' }
  | { is: 'hold' | 'refuse'; code: ErrorCode; text: string; approved?: { by: Actor; at: Time } };

/** One change that a run would make to one account. */
export interface PlanItem {
  id: string;
  seq: number;
  action: Action;
  /** The side that is written to; `link` writes to neither. */
  side: Side;
  subject: {
    cms: AccountRef | null;
    okta: AccountRef | null;
    group: string | null;
    label: string;
    handle: string | null;
  };
  /** The target's values now, by its own attribute names plus `state`; null when there is no target yet. */
  before: Attrs | null;
  /** The values that a read-back must show; null for a removal. */
  after: Attrs | null;
  /** Names in `after` that are known only once applied, such as `id`. */
  knownAfter: string[];
  /** Attributes whose present difference the item leaves alone: shown, never written. */
  drift: string[];
  reason: Reason;
  /** The side that the change comes from. */
  source: Side;
  /** Hash of the target when planned; null when there is no target yet. An item whose target moved is not applied. */
  expect: string | null;
  /** Hash of the account that the change comes from; null when it is gone. A saved plan is not applied to one that moved. */
  sourceExpect: string | null;
  /** Ids of items that must be done first, such as activate before update. */
  needs: string[];
  secret: 'none' | 'captured' | 'imported' | 'hook' | 'scim';
  effects: Effect[];
  undo: 'full' | 'partial' | 'none';
  verdict: Verdict;
}

/** Where one side stood when a plan was made. */
export interface Observation {
  at: Time;
  count: number;
  /** False when the listing was narrowed, cut short or not trustworthy: then absence proves nothing. */
  complete: boolean;
  serverClockSkewMs: number;
}

/** An account that a plan leaves alone, and why. */
export interface Aside {
  subject: PlanItem['subject'];
  why: 'unchanged' | 'excluded' | 'protected' | 'undecided' | 'differs' | 'notTicked';
  code: ErrorCode | null;
  text: string;
  /** Differing attributes, by Okta's names, with both values: what the Compare view shows. */
  differences: Difference[];
}

export interface Difference {
  field: string;
  cms: Attrs[string];
  okta: Attrs[string];
}

/** Why a brake holds a whole run: one sentence, and the limits that are exceeded, so that a reader's language can say it. */
export interface PlanBrake {
  code: ErrorCode;
  text: string;
  /** Missing in plans that were saved before limits were told one by one. */
  over?: OverLimit[];
}

export interface OverLimit {
  name: BrakeName;
  count: number;
  limit: number;
  sides: Side[];
}

/** The head of a saved plan; its items follow it in the same file. */
export interface Plan {
  id: string;
  connection: string;
  /** SHA-256 over the canonical head facts and items without approvals: approval binds to it. */
  digest: string;
  trigger: Trigger;
  by: Actor;
  made: Time;
  /** Older plans must be made again. */
  expires: Time;
  /** Hash of the connection's settings that the plan was made with. */
  settings: string;
  observed: Record<Side, Observation>;
  counts: Record<string, number>;
  unchanged: number;
  undecided: number;
  excluded: number;
  /** Owners of mapped fields, by Okta's names, that become settings when the plan is applied; missing where none do. */
  rule?: Record<string, Side>;
  /** The options of the pull that it was made by; missing where it was none. */
  pull?: PullDefaults;
  /** Where that pull was of another connection's settings: which one's. */
  main?: string;
  /** Set when a brake holds the whole run. */
  brake: PlanBrake | null;
  state: 'open' | 'approved' | 'applied' | 'stale' | 'refused';
  approved: { by: Actor; at: Time } | null;
}

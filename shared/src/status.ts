import type { State } from './account.ts';
import type { Time } from './json.ts';
import type { Problem } from './error.ts';
import type { Difference } from './plan.ts';

/**
 * What a badge shows for one CMS account. `activeInOkta` is the leaver who is blocked on the site and still active in
 * Okta; `notInOkta` is claimed only from a complete Okta listing younger than a day.
 */
export type BadgeStatus =
  | 'unknown'
  | 'checking'
  | 'syncing'
  | 'failed'
  | 'held'
  | 'conflict'
  | 'differs'
  | 'excluded'
  | 'protected'
  | 'notInOkta'
  | 'found'
  | 'staged'
  | 'invited'
  | 'active'
  | 'suspended'
  | 'deactivated'
  | 'activeInOkta';

/** The one thing that a badge offers to do. */
export type BadgeAction =
  | 'sync'
  | 'check'
  | 'view'
  | 'retry'
  | 'review'
  | 'choose'
  | 'compare'
  | 'why'
  | 'link'
  | 'activate'
  | 'resend'
  | 'reactivate'
  | 'deactivate';

/** Status of one CMS account, from the store alone. */
export interface RowStatus {
  handle: string;
  id: string | null;
  label: string | null;
  status: BadgeStatus;
  action: BadgeAction;
  okta: { id: string; login: string; state: State; detail: string | null; url: string | null } | null;
  /** Differing fields by Okta's names; empty when none differ or none are known. */
  differences: Difference[];
  /** When the older of the two sides was last read; null when never. */
  at: Time | null;
  /** Why it failed, is excluded, protected or held. */
  problem: Problem | null;
  job: string | null;
  /** What keeps the account on the CMS: Okta's SCIM client, or pulls from Okta; null where a person or other runs do. */
  source: 'scim' | 'pull' | null;
}

/** Counts over a whole connection; the parts are disjoint and add up to `users`. */
export interface Summary {
  users: number;
  linked: number;
  notInOkta: number;
  needLook: number;
  unknown: number;
  readAt: Time | null;
}

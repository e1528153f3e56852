import type { Problem } from './error.ts';
import type { Json, Time } from './json.ts';

/**
 * Whether a person may sign in. Okta's PROVISIONED, RECOVERY, PASSWORD_EXPIRED and LOCKED_OUT are `active` with Okta's
 * own word in `Account.detail`; a blocked Drupal user is `deactivated`.
 */
export type State = 'staged' | 'active' | 'suspended' | 'deactivated';

/** Why an account is never blocked, demoted or deleted by a sync. */
export type Guarded =
  | 'root'
  | 'administrator'
  | 'powerful'
  | 'lastAdministrator'
  | 'signedIn'
  | 'ownAccount'
  | 'tokenOwner'
  | 'named';

export type AttributeValue = string | string[] | number | boolean | null;

/** Attributes by the directory's own names; `null` is known to be empty, a missing key was not read. */
export type Attrs = Record<string, AttributeValue>;

/** An account's immutable name; `directory` is the Directory's id, so it is the lock key and the link key. */
export interface AccountRef {
  directory: string;
  id: string;
}

/** One user as a directory holds it. */
export interface Account {
  ref: AccountRef;
  /** The number that the CMS's pages show (Drupal uid, WordPress ID); null where there is none. */
  handle: string | null;
  login: string;
  email: string | null;
  displayName: string | null;
  state: State;
  /** The directory's own word for the state, such as Okta's PROVISIONED; null where `state` says it all. */
  detail: string | null;
  attributes: Attrs;
  /** Ids of the groups or roles; null when they were not read. */
  groups: string[] | null;
  guarded: Guarded[];
  createdAt: Time | null;
  changedAt: Time | null;
  readAt: Time;
  /** The directory's own version mark (Okta's ETag); null where it has none. */
  version: string | null;
}

/** The compact form of an account that the store keeps, one per account a side: the badge and SCIM index. */
export interface AccountRow {
  ref: AccountRef;
  handle: string | null;
  login: string;
  email: string | null;
  displayName: string | null;
  state: State;
  detail: string | null;
  guarded: Guarded[];
  /** Hash of login, email, state, mapped attributes and groups: tells an unchanged account without keeping its values. */
  hash: string;
  seenAt: Time;
  /** Number of the complete listing that showed it last. */
  sweep: number;
  /** How many complete listings in a row did not show it; 2 and a `not_found` answer mean gone. */
  missing: 0 | 1 | 2;
  /** The first of these listings. */
  missingAt?: Time;
  /** The reading that first showed it switched off; kept while it is. */
  offAt?: Time;
  /** When the other side was last asked for this account's partner and had none; null when it has one or was not asked. */
  absentAt: Time | null;
  note: RowNote | null;
  /** A person took this account and its partner apart; only a sync by name brings the two together again. */
  parted?: { how: 'deleted' | 'unlinked'; at: Time };
  /** What the CMS was last seen to hold; kept only where a connection of its directory is used by SCIM. */
  known?: { attributes: Attrs; createdAt: Time | null; changedAt: Time | null };
  /** When the CMS answered that it has no such account, to a SCIM client's write; it counts as deleted there for SCIM alone. */
  goneAt?: Time;
  /** What a SCIM client was answered about this account. */
  scim?: ScimFacts;
}

/** What SCIM knows of a CMS account beyond the CMS itself. */
export interface ScimFacts {
  connection: string;
  /** The resource as the client last sent it, never with a password: what the CMS can't hold is echoed from here. */
  resource: Json;
  /** What the CMS held right after that, by Okta's names: a value that has moved since is the CMS's own. */
  agreed: Attrs;
  /** How often the account was brought back after the client had deleted it, counted from 1: each time under a new id. */
  generation: number;
  /** The client deleted it, and the CMS keeps it. */
  deleted: boolean;
  modified: Time;
}

/** Why an account is left alone or did not succeed: what its badge explains. */
export interface RowNote {
  kind: 'excluded' | 'protected' | 'undecided' | 'held' | 'failed';
  problem: Problem;
  /** The plan in which the held item waits. */
  plan: string | null;
  at: Time;
  /** How many tries in a row failed, none of which a later one may mend; absent where it is no failure. */
  tries?: number;
}

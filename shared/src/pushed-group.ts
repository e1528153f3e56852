import type { Problem } from './error.ts';
import type { Time } from './json.ts';

/** A group that a SCIM client has pushed, kept for its own sake: it may have no role on the CMS yet. */
export interface PushedGroup {
  /** A UUID, the SCIM id. */
  id: string;
  connection: string;
  /** `displayName` as last sent. */
  name: string;
  externalId: string | null;
  /** The CMS's id of the role that its members hold; null while there is none. */
  role: string | null;
  /** Rollcall made the role for this group. */
  madeRole: boolean;
  /** The role grants power over users or permissions, and a person has named it all the same. */
  namedPrivileged: boolean;
  /** Why it has no role though one was looked for, or why roles could not be brought into line; null when nothing is wrong. */
  problem: Problem | null;
  created: Time;
  modified: Time;
  /** Grows with each change of the group or its members. */
  version: number;
  /** The plan that waits for a person before roles are brought into line. */
  plan?: string;
  /** A person has chosen the role, or that there is none: no role is looked for by name. */
  chosen?: boolean;
  /** Roles that the group gave before, still to be taken from whom it gave them to. */
  former?: string[];
  /** Its name before, until the role that was made for it is called as the group is now. */
  renamed?: string;
  /** The name of which the CMS can have no role; none is made while the group is called so. */
  refusedName?: string;
  /** The client has deleted the group, and its role is still to be taken away. */
  removed?: boolean;
  /** How many members the last write named whom the CMS does not have. */
  ignored?: number;
}

/**
 * One account's place in a pushed group, kept apart so that a change of one member is one small record. A member whom the
 * client took out stays with `wanted: false` until the role is gone from the account.
 */
export interface PushedMember {
  group: string;
  /** The CMS's id of the account. */
  account: string;
  wanted: boolean;
  /** The role was read back as wanted; false while that is still to be done. */
  settled: boolean;
  problem: Problem | null;
  since: Time;
}

import type { AccountRow, BadgeAction, BadgeStatus, Link, Side, Summary } from '@rollcall/shared';

import { isOff } from './compare-state.ts';

/** A CMS account as the store knows it, with its link, and the Okta account that is linked or would be. */
export interface Known {
  row: AccountRow;
  link: Link | undefined;
  partner: AccountRow | undefined;
}

export interface Badge {
  status: BadgeStatus;
  action: BadgeAction;
}

/** The badge that is called for if everything known was read just now. First rule that applies, most pressing first. */
export function badgeOf(known: Known): Badge {
  return noteBadge(known) ?? (known.link ? linkedBadge(known, known.link) : unlinkedBadge(known));
}

function noteBadge({ row, link }: Known): Badge | null {
  switch (row.note?.kind) {
    case 'failed':
    case 'undecided':
      return { status: 'failed', action: 'retry' };
    case 'held':
      return { status: 'held', action: 'review' };
    case 'excluded':
      return link ? null : { status: 'excluded', action: 'why' };
    case 'protected':
      return link ? null : { status: 'protected', action: 'why' };
    case undefined:
      return null;
  }
}

function linkedBadge({ row, partner }: Known, link: Link): Badge {
  const leaver = link.differences.some((each) => each.field === 'state') && isOff(row.state);
  if (leaver && partner && !isOff(partner.state)) return { status: 'activeInOkta', action: 'deactivate' };
  if (link.conflict) return { status: 'conflict', action: 'choose' };
  if (link.differences.length > 0) return { status: 'differs', action: 'compare' };
  if (!partner) return unknown;
  switch (partner.state) {
    case 'staged':
      return { status: 'staged', action: 'activate' };
    case 'active':
      return partner.detail === 'PROVISIONED'
        ? { status: 'invited', action: 'resend' }
        : { status: 'active', action: 'sync' };
    case 'suspended':
      return { status: 'suspended', action: 'reactivate' };
    case 'deactivated':
      return { status: 'deactivated', action: 'reactivate' };
  }
}

function unlinkedBadge({ partner }: Known): Badge {
  return partner ? { status: 'found', action: 'link' } : { status: 'notInOkta', action: 'sync' };
}

/** What a badge becomes when it holds no longer. */
export const unknown: Badge = { status: 'unknown', action: 'check' };

/** A part of a connection's accounts, as its summary counts them. */
export type Part = Exclude<keyof Summary, 'users' | 'readAt'>;

export function partOf(status: BadgeStatus): Part {
  switch (status) {
    case 'staged':
    case 'invited':
    case 'active':
    case 'suspended':
    case 'deactivated':
    case 'syncing':
      return 'linked';
    case 'notInOkta':
      return 'notInOkta';
    case 'unknown':
    case 'checking':
    case 'excluded':
    case 'protected':
      return 'unknown';
    case 'failed':
    case 'held':
    case 'conflict':
    case 'differs':
    case 'found':
    case 'activeInOkta':
      return 'needLook';
  }
}

/** When a CMS account was seen by itself and found missing in Okta, in milliseconds; -Infinity where never. */
export interface Sighting {
  seenAt: number;
  absentAt: number;
  /** The last complete listing showed it. */
  listed: boolean;
}

export function sightingOf(row: AccountRow): Sighting {
  return { seenAt: timeOf(row.seenAt), absentAt: timeOf(row.absentAt), listed: row.missing === 0 };
}

/** When each side was last listed to its end, in milliseconds; -Infinity where never. */
export type Sweeps = Record<Side, number>;

/** After this long a sighting says nothing any more, in milliseconds. */
const fresh = 24 * 60 * 60 * 1000;

export function isFresh(at: number, now: number): boolean {
  return now - at <= fresh;
}

/** When the account was last seen: by itself, or by a complete listing that showed it. */
export function lastSeen({ seenAt, listed }: Sighting, sweeps: Sweeps): number {
  return listed ? Math.max(seenAt, sweeps.cms) : seenAt;
}

/** Whether a badge of that part still holds: that all is well, or that nobody is there, must have been seen lately. */
export function stillHolds(part: Part, sighting: Sighting, sweeps: Sweeps, now: number): boolean {
  if (part !== 'linked' && part !== 'notInOkta') return true;
  if (!isFresh(lastSeen(sighting, sweeps), now)) return false;
  return part === 'linked' || isFresh(Math.max(sighting.absentAt, sweeps.okta), now);
}

export function timeOf(time: string | null): number {
  return time === null ? -Infinity : Date.parse(time);
}

import { z } from 'zod';

import { actor, sentence, side, state, time } from './api-basics.ts';

/** Messages about leavers: who lost access, and how that is known on each side. */

/**
 * How a loss is known. `entry` is the activity entry of Rollcall's own switch-off or deletion; `seen` is the reading that
 * showed the account switched off by others; `missing` is the complete list that did not show it any more.
 */
const proof = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('entry'),
    id: z.string(),
    at: time,
    type: z.enum(['suspend', 'deactivate', 'delete']),
    /** Whether the side was read back, or only answered. */
    evidence: z.enum(['readBack', 'answer', 'session', 'none']),
    by: actor,
  }),
  z.object({ kind: z.literal('seen'), at: time }),
  z.object({ kind: z.literal('missing'), at: time }),
]);

/** One side of a leaver. `at` is when the loss was done or, where others did it, first known; null while there is access. */
const leaverSide = z.object({
  id: z.string(),
  /** `gone`: deleted, or in none of two complete lists; `unread`: Rollcall knows nothing of it now. */
  state: z.enum([...state.options, 'gone', 'unread']),
  /** When a reading last showed the account; null where none is kept. */
  seenAt: time.nullable(),
  at: time.nullable(),
  proof: proof.nullable(),
});

/** Why one side still lets a leaver in, or may. */
export const openReason = z.enum([
  'frozen',
  'accepted',
  'excluded',
  'protected',
  'undecided',
  'held',
  'failed',
  'oneWay',
  'pending',
  'unread',
]);

const leaverRow = z.object({
  key: z.string(),
  /** Null where no account of the user is known any more. */
  login: z.string().nullable(),
  label: z.string().nullable(),
  mail: z.string().nullable(),
  /** Number of the user's page on the site. */
  handle: z.string().nullable(),
  linked: z.boolean(),
  /** The side that stopped the user, and when Rollcall followed; null where others switched off both. */
  stoppedBy: side.nullable(),
  stoppedAt: time.nullable(),
  cms: leaverSide.nullable(),
  okta: leaverSide.nullable(),
  /** Whole minutes between the two losses; null unless both are known. */
  minutes: z.number().nullable(),
  open: z.boolean(),
  openSide: side.nullable(),
  reason: openReason.nullable(),
  /** What a held or failed change waits for. */
  detail: sentence.nullable(),
});

/** Open rows first, then the latest loss first. `next` is what to give as `?after=`; null at the end. */
export const leaversAnswer = z.object({
  rows: z.array(leaverRow),
  /** How many fit the times, and how many of them are open. */
  total: z.number(),
  open: z.number(),
  next: z.string().nullable(),
});

export type LeaverSide = z.infer<typeof leaverSide>;
export type LeaverProof = z.infer<typeof proof>;
export type LeaverRow = z.infer<typeof leaverRow>;
export type OpenReason = z.infer<typeof openReason>;
export type LeaversAnswer = z.infer<typeof leaversAnswer>;

/** One leaver as a line of a table for an access review; names and values are the same in every language. */
export function leaverLine(row: LeaverRow): Record<string, string | number | null> {
  const { login, mail, handle, linked, stoppedBy, stoppedAt, minutes, open, openSide, reason, detail } = row;
  return {
    login,
    name: row.label,
    mail,
    page: handle,
    linked: linked ? 'yes' : 'no',
    open: open ? 'yes' : 'no',
    open_side: openSide,
    reason,
    detail,
    stopped_by: stoppedBy,
    stopped_at: stoppedAt,
    ...sideColumns('site', row.cms),
    ...sideColumns('okta', row.okta),
    minutes,
  };
}

function sideColumns(name: string, seen: LeaverSide | null): Record<string, string | null> {
  const proved = seen?.proof ?? null;
  const entry = proved?.kind === 'entry' ? proved : null;
  return {
    [`${name}_id`]: seen?.id ?? null,
    [`${name}_state`]: seen?.state ?? null,
    [`${name}_lost_at`]: seen?.at ?? null,
    [`${name}_last_seen`]: seen?.seenAt ?? null,
    [`${name}_proof`]: proved?.kind ?? null,
    [`${name}_proof_at`]: proved?.at ?? null,
    [`${name}_entry`]: entry?.id ?? null,
    [`${name}_change`]: entry?.type ?? null,
    [`${name}_evidence`]: entry?.evidence ?? null,
    [`${name}_by`]: entry ? (entry.by.cmsUser ?? entry.by.name) : null,
  };
}

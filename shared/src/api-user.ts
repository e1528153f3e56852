import { z } from 'zod';

import { entryAnswer, rowStatus } from './api.ts';
import { attrs, problemSchema, ref, sentence, side, state, time, value } from './api-basics.ts';

/** Messages about one user: both sides, what differs, what happened, and the link between them. */

/** One side of a user as last read; `attributes` and `groups` only when this answer comes from a live read. */
export const sideView = z.object({
  ref,
  handle: z.string().nullable(),
  login: z.string(),
  email: z.string().nullable(),
  displayName: z.string().nullable(),
  state,
  detail: z.string().nullable(),
  guarded: z.array(z.string()),
  groups: z.array(z.object({ id: z.string(), name: z.string() })).nullable(),
  attributes: attrs.nullable(),
  /** The page of this account in the system's own administration. */
  url: z.string().nullable(),
  seenAt: time,
});

/** One mapped attribute on both sides. Values of sensitive attributes are null with `sensitive` set. */
export const fieldView = z.object({
  /** Okta's name. */
  field: z.string(),
  /** The site's name; null for a template or a derived value. */
  cmsField: z.string().nullable(),
  title: sentence,
  cms: value,
  okta: value,
  /** What both sides last agreed on; null when never. */
  base: value,
  owner: z.enum(['cms', 'okta', 'either', 'ask']),
  /** Written on create only. */
  onCreateOnly: z.boolean(),
  sensitive: z.boolean(),
  /** `conflict` waits for a person; `left` is a difference that a person accepted or that the owner rule leaves alone. */
  stands: z.enum(['agrees', 'differs', 'conflict', 'left', 'unread']),
  /** Where a sync would write now; null when it would not. */
  writes: side.nullable(),
});

export const linkView = z.object({
  id: z.string(),
  origin: z.enum(['created', 'adopted', 'imported']),
  since: time,
  by: z.string(),
  syncedAt: time,
  frozen: z.boolean(),
  ignored: z.array(z.string()),
  stoppedBy: side.nullable(),
  stoppedAt: time.nullable(),
  /** Tries that failed in a row; at three the user is set aside until somebody looks. */
  failedTries: z.number(),
  setAside: z.boolean(),
});

/** From the store where nothing was read just now: `live` false, attributes null, values those of the last look. */
export const userAnswer = z.object({
  status: rowStatus,
  cms: sideView.nullable(),
  okta: sideView.nullable(),
  link: linkView.nullable(),
  fields: z.array(fieldView),
  live: z.boolean(),
  /** The latest applied change with its step trace; null when there was none. */
  last: entryAnswer.nullable(),
});

export const historyEntry = entryAnswer.extend({ before: attrs.nullable(), after: attrs.nullable() });
/** `?at=TIME` adds what both sides held then, as far as the record reaches; `?before=ID` reads on, 50 at a time. */
export const historyAnswer = z.object({
  entries: z.array(historyEntry),
  more: z.boolean(),
  moment: z
    .object({
      at: time,
      cms: attrs,
      okta: attrs,
      /** The entry that last changed a field before that moment, by field name. */
      by: z.record(z.string(), z.string()),
    })
    .nullable(),
});

/** `frozen`: never written. `ignored`: differences that are accepted, by Okta's names. `setAside: false` gives it new tries. */
export const linkChange = z
  .object({ frozen: z.boolean(), ignored: z.array(z.string().max(120)).max(200), setAside: z.literal(false) })
  .partial();

/** One rule of the mapping tried on a real user. */
export const explainedRule = z.object({
  cms: z.string(),
  okta: z.string(),
  toOkta: z.string().nullable(),
  /** The value that this rule makes; null when none. */
  value,
  /** `used` made the value; `later` stands behind a rule that did; `empty` had nothing; `failed` could not be worked out. */
  outcome: z.enum(['used', 'later', 'empty', 'failed']),
  problem: problemSchema.nullable(),
});
/** The answer of the mapping tester: what would become of this user, and why. Nothing is written. */
export const explainAnswer = z.object({
  user: z.object({ handle: z.string().nullable(), login: z.string(), email: z.string().nullable() }),
  inScope: z.boolean(),
  /** Why the user is left out, or what happens with him: one sentence. */
  verdict: sentence,
  problem: problemSchema.nullable(),
  rules: z.array(explainedRule),
  okta: z.object({ id: z.string(), login: z.string(), state }).nullable(),
  /** Present values of the site that rules may use, by name. */
  source: attrs,
  /** What the filter says and what it read, by its names in the expression; null where there is none. */
  filter: z
    .object({ outcome: z.enum(['in', 'out', 'undecided']), problem: problemSchema.nullable(), values: attrs })
    .nullable(),
});

export type UserAnswer = z.infer<typeof userAnswer>;
export type FieldView = z.infer<typeof fieldView>;
export type SideView = z.infer<typeof sideView>;
export type HistoryAnswer = z.infer<typeof historyAnswer>;
export type LinkChange = z.infer<typeof linkChange>;
export type ExplainAnswer = z.infer<typeof explainAnswer>;

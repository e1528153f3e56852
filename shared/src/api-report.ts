import { z } from 'zod';

import { sentence, state, time } from './api-basics.ts';

/** Messages about the first report: how the accounts of both sides stand to each other, before anything is written. */

/**
 * Groups in the order of the report. Those of the site are disjoint and add up to `users`; `onlyInOkta` are accounts of
 * the org that nobody on the site matches.
 */
export const reportGroup = z.enum([
  'cantSync',
  'found',
  'notInOkta',
  'onlyInOkta',
  'blockedActive',
  'protected',
  'linked',
  'leftOut',
]);

const reportRow = z.object({
  id: z.string(),
  handle: z.string().nullable(),
  login: z.string(),
  label: z.string(),
  email: z.string().nullable(),
  state,
  /** Why it is in this group, where there is more to say than its name. */
  text: sentence.nullable(),
  /** Its page in the system's own administration. */
  url: z.string().nullable(),
});

/** `rows` are those of `?group=`, by `?offset=` and `?limit=`; empty when no group was asked for. */
export const reportAnswer = z.object({
  users: z.number(),
  okta: z.number(),
  /** When both sides were last read to their end; null when one never was. */
  readAt: time.nullable(),
  counts: z.record(reportGroup, z.number()),
  /** How many accounts can't be synced for which reason, by error code. */
  reasons: z.record(z.string(), z.number()),
  rows: z.array(reportRow),
});

export type ReportGroup = z.infer<typeof reportGroup>;
export type ReportAnswer = z.infer<typeof reportAnswer>;

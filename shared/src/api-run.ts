import { z } from 'zod';

import { connectionChange } from './api.ts';
import { action, actor, attrs, difference, problemSchema, ref, sentence, side, time } from './api-basics.ts';

/** Messages about runs, plans and their results. */

export const runRequest = z.object({
  connection: z.string(),
  scope: z.union([
    z.object({ kind: z.literal('all') }),
    /** `ids` are directory ids, handles or logins; the agent resolves them. */
    z.object({ kind: z.literal('accounts'), side, ids: z.array(z.string().max(254)).min(1).max(1000) }),
  ]),
  mode: z.enum(['plan', 'apply']),
  /** Settings to plan with that are not saved: shows what they would do. Plan only; such a plan applies once they are saved. */
  trial: connectionChange.optional(),
  /** Actions that a person asked for by name, such as `activate` or `delete`; empty for a plain sync. */
  operations: z.array(action).default([]),
  cmsUser: z.string().max(120).optional(),
});
export const jobStarted = z.object({ job: z.string() });

export const planItem = z.object({
  id: z.string(),
  seq: z.number(),
  action,
  side,
  subject: z.object({
    cms: ref.nullable(),
    okta: ref.nullable(),
    group: z.string().nullable(),
    label: z.string(),
    handle: z.string().nullable(),
  }),
  before: attrs.nullable(),
  after: attrs.nullable(),
  knownAfter: z.array(z.string()),
  drift: z.array(z.string()),
  reason: z.string(),
  source: side,
  expect: z.string().nullable(),
  sourceExpect: z.string().nullable(),
  needs: z.array(z.string()),
  secret: z.enum(['none', 'captured', 'imported', 'hook', 'scim']),
  effects: z.array(z.enum(['cmsMail', 'oktaMail', 'sessionsEnd', 'appsLost'])),
  undo: z.enum(['full', 'partial', 'none']),
  verdict: z.object({
    is: z.enum(['allow', 'hold', 'refuse']),
    code: z.string().optional(),
    text: sentence.optional(),
    /** Who let through what the guard holds. */
    approved: z.object({ by: actor, at: time }).optional(),
  }),
});
const aside = z.object({
  subject: planItem.shape.subject,
  why: z.enum(['unchanged', 'excluded', 'protected', 'undecided', 'differs', 'notTicked']),
  code: z.string().nullable(),
  text: sentence,
  differences: z.array(difference),
});
const observation = z.object({
  at: time,
  count: z.number(),
  complete: z.boolean(),
  serverClockSkewMs: z.number(),
});
export const plan = z.object({
  id: z.string(),
  connection: z.string(),
  digest: z.string(),
  trigger: z.string(),
  by: actor,
  made: time,
  expires: time,
  settings: z.string(),
  observed: z.object({ cms: observation, okta: observation }),
  counts: z.record(z.string(), z.number()),
  unchanged: z.number(),
  undecided: z.number(),
  excluded: z.number(),
  /** Owners of mapped fields, by Okta's names, that become settings when the plan is applied. */
  rule: z.record(z.string(), side).optional(),
  brake: z
    .object({
      code: z.string(),
      text: sentence,
      over: z
        .array(
          z.object({
            name: z.enum(['create', 'update', 'deactivate', 'delete', 'revokeGroup', 'mail']),
            count: z.number(),
            limit: z.number(),
            sides: z.array(side),
          }),
        )
        .optional(),
    })
    .nullable(),
  state: z.enum(['open', 'approved', 'applied', 'stale', 'refused']),
  approved: z.object({ by: actor, at: time }).nullable(),
});
/**
 * `items` and `asides` are cut at 500; `total` and `asidesTotal` tell how many there are. `?after=SEQ` reads on behind an
 * item, `?asidesAfter=COUNT` behind as many asides.
 */
export const planAnswer = z.object({
  plan,
  items: z.array(planItem),
  asides: z.array(aside),
  total: z.number(),
  asidesTotal: z.number().optional(),
});
export const applyRequest = z.object({
  digest: z.string(),
  /** Ids of the items to apply; null applies all that the guard allows. */
  items: z.array(z.string()).nullable().default(null),
  /** For updates of which only some fields are wanted: names of these, by item id. */
  fields: z.record(z.string(), z.array(z.string()).min(1)).default({}),
  /** Also approve what a brake holds and, of what the guard holds, these items; needs the owner role and the same digest. */
  approve: z.boolean().default(false),
  cmsUser: z.string().max(120).optional(),
});

export const itemResult = z.object({
  item: z.string(),
  outcome: z.enum(['done', 'failed', 'refused', 'held', 'unknown', 'moved']),
  problem: problemSchema.nullable(),
  entry: z.string().nullable(),
  label: z.string(),
  handle: z.string().nullable(),
  action,
  /** What to give as `?after=` to read on behind this result. */
  seq: z.number(),
});
export const jobAnswer = z.object({
  id: z.string(),
  connection: z.string(),
  trigger: z.string(),
  mode: z.enum(['plan', 'apply']),
  by: actor,
  state: z.enum(['queued', 'reading', 'planning', 'waiting', 'applying', 'done', 'stopped', 'cancelled', 'failed']),
  plan: z.string().nullable(),
  at: z.number(),
  total: z.number(),
  done: z.number(),
  failed: z.number(),
  held: z.number(),
  skipped: z.number(),
  created: time,
  started: time.nullable(),
  beat: time,
  ended: time.nullable(),
  error: problemSchema.nullable(),
  seq: z.number(),
  /** Seconds left by the pace so far; null when it can't be told. */
  secondsLeft: z.number().nullable(),
  /** Results settled since `?after=SEQ`, at most 500. */
  results: z.array(itemResult),
});

export type RunRequestBody = z.input<typeof runRequest>;
export type PlanAnswer = z.infer<typeof planAnswer>;
export type PlanItemAnswer = z.infer<typeof planItem>;
export type ApplyRequest = z.input<typeof applyRequest>;
export type JobAnswer = z.infer<typeof jobAnswer>;
export type ItemResultAnswer = z.infer<typeof itemResult>;

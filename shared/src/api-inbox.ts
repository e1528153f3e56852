import { z } from 'zod';

import { plan } from './api-run.ts';
import { difference, problemSchema, time } from './api-basics.ts';

/** Messages about what waits for a person. */

export const inboxItem = z.object({
  /** `setAside` failed several times in a row and is left out of runs by itself. */
  kind: z.enum(['conflict', 'held', 'failed', 'setAside', 'undecided']),
  user: z.object({ handle: z.string().nullable(), id: z.string(), label: z.string(), login: z.string() }),
  differences: z.array(difference),
  /** Plan in which the held item waits. */
  plan: z.string().nullable(),
  problem: problemSchema.nullable(),
  at: time,
});
/** Users of Okta whom the last pull could not decide for one reason: how many, and a few of them. */
export const pullWait = z.object({
  problem: problemSchema,
  count: z.number(),
  /** `id` is Okta's; null where a name means nobody. */
  examples: z.array(z.object({ id: z.string().nullable(), label: z.string() })),
  at: time,
  /** Plan of the pull, which names all of them. */
  plan: z.string(),
});
/** At most 200 of a kind, newest first; `counts` are complete. `plans` wait for approval as a whole. */
export const inboxAnswer = z.object({
  counts: z.object({
    conflict: z.number(),
    held: z.number(),
    failed: z.number(),
    setAside: z.number(),
    undecided: z.number(),
    plans: z.number(),
  }),
  items: z.array(inboxItem),
  plans: z.array(plan),
  /** Pushed groups without a role, or whose role can't be brought into line. */
  groups: z.array(z.object({ id: z.string(), name: z.string(), problem: problemSchema, at: time })).optional(),
  /** One for each reason, at most 20. */
  pull: z.array(pullWait).optional(),
});

/** How differences of one user are settled; the answer is a run that plans exactly that. */
export const resolveRequest = z.object({
  user: z.string().max(254),
  /** By Okta's field name, or `state`. `leave` accepts the difference. */
  take: z.record(z.string().max(120), z.enum(['cms', 'okta', 'leave'])),
  /** Also make the chosen side the owner of these fields for everybody; needs the owner role. */
  makeRule: z.boolean().default(false),
  cmsUser: z.string().max(120).optional(),
});

/** What a new plan takes back: all that a run did, or single entries. */
export const undoRequest = z
  .object({
    connection: z.string(),
    job: z.string().max(120).optional(),
    entries: z.array(z.string().max(200)).min(1).max(1000).optional(),
    cmsUser: z.string().max(120).optional(),
  })
  .refine(({ job, entries }) => (job === undefined) !== (entries === undefined), 'give either job or entries');

export const plansAnswer = z.object({ plans: z.array(plan) });

export type PullWait = z.infer<typeof pullWait>;
export type InboxAnswer = z.infer<typeof inboxAnswer>;
export type InboxItem = z.infer<typeof inboxItem>;
export type ResolveRequest = z.input<typeof resolveRequest>;
export type UndoRequest = z.input<typeof undoRequest>;

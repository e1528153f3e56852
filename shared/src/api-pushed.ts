import { z } from 'zod';

import { problemSchema, time } from './api-basics.ts';

/** Messages about groups that a SCIM client has pushed. */

export const pushedGroup = z.object({
  id: z.string(),
  name: z.string(),
  externalId: z.string().nullable(),
  /** How many are in the group. */
  members: z.number().int(),
  /** The role it maps to; null while there is none. */
  role: z.object({ id: z.string(), name: z.string() }).nullable(),
  madeRole: z.boolean(),
  privileged: z.boolean(),
  namedPrivileged: z.boolean(),
  /** How many accounts hold, or hold no more, the role as they should. */
  settled: z.number().int(),
  /** How many are still to be brought into line; `settled` + `open` are all that count. */
  open: z.number().int(),
  state: z.enum(['agrees', 'working', 'stuck', 'noRole', 'held']),
  /** The plan that waits for a person; null when none does. */
  plan: z.string().nullable(),
  problem: problemSchema.nullable(),
  created: time,
  modified: time,
  /** How many members the last write named whom the site does not have. */
  ignored: z.number().int().optional(),
  /** The client has deleted it, and its role is still to be taken away. */
  removed: z.boolean().optional(),
});

export const pushedAnswer = z.object({
  groups: z.array(pushedGroup),
  /** Roles of the site that a group may be given. */
  roles: z.array(z.object({ id: z.string(), name: z.string(), privileged: z.boolean() })),
});

/** `namedPrivileged` says that the person knows that the role gives power over users or permissions. */
export const pushedChange = z.object({
  role: z.string().max(120).nullable(),
  namedPrivileged: z.boolean().default(false),
});

const person = z.object({ id: z.string(), label: z.string(), handle: z.string().nullable() });

/** Who would gain or lose what if the group had this role; nothing is written. */
export const pushedPreview = z.object({
  role: z.object({ id: z.string(), name: z.string(), privileged: z.boolean() }),
  /** The first 100 of each; the counts are whole. */
  gain: z.array(person),
  have: z.array(person),
  /** Hold the role and are not in the group: they keep it. */
  extra: z.array(person),
  /** Lose the group's present role, which no other group gives them. */
  lose: z.array(person),
  counts: z.object({ gain: z.number(), have: z.number(), extra: z.number(), lose: z.number() }),
});

export type PushedGroupAnswer = z.infer<typeof pushedGroup>;
export type PushedAnswer = z.infer<typeof pushedAnswer>;
export type PushedChange = z.infer<typeof pushedChange>;
export type PushedPreview = z.infer<typeof pushedPreview>;

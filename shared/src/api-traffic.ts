import { z } from 'zod';

import { problemSchema, sentence, time } from './api-basics.ts';

/** Messages about what SCIM clients have asked and were answered. */

export const trafficKind = z.enum(['all', 'writes', 'failed']);

export const trafficRow = z.object({
  id: z.string(),
  at: time,
  /** Id of the token that let the request in; null when none did. */
  token: z.string().nullable(),
  method: z.string(),
  /** Below the base URL, such as `/Users?filter=userName eq "mail, 27"`: values about people are replaced by their kind and length. */
  path: z.string(),
  status: z.number().int(),
  ms: z.number(),
  userAgent: z.string().nullable(),
  /** One sentence about what was not done, as the client was told; null for a success. */
  detail: sentence.nullable(),
  /** Id of the plan that waits because of it, or that it was carried out by. */
  plan: z.string().nullable(),
});

export const trafficAnswer = z.object({
  rows: z.array(trafficRow),
  /** Of what is kept. */
  counts: z.record(trafficKind, z.number()),
  /** Whether older rows of this kind follow. */
  more: z.boolean(),
  /** How long a request is kept, in days. */
  keptDays: z.number(),
});

const side = z.object({
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** As JSON, personal values and secrets replaced by their kind and length; null for none. */
  body: z.json().nullable(),
});

export const trafficEntry = trafficRow.extend({
  request: side,
  answer: side,
  /** A command that sends the redacted request anew, with the token left out. */
  curl: z.string(),
  /** What a person can do about it; null for a success. */
  next: sentence.nullable(),
  /** Whether it can be replayed as a dry run, and with the values it came with: these are held in memory only. */
  replay: z.enum(['whole', 'redacted', 'no']),
});

/** What the request would do now; nothing is written. */
export const replayAnswer = z.object({
  /** The plan that was made, when there is anything to do. */
  plan: z.string().nullable(),
  job: z.string().nullable(),
  problem: problemSchema.nullable(),
  /** Attributes whose values are not known any more and were left out. */
  skipped: z.array(z.string()),
});

export type TrafficRow = z.infer<typeof trafficRow>;
export type TrafficAnswer = z.infer<typeof trafficAnswer>;
export type TrafficEntry = z.infer<typeof trafficEntry>;
export type ReplayAnswer = z.infer<typeof replayAnswer>;

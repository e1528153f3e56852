import { z } from 'zod';

import { problemSchema, time } from './api-basics.ts';

/** Messages about the tokens with which Okta's SCIM client calls. */

/** `ScimSettings` of a connection. */
export const scimSettings = z.object({
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .nullable(),
  syncPassword: z.boolean(),
  invite: z.boolean(),
  custom: z
    .array(
      z.object({
        /** As RFC 7643 section 2.1 spells attribute names. */
        name: z
          .string()
          .regex(/^[A-Za-z][A-Za-z0-9_-]*$/)
          .max(60),
        title: z.string().max(120),
      }),
    )
    .max(50),
  onUnassign: z.enum(['block', 'nothing']),
  onGroupUnlink: z.enum(['keep', 'deleteIfMade']),
});

const label = z.string().trim().min(1).max(100);
const state = z.enum(['active', 'inactive']);

/** What is known of a token; never its text or hash. */
export const scimToken = z.object({
  id: z.string(),
  label: z.string(),
  /** Its last four characters. */
  hint: z.string(),
  state,
  created: time,
  expires: time.nullable(),
  /** Past its time; lets nobody in, whatever its state says. */
  expired: z.boolean(),
  /** To the minute. */
  lastUsed: time.nullable(),
  /** Whether a caller that names itself Okta has used it. */
  seenOkta: z.boolean(),
});

/** What a look at the connection's public URL found. */
export const reachAnswer = z.object({
  at: time,
  url: z.string(),
  /** This very agent answered there, over TLS. */
  ok: z.boolean(),
  problem: problemSchema.nullable(),
});

export const scimAnswer = z.object({
  /** Whether the connection's settings let a SCIM client in (`methods.scim.on`). */
  on: z.boolean(),
  /** Where the public port listens on the agent's computer; null while it does not. */
  address: z.string().nullable(),
  /** The base URL behind that address, or behind the public one of a reverse proxy. */
  path: z.string(),
  /** What Okta's form wants: the public URL, else the address on this computer, with the path; null while there is neither. */
  baseUrl: z.string().nullable(),
  /** What the last look found at the public URL; null when none was taken since the agent started. */
  reach: reachAnswer.nullable(),
  /** When a client was last let in, by any token. */
  lastUsed: time.nullable(),
  users: z.number(),
  groups: z.number(),
  tokens: z.array(scimToken),
});

export const tokenRequest = z.object({
  label: label.default('Okta'),
  /** Days until it ends by itself; null for never. */
  days: z.number().int().min(1).max(3650).nullable().default(null),
});
export const tokenChange = z.object({ state: state.optional(), label: label.optional() });

/** `problem` tells why the public port could not be opened or closed to fit; what was asked for is done all the same. */
export const portAnswer = z.object({ problem: problemSchema.nullable() });
export const tokenAnswer = portAnswer.extend({ token: scimToken });
/** The only answer that holds the text of a token. */
export const newTokenAnswer = tokenAnswer.extend({ text: z.string() });

export type ReachAnswer = z.infer<typeof reachAnswer>;
export type ScimAnswer = z.infer<typeof scimAnswer>;
export type ScimTokenAnswer = z.infer<typeof scimToken>;
export type TokenAnswer = z.infer<typeof tokenAnswer>;
export type NewTokenAnswer = z.infer<typeof newTokenAnswer>;

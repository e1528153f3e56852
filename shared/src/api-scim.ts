import { z } from 'zod';

import { problemSchema, time } from './api-basics.ts';

/** Messages about the tokens with which Okta's SCIM client calls. */

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

export const scimAnswer = z.object({
  /** Whether the connection's settings let a SCIM client in (`methods.scim.on`). */
  on: z.boolean(),
  /** Where the public port listens on the agent's computer; null while it does not. */
  address: z.string().nullable(),
  /** The base URL behind that address, or behind the public one of a reverse proxy. */
  path: z.string(),
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

export type ScimAnswer = z.infer<typeof scimAnswer>;
export type ScimTokenAnswer = z.infer<typeof scimToken>;
export type TokenAnswer = z.infer<typeof tokenAnswer>;
export type NewTokenAnswer = z.infer<typeof newTokenAnswer>;

import { z } from 'zod';

import { time, value } from './api-basics.ts';

/** Messages of session mode: what a paired browser carries out on a site in the administrator's own session. */

const account = z.uuid();
export const errand = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('whoAmI') }),
  z.object({ kind: z.literal('read'), account }),
  z.object({ kind: z.literal('find'), by: z.enum(['handle', 'login', 'email']), value: z.string().max(254) }),
  z.object({ kind: z.literal('first') }),
  z.object({ kind: z.literal('newest') }),
  z.object({ kind: z.literal('roles'), offset: z.number().int().min(0) }),
  z.object({ kind: z.literal('fields'), of: z.enum(['field_config', 'field_storage_config']) }),
  z.object({ kind: z.literal('mayWrite') }),
  z.object({ kind: z.literal('update'), account, values: z.record(z.string().regex(/^\w+$/), value) }),
]);
export const ticket = z.object({ id: z.string(), errand, expires: time });

export const claimRequest = z.object({ connection: z.string() });
/** Waits up to ten seconds for the first ticket; `done` when no run of the connection needs the page any more. */
export const claimAnswer = z.object({ tickets: z.array(ticket), done: z.boolean() });
export const resultsRequest = z.object({
  connection: z.string(),
  results: z
    .array(
      z.object({
        ticket: z.string().max(64),
        status: z.number().int().min(0).max(599),
        body: z.json(),
        date: z.string().max(60).nullable(),
      }),
    )
    .max(20),
});

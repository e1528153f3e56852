import { z } from 'zod';

import { problemSchema, time } from './api-basics.ts';

/** Messages about who is told when something goes wrong. */

const quiet = z.number().int().min(5).max(10_080);
export const alertSettings = z.object({
  /** Address that gets a JSON POST; null for none. */
  webhook: z.url({ protocol: /^https?$/ }).nullable(),
  /** Null for no mail. The password is given apart and never comes back. */
  mail: z
    .object({
      host: z.string().min(1).max(253),
      port: z.number().int().min(1).max(65_535),
      /** `tls` from the start, `starttls`, or `none` on this computer only. */
      security: z.enum(['tls', 'starttls', 'none']),
      user: z.string().max(254).nullable(),
      from: z.email(),
      to: z.array(z.email()).min(1).max(10),
    })
    .nullable(),
  /** After an alert, no other of the same kind for so many minutes. */
  quietMinutes: quiet,
  weekly: z.boolean(),
});
export const alertChange = alertSettings.partial().extend({ mailPassword: z.string().max(512).optional() });
export const alertAnswer = alertSettings.extend({
  hasMailPassword: z.boolean(),
  lastSent: z.object({ at: time, what: z.string(), problem: problemSchema.nullable() }).nullable(),
});
export const alertTestAnswer = z.object({
  ways: z.array(z.object({ way: z.enum(['webhook', 'mail']), ok: z.boolean(), problem: problemSchema.nullable() })),
});

export type AlertSettings = z.infer<typeof alertSettings>;
export type AlertAnswer = z.infer<typeof alertAnswer>;

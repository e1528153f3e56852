import { z } from 'zod';

import { sentence, time } from './api-basics.ts';

/** Messages about what an administrator's browser saw succeed on the site's own pages, and passwords on their way. */

export const eventRequest = z.object({
  /** Address of the page's site with its base path. */
  site: z.string().max(300),
  kind: z.enum(['created', 'edited', 'blocked', 'unblocked', 'cancelled', 'rolesChanged']),
  /** Page numbers of the accounts, or their logins where the page tells no number. */
  users: z.array(z.string().min(1).max(254)).min(1).max(300),
  /** Slot of the password that was typed into the form; only with exactly one user. */
  slot: z.string().max(64).nullable().default(null),
  /** Who is signed in at the page, where it tells. */
  cmsUser: z.string().max(120).optional(),
});
/** `job` is null when automatic sync is off for this site, with the reason. */
export const eventAnswer = z.object({ job: z.string().nullable(), reason: sentence.nullable() });

/** A rule of the org's password policy: its word for translations, with the number or attribute that goes with it. */
export const passwordRule = z.object({
  id: z.enum([
    'minLength',
    'maxLength',
    'lower',
    'upper',
    'digit',
    'symbol',
    'login',
    'attribute',
    'common',
    'history',
  ]),
  count: z.number().nullable(),
  attribute: z.string().nullable(),
});

/** A password typed into the site's form: kept in memory, for one use and two minutes. */
export const slotRequest = z.object({
  site: z.string().max(300),
  password: z.string().min(1).max(512),
  /** What the policy compares a password with. */
  login: z.string().max(254).nullable().default(null),
});
export const slotAnswer = z.object({
  /** Null when the option is off for this site: then nothing was kept. */
  slot: z.string().nullable(),
  expires: z.iso.datetime().nullable(),
  /** Rules of the org's password policy that it breaks, each as a sentence; empty when none or when they can't be read. */
  broken: z.array(sentence),
  /** The same rules, in the same order, for translations. */
  brokenRules: z.array(passwordRule),
});
/** The org's rules as sentences and, in the same order, for translations; null when they can't be read, with the reason. */
export const policyAnswer = z.object({
  rules: z.array(sentence).nullable(),
  details: z.array(passwordRule).nullable(),
  reason: sentence.nullable(),
});

/** Password hashes of the site for users whom the named columns tell; kept in memory until they are applied. */
export const hashRow = z.object({
  uuid: z.string().max(254).nullable(),
  login: z.string().max(254).nullable(),
  mail: z.string().max(254).nullable(),
  /** bcrypt, as crypt(3) writes it: the only kind of hash that Drupal and Okta share. */
  hash: z.string().regex(/^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/, 'is not a bcrypt hash'),
});
export const hashesRequest = z.object({
  /** The answer to the first part, where a long file comes in several. */
  slot: z.string().max(64).nullable().default(null),
  rows: z.array(hashRow).min(1).max(1000),
});
export const hashesAnswer = z.object({ slot: z.string() });
export const applyHashesRequest = z.object({
  plan: z.string(),
  digest: z.string(),
  /** Also approve what a brake holds. */
  approve: z.boolean().default(false),
});

/** Where a site's own code may tell about changes; the secret is shown once. */
export const webhookAnswer = z.object({
  path: z.string(),
  secret: z.string(),
  /** Its address on the agent's computer; null while no agent listens. */
  url: z.string().nullable(),
});

/** Whether the site may tell about changes: when its secret was made, null without one. */
export const webhookStateAnswer = z.object({ made: time.nullable() });

/** What Okta's password import hook is set up with: it sends the secret in the named header. The secret is shown once. */
export const passwordHookAnswer = webhookAnswer.extend({ header: z.string() });

export type EventRequest = z.input<typeof eventRequest>;
export type EventAnswer = z.infer<typeof eventAnswer>;
export type HashRow = z.infer<typeof hashRow>;
export type SlotAnswer = z.infer<typeof slotAnswer>;

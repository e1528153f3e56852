import { z } from 'zod';

import { sentence, time } from './api-basics.ts';

/** Messages about pulls: a connection's settings for them, what a single pull may say instead, and what it has read. */

const text = z.string().max(4000);
const name = z.string().min(1).max(254);

const pullRole = z.strictObject({ target: name.nullable(), role: name });
const users = [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('mapped') }),
  z.strictObject({ kind: z.literal('groups'), groups: z.array(name).min(1).max(200) }),
] as const;

const action = z.enum(['preserve', 'exclude', 'write-file', 'remove-roles', 'block', 'delete']);

/** The longest list of people that a pull takes by name. */
export const mostNamed = 5000;
const named = z.array(name).max(mostNamed);

export const pullOptions = z.strictObject({
  users: z.discriminatedUnion('kind', [
    ...users,
    z.strictObject({ kind: z.literal('list'), users: named.min(1) }),
    z.strictObject({ kind: z.literal('file'), file: name }),
  ]),
  userFilter: text.nullable(),
  targetUsers: z.discriminatedUnion('kind', users),
  targetOnlyUserAction: action,
  targetOnlyUserFile: text.nullable(),
  targetOnlyUserList: text.nullable(),
  targetOnlyUsers: named.min(1).nullable(),
  processGroups: z.boolean(),
  updateUserInfo: z.boolean(),
  excludeUnmappedUsers: z.boolean(),
  strategy: z.enum(['sync', 'push', 'delta']),
  testMode: z.boolean(),
});

/** How a connection pulls; it never holds a credential. */
export const pullSettings = z.strictObject({
  okta: z.strictObject({
    url: name,
    token: z.discriminatedUnion('in', [
      z.strictObject({ in: z.literal('file'), file: text }),
      z.strictObject({ in: z.literal('keyring'), service: name, user: name }),
    ]),
    groupFilter: text,
  }),
  filter: z.strictObject({ cel: text, text: text.nullable() }),
  targets: z.array(z.strictObject({ name: z.string().min(1).max(60), connection: z.string().min(1).max(60) })).max(20),
  groups: z.array(z.strictObject({ group: name, roles: z.array(pullRole).max(50) })).max(500),
  additionalGroups: z.array(z.strictObject({ source: name, target: name })).max(50),
  createRoles: z.boolean(),
  attributes: z.strictObject({
    email: text,
    username: text.nullable(),
    domain: text.nullable(),
    firstName: text,
    lastName: text,
    country: text.nullable(),
  }),
  updateAttributes: z.array(z.enum(['firstname', 'lastname', 'email', 'username'])),
  defaultCountry: z.string().max(10).nullable(),
  extendedAttributes: z.array(name).max(100),
  extendedRoles: z.array(pullRole).max(100),
  rules: z
    .array(
      z.strictObject({
        when: text.nullable(),
        set: z.record(name, text),
        addRoles: z.array(text).max(50),
        removeRoles: z.array(text).max(50),
      }),
    )
    .max(200),
  byReason: z.strictObject({
    gone: action.nullable(),
    leftGroups: action.nullable(),
    deactivated: action.nullable(),
  }),
  exclude: z.strictObject({ users: z.array(name).max(200), roles: z.array(name).max(100) }),
  limits: z.strictObject({
    maxTargetOnly: z.union([
      z.strictObject({ count: z.number().int().min(0) }),
      z.strictObject({ percent: z.number().min(0).max(100) }),
    ]),
    groupRemovalsOnly: z.boolean(),
  }),
  defaults: pullOptions,
});

/**
 * Options that are left out are the connection's own. With settings that are not saved there is only a plan, of its own site.
 * `updated` is the connection's, as whoever asks has seen it: once others were saved since, nothing is run.
 */
export const pullRequest = z.object({
  mode: z.enum(['plan', 'apply']),
  updated: time.optional(),
  options: pullOptions.partial().default({}),
  settings: pullSettings.optional(),
});

/** What the last pull that came to a plan has read. */
export const pullCounts = z.object({
  at: time,
  job: z.string(),
  /** How Okta and the site were read, which need not be how it was asked for. */
  strategy: z.enum(['sync', 'push', 'delta']).default('sync'),
  /** What a person must know of how they were read. */
  notes: z.array(sentence).default([]),
  directoryRead: z.number(),
  directorySelected: z.number(),
  directoryUndecided: z.number(),
  targetRead: z.number(),
  targetExcluded: z.number(),
  /** Of the linked accounts whose user was not selected, why. */
  targetOnly: z.object({
    gone: z.number(),
    deactivated: z.number(),
    leftGroups: z.number(),
    filtered: z.number(),
    /** The connection’s own accounts that a list has named. */
    named: z.number().default(0),
  }),
  /** Ids of the site's accounts that are only there and would be changed. */
  targetOnlyChanged: z.array(z.string()),
  /** Who is only on the site, where that was to be written to a file; filtered and undecided users are not among them. */
  targetOnlyUsers: z.array(
    z.object({
      id: z.string(),
      handle: z.string().nullable(),
      login: z.string(),
      email: z.string().nullable(),
      reason: z.enum(['gone', 'deactivated', 'leftGroups']),
    }),
  ),
  groups: z.array(z.object({ id: z.string(), name: z.string(), members: z.number() })),
});

/** Files as they are: `name` is the path within the configuration's folder. */
export const configFiles = z.object({
  files: z
    .array(z.object({ name: z.string().min(1).max(200), text: z.string().max(1_048_576) }))
    .min(1)
    .max(20),
});

/** What became of each key of a configuration; settings are null while there are problems. Nothing is saved. */
export const importAnswer = z.object({
  settings: pullSettings.nullable(),
  lines: z.array(
    z.object({
      file: z.string(),
      line: z.number(),
      key: z.string(),
      is: z.enum(['used', 'mapped', 'ignored']),
      why: sentence,
    }),
  ),
  problems: z.array(z.object({ file: z.string(), line: z.number(), text: sentence, next: sentence })),
});

/** A user of Okta by id, user name or mail, and settings that need not be saved. */
export const pullTrial = z.strictObject({
  user: name,
  settings: pullSettings.optional(),
  options: pullOptions.partial().default({}),
});

/** What a pull would make of one user, and why. Nothing is written. */
export const trialAnswer = z.object({
  user: z.object({ id: z.string(), login: z.string(), email: z.string().nullable(), state: z.string() }),
  outcome: z.enum(['in', 'filtered', 'noGroup', 'undecided']),
  /** Why not `in`; null where the user is. */
  why: sentence.nullable(),
  /** Groups that the pull reads and the user is in. */
  groups: z.array(z.object({ id: z.string(), name: z.string() })),
  /** What the site shall hold where the user is `in`; `rule` is the number of the rule that set it, from 0, else null. */
  values: z.array(
    z.object({
      /** `email`, `username`, `firstname`, `lastname`, `country`, what a rule sets, or an attribute of Okta that the mapping has. */
      name: z.string(),
      /** The field of the site; null where none takes it. */
      field: z.string().nullable(),
      /** Null where it is empty, or made of what the mapping calls sensitive. */
      value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]),
      /** The template that it was made from. */
      from: z.string(),
      rule: z.number().nullable(),
    }),
  ),
  /** Roles that the user would have; `from` names the groups and rules that give each one. */
  roles: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      from: z.array(z.union([z.object({ group: z.string() }), z.object({ rule: z.number() })])),
      /** Gives power over users or permissions, so that a pull never gives it. */
      power: z.boolean(),
    }),
  ),
  /** Rules that were asked, in their order: none where the user is not selected, no more behind one that nobody can decide. */
  rules: z.array(z.object({ outcome: z.enum(['applied', 'no', 'undecided']), problem: sentence.nullable() })),
});

export type TrialAnswer = z.infer<typeof trialAnswer>;
export type ImportAnswer = z.infer<typeof importAnswer>;
export type PullCounts = z.infer<typeof pullCounts>;
export type PullRequestBody = z.input<typeof pullRequest>;

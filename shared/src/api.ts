import { z } from 'zod';

import { pullSettings } from './api-pull.ts';
import { scimSettings } from './api-scim.ts';
import { action, actor, attrs, difference, problemSchema, sentence, side, state, time } from './api-basics.ts';

/**
 * The local API between agent, extension and CLI: one entry a route, with what goes in and what comes out. The agent
 * serves exactly this table, the OpenAPI document is made from it, and the typed client reads it.
 */

/** Grows when a route changes in a way that an older client can't take. */
export const apiVersion = 1;
export const defaultPort = 21470;
/** Ports that an extension looks at for an agent, in this order. */
export const agentPorts = [21470, 21471, 21472, 21473, 21474] as const;

export const helloRequest = z.object({
  /** 16 to 64 random bytes as base64url; needed for a proof. */
  nonce: z.string().min(16).max(128).optional(),
  clientId: z.string().max(64).optional(),
});
export const helloAnswer = z.object({
  product: z.literal('rollcall'),
  api: z.number(),
  version: z.string(),
  /** Short id that agent and browser both show. */
  agent: z.string(),
  paired: z.boolean(),
  /** base64url HMAC-SHA-256 keyed with SHA-256 of the client's token over the nonce; null when there is nothing to prove. */
  proof: z.string().nullable(),
  /** What the proven client may do now; an owner may have changed it since the pairing. */
  role: z.enum(['owner', 'operator', 'viewer']).nullish(),
});

export const pairingRequest = z.object({
  code: z.string().max(16),
  name: z.string().min(1).max(80),
  browser: z.string().max(80),
  version: z.string().max(20),
});
export const pairingAnswer = z.object({ clientId: z.string(), token: z.string(), agent: z.string(), role: z.string() });

/** The role that the browser paired with this code gets. */
export const pairingCodeRequest = z.object({ role: z.enum(['owner', 'operator', 'viewer']).default('owner') });

export const clientAnswer = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(['owner', 'operator', 'viewer']),
  origin: z.string(),
  created: time,
  lastUsed: time.nullable(),
  revoked: time.nullable(),
  self: z.boolean(),
});

const directorySettings = z.object({
  id: z.string(),
  kind: z.string(),
  url: z.string(),
  auth: z.string(),
  secretRef: z.string().nullable(),
  account: z.string().nullable(),
  identity: z.string().nullable(),
  options: z.record(z.string(), z.json()),
});
const operation = z.enum(['read', 'create', 'update', 'deactivate', 'delete']);
const methodTicks = z.object({ on: z.boolean(), operations: z.array(operation) });
const brake = z.object({
  floor: z.number().int().min(0),
  count: z.number().int().min(0),
  percent: z.number().min(0).max(100),
});
const mappingRule = z.object({
  cms: z.string().min(1),
  okta: z.string().min(1),
  toOkta: z.string().nullable(),
  toCms: z.string().nullable(),
  owner: z.enum(['cms', 'okta', 'either', 'ask']),
  apply: z.enum(['create', 'always']),
  sensitive: z.boolean(),
});

/** The part of a connection that a person may change. */
const groupMap = z.object({
  group: z.string().min(1).max(64),
  role: z.string().min(1).max(120),
  owner: side,
  namedPrivileged: z.boolean().default(false),
});

export const connectionChange = z
  .object({
    name: z.string().min(1).max(80),
    colour: z.enum(['live', 'test', 'practice']),
    mode: z.enum(['report', 'live', 'paused']),
    direction: z.enum(['cmsToOkta', 'oktaToCms', 'both']),
    scope: z.object({
      filter: z.string().nullable(),
      groups: z.array(z.string()),
      exclude: z.array(z.string()),
      skipProtected: z.boolean(),
    }),
    protect: z.object({
      names: z.array(z.string().min(1).max(254)).max(500),
      roles: z.array(z.string().max(120)).max(100),
    }),
    match: z.object({
      cms: z.string(),
      okta: z.string(),
      adopt: z.enum(['ask', 'exact', 'never']),
      onAdopt: z.enum(['linkOnly', 'fillBlanks', 'overwrite']),
    }),
    mapping: z.array(mappingRule),
    methods: z.object({
      manual: methodTicks,
      automatic: methodTicks,
      scheduled: methodTicks,
      scim: methodTicks,
      pull: methodTicks,
    }),
    newInOkta: z.enum(['staged', 'invited', 'active']),
    password: z.enum(['none', 'captured', 'hook']),
    onBlock: z.enum(['deactivate', 'suspend']),
    onCmsDelete: z.enum(['nothing', 'deactivate', 'deleteHeld']),
    onOktaStop: z.enum(['block', 'nothing']),
    groupMaps: z.array(groupMap).max(200),
    scim: scimSettings,
    pull: pullSettings.nullable(),
    brakes: z.object({
      create: brake,
      update: brake,
      deactivate: brake,
      delete: brake,
      revokeGroup: brake,
      mail: brake,
    }),
    shrinkPercent: z.number().min(0).max(100),
    canary: z.number().int().min(0).max(100),
    share: z.number().int().min(1).max(100),
  })
  .partial();

export const connectionAnswer = connectionChange.required().extend({
  id: z.string(),
  pausedFor: z.string().nullable(),
  cms: directorySettings.nullable(),
  okta: directorySettings.nullable(),
  updated: time,
  by: actor,
});

/** A connection as it was saved, with what could not be checked; without `warnings` everything was. */
export const savedAnswer = connectionAnswer.extend({ warnings: z.array(sentence).optional() });

/** Connects one side of a connection; `secret` goes to the secret store and never comes back. */
export const directoryRequest = z.object({
  kind: z.string(),
  url: z.string().min(1),
  auth: z.string(),
  /** Values of the auth way's fields, secret ones included. */
  values: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.json()).optional(),
});

const checkAnswer = z.object({
  ok: z.boolean(),
  side,
  label: z.string(),
  url: z.string(),
  account: z.object({ id: z.string(), login: z.string(), displayName: z.string().nullable() }).nullable(),
  level: z.enum(['full', 'read', 'forms']).nullable(),
  permissions: z.array(z.string()),
  notes: z.array(problemSchema),
  skewMs: z.number(),
  problem: problemSchema.nullable(),
});
export const testRequest = z.object({ user: z.string().max(254).optional() });
export const testAnswer = z.object({
  ok: z.boolean(),
  cms: checkAnswer.nullable(),
  okta: checkAnswer.nullable(),
  /** Every attribute received from Okta for the test user; null when none was asked for or found. */
  user: z.object({ login: z.string(), state: z.string(), detail: z.string().nullable(), attributes: attrs }).nullable(),
  problem: problemSchema.nullable(),
});

export const rowStatus = z.object({
  handle: z.string(),
  id: z.string().nullable(),
  label: z.string().nullable(),
  status: z.enum([
    'unknown',
    'checking',
    'syncing',
    'failed',
    'held',
    'conflict',
    'differs',
    'excluded',
    'protected',
    'notInOkta',
    'found',
    'staged',
    'invited',
    'active',
    'suspended',
    'deactivated',
    'activeInOkta',
  ]),
  action: z.enum([
    'sync',
    'check',
    'view',
    'retry',
    'review',
    'choose',
    'compare',
    'why',
    'link',
    'activate',
    'resend',
    'reactivate',
    'deactivate',
  ]),
  okta: z
    .object({ id: z.string(), login: z.string(), state, detail: z.string().nullable(), url: z.string().nullable() })
    .nullable(),
  differences: z.array(difference),
  at: time.nullable(),
  problem: problemSchema.nullable(),
  job: z.string().nullable(),
  /** What keeps the account on the CMS: Okta's SCIM client; null where a person or Rollcall's own runs do. */
  source: z.enum(['scim', 'pull']).nullish(),
});
export const summary = z.object({
  users: z.number(),
  linked: z.number(),
  notInOkta: z.number(),
  needLook: z.number(),
  unknown: z.number(),
  readAt: time.nullable(),
});
export const statusRequest = z.object({
  /** Address of the page's site with its base path, such as `https://site.example/sub`. */
  site: z.string().max(300),
  /** Drupal uids or WordPress ids shown on the page, at most 300. */
  handles: z.array(z.string().max(40)).max(300),
});
export const statusAnswer = z.object({
  connection: z
    .object({
      id: z.string(),
      name: z.string(),
      colour: z.enum(['live', 'test', 'practice']),
      mode: z.enum(['report', 'live', 'paused']),
      pausedFor: z.string().nullable(),
      oktaUrl: z.string().nullable(),
      cmsUrl: z.string().nullable(),
      newInOkta: z.enum(['staged', 'invited', 'active']),
    })
    .nullable(),
  summary: summary.nullable(),
  rows: z.array(rowStatus),
  /** The page-level problem that blocks work, most blocking first; null when none. */
  problem: problemSchema.nullable(),
  /** A run that is going on for this connection. */
  job: z.string().nullable(),
});

/** Values of `type` of an activity entry. */
export const entryType = z.enum([
  ...action.options,
  'hold',
  'approve',
  'refuse',
  'settings',
  'token',
  'client',
  'signIn',
  'run',
  'drift',
]);
export const entryAnswer = z.object({
  id: z.string(),
  at: time,
  connection: z.string(),
  job: z.string().nullable(),
  item: z.string().nullable(),
  by: actor,
  trigger: z.string(),
  type: z.string(),
  side: side.optional(),
  outcome: z.enum(['done', 'failed', 'refused', 'held', 'unknown']),
  evidence: z.enum(['readBack', 'answer', 'session', 'none']),
  subject: z.object({ cms: z.string().nullable(), okta: z.string().nullable(), group: z.string().nullable() }),
  fields: z.array(z.string()),
  problem: problemSchema.nullable(),
  image: z.string().nullable(),
  steps: z.array(
    z.object({
      name: z.string(),
      ms: z.number(),
      status: z.number().nullable(),
      requestId: z.string().nullable(),
      calls: z
        .array(z.object({ method: z.string(), path: z.string(), status: z.number().nullable(), ms: z.number() }))
        .optional(),
    }),
  ),
  prev: z.string(),
  mac: z.string(),
});
/**
 * Values before and after are told when `?values=true` asked for them. `intact` is told when `?verify=true` asked for it. `next` is what to give as `?after=` to read on; null at the end.
 * `names` tells how accounts are called now, by id.
 */
export const activityAnswer = z.object({
  entries: z.array(entryAnswer.extend({ before: attrs.nullable().optional(), after: attrs.nullable().optional() })),
  intact: z.boolean().nullable(),
  next: z.string().nullable(),
  names: z.record(z.string(), z.object({ login: z.string(), label: z.string() })),
});

/** What a button beside a health line does: test or resume a connection, or open a page of the console. */
export const healthFix = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('test'), connection: z.string() }),
  z.object({ kind: z.literal('resume'), connection: z.string() }),
  /** `page` is a key of the console's pages; `connection` null for a page about the agent. */
  z.object({ kind: z.literal('page'), connection: z.string().nullable(), page: z.string() }),
]);
export const healthLine = z.object({
  id: z.string(),
  topic: z.enum([
    'agent',
    'store',
    'disk',
    'secrets',
    'alerts',
    'site',
    'okta',
    'clock',
    'mode',
    'queue',
    'listing',
    'automatic',
    'schedules',
    'scim',
  ]),
  /** Null for a line about the agent. */
  connection: z.string().nullable(),
  ok: z.boolean(),
  /** Works, and should be looked at before it does not. */
  warning: z.boolean(),
  text: sentence,
  next: sentence.nullable(),
  fix: healthFix.nullable(),
});
export const healthAnswer = z.object({
  ok: z.boolean(),
  version: z.string(),
  agent: z.string(),
  lines: z.array(healthLine),
});

export const userRow = z.object({
  handle: z.string().nullable(),
  id: z.string(),
  login: z.string(),
  /** Display name, or the login where there is none. */
  label: z.string(),
  email: z.string().nullable(),
  state,
  status: rowStatus.shape.status,
  action: rowStatus.shape.action,
  okta: rowStatus.shape.okta,
  at: time.nullable(),
  problem: problemSchema.nullable(),
  source: rowStatus.shape.source,
});
/** What keeps an account: Okta's SCIM client, pulls from Okta, or the site itself. */
export const userSource = z.enum(['site', 'scim', 'pull']);
/** `counts` by status, of all that `?q=` finds; told when `?counts=true` asked for it. */
export const usersAnswer = z.object({
  users: z.array(userRow),
  total: z.number(),
  summary,
  counts: z.partialRecord(rowStatus.shape.status, z.number()).nullable(),
  /** As `counts`, by what keeps the account; told with them. */
  sources: z.partialRecord(userSource, z.number()).optional(),
  /** How many users are linked, agreeing or not: what the percentages of limits are of. Told with `counts`. */
  links: z.number().optional(),
});

export type HelloAnswer = z.infer<typeof helloAnswer>;
export type PairingRequest = z.infer<typeof pairingRequest>;
export type PairingAnswer = z.infer<typeof pairingAnswer>;
export type ClientAnswer = z.infer<typeof clientAnswer>;
export type ConnectionChange = z.infer<typeof connectionChange>;
export type ConnectionAnswer = z.infer<typeof connectionAnswer>;
export type DirectoryRequest = z.infer<typeof directoryRequest>;
export type CheckAnswer = z.infer<typeof checkAnswer>;
export type TestAnswer = z.infer<typeof testAnswer>;
export type StatusRequest = z.infer<typeof statusRequest>;
export type StatusAnswer = z.infer<typeof statusAnswer>;
export type RowStatusAnswer = z.infer<typeof rowStatus>;
export type EntryAnswer = z.infer<typeof entryAnswer>;
export type ActivityAnswer = z.infer<typeof activityAnswer>;
export type HealthFix = z.infer<typeof healthFix>;
export type HealthLine = z.infer<typeof healthLine>;
export type HealthAnswer = z.infer<typeof healthAnswer>;
export type UsersAnswer = z.infer<typeof usersAnswer>;

import type { ConnectionAnswer, HealthAnswer, RowStatusAnswer, StatusAnswer } from '@rollcall/shared/api';
import type { JobAnswer, PlanAnswer } from '@rollcall/shared/api-run';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { routes } from '@rollcall/shared/routes';
import { z } from 'zod';

import type { Condition } from './agent/trouble.ts';

/**
 * The closed table of messages to the background. `from` says who may send: a `page` is our content script in the top
 * frame of an enabled site, `own` is one of the extension's own pages. There is no message that names a URL to fetch.
 */
const id = z.string().min(1).max(120);
const handles = z.array(z.string().min(1).max(40)).max(300);
const cmsUser = z.string().max(120).nullable();
const basePath = z
  .string()
  .max(200)
  .regex(/^(\/[^?#]*)?$/);
const origin = z
  .string()
  .max(300)
  .regex(/^https?:\/\/[^/?#]+$/);
const nothing = z.object({});

const operations = z.array(z.enum(['link', 'activate', 'invite', 'resume', 'deactivate'])).max(5);

export const messages = {
  /** Answers the styles of our parts, so that pages without any don’t carry them; refused where nobody enabled Rollcall. */
  enabled: { from: 'page', input: nothing },
  /** Badges of one page view. */
  status: { from: 'page', input: z.object({ basePath, handles }) },
  /** Starts a run that only plans; `handles` null means everybody. */
  plan: { from: 'page', input: z.object({ basePath, handles: handles.min(1).nullable(), operations, cmsUser }) },
  planAnswer: { from: 'page', input: z.object({ plan: id }) },
  apply: {
    from: 'page',
    input: z.object({
      plan: id,
      digest: z.string().max(200),
      items: z.array(id).max(1000).nullable(),
      fields: z.record(id, z.array(z.string().max(120)).min(1).max(100)),
      approve: z.boolean(),
      cmsUser,
    }),
  },
  job: { from: 'page', input: z.object({ job: id, after: z.number().int().min(0) }) },
  cancelJob: { from: 'page', input: z.object({ job: id }) },
  goLive: { from: 'page', input: z.object({ basePath }) },
  openOptions: { from: 'page', input: nothing },

  agent: { from: 'own', input: nothing },
  pair: { from: 'own', input: z.object({ code: z.string().min(1).max(16) }) },
  disconnect: { from: 'own', input: nothing },
  setAddress: { from: 'own', input: z.object({ address: z.string().max(100).nullable() }) },
  sites: { from: 'own', input: nothing },
  addSite: { from: 'own', input: z.object({ origin }) },
  removeSite: { from: 'own', input: z.object({ origin }) },
  connections: { from: 'own', input: nothing },
  glance: { from: 'own', input: z.object({ site: z.string().max(300) }) },
  diagnostics: { from: 'own', input: nothing },
  /** One route of the agent's table, by name: the console shows and changes everything that the local API can. */
  call: {
    from: 'own',
    input: z.object({
      route: z.enum(namesOf(routes)),
      path: z.record(z.string(), z.string().max(300)),
      query: z.record(z.string(), z.union([z.string().max(300), z.number()])),
      body: z.unknown(),
    }),
  },
} as const satisfies Record<string, { from: 'page' | 'own'; input: z.ZodType }>;

export type MessageName = keyof typeof messages;
export type MessageInput<N extends MessageName> = z.infer<(typeof messages)[N]['input']>;

/** What a page shows about its site. */
export interface PageStatus {
  connection: StatusAnswer['connection'];
  summary: StatusAnswer['summary'];
  rows: RowStatusAnswer[];
  problem: ProblemAnswer | null;
  condition: Condition;
  job: string | null;
  /** When the agent said so (ISO); older than now when the agent is off and this is what was known. Null when never. */
  asOf: string | null;
}

/** What this browser knows about the agent. */
export interface AgentView {
  /** Where it answers; null when nobody does. */
  address: string | null;
  manualAddress: string | null;
  agent: string | null;
  version: string | null;
  condition: Condition;
  problem: ProblemAnswer | null;
  pairing: { agent: string; role: string; since: string } | null;
}

export interface SiteView {
  origin: string;
  /** False when the browser's permission for it was taken back. */
  permitted: boolean;
}

export interface MessageOutputs {
  enabled: { css: string };
  status: PageStatus;
  plan: { job: string };
  planAnswer: PlanAnswer;
  apply: { job: string };
  job: JobAnswer;
  cancelJob: Record<string, never>;
  goLive: Record<string, never>;
  openOptions: Record<string, never>;
  agent: AgentView;
  pair: AgentView;
  disconnect: AgentView;
  setAddress: AgentView;
  sites: SiteView[];
  addSite: SiteView[];
  removeSite: SiteView[];
  connections: ConnectionAnswer[];
  glance: PageStatus & { lastRun: JobAnswer | null; enabled: boolean };
  diagnostics: { text: string; health: HealthAnswer | null };
  call: unknown;
}

export type Reply<N extends MessageName> =
  | { ok: true; value: MessageOutputs[N] }
  | { ok: false; problem: ProblemAnswer; condition: Condition };

/** What the background tells pages: look again, since the agent came back, or the site was switched off. */
export interface Notice {
  rollcall: 'again';
}

export const envelope = z.object({ rollcall: z.enum(namesOf(messages)), input: z.unknown() });

function namesOf<T extends Record<string, unknown>>(table: T): [keyof T & string, ...(keyof T & string)[]] {
  const [first, ...rest] = Object.keys(table);
  if (first === undefined) throw new Error('the table of messages is empty');
  return [first, ...rest];
}

import type { ConnectionAnswer, EntryAnswer, HealthAnswer, RowStatusAnswer, StatusAnswer } from '@rollcall/shared/api';
import { eventRequest, type passwordRule } from '@rollcall/shared/api-event';
import type { JobAnswer, PlanAnswer } from '@rollcall/shared/api-run';
import type { UserAnswer } from '@rollcall/shared/api-user';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { routes } from '@rollcall/shared/routes';
import { z } from 'zod';

import type { Condition } from './agent/trouble.ts';
import type { Submission } from './pages/form.ts';

/**
 * The closed table of messages to the background. `from` says who may send: a `page` is our content script in the top
 * frame of an enabled site, `own` is one of the extension's own pages. There is no message that names a URL to fetch.
 */
const id = z.string().min(1).max(120);
const handle = z.string().min(1).max(40);
const handles = z.array(handle).max(300);
const cmsUser = z.string().max(120).nullable();
const basePath = z
  .string()
  .max(200)
  .regex(/^(\/[^?#]*)?$/);
const origin = z
  .string()
  .max(300)
  .regex(/^https?:\/\/[^/?#]+$/);
const path = z.string().max(2000).regex(/^\//);
const login = z.string().max(254);
const password = z.string().min(1).max(512);
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
  /** Opens the console at one user, beside the page. */
  openUser: { from: 'page', input: z.object({ basePath, handle }) },
  /** Starts a part of the content script that this page needs only now. */
  load: { from: 'page', input: z.object({ part: z.enum(['dialogs', 'panel']) }) },
  /** One user as last read, as read from both sides now, and what happened to the user. */
  user: { from: 'page', input: z.object({ basePath, handle }) },
  compare: { from: 'page', input: z.object({ basePath, handle }) },
  history: { from: 'page', input: z.object({ basePath, handle }) },
  freeze: { from: 'page', input: z.object({ basePath, handle, frozen: z.boolean() }) },
  /** Forgets links; both accounts of each stay as they are. */
  unlink: { from: 'page', input: z.object({ basePath, handles: handles.min(1) }) },
  /**
   * A form of the CMS's user administration was sent. Remembered for the tab and two minutes; the password only where
   * the connection asks for it, and then in the agent alone.
   */
  formSubmitted: {
    from: 'page',
    input: z.object({
      basePath,
      submission: z.object({
        kind: eventRequest.shape.kind,
        users: handles,
        login: login.nullable(),
        path,
        destination: z.string().max(2000).nullable(),
      }),
      password: password.nullable(),
    }),
  },
  /** What this tab's last form was, if the CMS has not told yet how it went. */
  pendingForm: { from: 'page', input: nothing },
  /** The CMS's page says that it went well; `user` is the number of a new account, where the page tells it. */
  formDone: { from: 'page', input: z.object({ user: handle.nullable(), cmsUser }) },
  formRefused: { from: 'page', input: nothing },
  passwordRules: { from: 'page', input: z.object({ basePath }) },

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
      // A message drops what is undefined.
      body: z.unknown().optional(),
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

type PasswordRule = z.infer<typeof passwordRule>;

/** What happened to a user, without the values, which a page has no need of. */
export type PageEntry = Pick<EntryAnswer, 'id' | 'at' | 'by' | 'type' | 'outcome' | 'fields' | 'problem'>;

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
  openUser: Record<string, never>;
  load: Record<string, never>;
  user: UserAnswer;
  compare: UserAnswer;
  history: PageEntry[];
  freeze: UserAnswer;
  unlink: { done: string[]; problem: ProblemAnswer | null };
  formSubmitted: Record<string, never>;
  pendingForm: { submission: Submission | null };
  /** `job` is null when nothing was started; `reason` then says why. */
  formDone: { job: string | null; reason: string | null };
  formRefused: Record<string, never>;
  /** `asked` is whether this site hands typed passwords on; `rules` null when they can't be read. */
  passwordRules: { asked: boolean; rules: PasswordRule[] | null };
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

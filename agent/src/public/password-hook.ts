import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { SyncError, toProblem } from '@rollcall/shared';
import type { Actor, Connection, Problem } from '@rollcall/shared';
import { z } from 'zod';

import { problemResponse } from '../api/problem-answer.ts';
import { runEntry } from '../engine/record.ts';
import type { Activity } from '../store/activity.ts';
import { del, put } from '../store/data.ts';
import { addressOf, createAttempts } from './attempts.ts';
import { createPasswordJudge } from './site-password.ts';
import type { Judged, SitePasswordDeps } from './site-password.ts';

export interface PasswordHookDeps extends SitePasswordDeps {
  activity: Pick<Activity, 'append'>;
  newId: () => string;
  report: (problem: Problem) => void;
}

/**
 * Okta's password import inline hook: at the first sign-in of a user made without a password Okta sends what was typed,
 * and keeps it when the site takes it. https://developer.okta.com/docs/reference/password-hook/
 */
export interface PasswordHook {
  /** Serves `POST /hooks/{connection}/password` on an app. */
  mount(app: Hono): void;
  /** Whether any connection answers. */
  isUsed(): boolean;
  /** When a connection's secret was made; null without one. */
  made(connection: string): string | null;
  /** A new secret in place of the former one; this is the only time that it is told. */
  make(connection: string): Promise<{ path: string; header: string; secret: string }>;
  /** Answers for the connection no more; removing what is absent changes nothing. */
  remove(connection: string): Promise<void>;
}

/** Okta hangs up after three seconds; in milliseconds. */
const answerWithin = 2_500;
const longestBody = 16 * 1024;
const header = 'Authorization';

const kept = z.object({ made: z.string(), hash: z.string() });
const asked = z.object({
  eventType: z.literal('com.okta.user.credential.password.import'),
  data: z.object({
    context: z.object({
      credential: z.object({ username: z.string().min(1).max(254), password: z.string().min(1).max(512) }),
    }),
  }),
});

const by: Actor = { kind: 'system', id: 'passwordHook', name: 'Sign-in at Okta' };
const keyOf = (connection: string) => `passwordHook/${connection}`;
const pathOf = (connection: string) => `/hooks/${encodeURIComponent(connection)}/password`;

export function createPasswordHook(deps: PasswordHookDeps): PasswordHook {
  const { store, now } = deps;
  const attempts = createAttempts(now);
  const judge = createPasswordJudge(deps);

  const take = async (c: Context): Promise<Response> => {
    const id = c.req.param('connection') ?? '';
    const connection = store.data.connections[id];
    // One answer for an unknown connection and a wrong secret, so that nobody learns which there are.
    if (!connection || !isSecret(c.req.header(header), store.data.settings[keyOf(id)])) return refuseStranger(c);
    const told = asked.safeParse(parseJson(await c.req.text()));
    if (!told.success) return refuse(c, 400, 'The body is not what Okta’s password import hook sends.');
    const signal = AbortSignal.timeout(answerWithin);
    try {
      const judged = await judge(connection, told.data.data.context.credential, signal);
      await note(judged, connection);
      return c.json(verdict(judged.isRight));
    } catch (error) {
      // Without a verdict Okta keeps the user as it is, asks again at the next sign-in, and logs that the hook failed.
      const problem = signal.aborted ? late().problem : toProblem(error);
      deps.report(problem);
      return problemResponse(c, problem, problem.code === 'rate_limited' ? 429 : 504);
    }
  };

  const refuseStranger = (c: Context): Response => {
    const address = addressOf(c);
    if (attempts.isShut(address)) return refuse(c, 429, 'Too many calls with a wrong secret came from here.');
    attempts.wrong(address);
    return refuse(c, 401, 'The secret is not good.');
  };

  /** Says in the activity whose password was tried, where the site was asked. */
  const note = async ({ isRight, subject }: Judged, { id: connection }: Connection): Promise<void> => {
    if (!subject) return;
    const problem = isRight ? null : new SyncError('bad_credentials', 'The site did not take the password.').problem;
    const about = { id: deps.newId(), connection, job: null, by, now: new Date(now()).toISOString(), problem };
    const entry = runEntry('signIn', { ...about, outcome: isRight ? 'done' : 'refused' });
    const { cms, okta } = subject;
    await deps.activity.append(
      { ...entry, trigger: 'event', evidence: 'answer', subject: { cms: cms.id, okta: okta.id, group: null } },
      null,
    );
  };

  return {
    mount(app) {
      const limit = bodyLimit({
        maxSize: longestBody,
        onError: (c) => refuse(c, 413, 'The body is larger than 16 KiB.'),
      });
      app.post('/hooks/:connection/password', limit, take);
    },
    isUsed: () => Object.keys(store.data.connections).some((id) => store.data.settings[keyOf(id)] !== undefined),
    made: (connection) => kept.safeParse(store.data.settings[keyOf(connection)]).data?.made ?? null,
    async make(connection) {
      const secret = randomBytes(32).toString('base64url');
      const made = { made: new Date(now()).toISOString(), hash: hashOf(secret).toString('hex') };
      await store.commit([put('settings', keyOf(connection), made)]);
      return { path: pathOf(connection), header, secret };
    },
    async remove(connection) {
      await store.commit([del('settings', keyOf(connection))]);
    },
  };
}

function verdict(isRight: boolean) {
  const credential = isRight ? 'VERIFIED' : 'UNVERIFIED';
  return { commands: [{ type: 'com.okta.action.update', value: { credential } }] };
}

function isSecret(sent: string | undefined, setting: unknown): boolean {
  const known = kept.safeParse(setting);
  if (!known.success || sent === undefined) return false;
  return timingSafeEqual(Buffer.from(known.data.hash, 'hex'), hashOf(sent));
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function late(): SyncError {
  return new SyncError('timeout', 'The site gave no answer in the three seconds that Okta waits.', {
    next: 'Sign in again.',
  });
}

const codes = { 400: 'invalid', 401: 'bad_credentials', 413: 'invalid', 429: 'rate_limited' } as const;

function refuse(c: Context, status: keyof typeof codes, text: string): Response {
  const next = 'Compare the hook in Okta with what "rollcall password-hook new" has shown.';
  return problemResponse(c, new SyncError(codes[status], text, { scope: 'run', next }).problem, status);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

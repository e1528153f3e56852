import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import { SyncError } from '@rollcall/shared';
import type { Connection, Problem } from '@rollcall/shared';
import type { ReachAnswer } from '@rollcall/shared/api-scim';
import { z } from 'zod';

import { connectionFault } from '../directory/connection-fault.ts';

export interface ReachDeps {
  fetch: typeof globalThis.fetch;
  now: () => number;
}

/** Looks whether Okta can reach the agent: from outside in, over the public address, with a proof that it is this very agent. */
export interface Reach {
  /** To be mounted before everything that answers below the base URLs. */
  mount(app: Hono): void;
  /** Calls the connection’s public URL. Throws `not_configured` without one. */
  check(connection: Connection): Promise<ReachAnswer>;
  /** Checks those that have a public address and were not looked at for an hour. */
  look(connections: readonly Connection[]): Promise<void>;
  /** What the last look since the start found; null without one, and once the address is another. */
  last(connection: Connection): ReachAnswer | null;
}

interface Question {
  path: string;
  /** Where the question arrived; null while it has not. */
  arrived: string | null;
}

const waitFor = 10_000;
const lookEvery = 60 * 60_000;
const form = /\/Reach\/([\w-]{43})$/;
const proven = z.object({ proof: z.string() });

/** The connection’s base URL for clients elsewhere; null without a public address. */
export function publicBase({ id, scim }: Connection): string | null {
  return scim.publicUrl === null ? null : `${scim.publicUrl.replace(/\/+$/, '')}${basePath(id)}`;
}

export function basePath(connection: string): string {
  return `/${encodeURIComponent(connection)}/scim/v2`;
}

export function createReach(deps: ReachDeps): Reach {
  const { now } = deps;
  const found = new Map<string, ReachAnswer>();
  const { ask, mount } = createQuestions(deps);
  const last = (connection: Connection): ReachAnswer | null => {
    const answer = found.get(connection.id);
    return answer?.url === publicBase(connection) ? answer : null;
  };
  const check = async (connection: Connection): Promise<ReachAnswer> => {
    const base = publicBase(connection);
    if (base === null) throw noAddress();
    const problem = base.startsWith('https:') ? await ask(connection, base) : noTls(base);
    const answer = { at: isoTime(now()), url: base, ok: problem === null, problem };
    found.set(connection.id, answer);
    return answer;
  };
  let going: Promise<void> | null = null;
  const lookAll = async (connections: readonly Connection[]): Promise<void> => {
    for (const connection of connections) {
      const before = last(connection);
      const isDue = before === null || now() - Date.parse(before.at) >= lookEvery;
      if (isDue && publicBase(connection) !== null) await check(connection);
    }
  };
  return {
    mount,
    check,
    last,
    look: (connections) =>
      (going ??= lookAll(connections).finally(() => {
        going = null;
      })),
  };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Asks the public address, and answers what arrives of that. */
function createQuestions({ fetch }: ReachDeps) {
  const key = randomBytes(32);
  const questions = new Map<string, Question>();
  const proofOf = (nonce: string) => createHmac('sha256', key).update(nonce).digest('base64url');

  const ask = async (connection: Connection, base: string): Promise<Problem | null> => {
    const nonce = randomBytes(32).toString('base64url');
    const question: Question = { path: `${basePath(connection.id)}/Reach/${nonce}`, arrived: null };
    questions.set(nonce, question);
    try {
      const signal = AbortSignal.timeout(waitFor);
      const answer = await fetch(`${base}/Reach/${nonce}`, { redirect: 'manual', signal });
      return await judge(answer, { question, base, proof: proofOf(nonce) });
    } catch (error) {
      return withNext(connectionFault(error, base).problem);
    } finally {
      questions.delete(nonce);
    }
  };
  return {
    ask,
    mount(app: Hono): void {
      app.use(async (c, next) => {
        const [, nonce = ''] = form.exec(c.req.path) ?? [];
        const question = questions.get(nonce);
        if (question) question.arrived = c.req.path;
        // Only what was asked a moment ago is answered, so that nobody else gets a proof.
        return question?.path === c.req.path ? c.json({ proof: proofOf(nonce) }) : next();
      });
    },
  };
}

async function judge(
  answer: Response,
  { question, base, proof }: { question: Question; base: string; proof: string },
): Promise<Problem | null> {
  const { host } = new URL(base);
  const { status } = answer;
  const body: unknown = await answer.json().catch(() => null);
  if (status === 200 && isProof(body, proof)) return null;
  if (status >= 300 && status < 400) {
    const to = answer.headers.get('location')?.slice(0, 200) ?? 'another address';
    const next = 'Let the proxy answer at the public address itself, or set scim.publicUrl to the address behind it.';
    return fault('wrong_site', `${host} sends on to ${to}, and Okta does not follow.`, next, status);
  }
  if (question.arrived !== null) {
    const next = `Let the proxy pass the path on as ${question.path.replace(form, '/…')}, or correct scim.publicUrl.`;
    const text = `The call arrived at this agent with another path: ${question.arrived.replace(form, '/…').slice(0, 200)}.`;
    return fault('wrong_site', text, next, status);
  }
  if (status === 502 || status === 503 || status === 504) {
    const next = 'Let the proxy pass the calls on to the port of "rollcall serve --scim-port" (21480).';
    return fault('unreachable', `A proxy answers at ${host}, and can’t reach this agent (${status}).`, next, status);
  }
  const server = answer.headers.get('server')?.slice(0, 60);
  const who = server ? ` (${server})` : '';
  const text = `Another program answers at ${host}${who}: status ${status}, and the call did not arrive here.`;
  const next = 'Let the proxy pass everything below the base URL on to this agent, then look again.';
  return fault('wrong_site', text, next, status);
}

function isProof(body: unknown, wanted: string): boolean {
  const proof = proven.safeParse(body).data?.proof ?? '';
  return proof.length === wanted.length && timingSafeEqual(Buffer.from(proof), Buffer.from(wanted));
}

function withNext(found: Problem): Problem {
  if (found.code === 'tls') {
    return {
      ...found,
      next: 'Install a certificate of a public authority together with its chain; Okta trusts no other.',
    };
  }
  if (found.code !== 'unreachable' && found.code !== 'timeout') return found;
  return {
    ...found,
    next: 'Check the name in DNS, the firewall and the proxy. A network that can’t call its own public address is told so too.',
  };
}

function noTls(base: string): Problem {
  return fault(
    'tls',
    `${new URL(base).host} is named without TLS, and Okta calls https addresses only.`,
    tlsNext,
    null,
  );
}

const tlsNext = 'Put a proxy that speaks TLS in front, and set scim.publicUrl to its https address.';

function noAddress(): SyncError {
  return new SyncError('not_configured', 'It is not known where Okta reaches this agent.', {
    next: 'Set it: rollcall connection set scim.publicUrl=https://…',
  });
}

function fault(code: 'wrong_site' | 'unreachable' | 'tls', text: string, next: string, status: number | null): Problem {
  return new SyncError(code, text, { next, scope: 'run', ...(status === null ? {} : { status }) }).problem;
}

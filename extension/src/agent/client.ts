import { apiVersion, helloAnswer, type HelloAnswer } from '@rollcall/shared/api';
import { problemSchema } from '@rollcall/shared/api-basics';
import { SyncError, type ErrorCode } from '@rollcall/shared/error';
import { routes, type RouteAnswer, type RouteBody, type RouteName } from '@rollcall/shared/routes';

import { t } from '../words.ts';
import { candidates } from './address.ts';
import type { Pairing, PairingStore } from './pairing.ts';
import { isProven, newNonce } from './proof.ts';
import { AgentOff, fromProblem } from './trouble.ts';

const helloTimeout = 1000;
const callTimeout = 30_000;
/** How long a proof counts: a port can change hands when the agent stops. */
const proofLife = 5 * 60_000;

/** What may be forgotten when the browser closes. */
export interface AgentMemory {
  /** The address whose agent proved itself, and when (ms since 1970). */
  proven: { address: string; clientId: string; at: number } | null;
  lastGood: string | null;
}

export interface AgentClientParts {
  fetch: typeof fetch;
  pairing: PairingStore;
  memory: { read(): Promise<AgentMemory>; write(memory: AgentMemory): Promise<void> };
  manualAddress(): Promise<string | null>;
  /** The language of this browser's texts, in which the agent shall answer; a BCP 47 tag. */
  language(): string;
  now(): number;
  /** Hears of each call before it is sent. */
  heard?(name: RouteName, input: CallInput<RouteName>): void;
}

/** An agent that answered hello. `standing` says what it is to this browser. */
export interface FoundAgent {
  address: string;
  hello: HelloAnswer;
  standing: 'proven' | 'unpaired' | 'revoked' | 'other' | 'impostor' | 'version';
}

export interface CallInput<N extends RouteName> {
  path?: Record<string, string>;
  query?: Record<string, string | number>;
  body?: RouteBody<N>;
}

/**
 * The one way to the agent: loopback HTTP without cookies, and the bearer only to an agent that proved itself. Every
 * refusal is a SyncError; `AgentOff` when nobody answers.
 */
export class AgentClient {
  readonly #parts: AgentClientParts;

  constructor(parts: AgentClientParts) {
    this.#parts = parts;
  }

  pairing(): Promise<Pairing | null> {
    return this.#parts.pairing.load();
  }

  /** Says hello at every address; one that proves itself wins. Null when nobody answers. */
  async find(): Promise<FoundAgent | null> {
    const { memory, manualAddress, now } = this.#parts;
    const pairing = await this.pairing();
    const { lastGood } = await memory.read();
    const all = candidates(await manualAddress(), lastGood);
    const answers = await Promise.all(all.map((address) => this.#hello(address, pairing)));
    const found = answers.filter((answer) => answer !== null);
    const best = found.find((agent) => agent.standing === 'proven') ?? found[0] ?? null;
    const proven =
      best?.standing === 'proven' && pairing !== null
        ? { address: best.address, clientId: pairing.clientId, at: now() }
        : null;
    await memory.write({ proven, lastGood: best?.address ?? lastGood });
    return best;
  }

  /** Calls one route of the table and answers what its schema says. */
  async call<N extends RouteName>(name: N, input: CallInput<N> = {}): Promise<RouteAnswer<N>> {
    this.#parts.heard?.(name, input);
    const pairing = await this.pairing();
    if (pairing === null) {
      const agent = await this.find();
      throw agent === null ? new AgentOff() : refusal(agent, null);
    }
    const { address, fresh } = await this.#provenAddress(pairing);
    try {
      return await this.#send(address, name, input, pairing.token);
    } catch (error) {
      if (!(error instanceof AgentOff) || fresh) throw error;
      await this.#forgetProof();
      return this.#send((await this.#provenAddress(pairing)).address, name, input, pairing.token);
    }
  }

  /** Trades a one-time code for a pairing and keeps it. */
  async pair(body: NonNullable<RouteBody<'pair'>>): Promise<Pairing> {
    const agent = await this.find();
    if (agent === null) throw new AgentOff();
    if (agent.standing === 'version') throw refusal(agent, null);
    const { clientId, token, agent: name, role } = await this.#send(agent.address, 'pair', { body }, null);
    const since = new Date(this.#parts.now()).toISOString();
    const pairing: Pairing = { clientId, token, agent: name, role, since };
    await this.#parts.pairing.save(pairing);
    await this.find();
    return pairing;
  }

  /** Revokes this browser's pairing where the agent can be reached, and forgets it in any case. */
  async disconnect(): Promise<void> {
    await this.call('revokeClient', { path: { id: 'self' } }).catch(() => null);
    await this.#parts.pairing.wipe();
    await this.#forgetProof();
  }

  async #hello(address: string, pairing: Pairing | null): Promise<FoundAgent | null> {
    const nonce = newNonce();
    const body = pairing === null ? { nonce } : { nonce, clientId: pairing.clientId };
    const answer: unknown = await this.#parts
      .fetch(`${address}/v1/hello`, request({ method: 'POST', body, timeout: helloTimeout }))
      .then((response) => response.json())
      .catch(() => null);
    const read = helloAnswer.safeParse(answer);
    if (!read.success) return null;
    return { address, hello: read.data, standing: await standing(read.data, pairing, nonce) };
  }

  /** `fresh` when the proof was given for this very call. */
  async #provenAddress(pairing: Pairing): Promise<{ address: string; fresh: boolean }> {
    const { proven } = await this.#parts.memory.read();
    if (proven?.clientId === pairing.clientId && this.#parts.now() - proven.at < proofLife)
      return { address: proven.address, fresh: false };
    const agent = await this.find();
    if (agent === null) throw new AgentOff();
    if (agent.standing !== 'proven') throw refusal(agent, pairing);
    return { address: agent.address, fresh: true };
  }

  async #forgetProof(): Promise<void> {
    const { memory } = this.#parts;
    await memory.write({ ...(await memory.read()), proven: null });
  }

  async #send<N extends RouteName>(
    address: string,
    name: N,
    input: CallInput<N>,
    token: string | null,
  ): Promise<RouteAnswer<N>> {
    const route = routes[name];
    const body = route.body === null ? undefined : (input.body ?? {});
    const { method } = route;
    const language = this.#parts.language();
    const response = await this.#parts
      .fetch(address + toPath(route.path, input), request({ method, body, token, language, timeout: callTimeout }))
      .catch((cause: unknown) => {
        throw isTimeout(cause) ? new SyncError('timeout', t('trouble.timeout')) : new AgentOff();
      });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) {
      if (response.status === 401) await this.#forgetProof();
      throw fromProblem(problemSchema.safeParse(answer), response.status);
    }
    const read = route.answer.safeParse(answer);
    if (!read.success) throw new SyncError('version', t('trouble.notUnderstood'));
    // The schema is the route's own, so what it parsed is that route's answer.
    return read.data as RouteAnswer<N>;
  }
}

async function standing(hello: HelloAnswer, pairing: Pairing | null, nonce: string): Promise<FoundAgent['standing']> {
  if (hello.api !== apiVersion) return 'version';
  if (pairing === null) return 'unpaired';
  if (await isProven(pairing.token, nonce, hello.proof)) return 'proven';
  if (hello.agent !== pairing.agent) return 'other';
  return hello.paired ? 'impostor' : 'revoked';
}

function refusal(agent: FoundAgent, pairing: Pairing | null): SyncError {
  const { address, hello } = agent;
  const reasons: Record<FoundAgent['standing'], [ErrorCode, string]> = {
    proven: ['internal', t('trouble.unexpected')],
    unpaired: ['not_paired', t('trouble.notPaired')],
    revoked: ['token_revoked', t('trouble.revoked')],
    other: ['not_paired', t('trouble.otherAgent', [address, hello.agent, pairing?.agent ?? '?'])],
    impostor: ['not_paired', t('trouble.impostor', [address])],
    version: ['version', t('trouble.version', [String(hello.api), String(apiVersion)])],
  };
  return new SyncError(...reasons[agent.standing]);
}

interface Asked {
  method: string;
  body: unknown;
  timeout: number;
  token?: string | null;
  language?: string;
}

function request({ method, body, timeout, token = null, language }: Asked): RequestInit {
  return {
    method,
    // Cookies ignore ports: without this a CMS on 127.0.0.1 would send its session to the agent.
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
    signal: AbortSignal.timeout(timeout),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(language === undefined ? {} : { 'accept-language': language }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

function toPath(template: string, { path = {}, query = {} }: CallInput<RouteName>): string {
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return search.size === 0 ? filled : `${filled}?${search}`;
}

function isTimeout(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'TimeoutError';
}

import { createHash, createHmac } from 'node:crypto';

import type { AgentMemory } from '../agent/client.ts';
import { AgentClient } from '../agent/client.ts';
import type { Pairing } from '../agent/pairing.ts';

export const token = 'the-token-of-this-browser';
const pairing: Pairing = {
  clientId: 'client-1',
  token,
  agent: 'K7-Harbor',
  role: 'owner',
  since: '2026-01-15T09:00:00.000Z',
};

interface Call {
  url: string;
  method: string;
  authorization: string | null;
  language: string | null;
  credentials: string | undefined;
  body: unknown;
}

interface Answer {
  status?: number;
  body: unknown;
}

export interface StubOptions {
  paired?: Pairing | null;
  /** Answers by `METHOD path`; a missing one is a refused connection. */
  answers?: Record<string, Answer | ((body: unknown) => Answer)>;
  hello?: Partial<{ api: number; agent: string; paired: boolean; proof: (nonce: string) => string | null }>;
  /** Ports on which something answers. */
  ports?: number[];
}

/** A client over a network that exists only in memory, with everything it sent. */
export function stubbedClient(options: StubOptions = {}) {
  const calls: Call[] = [];
  let kept = options.paired === undefined ? pairing : options.paired;
  let memory: AgentMemory = { proven: null, lastGood: null };
  let clock = Date.parse('2026-01-15T10:00:00.000Z');
  const client = new AgentClient({
    fetch: async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
      const headers = new Headers(init?.headers);
      const authorization = headers.get('authorization');
      const language = headers.get('accept-language');
      calls.push({ url, method: init?.method ?? 'GET', authorization, language, credentials: init?.credentials, body });
      return respond(options, new URL(url), init?.method ?? 'GET', body);
    },
    pairing: {
      load: () => Promise.resolve(kept),
      save: (value) => Promise.resolve(void (kept = value)),
      wipe: () => Promise.resolve(void (kept = null)),
    },
    memory: {
      read: () => Promise.resolve(memory),
      write: (value) => Promise.resolve(void (memory = value)),
    },
    manualAddress: () => Promise.resolve(null),
    language: () => 'de',
    now: () => clock,
  });
  return {
    client,
    calls,
    options,
    pass: (milliseconds: number) => void (clock += milliseconds),
    pairing: () => kept,
    sentTo: (path: string) => calls.filter((call) => new URL(call.url).pathname === path),
  };
}

function respond(options: StubOptions, url: URL, method: string, body: unknown): Response {
  if (!(options.ports ?? [21470]).includes(Number(url.port))) throw new TypeError('connection refused');
  if (url.pathname === '/v1/hello') return Response.json(helloBody(options, body));
  const answer = options.answers?.[`${method} ${url.pathname}`];
  if (answer === undefined) throw new TypeError('connection refused');
  const { status = 200, body: content } = typeof answer === 'function' ? answer(body) : answer;
  return typeof content === 'string' ? new Response(content, { status }) : Response.json(content, { status });
}

function helloBody({ hello = {} }: StubOptions, body: unknown) {
  const { nonce, clientId } = { nonce: '', clientId: undefined, ...(typeof body === 'object' ? body : {}) };
  const known = hello.paired ?? clientId !== undefined;
  const proof = hello.proof ?? ((text: string) => (known ? proofOf(text) : null));
  return {
    product: 'rollcall',
    api: hello.api ?? 1,
    version: '0.1.0',
    agent: hello.agent ?? 'K7-Harbor',
    paired: known,
    proof: proof(nonce),
  };
}

export function proofOf(nonce: string, of: string = token): string {
  return createHmac('sha256', createHash('sha256').update(of).digest()).update(nonce).digest('base64url');
}

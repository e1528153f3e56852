import { Writable } from 'node:stream';
import { Hono } from 'hono';
import { SyncError, systemActor, toProblem } from '@rollcall/shared';
import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ItemResultAnswer, JobAnswer, PlanAnswer, PlanItemAnswer } from '@rollcall/shared/api-run';
import { routes } from '@rollcall/shared/routes';
import type { Route } from '@rollcall/shared/route';
import type { RouteAnswer, RouteName } from '@rollcall/shared/routes';

import { defaultSettings } from '../engine/default-mapping.ts';
import { temporaryHome } from '../store/fixture.ts';
import { runCli } from './main.ts';
import type { LocalAgent } from './reach.ts';
import { painter, safeText } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** Noon of a day, for everything that shows ages. */
export const noon = Date.parse('2026-03-04T12:00:00.000Z');

interface FakeCall {
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
}

export type FakeAnswers = { [N in RouteName]?: (call: FakeCall) => RouteAnswer<N> };

export interface FakeAgent extends LocalAgent {
  /** Names of the routes that were called, in order. */
  calls: { name: RouteName; call: FakeCall }[];
  /** What was asked of the agent itself. */
  events: string[];
}

/** An agent whose routes answer what the test says; all others answer `not_found`. */
export function fakeAgent(answers: FakeAnswers): FakeAgent {
  const calls: FakeAgent['calls'] = [];
  const events: string[] = [];
  const app = new Hono();
  for (const name of Object.keys(routes) as RouteName[]) {
    const { method, path }: Route = routes[name];
    app.on(method, path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
      const text = await c.req.text();
      const call = { params: c.req.param(), query: c.req.query(), body: text === '' ? undefined : JSON.parse(text) };
      calls.push({ name, call });
      try {
        if (c.req.header('authorization') !== `Bearer ${token}`) throw new SyncError('not_paired', 'No token came.');
        const answer = answers[name]?.(call);
        if (answer === undefined) throw new SyncError('not_found', `${name} has no answer here.`);
        return c.json(answer);
      } catch (error) {
        return c.json(toProblem(error), 409);
      }
    });
  }
  return {
    app,
    calls,
    events,
    agentId: 'ABCD-1234',
    scriptToken: token,
    pairingCode: () => ({ code: '4R7K-M2QX', expires: new Date(noon + 300_000).toISOString() }),
    recover: async ({ resumeJobs }) => void events.push(`recover ${resumeJobs ? 'with jobs' : 'without jobs'}`),
    listen: async ({ port }) => ({ api: `http://127.0.0.1:${port ?? 21470}`, port: port ?? 21470, scim: null }),
    close: async () => void events.push('close'),
  };
}

export const token = 'a-token-for-programs-of-this-user';

export interface FakeTerminal extends Terminal {
  /** What was written on standard output and on standard error. */
  shown: { out: string; err: string };
  questions: string[];
  /** Presses Ctrl-C. */
  interrupt(): void;
  quits: number[];
}

interface FakeTerminalOptions {
  interactive?: boolean;
  /** What the person types, question by question; then Ctrl-C. */
  typed?: string[];
  input?: string;
  columns?: number;
  env?: Record<string, string>;
  bar?: boolean;
  /** Called instead of waiting. */
  onSleep?: (terminal: FakeTerminal) => void;
}

export function fakeTerminal(options: FakeTerminalOptions = {}): FakeTerminal {
  const shown = { out: '', err: '' };
  const questions: string[] = [];
  const quits: number[] = [];
  const typed = [...(options.typed ?? [])];
  const listeners = new Set<() => void>();
  let time = noon;
  const bar = new Writable({ write: (chunk, _encoding, done) => ((shown.err += String(chunk)), done()) });
  // The bar is drawn only where the stream says that it is a screen.
  Object.assign(bar, { isTTY: true, columns: 80 });
  const terminal: FakeTerminal = {
    shown,
    questions,
    quits,
    interrupt: () => [...listeners].forEach((listener) => listener()),
    env: options.env ?? {},
    columns: options.columns ?? Infinity,
    interactive: options.interactive ?? false,
    bar: options.bar ? bar : null,
    out: (text) => void (shown.out += `${safeText(text)}\n`),
    err: (text) => void (shown.err += `${safeText(text)}\n`),
    raw: (text) => void (shown.out += `${text}\n`),
    paint: painter(false),
    readInput: async () => options.input ?? '',
    async ask(question) {
      questions.push(question);
      const answer = typed.shift();
      if (answer === undefined) throw new SyncError('cancelled', 'Nothing was done.');
      return answer;
    },
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stopAsked: () => Promise.resolve(),
    quit: (code) => void quits.push(code),
    now: () => time,
    async sleep(ms) {
      time += ms;
      options.onSleep?.(terminal);
    },
  };
  return terminal;
}

/** Runs one command line against a fake agent, in a folder of its own unless `bare`. */
export async function runFake(
  line: string[],
  { answers = {}, bare = false, ...options }: FakeTerminalOptions & { answers?: FakeAnswers; bare?: boolean },
): Promise<{ exit: number; out: string; err: string; json: unknown; agent: FakeAgent; terminal: FakeTerminal }> {
  const { home, remove } = await temporaryHome();
  const agent = fakeAgent(answers);
  const terminal = fakeTerminal(options);
  try {
    const exit = await runCli(bare ? line : ['--home', home, ...line], {
      terminal,
      openAgent: () => Promise.resolve(agent),
    });
    const { out, err } = terminal.shown;
    return { exit, out, err, json: line.includes('--json') ? JSON.parse(out) : null, agent, terminal };
  } finally {
    await remove();
  }
}

const iso = new Date(noon).toISOString();

export function sampleConnection(change: Partial<ConnectionAnswer> = {}): ConnectionAnswer {
  const side = (kind: string, url: string) => ({
    id: kind,
    kind,
    url,
    auth: 'token',
    secretRef: `directory/${kind}`,
    account: 'rollcall',
    identity: url,
    options: {},
  });
  return {
    id: 'c1',
    name: 'School',
    colour: 'live',
    ...defaultSettings(),
    mode: 'live',
    pausedFor: null,
    cms: side('drupal', 'https://school.example'),
    okta: side('okta', 'https://school.okta.example'),
    updated: iso,
    by: systemActor,
    ...change,
  };
}

export function sampleItem(seq: number, change: Partial<PlanItemAnswer> = {}): PlanItemAnswer {
  const login = `user${seq}@school.example`;
  return {
    id: `item-${seq}`,
    seq,
    action: 'create',
    side: 'okta',
    subject: {
      cms: { directory: 'drupal', id: `uuid-${seq}` },
      okta: null,
      group: null,
      label: `User ${seq}`,
      handle: String(seq),
    },
    before: null,
    after: { login, state: 'staged' },
    knownAfter: ['id'],
    drift: [],
    reason: 'new',
    source: 'cms',
    expect: null,
    sourceExpect: null,
    needs: [],
    secret: 'none',
    effects: [],
    undo: 'partial',
    verdict: { is: 'allow' },
    ...change,
  };
}

export function samplePlan(items: PlanItemAnswer[], change: Partial<PlanAnswer['plan']> = {}): PlanAnswer {
  const observation = { at: iso, count: 10, complete: true, serverClockSkewMs: 0 };
  return {
    plan: {
      id: 'P-0001',
      connection: 'c1',
      digest: 'digest-1',
      trigger: 'cli',
      by: systemActor,
      made: iso,
      expires: new Date(noon + 86_400_000).toISOString(),
      settings: 'settings-1',
      observed: { cms: observation, okta: observation },
      counts: {},
      unchanged: 0,
      undecided: 0,
      excluded: 0,
      brake: null,
      state: 'open',
      approved: null,
      ...change,
    },
    items,
    asides: [],
    total: items.length,
  };
}

export function sampleAside(
  label: string,
  change: Partial<PlanAnswer['asides'][number]> = {},
): PlanAnswer['asides'][number] {
  const subject = { cms: { directory: 'drupal', id: label }, okta: null, group: null, label, handle: null };
  return { subject, why: 'undecided', code: 'missing_name', text: 'Okta needs a mail.', differences: [], ...change };
}

export function sampleJob(change: Partial<JobAnswer> = {}): JobAnswer {
  return {
    id: 'R-0001',
    connection: 'c1',
    trigger: 'cli',
    mode: 'apply',
    by: systemActor,
    state: 'done',
    plan: 'P-0001',
    at: 0,
    total: 0,
    done: 0,
    failed: 0,
    held: 0,
    skipped: 0,
    created: iso,
    started: iso,
    beat: iso,
    ended: iso,
    error: null,
    seq: 1,
    secondsLeft: null,
    results: [],
    ...change,
  };
}

export function sampleResult(seq: number, change: Partial<ItemResultAnswer> = {}): ItemResultAnswer {
  return {
    item: `item-${seq}`,
    outcome: 'done',
    problem: null,
    entry: `R-0001/item-${seq}`,
    label: `User ${seq}`,
    handle: String(seq),
    action: 'create',
    seq,
    ...change,
  };
}

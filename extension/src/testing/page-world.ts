import type { RowStatusAnswer } from '@rollcall/shared/api';
import type { JobAnswer } from '@rollcall/shared/api-run';
import { SyncError } from '@rollcall/shared/error';

import type { MessageInput, MessageName, MessageOutputs, PageStatus } from '../messages.ts';
import { panel } from '../panel/panel.tsx';
import type { LoadPart, Parts } from '../part.ts';
import { drawDialogs } from '../people/dialogs.tsx';
import type { Send } from '../send.ts';

export type Answers = { [N in MessageName]?: (input: MessageInput<N>) => MessageOutputs[N] | SyncError };

const actionOf: Partial<Record<RowStatusAnswer['status'], RowStatusAnswer['action']>> = {
  staged: 'activate',
  protected: 'why',
};
export const row = (handle: string, status: RowStatusAnswer['status'] = 'notInOkta'): RowStatusAnswer => ({
  handle,
  id: `id-${handle}`,
  label: null,
  status,
  action: actionOf[status] ?? 'sync',
  okta: null,
  differences: [],
  at: new Date().toISOString(),
  problem: null,
  job: null,
});

export const connected: PageStatus = {
  connection: {
    id: 'c1',
    name: 'Harbor',
    colour: 'live',
    mode: 'live',
    pausedFor: null,
    oktaUrl: null,
    cmsUrl: null,
    newInOkta: 'staged',
  },
  summary: { users: 4000, linked: 3120, notInOkta: 640, needLook: 240, unknown: 0, readAt: new Date().toISOString() },
  rows: [],
  problem: null,
  condition: null,
  job: null,
  asOf: new Date().toISOString(),
};

export const job = (change: Partial<JobAnswer>): JobAnswer => ({
  id: 'R-1',
  connection: 'c1',
  trigger: 'manual',
  mode: 'plan',
  by: { kind: 'client', id: 'x', name: 'x' },
  state: 'done',
  plan: null,
  at: 0,
  total: 1,
  done: 0,
  failed: 0,
  held: 0,
  skipped: 0,
  created: '2026-01-15T10:00:00.000Z',
  started: null,
  beat: '2026-01-15T10:00:00.000Z',
  ended: '2026-01-15T10:00:01.000Z',
  error: null,
  seq: 1,
  secondsLeft: null,
  results: [],
  ...change,
});

/** A background that answers each message by a function, and everything that was asked of it. */
export function backgroundOf(answers: Answers) {
  const asked: { name: MessageName; input: unknown }[] = [];
  const send: Send = async (name, input) => {
    asked.push({ name, input });
    const value = answers[name]?.(input) ?? new SyncError('internal', `nothing answers ${name}`);
    return value instanceof SyncError
      ? { ok: false, problem: value.problem, condition: value.code === 'forbidden' ? 'notEnabled' : null }
      : { ok: true, value };
  };
  const inputsOf = (name: MessageName) => asked.filter((each) => each.name === name).map(({ input }) => input);
  return { asked, send, inputsOf, count: (name: MessageName) => inputsOf(name).length };
}

/** The parts that a browser would load later, there at once. */
export const load: LoadPart = (name) => {
  const parts: Parts = { dialogs: drawDialogs, panel };
  return Promise.resolve(parts[name]);
};

/** The button of this word among our parts. */
export function button(root: ParentNode | null, word: string): HTMLButtonElement | undefined {
  return [...(root?.querySelectorAll('button') ?? [])].find((each) => each.textContent === word);
}

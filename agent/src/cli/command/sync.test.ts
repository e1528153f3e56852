import { expect, test } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { ErrorCode } from '@rollcall/shared';
import type { ItemResultAnswer, JobAnswer, PlanAnswer } from '@rollcall/shared/api-run';

import { runFake, sampleAside, sampleConnection, sampleItem, sampleJob, samplePlan, sampleResult } from '../fixture.ts';
import type { FakeAgent, FakeAnswers } from '../fixture.ts';

const problem = (code: ErrorCode, text: string) => new SyncError(code, text).problem;

interface World {
  mode?: 'live' | 'report';
  plan: PlanAnswer;
  results?: ItemResultAnswer[];
  /** What the run that applies looks like at its rest. */
  applied?: Partial<JobAnswer>;
}

/** An agent with one connection whose runs all come to this plan and these results. */
function world({ mode = 'live', plan, results = [], applied = {} }: World): FakeAnswers {
  const jobs = new Map<string, JobAnswer>();
  const open = (job: Partial<JobAnswer>) => {
    const id = `R-000${jobs.size + 1}`;
    jobs.set(id, sampleJob({ ...job, id }));
    return { job: id };
  };
  return {
    connections: () => ({ connections: [sampleConnection({ mode })] }),
    plan: () => plan,
    run: ({ body }) =>
      JSON.stringify(body).includes('"mode":"plan"')
        ? open({ mode: 'plan' })
        : open({ mode: 'apply', results, ...applied }),
    applyPlan: () => open({ mode: 'apply', results, ...applied }),
    job: ({ params }) => jobs.get(params['id'] ?? '') ?? sampleJob(),
  };
}

function bodies(agent: FakeAgent, name: string): unknown[] {
  return agent.calls.filter((each) => each.name === name).map(({ call }) => call.body);
}

const one = samplePlan([sampleItem(1)]);
const done = [sampleResult(1)];

test('a script’s named users are synced in one run, without a question', async () => {
  const { exit, json, agent } = await runFake(['sync', 'user1', '--json'], {
    answers: world({ plan: one, results: done }),
  });
  expect(exit).toBe(0);
  expect(json).toMatchObject({
    job: { id: 'R-0001', state: 'done' },
    plan: { id: 'P-0001' },
    items: [{ id: 'item-1', result: { outcome: 'done' } }],
    counts: { done: 1, failed: 0, held: 0, refused: 0, unchanged: 0 },
    problem: null,
  });
  expect(bodies(agent, 'run')).toEqual([
    { connection: 'c1', scope: { kind: 'accounts', side: 'cms', ids: ['user1'] }, mode: 'apply', operations: [] },
  ]);
  expect(agent.events).toEqual(['recover without jobs', 'close']);
});

test.each([
  ['--activate', 'activate'],
  ['--invite', 'invite'],
  ['--deactivate', 'deactivate'],
  ['--delete', 'delete'],
])('%s asks for that operation', async (flag, operation) => {
  const { agent } = await runFake(['sync', 'user1', flag], { answers: world({ plan: one, results: done }) });
  expect(bodies(agent, 'run')).toEqual([expect.objectContaining({ operations: [operation] })]);
});

test('a person sees the plan, is asked, and a yes applies exactly that plan', async () => {
  const plan = samplePlan([sampleItem(1, { effects: ['oktaMail'] }), sampleItem(2)]);
  const { exit, out, agent, terminal } = await runFake(['sync', 'user1', 'user2'], {
    answers: world({ plan, results: [sampleResult(1), sampleResult(2)] }),
    interactive: true,
    typed: ['y'],
  });
  expect(exit).toBe(0);
  expect(out).toContain('login: user1@school.example, state: staged');
  expect(terminal.questions).toEqual(['1 person will get a mail. Sync 2 users? [y/N] ']);
  expect(bodies(agent, 'applyPlan')).toEqual([{ digest: 'digest-1', items: ['item-1', 'item-2'], approve: false }]);
  expect(out).toMatch(/2 changes done\.\n$/);
});

test.each([
  ['a no', ['n'], 0],
  ['an empty line', [''], 0],
  ['Ctrl-C', [], 4],
])('%s to the question writes nothing', async (_what, typed, code) => {
  const { exit, agent } = await runFake(['sync', 'user1'], { answers: world({ plan: one }), interactive: true, typed });
  expect(exit).toBe(code);
  expect(bodies(agent, 'applyPlan')).toEqual([]);
});

test('--yes asks nobody, even where somebody sits', async () => {
  const { exit, terminal } = await runFake(['sync', 'user1', '--yes'], {
    answers: world({ plan: one, results: done }),
    interactive: true,
  });
  expect(exit).toBe(0);
  expect(terminal.questions).toEqual([]);
});

test('a dry run only plans, and what would be held is no failure', async () => {
  const held = sampleItem(1, { verdict: { is: 'hold', code: 'needs_approval', text: 'Deleting waits for a person.' } });
  const { exit, out, agent } = await runFake(['sync', '--all', '--dry-run'], {
    answers: world({ plan: samplePlan([held]) }),
  });
  expect(exit).toBe(0);
  expect(out).toContain('Held: Deleting waits for a person.');
  expect(out).toContain('Nothing was written.');
  expect(bodies(agent, 'run')).toEqual([expect.objectContaining({ mode: 'plan', scope: { kind: 'all' } })]);
});

test('a script that syncs everybody without a yes gets the plan and the command that applies it', async () => {
  const { exit, json, agent } = await runFake(['sync', '--all', '--json'], { answers: world({ plan: one }) });
  expect(exit).toBe(3);
  expect(json).toMatchObject({
    problem: { code: 'needs_approval', next: expect.stringContaining('rollcall apply P-0001') },
  });
  expect(bodies(agent, 'run')).toEqual([expect.objectContaining({ mode: 'plan' })]);
});

test('everybody agrees: nothing waits for a yes', async () => {
  const { exit, out } = await runFake(['sync', '--all'], {
    answers: world({ plan: samplePlan([], { unchanged: 4000 }) }),
  });
  expect(exit).toBe(0);
  expect(out).toBe('Plan P-0001: nothing to change. 4,000 users agree.\n');
});

test('a brake holds --all --yes, and the next step approves', async () => {
  const brake = { code: 'brake', text: '12 users would be created in Okta, the limit for one run is 3.' };
  const applied = { state: 'waiting' as const, error: problem('brake', brake.text) };
  const { exit, json } = await runFake(['sync', '--all', '--yes', '--json'], {
    answers: world({ plan: samplePlan([sampleItem(1)], { brake }), applied }),
  });
  expect(exit).toBe(3);
  expect(json).toMatchObject({
    problem: { code: 'brake', next: 'Look at it, then approve it with "rollcall apply P-0001 --yes".' },
    counts: { done: 0, failed: 0 },
  });
});

test('a brake is told to a person in place of the question', async () => {
  const brake = { code: 'brake', text: '12 users would be created in Okta, the limit for one run is 3.' };
  const { exit, out, terminal } = await runFake(['sync', '--all'], {
    answers: world({ plan: samplePlan([sampleItem(1)], { brake }) }),
    interactive: true,
  });
  expect(exit).toBe(3);
  expect(terminal.questions).toEqual([]);
  expect(out).toContain('rollcall apply P-0001 --yes');
});

test('report mode shows the plan to a person and asks nothing', async () => {
  const { exit, out, terminal } = await runFake(['sync', 'user1'], {
    answers: world({ mode: 'report', plan: one }),
    interactive: true,
  });
  expect(exit).toBe(3);
  expect(terminal.questions).toEqual([]);
  expect(out).toContain('User 1');
  expect(out).toContain('mode=live');
});

test('some failed: each with its reason and next step, exit 4', async () => {
  const failed = sampleResult(2, { outcome: 'failed', problem: problem('invalid', 'Okta refused department.') });
  const { exit, out, json } = await runFake(['sync', 'user1', 'user2'], {
    answers: world({ plan: samplePlan([sampleItem(1), sampleItem(2)]), results: [sampleResult(1), failed] }),
  });
  expect(exit).toBe(4);
  expect(json).toBeNull();
  expect(out).toContain('1 change done, 1 failed.');
  expect(out).toMatch(/User 2 +Create in Okta +Okta refused department\. +Correct the named field, then sync again\./);
});

test.each([
  ['held', 3],
  ['refused', 3],
  ['moved', 4],
  ['unknown', 4],
] as const)('an item that ends as %s gives exit %d', async (outcome, code) => {
  const results = [sampleResult(1, { outcome, problem: problem('protected', 'No.') })];
  const { exit, out } = await runFake(['sync', 'user1'], { answers: world({ plan: one, results }) });
  expect(exit).toBe(code);
  expect(out).toContain(code === 3 ? 'Nothing was written.' : '0 changes done, 1 failed.');
});

test('a named user who is left alone for a reason is not done; of everybody some always are', async () => {
  const plan: PlanAnswer = { ...samplePlan([]), asides: [sampleAside('quay')] };
  const named = await runFake(['sync', 'quay'], { answers: world({ plan }) });
  expect(named.exit).toBe(4);
  expect(named.out).toMatch(/quay +Undecided +Okta needs a mail\./);
  const all = await runFake(['sync', '--all', '--yes'], { answers: world({ plan }) });
  expect(all.exit).toBe(0);
  const some: PlanAnswer = { ...one, asides: [sampleAside('admin', { why: 'protected', code: 'protected' })] };
  expect((await runFake(['sync', 'user1', 'admin'], { answers: world({ plan: some, results: done }) })).exit).toBe(4);
});

test('a run that did not get as far as a plan ends with its problem', async () => {
  const applied = { state: 'failed' as const, plan: null, error: problem('unreachable', 'The site does not answer.') };
  const { exit, json } = await runFake(['sync', 'user1', '--json'], { answers: world({ plan: one, applied }) });
  expect(exit).toBe(6);
  expect(json).toEqual({ error: applied.error });
});

test('a run that stopped midway tells what was done and why it stopped', async () => {
  const applied = { state: 'stopped' as const, error: problem('bad_credentials', 'Okta refused the credential.') };
  const { exit, out } = await runFake(['sync', '--all', '--yes'], {
    answers: world({ plan: samplePlan([sampleItem(1), sampleItem(2)]), results: done, applied }),
  });
  expect(exit).toBe(2);
  expect(out).toMatch(/User 2 .*Not reached/);
  expect(out).toContain('1 change done.');
  expect(out).toContain('Okta refused the credential.');
});

test.each([
  [['sync']],
  [['sync', '--all', 'user1']],
  [['sync', '--all', '--delete']],
  [['sync', 'user1', '--activate', '--delete']],
  [['plan']],
])('%j is refused before anything is called', async (line) => {
  const { exit, err, agent } = await runFake(line, { answers: world({ plan: one }) });
  expect(exit).toBe(2);
  expect(err).toContain('(invalid)');
  expect(agent.calls).toEqual([]);
});

test('a long plan and many results are read in full', async () => {
  const items = Array.from({ length: 1200 }, (_each, index) => sampleItem(index + 1));
  const results = items.map((item) => sampleResult(item.seq));
  const after = (query: Record<string, string>) => Number(query['after'] ?? 0);
  const answers: FakeAnswers = {
    ...world({ plan: samplePlan(items) }),
    plan: ({ query }) => ({ ...samplePlan(items), items: items.slice(after(query), after(query) + 500) }),
    job: ({ query }) => sampleJob({ seq: 1200, results: results.slice(after(query), after(query) + 500) }),
  };
  const { exit, json, out } = await runFake(['sync', '--all', '--yes', '--json'], { answers });
  expect(exit).toBe(0);
  expect(json).toMatchObject({ counts: { done: 1200 } });
  expect(out).toContain('user1200@school.example');
  const text = (await runFake(['sync', '--all', '--yes'], { answers })).out;
  expect(text).toContain('And 1,100 more changes: rollcall plan show P-0001');
});

test('Ctrl-C stops the run once and leaves at the second time', async () => {
  let looks = 0;
  const answers: FakeAnswers = {
    ...world({ plan: one }),
    job: () => {
      looks += 1;
      return looks < 4
        ? sampleJob({ state: 'applying', ended: null, total: 1 })
        : sampleJob({ state: 'cancelled', results: done, error: problem('cancelled', 'The run was stopped.') });
    },
    cancelJob: () => ({}),
  };
  const { exit, err, agent, terminal } = await runFake(['sync', 'user1'], {
    answers,
    onSleep: (fake) => fake.interrupt(),
  });
  expect(exit).toBe(4);
  expect(agent.calls.filter(({ name }) => name === 'cancelJob')).toHaveLength(1);
  expect(err).toContain('Press Ctrl-C again');
  expect(terminal.quits).toEqual([130, 130]);
  terminal.interrupt();
  expect(terminal.quits).toEqual([130, 130]);
});

import { expect, test } from 'vitest';
import type { ScheduleAnswer } from '@rollcall/shared/api-schedule';

import { noon, runFake, sampleConnection, sampleItem, sampleJob, samplePlan, sampleResult } from '../fixture.ts';
import type { FakeAnswers } from '../fixture.ts';

const nightly: ScheduleAnswer = {
  id: 's1',
  connection: 'c1',
  cron: '30 2 * * *',
  zone: 'Europe/Berlin',
  kind: 'full',
  mode: 'apply',
  on: true,
  lastDue: null,
  lastJob: null,
  next: new Date(noon + 3_600_000).toISOString(),
  idle: null,
};
const base: FakeAnswers = {
  connections: () => ({ connections: [sampleConnection()] }),
  schedules: () => ({
    schedules: [nightly, { ...nightly, id: 's2', cron: '*/15 * * * *', kind: 'incremental', on: false, next: null }],
  }),
  addSchedule: ({ body }) => ({ ...nightly, ...(body as object) }),
  changeSchedule: ({ params, body }) => ({ ...nightly, id: params['id'] ?? '', ...(body as object), next: null }),
  removeSchedule: () => ({}),
  runSchedule: () => ({ job: 'R-0007' }),
  job: () => sampleJob({ id: 'R-0007', trigger: 'schedule', plan: null }),
};

test('lists schedules with their times in words and the next run', async () => {
  const { out } = await runFake(['schedule', 'list'], { answers: base });
  expect(out).toContain('s1  every day at 02:30');
  expect(out).toMatch(/s2 {2}every 15 minutes .* changes .* It is off\./);
  const none = await runFake(['schedule', 'list'], { answers: { ...base, schedules: () => ({ schedules: [] }) } });
  expect(none.out).toContain('rollcall schedule add');
});

test('adds one for everybody at night, and one for changes at short intervals', async () => {
  const full = await runFake(['schedule', 'add', '--every', 'day', '--at', '02:30', '--zone', 'Europe/Berlin'], {
    answers: base,
  });
  expect(full.agent.calls.at(-1)).toMatchObject({
    name: 'addSchedule',
    call: {
      params: { id: 'c1' },
      body: { cron: '30 2 * * *', zone: 'Europe/Berlin', kind: 'full', mode: 'apply', on: true },
    },
  });
  expect(full.out).toContain('every day at 02:30 (Europe/Berlin), looks at everybody.');
  const short = await runFake(['schedule', 'add', '--every', '15m', '--plan', '--json'], { answers: base });
  expect(short.json).toMatchObject({ cron: '*/15 * * * *', kind: 'incremental', mode: 'plan' });
  expect(new Intl.DateTimeFormat('en', { timeZone: (short.json as ScheduleAnswer).zone })).toBeDefined();
  const whole = await runFake(['schedule', 'add', '--every', 'hour', '--full', '--json'], { answers: base });
  expect(whole.json).toMatchObject({ kind: 'full' });
});

test.each([
  ['--pull', 'pull', 'pulls from Okta'],
  ['--pull-delta', 'pullDelta', 'pulls what moved in Okta'],
])('%s adds one that pulls, also at short intervals', async (option, kind, words) => {
  const { agent, out } = await runFake(['schedule', 'add', '--every', 'hour', option], { answers: base });
  expect(agent.calls.at(-1)).toMatchObject({ name: 'addSchedule', call: { body: { kind, mode: 'apply' } } });
  expect(out).toContain(words);
  const both = await runFake(['schedule', 'add', '--every', 'hour', '--full', option, '--json'], { answers: base });
  expect([both.exit, both.json]).toMatchObject([2, { error: { code: 'invalid' } }]);
});

test('pauses, resumes, removes and runs', async () => {
  const paused = await runFake(['schedule', 'pause', 's1'], { answers: base });
  expect(paused.out).toContain('It is off.');
  expect(paused.agent.calls.at(-1)).toMatchObject({ call: { params: { id: 's1' }, body: { on: false } } });
  const resumed = await runFake(['schedule', 'resume', 's1', '--json'], { answers: base });
  expect(resumed.json).toMatchObject({ id: 's1', on: true });
  const removed = await runFake(['schedule', 'remove', 's1', '--json'], { answers: base });
  expect(removed.json).toEqual({ removed: 's1' });
  const run = await runFake(['schedule', 'run', 's1', '--json'], { answers: base });
  expect([run.exit, run.json]).toMatchObject([0, { job: { id: 'R-0007' } }]);
  expect(run.agent.events).toContain('recover without jobs');
  const plan = samplePlan([sampleItem(1)]);
  const answers: FakeAnswers = {
    ...base,
    job: () => sampleJob({ id: 'R-0007', trigger: 'schedule', done: 1, results: [sampleResult(1)] }),
    plan: () => plan,
  };
  const busy = await runFake(['schedule', 'run', 's1', '--json'], { answers });
  expect([busy.exit, busy.json]).toMatchObject([0, { plan: { id: plan.plan.id }, counts: { done: 1 } }]);
});

test('wrong times are wrong use', async () => {
  const { exit, json } = await runFake(['schedule', 'add', '--every', '7m', '--json'], { answers: base });
  expect([exit, json]).toMatchObject([2, { error: { code: 'invalid' } }]);
});

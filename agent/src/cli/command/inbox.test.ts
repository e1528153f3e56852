import { expect, test } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { InboxAnswer, InboxItem } from '@rollcall/shared/api-inbox';

import { noon, runFake, sampleConnection, sampleItem, sampleJob, samplePlan } from '../fixture.ts';
import type { FakeAnswers } from '../fixture.ts';

const counts = { conflict: 0, held: 0, failed: 0, setAside: 0, undecided: 0, plans: 0 };
const item = (change: Partial<InboxItem>): InboxItem => ({
  kind: 'failed',
  user: { handle: '1', id: 'uuid-1', label: 'Ann Ax', login: 'ann' },
  differences: [],
  plan: null,
  problem: new SyncError('invalid', 'title: too long').problem,
  at: '2026-03-04T11:58:00.000Z',
  ...change,
});
const world = (inbox: InboxAnswer): FakeAnswers => ({
  connections: () => ({ connections: [sampleConnection()] }),
  inbox: () => inbox,
});

test('an empty inbox says so', async () => {
  const { out, exit } = await runFake(['inbox'], { answers: world({ counts, items: [], plans: [] }) });
  expect(out).toContain('Nothing waits for you.');
  expect(exit).toBe(0);
});

test('shows why each user waits, with both values of a conflict, and the plans that wait', async () => {
  const { plan } = samplePlan([], {
    brake: { code: 'brake', text: '12 users would be created in Okta.' },
    counts: { create: 12 },
  });
  const conflict = item({
    kind: 'conflict',
    problem: null,
    differences: [{ field: 'department', cms: 'Sales', okta: 'Board' }],
  });
  const answer = {
    counts: { ...counts, conflict: 1, failed: 3, plans: 1 },
    items: [conflict, item({})],
    plans: [plan],
  };
  const { out, json } = await runFake(['inbox', '--json'], { answers: world(answer) });
  expect(json).toMatchObject({ counts: { conflict: 1 } });
  const shown = await runFake(['inbox'], { answers: world(answer) });
  expect(shown.out).toContain('department: Sales here, Board in Okta');
  expect(shown.out).toContain('title: too long');
  expect(shown.out).toContain('And 2 more users');
  expect(shown.out).toMatch(/P-0001 .* Open .* 12 .* 12 users would be created in Okta\./);
  expect(out).not.toContain('Plans that wait');
});

test('decisions go to the agent field by field, and its plan is applied', async () => {
  const answers: FakeAnswers = {
    ...world({ counts, items: [], plans: [] }),
    resolve: () => ({ job: 'R-0007' }),
    plan: () => samplePlan([sampleItem(1, { action: 'update', after: { department: 'Sales' } })]),
    applyPlan: () => ({ job: 'R-0008' }),
    job: () => sampleJob(),
  };
  const line = ['resolve', 'ann', 'department=cms', 'title=leave', '--rule', '--yes'];
  const { agent } = await runFake(line, { answers });
  const called = agent.calls.filter(({ name }) => name === 'resolve' || name === 'applyPlan');
  expect(called.map(({ call }) => call.body)).toEqual([
    { user: 'ann', take: { department: 'cms', title: 'leave' }, makeRule: true },
    { digest: 'digest-1', items: null, approve: false },
  ]);
  expect((await runFake(['resolve', 'ann', 'department=mine'], { answers })).exit).toBe(2);
});

test('a dry run of decisions leaves no difference, and applies nothing', async () => {
  const answers: FakeAnswers = {
    ...world({ counts, items: [], plans: [] }),
    resolve: () => ({ job: 'R-0007' }),
    plan: () => samplePlan([sampleItem(1, { action: 'update', after: { department: 'Sales' } })]),
    job: () => sampleJob(),
  };
  const line = ['resolve', 'ann', 'department=cms', 'title=leave', '--rule', '--dry-run'];
  const { agent } = await runFake(line, { answers });
  const asked = agent.calls.filter(({ name }) => name === 'resolve' || name === 'applyPlan');
  expect(asked.map(({ call }) => call.body)).toEqual([{ user: 'ann', take: { department: 'cms' }, makeRule: true }]);
  const left = await runFake(['resolve', 'ann', 'title=leave', '--dry-run'], { answers });
  expect(left.exit).toBe(2);
  expect(left.agent.calls.filter(({ name }) => name === 'resolve')).toEqual([]);
});

test('whom a pull could not decide is one line for each reason, with a few of them', async () => {
  const problem = new SyncError('undecided', 'The filter can’t decide.', { next: 'Correct it.' }).problem;
  const examples = ['ann', 'bo'].map((label) => ({ id: label, label }));
  const pull = [{ problem, count: 3, examples, at: new Date(noon).toISOString(), plan: 'P-0007' }];
  const { out } = await runFake(['inbox'], { answers: world({ counts, items: [], plans: [], pull }) });
  expect(out).toMatch(/3 +The filter can’t decide\. Correct it\. +ann, bo, … +P-0007/);
});

test('plans are listed and refused', async () => {
  const { plan } = samplePlan([], { state: 'stale' });
  const answers: FakeAnswers = {
    ...world({ counts, items: [], plans: [] }),
    plans: () => ({ plans: [plan] }),
    rejectPlan: ({ params }) => {
      expect(params).toEqual({ id: 'P-0001' });
      return {};
    },
  };
  expect((await runFake(['plans'], { answers })).out).toContain('Out of date');
  const rejected = await runFake(['plan', 'reject', 'P-0001', '--json'], { answers });
  expect(rejected.json).toEqual({ rejected: 'P-0001' });
});

test('a plan can be made with settings that are not saved', async () => {
  const answers: FakeAnswers = {
    ...world({ counts, items: [], plans: [] }),
    run: () => ({ job: 'R-0001' }),
    job: () => sampleJob({ mode: 'plan' }),
    plan: () => samplePlan([sampleItem(1)]),
  };
  const { agent, exit } = await runFake(['plan', '--all', '--with', 'newInOkta=active', 'canary=3'], { answers });
  expect(exit).toBe(0);
  const asked = agent.calls.find(({ name }) => name === 'run');
  expect(asked?.call.body).toMatchObject({ mode: 'plan', trial: { newInOkta: 'active', canary: 3 } });
});

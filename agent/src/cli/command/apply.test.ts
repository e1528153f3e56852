import { expect, test } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { PlanAnswer } from '@rollcall/shared/api-run';

import { runFake, sampleItem, sampleJob, samplePlan, sampleResult } from '../fixture.ts';
import type { FakeAgent, FakeAnswers } from '../fixture.ts';

const brake = { code: 'brake', text: '12 users would be created in Okta, the limit for one run is 3.' };

function world(plan: PlanAnswer, settled = plan.items.map((item) => item.seq)): FakeAnswers {
  return {
    plan: () => plan,
    applyPlan: () => ({ job: 'R-0002' }),
    job: () => sampleJob({ id: 'R-0002', results: settled.map((seq) => sampleResult(seq)) }),
  };
}

function applied({ calls }: FakeAgent): unknown[] {
  return calls.filter(({ name }) => name === 'applyPlan').map(({ call }) => call.body);
}

test('a script applies the plan that it names, and approves nothing', async () => {
  const { exit, agent } = await runFake(['apply', 'P-0001'], { answers: world(samplePlan([sampleItem(1)])) });
  expect(exit).toBe(0);
  expect(applied(agent)).toEqual([{ digest: 'digest-1', items: null, approve: false }]);
});

test('--yes approves what a limit or the guard holds', async () => {
  const held = sampleItem(1, { verdict: { is: 'hold', code: 'needs_approval', text: 'Waits.' } });
  for (const plan of [samplePlan([sampleItem(1)], { brake }), samplePlan([held])]) {
    const { agent } = await runFake(['apply', 'P-0001', '--yes'], { answers: world(plan) });
    expect(applied(agent)).toEqual([expect.objectContaining({ approve: true })]);
  }
});

test('what a limit held is not told any more once it is approved', async () => {
  const approved = { by: { kind: 'cli' as const, id: 'x', name: 'Pat' }, at: '2026-01-15T10:00:00.000Z' };
  const answers = world(samplePlan([sampleItem(1)], { brake, approved, state: 'approved' }));
  const { out } = await runFake(['apply', 'P-0001', '--yes'], { answers });
  expect(out).toContain('P-0001');
  expect(out).not.toContain(brake.text);
});

test('--yes approves nothing where nothing is held, nor a plan that is applied already', async () => {
  for (const change of [{}, { brake, state: 'applied' as const }]) {
    const { agent } = await runFake(['apply', 'P-0001', '--yes'], {
      answers: world(samplePlan([sampleItem(1)], change)),
    });
    expect(applied(agent)).toEqual([expect.objectContaining({ approve: false })]);
  }
});

test('a person’s yes approves; a no applies nothing', async () => {
  const answers = world(samplePlan([sampleItem(1)], { brake }));
  const yes = await runFake(['apply', 'P-0001'], { answers, interactive: true, typed: ['yes'] });
  expect(yes.out).toContain(brake.text);
  expect(applied(yes.agent)).toEqual([expect.objectContaining({ approve: true })]);
  const no = await runFake(['apply', 'P-0001'], { answers, interactive: true, typed: ['no'] });
  expect(applied(no.agent)).toEqual([]);
});

test('a plan of which nothing can be applied asks nothing', async () => {
  const refused = sampleItem(1, { verdict: { is: 'refuse', code: 'protected', text: 'The last administrator.' } });
  const { terminal } = await runFake(['apply', 'P-0001'], { answers: world(samplePlan([refused])), interactive: true });
  expect(terminal.questions).toEqual([]);
});

test('single changes are chosen by number or id', async () => {
  const answers = world(samplePlan([1, 2, 3].map((seq) => sampleItem(seq))), [1, 3]);
  const { agent, out } = await runFake(['apply', 'P-0001', '--items', '1, item-3'], { answers });
  expect(applied(agent)).toEqual([{ digest: 'digest-1', items: ['item-1', 'item-3'], approve: false }]);
  expect(out).toContain('User 3');
  expect(out).not.toContain('User 2');
  const wrong = await runFake(['apply', 'P-0001', '--items', '9'], { answers });
  expect(wrong.exit).toBe(2);
  expect(wrong.err).toContain('no change "9"');
  expect(applied(wrong.agent)).toEqual([]);
});

test('a plan that is no longer true is told so', async () => {
  const refuse = (): never => {
    throw new SyncError('moved', 'The connection’s settings changed after plan P-0001 was made.', { scope: 'run' });
  };
  const { exit, json } = await runFake(['apply', 'P-0001', '--json'], {
    answers: { ...world(samplePlan([sampleItem(1)])), applyPlan: refuse },
  });
  expect(exit).toBe(3);
  expect(json).toMatchObject({ error: { code: 'moved' } });
});

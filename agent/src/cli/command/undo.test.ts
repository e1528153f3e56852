import { expect, test } from 'vitest';
import type { EntryAnswer } from '@rollcall/shared/api';

import { runFake, sampleAside, sampleConnection, sampleItem, sampleJob, samplePlan, sampleResult } from '../fixture.ts';
import type { FakeAgent, FakeAnswers } from '../fixture.ts';

const back = sampleItem(1, {
  action: 'update',
  reason: 'undo',
  before: { department: 'Sales' },
  after: { department: 'Research' },
});

function world(plan = samplePlan([back])): FakeAnswers {
  return {
    connections: () => ({ connections: [sampleConnection()] }),
    undo: () => ({ job: 'R-0007' }),
    plan: () => plan,
    applyPlan: () => ({ job: 'R-0008' }),
    job: ({ params }) =>
      sampleJob({ id: params['id'] ?? '', results: params['id'] === 'R-0008' ? [sampleResult(1)] : [] }),
  };
}

const bodies = ({ calls }: FakeAgent, name: 'undo' | 'applyPlan') =>
  calls.filter((each) => each.name === name).map(({ call }) => call.body);

test('a person sees what would be taken back, is asked, and gets exactly that', async () => {
  const { exit, out, agent, terminal } = await runFake(['undo', 'R-0004'], {
    answers: world(),
    interactive: true,
    typed: ['y'],
  });
  expect(terminal.questions).toEqual(['Take back 1 change? [y/N] ']);
  expect(out).toContain('department: Sales → Research');
  expect(bodies(agent, 'undo')).toEqual([{ connection: 'c1', job: 'R-0004' }]);
  expect(bodies(agent, 'applyPlan')).toEqual([{ digest: 'digest-1', items: null, approve: false }]);
  expect(exit).toBe(0);
});

test('a no, and a dry run, write nothing', async () => {
  const no = await runFake(['undo', 'R-0004'], { answers: world(), interactive: true, typed: ['n'] });
  expect(no.out).toContain('Nothing was written.');
  const dry = await runFake(['undo', 'R-0004', '--dry-run'], { answers: world() });
  expect(dry.exit).toBe(0);
  for (const { agent } of [no, dry]) expect(bodies(agent, 'applyPlan')).toEqual([]);
});

test('a script without a yes gets the plan and how to apply it', async () => {
  const { exit, err, out, agent } = await runFake(['undo', 'R-0004'], { answers: world() });
  expect(exit).toBe(3);
  expect(out + err).toContain('rollcall apply P-0001 --yes');
  expect(bodies(agent, 'applyPlan')).toEqual([]);
});

test('a limit holds it, whoever says yes', async () => {
  const brake = { code: 'brake', text: '60 users would be switched off in Okta, the limit for one run is 20.' };
  const { exit, out, agent } = await runFake(['undo', 'R-0004', '--yes'], {
    answers: world(samplePlan([back], { brake })),
  });
  expect(exit).toBe(3);
  expect(out).toContain(brake.text);
  expect(bodies(agent, 'applyPlan')).toEqual([]);
});

test('what was changed since is told, with its exit code', async () => {
  const aside = sampleAside('ann', {
    why: 'differs',
    code: 'moved',
    text: 'department: changed since, so left alone.',
  });
  const { exit, out } = await runFake(['undo', 'R-0004', '--yes'], {
    answers: world({ ...samplePlan([]), asides: [aside] }),
  });
  expect(exit).toBe(3);
  expect(out).toContain('changed since, so left alone');
});

test('single changes go by their ids, or by the user of a run', async () => {
  const answers: FakeAnswers = {
    ...world(),
    activity: ({ query }) => {
      expect(query).toMatchObject({ job: 'R-0004', user: 'ann' });
      return {
        entries: [sampleEntry({ id: 'R-0004/a', outcome: 'done' }), sampleEntry({ id: 'R-0004/b', outcome: 'failed' })],
        intact: null,
        next: null,
        names: {},
      };
    },
  };
  const byUser = await runFake(['undo', 'R-0004', '--user', 'ann', '--yes'], { answers });
  expect(bodies(byUser.agent, 'undo')).toEqual([{ connection: 'c1', entries: ['R-0004/a'] }]);
  const byId = await runFake(['undo', 'R-0004/a', 'R-0005/b', '--yes'], { answers });
  expect(bodies(byId.agent, 'undo')).toEqual([{ connection: 'c1', entries: ['R-0004/a', 'R-0005/b'] }]);
  const mixed = await runFake(['undo', 'R-0004', 'R-0005/b'], { answers });
  expect(mixed.exit).toBe(2);
});

function sampleEntry(change: Partial<EntryAnswer>): EntryAnswer {
  return {
    id: '',
    at: '2026-03-04T12:00:00.000Z',
    connection: 'c1',
    job: 'R-0004',
    item: 'a',
    by: { kind: 'cli', id: 'cli', name: 'ann' },
    trigger: 'cli',
    type: 'update',
    outcome: 'done',
    evidence: 'readBack',
    subject: { cms: null, okta: null, group: null },
    fields: [],
    problem: null,
    image: null,
    steps: [],
    prev: '',
    mac: '',
    ...change,
  };
}

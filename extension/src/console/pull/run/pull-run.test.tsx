import type { ConnectionAnswer } from '@rollcall/shared/api';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';

import { answerRoutes, problemOf } from '../../../testing/agent-answers.ts';
import { connectionAnswerOf } from '../../../testing/connection.ts';
import { jobAnswerOf } from '../../../testing/job.ts';
import { planAnswerOf } from '../../../testing/plan.ts';
import { oktaSideOf, pullCountsOf, pullSettingsOf } from '../../../testing/pull.ts';
import type { PageProps } from '../../page.ts';
import { PullPage } from '../pull-page.tsx';

const { methods } = connectionAnswerOf();
const ready = connectionAnswerOf({
  okta: oktaSideOf(),
  pull: pullSettingsOf(),
  methods: { ...methods, pull: { on: true, operations: ['read', 'create'] } },
});

async function show(connection: ConnectionAnswer = ready, role: PageProps['role'] = 'owner'): Promise<void> {
  const props = { connection, rest: [], query: new URLSearchParams(), role, onChanged: () => undefined };
  await act(() => render(<PullPage {...props} />, document.body));
  await settle();
}
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await act(() => new Promise((resolve) => setTimeout(resolve)));
}
const text = () => document.body.textContent ?? '';
const named = (name: string) => [...document.querySelectorAll('button')].find((each) => each.textContent === name);
const press = async (name: string): Promise<void> => {
  await act(() => named(name)?.click());
  await settle();
};
const answers = {
  jobs: { jobs: [jobAnswerOf({ id: 'R-0007', trigger: 'pull' }), jobAnswerOf({ id: 'R-0001', trigger: 'manual' })] },
  lastPull: { last: pullCountsOf() },
  startPull: { job: 'R-0008', others: [] },
};

beforeEach(() => {
  render(null, document.body);
  location.hash = '';
});

describe('a connection without pull settings', () => {
  it('offers the two ways in', async () => {
    answerRoutes({});
    await show(connectionAnswerOf({ okta: oktaSideOf() }));
    const ways = [...document.querySelectorAll('.empty a')].map((link) => link.getAttribute('href'));
    expect(ways).toEqual(['#/c1/pull/import', '#/c1/pull/settings']);
  });
});

describe('a pull', () => {
  it('tells what the last one read, whom it selected and why others were not', async () => {
    answerRoutes(answers);
    await show();
    expect(text()).toMatch(/40Okta users read31selected2can’t be decided57accounts of the site read/);
    expect(text()).toMatch(/Deleted in Okta1In none of the groups any more3/);
    expect(text()).toContain('Writers31');
    expect(text()).toContain('R-0007');
    expect(text()).not.toContain('R-0001');
  });

  it('writes only after the look at what would change, with its counts and a second word', async () => {
    const ended = '2026-01-15T10:00:00.000Z';
    const job = jobAnswerOf({ id: 'R-0008', plan: 'P-0008', mode: 'plan', state: 'done', ended });
    const plan = planAnswerOf([]);
    plan.plan.counts = { create: 3, grantGroup: 4 };
    const agent = answerRoutes({ ...answers, job: { ...job, results: [] }, plan });
    await show();
    expect(named('Pull now…')?.title).toBe('Look first at what would change, with these settings and options.');
    await press('Pull now…');
    expect(document.querySelector('dialog')).toBeNull();
    await press('Show what would change');
    expect(agent.to('startPull')[0]?.body).toEqual({ mode: 'plan', options: {} });
    expect(location.hash).toBe('#/c1/run/R-0008');
    await press('Pull now…');
    const dialog = document.querySelector('dialog')?.textContent;
    expect(dialog).toMatch(/Create on the site3Give a role4/);
    await press('Pull now');
    const { updated } = ready;
    expect(agent.to('startPull')[1]?.body).toEqual({ mode: 'apply', options: {}, updated });
    await show();
    expect(named('Pull now…')?.getAttribute('aria-disabled')).toBe('true');
  });

  it('does not write after a look that failed, and says what is in the way', async () => {
    const ended = '2026-01-15T10:00:00.000Z';
    const error = problemOf({ code: 'missing_group', detail: 'The site has no role "Financ".' });
    const job = jobAnswerOf({ id: 'R-0008', plan: null, mode: 'plan', state: 'failed', ended, error });
    const agent = answerRoutes({ ...answers, job: { ...job, results: [] } });
    await show();
    await press('Show what would change');
    await press('Pull now…');
    expect(document.querySelector('dialog')?.textContent).toContain('The site has no role "Financ".');
    await press('Pull now');
    expect(agent.to('startPull')).toHaveLength(1);
    expect(document.querySelector('dialog')?.textContent).toContain('then look again.');
  });

  it('of several sites shows what was planned for each, and waits for all of them', async () => {
    const sites = [{ name: 'press', connection: 'c2' }];
    const others = [{ connection: 'c2', job: 'R-0009', problem: null }];
    const ended = '2026-01-15T10:00:00.000Z';
    const plan = planAnswerOf([]);
    let isOver = false;
    const agent = answerRoutes({
      ...answers,
      startPull: { job: 'R-0008', others },
      job: ({ path: { id = '' } }) => {
        const rest = id === 'R-0008' || isOver ? { plan: id, ended } : { ended: null };
        return { ...jobAnswerOf({ id, mode: 'plan', state: 'done', ...rest }), results: [] };
      },
      plan: ({ path: { id } }) => ({
        ...plan,
        plan: { ...plan.plan, counts: id === 'R-0008' ? { create: 3 } : { delete: 8 } },
      }),
    });
    await show({ ...ready, pull: pullSettingsOf({ targets: sites }) });
    await press('Show what would change');
    await press('Pull now…');
    await press('Pull now');
    expect(agent.to('startPull')).toHaveLength(1);
    await press('Cancel');
    isOver = true;
    await press('Pull now…');
    expect(document.querySelector('dialog')?.textContent).toMatch(
      /Create on the site3.*planned for the site press:Delete8/,
    );
    await press('Pull now');
    expect(agent.to('startPull')).toHaveLength(2);
  });

  it('counts as not looked at once an option or the settings are others', async () => {
    const agent = answerRoutes(answers);
    await show();
    await press('Show what would change');
    expect(named('Pull now…')?.getAttribute('aria-disabled')).toBeNull();
    const push = document.querySelector<HTMLInputElement>('input[value=push]');
    await act(() => push?.click());
    expect(named('Pull now…')?.getAttribute('aria-disabled')).toBe('true');
    await press('Show what would change');
    expect(agent.to('startPull')[1]?.body).toEqual({ mode: 'plan', options: { strategy: 'push' } });
    await press('As the settings say');
    await show({ ...ready, updated: '2026-01-16T10:00:00.000Z' });
    expect(named('Pull now…')?.getAttribute('aria-disabled')).toBe('true');
  });

  it('of several sites leads to the run of each, and tells which site has none', async () => {
    const others = [
      { connection: 'c2', job: 'R-0009', problem: null },
      { connection: 'c3', job: null, problem: problemOf({ detail: 'The connection c3 is paused.' }) },
    ];
    answerRoutes({ ...answers, startPull: { job: 'R-0008', others } });
    await show();
    await press('Show what would change');
    const links = [...document.querySelectorAll('.banner a')].map((link) => link.getAttribute('href'));
    expect(links).toEqual(['#/c1/run/R-0008', '#/c2/run/R-0009']);
    expect(text()).toContain('The connection c3 is paused.');
    expect(location.hash).toBe('');
  });

  it.each([
    ['is switched off', { ...ready, methods }, 'Pull is switched off.'],
    ['may only report', { ...ready, mode: 'report' as const }, 'This connection only reports.'],
  ])('that %s says so', async (_name, connection, said) => {
    answerRoutes(answers);
    await show(connection);
    expect(text()).toContain(said);
    expect(named('Pull now…')?.getAttribute('aria-disabled')).toBe('true');
  });

  it('is started by nobody who may only look', async () => {
    const agent = answerRoutes(answers);
    await show(ready, 'viewer');
    await press('Show what would change');
    expect(agent.to('startPull')).toEqual([]);
    expect(named('Show what would change')?.title).toContain('may only look');
  });

  it('that could not be started says why', async () => {
    answerRoutes({ jobs: answers.jobs, lastPull: answers.lastPull });
    await show();
    await press('Show what would change');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('The agent knows no such thing.');
  });
});

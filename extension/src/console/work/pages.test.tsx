import type { InboxItem } from '@rollcall/shared/api-inbox';
import type { RouteAnswer } from '@rollcall/shared/routes';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';

import { answerRoutes, problemOf } from '../../testing/agent-answers.ts';
import { connectionAnswerOf } from '../../testing/connection.ts';
import { jobAnswerOf, resultOf } from '../../testing/job.ts';
import { planAnswerOf, planItemOf } from '../../testing/plan.ts';
import { entryOf, fieldOf, userAnswerOf } from '../../testing/user.ts';
import type { PageProps } from '../page.ts';
import { workPages } from './pages.ts';

const summary = { users: 2, linked: 1, notInOkta: 1, needLook: 0, unknown: 0, readAt: '2026-01-15T10:00:00.000Z' };
const nobody: RouteAnswer<'users'> = { users: [], total: 0, summary, counts: {} };
const noWaiting = { conflict: 0, held: 0, failed: 0, setAside: 0, undecided: 0, plans: 0 };
const emptyInbox: RouteAnswer<'inbox'> = { counts: noWaiting, items: [], plans: [] };
const ann: RouteAnswer<'users'>['users'][number] = {
  handle: '2',
  id: 'cms-2',
  login: 'ann.lee',
  label: 'Ann Lee',
  email: 'ann.lee@harbor.example',
  state: 'active',
  status: 'notInOkta',
  action: 'sync',
  okta: null,
  at: null,
  problem: null,
};

const inSession = {
  id: 'site',
  kind: 'drupal',
  url: 'https://site.example',
  auth: 'browser',
  secretRef: null,
  account: null,
  identity: null,
  options: {},
};

/** Shows a page by its key; answers once the first answers have come. */
async function show(key: string, change: Partial<PageProps> & { search?: string } = {}): Promise<void> {
  const { search = '', ...props } = change;
  const Page = workPages.find((page) => page.key === key)?.component;
  if (!Page) throw new Error(`there is no page ${key}`);
  const shown: PageProps = {
    connection: connectionAnswerOf(),
    rest: [],
    query: new URLSearchParams(search),
    role: 'owner',
    onChanged: () => undefined,
    ...props,
  };
  await act(() => render(<Page {...shown} />, document.body));
  await settle();
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await act(() => new Promise((resolve) => setTimeout(resolve)));
}

const text = () => document.body.textContent ?? '';
const button = (name: string | RegExp) => {
  const found = [...document.querySelectorAll('button')].find((each) => {
    const label = each.getAttribute('aria-label') ?? each.textContent ?? '';
    return typeof name === 'string' ? label === name : name.test(label);
  });
  if (!found) throw new Error(`there is no button ${String(name)}`);
  return found;
};
const press = async (name: string | RegExp): Promise<void> => {
  await act(() => button(name).click());
  await settle();
};

beforeEach(() => {
  render(null, document.body);
  location.hash = '';
});

describe('every working page', () => {
  const plain = workPages.filter(({ group }) => group !== null).map(({ key }) => key);

  it.each(plain)('says why it can’t be read, with a next step and no raw code: %s', async (key) => {
    answerRoutes({});
    await show(key);
    expect(text()).toContain('Not found.');
    expect(text()).not.toContain('not_found');
    expect(document.querySelectorAll('h1')).toHaveLength(1);
  });

  it('has a heading, one key and one letter each', () => {
    expect(new Set(workPages.map(({ key }) => key)).size).toBe(workPages.length);
    const letters = workPages.flatMap(({ letter }) => letter ?? []);
    expect(new Set(letters).size).toBe(letters.length);
    for (const page of workPages) expect(page.title()).toMatch(/^[A-Z]/);
  });
});

describe('empty lists', () => {
  it('tell an empty inbox from one that is only narrowed', async () => {
    answerRoutes({ inbox: emptyInbox });
    await show('inbox');
    expect(text()).toContain('Nothing waits for you.');
    await show('inbox', { search: 'kind=held' });
    expect(text()).toContain('Nothing of this kind waits.');
  });

  it('tell no users from none found', async () => {
    answerRoutes({ users: nobody });
    await show('users');
    expect(text()).toContain('No users to show.');
    await show('users', { search: 'q=zzz' });
    expect(text()).toContain('No user fits.');
    expect(button('Show all')).toBeTruthy();
  });

  it('say that nothing ran and nothing happened yet', async () => {
    answerRoutes({ jobs: { jobs: [] }, activity: { entries: [], intact: null, next: null, names: {} } });
    await show('runs');
    expect(text()).toContain('No run yet.');
    await show('activity');
    expect(text()).toContain('Nothing happened yet.');
  });
});

describe('the inbox', () => {
  it('tells whom a pull could not decide, with how many, a few of them and the plan', async () => {
    const examples = ['ann', 'bo', 'cy', 'di', 'ed'].map((label) => ({ id: `00u${label}`, label }));
    const problem = problemOf({ code: 'undecided', detail: 'The filter can’t decide.' });
    const pull = [{ problem, count: 50_000, examples, at: '2026-01-15T10:00:00.000Z', plan: 'P-0007' }];
    answerRoutes({ inbox: { ...emptyInbox, pull } });
    await show('inbox');
    expect(text()).toContain('50,000 users');
    expect(text()).toContain('ed, 49,995 more');
    expect(text()).toContain('The filter can’t decide.');
    expect(document.querySelectorAll('.waiting li')).toHaveLength(1);
    expect(document.querySelector('.waiting a')?.getAttribute('href')).toContain('P-0007');
  });
});

describe('users', () => {
  it('are told by what keeps them, and chosen by it where Okta keeps some (A1)', async () => {
    const users = [
      { ...ann, source: 'pull' as const },
      { ...ann, id: 'cms-3', login: 'bo', label: 'Bo', source: null },
    ];
    answerRoutes({ users: { users, total: 2, summary, counts: { active: 2 }, sources: { pull: 1, site: 1 } } });
    await show('users');
    const [first, second] = [...document.querySelectorAll('tbody tr')].map((row) => row.textContent);
    expect(first).toContain('Pulled from Okta');
    expect(second).not.toContain('Pulled from Okta');
    const chips = document.querySelector('[role="group"][aria-label="Source"]');
    expect(chips?.textContent).toMatch(/Site.*Pulled from Okta/);
  });

  it('are not told apart where the site keeps all', async () => {
    answerRoutes({ users: { ...nobody, sources: { site: 2 } } });
    await show('users');
    expect(document.querySelector('[role="group"][aria-label="Source"]')).toBeNull();
  });

  it('asks for what the address says, and plans what is ticked', async () => {
    const agent = answerRoutes({
      users: { users: [ann], total: 1, summary, counts: { notInOkta: 1 } },
      run: { job: 'R-1' },
      job: jobAnswerOf({ id: 'R-1', mode: 'plan', plan: 'P-1' }),
      plan: planAnswerOf([planItemOf({ action: 'create', subject: 'Ann Lee' })]),
    });
    await show('users', { search: 'status=notInOkta&q=ann' });
    expect(agent.to('users')[0]?.query).toMatchObject({ status: 'notInOkta', q: 'ann', counts: 'true' });
    await act(() => document.querySelector<HTMLInputElement>('tbody input')?.click());
    expect(button('Activate').getAttribute('title')).toBe('None of the selected users waits for activation.');
    await press('Sync selected');
    expect(agent.to('run')[0]?.body).toMatchObject({
      scope: { kind: 'accounts', side: 'cms', ids: ['2'] },
      mode: 'plan',
      operations: [],
    });
    await vi.waitFor(() => expect(document.querySelector('dialog h2')?.textContent).toBe('Sync Ann Lee'));
    expect(agent.to('applyPlan')).toEqual([]);
  });

  it.each([
    ['overview', { mode: 'paused' as const }, 'Nothing is read or written until it goes on.'],
    ['overview', { pausedFor: 'bad_credentials' }, 'Nothing is read or written until a sign-in works again.'],
    ['users', { cms: inSession }, 'Without a stored sign-in for the site'],
    ['runs', { cms: inSession }, 'Without a stored sign-in for the site'],
  ])('offer nothing over everybody in %s where it can’t work, with the reason', async (key, change, reason) => {
    answerRoutes({});
    await show(key, { connection: connectionAnswerOf(change) });
    for (const name of key === 'overview' ? ['Sync all…', 'Read again'] : ['Sync all…']) {
      expect(button(name).getAttribute('aria-disabled')).toBe('true');
      expect(button(name).getAttribute('title')).toContain(reason);
    }
  });

  it('lets a viewer look and says why nothing more', async () => {
    answerRoutes({ users: { users: [ann], total: 1, summary, counts: {} } });
    await show('users', { role: 'viewer' });
    const sync = button('Sync Ann Lee to Okta');
    expect(sync.getAttribute('aria-disabled')).toBe('true');
    expect(sync.getAttribute('title')).not.toBe('');
  });
});

describe('inbox', () => {
  const conflict: InboxItem = {
    kind: 'conflict',
    user: { handle: '2', id: 'cms-2', label: 'Ann Lee', login: 'ann.lee' },
    differences: [{ field: 'department', cms: 'Press', okta: 'Sales' }],
    plan: null,
    problem: null,
    at: '2026-01-15T10:00:00.000Z',
  };
  const inbox = { counts: { ...noWaiting, conflict: 1 }, items: [conflict], plans: [] };

  it('asks which value counts, shows the plan of exactly that, and offers the rule to an owner only', async () => {
    const agent = answerRoutes({
      inbox,
      resolve: { job: 'R-1' },
      job: jobAnswerOf({ id: 'R-1', mode: 'plan', plan: 'P-1' }),
      plan: planAnswerOf([planItemOf({ subject: 'Ann Lee' })]),
    });
    await show('inbox', { role: 'operator' });
    await press('Choose a value for Ann Lee');
    expect(text()).toContain('Sales');
    const [, takeOkta] = document.querySelectorAll<HTMLInputElement>('input[type=radio]');
    await act(() => takeOkta?.click());
    const rule = document.querySelector<HTMLInputElement>('input[type=checkbox]');
    expect(rule?.getAttribute('aria-disabled')).toBe('true');
    await press(/^Settle 1 field/);
    expect(agent.to('resolve')[0]?.body).toEqual({ user: '2', take: { department: 'okta' }, makeRule: false });
    await vi.waitFor(() =>
      expect(document.querySelector('dialog h2')?.textContent).toBe('Settle the differences of Ann Lee'),
    );
  });
});

describe('inbox', () => {
  it('counts pushed groups that wait, says why, and leads to where they get a role', async () => {
    const problem = problemOf({ code: 'missing_group', detail: '“Sales” has no role.', next: 'Choose one.' });
    const waiting = { id: 'g1', name: 'Sales', problem, at: '2026-01-15T10:00:00.000Z' };
    answerRoutes({ inbox: { ...emptyInbox, groups: [waiting] } });
    await show('inbox', { search: 'kind=groups' });
    expect(text()).toContain('“Sales” has no role. Choose one.');
    expect(text()).toMatch(/Pushed groups\s*1/);
    expect(document.querySelector('a[href$="/groups"]')?.textContent).toBe('Review');
  });
});

describe('one run', () => {
  it('groups failures by cause with the next step, and retries them', async () => {
    const invalid = problemOf({ code: 'invalid', title: 'Value refused', detail: 'Okta: too long.', status: 400 });
    const agent = answerRoutes({
      job: (asked) =>
        jobAnswerOf({
          done: 0,
          failed: 1,
          total: 1,
          results: asked.query['after'] === 0 ? [resultOf('ann', { outcome: 'failed', problem: invalid })] : [],
        }),
      run: { job: 'R-8' },
    });
    await show('run', { rest: ['R-0007'] });
    await vi.waitFor(() => expect(text()).toContain('A value was refused'));
    expect(text()).toContain('Correct the named field, then sync again.');
    expect(text()).toContain('Okta: too long.');
    await press('Retry 1 user…');
    expect(agent.to('run')[0]?.body).toMatchObject({ scope: { ids: ['ann'] } });
  });

  it('is followed again once the agent, away for a while, is back', async () => {
    const off = problemOf({ code: 'unreachable', title: 'Unreachable', detail: 'The agent is not running.' });
    const jobs = [jobAnswerOf({ state: 'applying', done: 1, total: 3 }), jobAnswerOf({ state: 'cancelled', done: 2 })];
    let isOff = false;
    const sendMessage = (message: { input: { route: string } }): Promise<unknown> => {
      if (message.input.route === 'job' && isOff) {
        isOff = false;
        return Promise.resolve({ ok: false, problem: off, condition: 'off' });
      }
      isOff = jobs.length === 2;
      return Promise.resolve({ ok: true, value: jobs.shift() });
    };
    Object.assign(fakeBrowser.runtime, { sendMessage });
    await show('run', { rest: ['R-0007'] });
    await vi.waitFor(() => expect(text()).toContain('Syncing'));
    await vi.waitFor(() => expect(text()).toContain('Stopped, 2 done'), { timeout: 4000 });
    expect(text()).not.toContain('The agent is not running.');
  });

  it('lets nobody but an owner approve what a limit stopped, and approves exactly what is ticked', async () => {
    const items = [planItemOf({ id: 'a', subject: 'ann' }), planItemOf({ id: 'b', seq: 2, subject: 'bo' })];
    const answers = {
      plan: planAnswerOf(items, { brake: { code: 'brake', text: '53 users would be created.' } }),
      applyPlan: { job: 'R-9' },
    };
    answerRoutes(answers);
    await show('run', { rest: ['P-0001'], role: 'operator' });
    expect(button(/^Approve 2 changes…/).getAttribute('aria-disabled')).toBe('true');
    const agent = answerRoutes(answers);
    await show('run', { rest: ['P-0001'] });
    await act(() => document.querySelectorAll<HTMLInputElement>('tbody label.check input')[2]?.click());
    await press('Approve 1 change…');
    await press('Approve 1 change');
    expect(agent.to('applyPlan')[0]?.body).toMatchObject({ digest: 'digest', items: ['a'], approve: true });
    expect(location.hash).toBe('#/c1/run/R-9');
  });

  it('has nothing to press in a plan that was rejected or is out of date', async () => {
    for (const [state, words] of [
      ['refused', 'This plan was rejected.'],
      ['stale', 'This plan is too old.'],
    ] as const) {
      answerRoutes({ plan: planAnswerOf([planItemOf({ subject: 'ann' })], { state }) });
      await show('run', { rest: ['P-0001'] });
      expect(text()).toContain(words);
      expect(document.querySelectorAll('tbody input')).toHaveLength(0);
      expect(() => button(/^(Apply|Approve|Reject)/)).toThrow('there is no button');
      render(null, document.body);
    }
  });

  it('reads the rest of a long plan before single changes can be chosen', async () => {
    const items = [planItemOf({ id: 'a', seq: 1, subject: 'ann' }), planItemOf({ id: 'b', seq: 2, subject: 'bo' })];
    const agent = answerRoutes({
      plan: ({ query }) => ({
        ...planAnswerOf(query['after'] === 1 ? items.slice(1) : items.slice(0, 1)),
        total: 2,
      }),
    });
    await show('run', { rest: ['P-0001'] });
    expect(document.querySelectorAll('tbody input')).toHaveLength(0);
    await press('Load the rest to choose one by one');
    expect(agent.to('plan').at(-1)?.query).toEqual({ after: 1 });
    expect(document.querySelectorAll('tbody input').length).toBeGreaterThan(1);
  });
});

describe('activity', () => {
  it('shows the values of an entry and, of one that failed, what was not tried', async () => {
    const failed = entryOf({
      id: 'E-2',
      outcome: 'failed',
      problem: problemOf({ code: 'invalid', detail: 'Okta: too long.' }),
      steps: [
        { name: 'source', ms: 2, status: null, requestId: null },
        { name: 'act', ms: 9, status: 400, requestId: 'req-1' },
      ],
    });
    const told = { ...entryOf({}), before: { department: 'Sales' }, after: { department: 'Press' } };
    const agent = answerRoutes({
      activity: {
        entries: [failed, told],
        intact: null,
        next: '2026-01-15:99',
        names: { 'cms-2': { login: 'ann.lee', label: 'Ann Lee' } },
      },
    });
    await show('activity', { search: 'outcome=failed' });
    expect(agent.to('activity')[0]?.query).toMatchObject({ outcome: 'failed', connection: 'c1', values: 'true' });
    const [first, second] = document.querySelectorAll('tbody tr');
    expect(first?.textContent).toContain('Not updated');
    expect(first?.querySelectorAll('.steps li')).toHaveLength(4);
    expect(first?.querySelector('.steps li:nth-child(2)')?.textContent).toContain('req-1');
    expect(first?.textContent).toContain('not tried');
    expect(second?.querySelector('del')?.textContent).toBe('Sales');
    await press('Older');
    expect(agent.to('activity')[1]?.query).toMatchObject({ after: '2026-01-15:99' });
  });
});

describe('one user', () => {
  const user = userAnswerOf({
    fields: [
      fieldOf({ okta: 'Sales', stands: 'differs', writes: 'okta' }),
      fieldOf({ field: 'ssn', cmsField: 'field_ssn', cms: null, okta: null, sensitive: true }),
    ],
    last: entryOf({ steps: [{ name: 'verify', ms: 3, status: 200, requestId: null }] }),
  });
  const entries = [{ ...entryOf({}), before: { department: 'Sales' }, after: { department: 'Press' } }];

  it('shows both sides, hides what is sensitive, and freezes the link', async () => {
    const agent = answerRoutes({ user, history: { entries, more: false, moment: null }, changeLink: user });
    await show('user', { rest: ['ann.lee'] });
    expect(text()).toContain('Sales');
    expect(text()).toContain('hidden');
    expect(text()).toContain('Read back what was written');
    const freeze = [...document.querySelectorAll('label')].find((each) => each.textContent?.startsWith('Freeze'));
    await act(() => freeze?.querySelector('input')?.click());
    await settle();
    expect(agent.to('changeLink')[0]).toMatchObject({ path: { user: 'ann.lee' }, body: { frozen: true } });
  });

  it('shows a moment of the past from the record, and says where it does not reach', async () => {
    const at = '2026-01-10T10:00:00.000Z';
    const moment = { at, cms: {}, okta: { department: 'Sales' }, by: {} };
    const agent = answerRoutes({ user, history: { entries, more: false, moment } });
    await show('user', { rest: ['ann.lee'], search: `at=${at}` });
    expect(agent.to('history')[0]?.query).toEqual({ at });
    expect(text()).toContain('You are looking at the past.');
    expect(text()).toContain('not recorded');
    expect(text()).toContain('Updated: Department');
  });

  it('undoes one entry by a plan of its own', async () => {
    const agent = answerRoutes({ user, history: { entries, more: false, moment: null }, undo: { job: 'R-9' } });
    await show('user', { rest: ['ann.lee'] });
    await press('Undo…: Updated: Department');
    expect(agent.to('undo')[0]?.body).toEqual({ connection: 'c1', entries: ['E-1'] });
  });
});

import { rowStatus } from '@rollcall/shared/api';
import { SyncError } from '@rollcall/shared/error';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { detectPage } from '../pages/kinds.ts';
import { backgroundOf, button, connected, job, load, row, type Answers } from '../testing/page-world.ts';
import { harborUsers, peopleHtml, type MadeUp } from '../testing/people-html.ts';
import { planAnswerOf, planItemOf } from '../testing/plan.ts';
import { removeLeftovers } from './host.ts';
import { mountPeople } from './mount.tsx';

let stop: AbortController;
beforeEach(() => void (stop = new AbortController()));
afterEach(() => {
  stop.abort();
  document.documentElement.innerHTML = '';
});

/** The list in a page, our parts on it, and everything that was asked of the background. */
function mount(answers: Answers = {}, users: MadeUp[] = harborUsers) {
  const parsed = new DOMParser().parseFromString(peopleHtml({ users }), 'text/html');
  document.body.innerHTML = parsed.body.innerHTML;
  const background = backgroundOf({
    status: ({ handles }) => ({ ...connected, rows: handles.map((handle) => row(handle)) }),
    ...answers,
  });
  const detected = detectPage(document);
  if (detected?.is !== 'people') throw new Error('the page of the test is no user list');
  const leave = vi.fn(() => stop.abort());
  removeLeftovers(document);
  mountPeople(detected.page, { document, css: '', send: background.send, load, signal: stop.signal, leave });
  return { ...background, leave };
}

const shadow = (selector: string) => document.querySelector(selector)?.shadowRoot ?? null;
const stripText = () => shadow('rollcall-strip')?.textContent ?? '';
const partOf = (name: string) =>
  [...document.querySelectorAll('rollcall-row')].find((part) => part.closest('td')?.textContent.includes(name))
    ?.shadowRoot ?? null;

describe('parts on the list', () => {
  it('are one strip and one element a row, filled by one status request for each user once', async () => {
    const { asked } = mount({}, [...harborUsers, { uid: '2', name: 'ann.lee' }]);
    await vi.waitFor(() => expect(partOf('admin')?.textContent).toContain('Not in Okta'));
    expect(asked).toEqual([{ name: 'status', input: { basePath: '', handles: ['1', '2', '3'] } }]);
    expect(document.querySelectorAll('rollcall-strip')).toHaveLength(1);
    expect(document.querySelectorAll('rollcall-row')).toHaveLength(4);
    expect(stripText()).toContain('4,000 users: 3,120 linked, 640 not in Okta, 240 need a look.');
  });

  it.each(rowStatus.shape.status.options)('show %s with icon, word, meaning and exactly one action', async (status) => {
    mount({ status: ({ handles }) => ({ ...connected, rows: handles.map((handle) => row(handle, status)) }) });
    await vi.waitFor(() => expect(partOf('ann.lee')?.querySelector('.badge')).toBeTruthy());
    const part = partOf('ann.lee');
    expect(part?.querySelectorAll('.badge svg')).toHaveLength(1);
    expect(part?.querySelector('.badge')?.textContent).toMatch(/\w{4,}/);
    expect(part?.querySelector('.badge')?.getAttribute('title')).toMatch(/Read just now\.$/);
    expect(part?.querySelectorAll('button')).toHaveLength(1);
    expect(part?.querySelector('button')?.getAttribute('aria-label')).toContain('ann.lee');
  });

  it('ask again only when other users are shown', async () => {
    const { count } = mount();
    await vi.waitFor(() => expect(count('status')).toBe(1));
    const body = document.querySelector('tbody');
    body?.append(...[...body.children].toReversed());
    await vi.waitFor(() => expect(document.querySelectorAll('rollcall-row')).toHaveLength(3));
    expect(count('status')).toBe(1);
    const more = new DOMParser().parseFromString(peopleHtml({ users: [{ uid: '9', name: 'new.one' }] }), 'text/html');
    body?.append(...more.querySelectorAll('tbody > tr'));
    await vi.waitFor(() => expect(count('status')).toBe(2));
    await vi.waitFor(() => expect(partOf('new.one')?.textContent).toContain('Not in Okta'));
  });

  it('go without a trace when the site is switched off, or the extension is gone', async () => {
    const { leave } = mount({ status: () => new SyncError('forbidden', 'not enabled') });
    await vi.waitFor(() => expect(leave).toHaveBeenCalled());
    expect(document.querySelectorAll('rollcall-strip, rollcall-row')).toHaveLength(0);
    const page = document.body.innerHTML;
    stop = new AbortController();
    mount();
    stop.abort();
    expect(document.body.innerHTML).toBe(page);
  });

  it('take the place of what an earlier copy left', async () => {
    mount();
    stop.abort();
    stop = new AbortController();
    document.body.innerHTML = '';
    mount({}, [...harborUsers, { uid: '4', name: '<rollcall-row></rollcall-row>left.over' }]);
    await vi.waitFor(() => expect(partOf('admin')?.textContent).toContain('Not in Okta'));
    expect(document.querySelectorAll('rollcall-strip')).toHaveLength(1);
    expect(document.querySelectorAll('rollcall-row')).toHaveLength(4);
  });

  it('count the page’s own ticks, and untick them', async () => {
    mount({
      status: ({ handles }) => ({
        ...connected,
        rows: handles.map((handle) => row(handle, handle === '1' ? 'protected' : 'notInOkta')),
      }),
    });
    await vi.waitFor(() => expect(partOf('admin')?.textContent).toContain('Protected'));
    for (const box of document.querySelectorAll<HTMLInputElement>('input[type=checkbox]')) box.click();
    await vi.waitFor(() => expect(stripText()).toContain('3 selected: 2 can be synced, 1 is protected.'));
    expect(button(shadow('rollcall-strip'), 'Activate')?.title).toBe(
      'None of the selected users waits for activation.',
    );
    button(shadow('rollcall-strip'), 'Clear')?.click();
    await vi.waitFor(() => expect(stripText()).toContain('4,000 users:'));
    expect(document.querySelectorAll('input:checked')).toHaveLength(0);
  });
});

describe('what can be done with ticked rows', () => {
  const okta = { id: 'o', login: 'o@harbor.example', detail: null, url: null };
  const statuses = [
    { ...row('1', 'protected'), okta: { ...okta, state: 'active' as const } },
    { ...row('2', 'staged'), okta: { ...okta, state: 'staged' as const } },
    { ...row('3', 'found'), okta: { ...okta, state: 'active' as const } },
  ];

  async function tickAll(answers: Answers = {}) {
    const world = mount({ status: () => ({ ...connected, rows: statuses }), ...answers });
    await vi.waitFor(() => expect(partOf('ann.lee')?.textContent).toContain('Staged'));
    for (const box of document.querySelectorAll<HTMLInputElement>('input[type=checkbox]')) box.click();
    await vi.waitFor(() => expect(stripText()).toContain('3 selected:'));
    return world;
  }

  it('deactivates by a plan whom Okta still lets in, and no protected one', async () => {
    const { inputsOf } = await tickAll({ plan: () => new SyncError('locked', 'busy') });
    button(shadow('rollcall-strip'), 'Deactivate')?.click();
    await vi.waitFor(() => expect(inputsOf('plan')).toMatchObject([{ handles: ['2'], operations: ['deactivate'] }]));
  });

  it('unlinks after a question that names whom, and says that both accounts stay', async () => {
    const { inputsOf } = await tickAll({ unlink: ({ handles }) => ({ done: handles, problem: null }) });
    const strip = shadow('rollcall-strip');
    button(strip, 'Unlink…')?.click();
    await vi.waitFor(() => expect(strip?.querySelector('dialog')?.textContent).toContain('Unlink 2 users'));
    expect([...(strip?.querySelectorAll('dialog bdi') ?? [])].map((name) => name.textContent)).toEqual([
      'admin',
      'ann.lee',
    ]);
    expect(inputsOf('unlink')).toEqual([]);
    button(strip, 'Unlink 2 users')?.click();
    await vi.waitFor(() => expect(stripText()).toContain('2 users unlinked.'));
    expect(inputsOf('unlink')).toEqual([{ basePath: '', handles: ['1', '2'] }]);
  });

  it('keeps those in the question who could not be unlinked, with the reason', async () => {
    const problem = new SyncError('locked', 'Run R-7 is going on.').problem;
    await tickAll({ unlink: () => ({ done: ['1'], problem }) });
    const strip = shadow('rollcall-strip');
    button(strip, 'Unlink…')?.click();
    await vi.waitFor(() => expect(button(strip, 'Unlink 2 users')).toBeTruthy());
    button(strip, 'Unlink 2 users')?.click();
    await vi.waitFor(() => expect(strip?.querySelector('dialog [role=alert]')?.textContent).toContain('In use'));
    expect(button(strip, 'Unlink 1 user')).toBeTruthy();
  });

  it('does nothing when a script of the page presses the buttons', async () => {
    const { count } = await tickAll();
    for (const press of document.querySelectorAll('rollcall-strip, rollcall-row'))
      for (const each of press.shadowRoot?.querySelectorAll('button') ?? [])
        each.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(count('plan')).toBe(0);
    expect(shadow('rollcall-strip')?.querySelector('dialog')).toBeNull();
    expect(stripText()).toContain('3 selected:');
  });
});

describe('a sync from a row', () => {
  const item = planItemOf({
    id: 'i1',
    action: 'create',
    subject: '2',
    before: null,
    after: { login: 'ann@harbor.example', state: 'staged' },
  });
  const answers: Answers = {
    plan: () => ({ job: 'R-1' }),
    planAnswer: () => planAnswerOf([item]),
    apply: () => ({ job: 'R-2' }),
    job: ({ job: id }) => (id === 'R-1' ? job({ plan: 'P-0001' }) : job({ id, mode: 'apply', done: 1 })),
  };

  async function openPlan(change: Answers = {}) {
    const world = mount({ ...answers, ...change });
    await vi.waitFor(() => expect(button(partOf('ann.lee'), 'Sync')).toBeTruthy());
    button(partOf('ann.lee'), 'Sync')?.click();
    return world;
  }

  it('plans, shows the plan, applies its digest, then reads the badges again', async () => {
    const { asked, count } = await openPlan();
    const strip = shadow('rollcall-strip');
    await vi.waitFor(() => expect(strip?.querySelector('dialog')?.textContent).toContain('Create as Staged'));
    expect(count('apply')).toBe(0);
    button(strip, 'Sync 1 user')?.click();
    await vi.waitFor(() => expect(stripText()).toContain('1 of 1 synced.'));
    expect(asked.find(({ name }) => name === 'apply')?.input).toMatchObject({
      plan: 'P-0001',
      digest: 'digest',
      items: null,
      approve: false,
    });
    expect(count('status')).toBe(2);
    expect(strip?.querySelector('dialog')).toBeNull();
  });

  it('says who is signed in, so that nobody locks oneself out', async () => {
    const { asked } = await openPlan();
    await vi.waitFor(() =>
      expect(asked.find(({ name }) => name === 'plan')?.input).toMatchObject({ cmsUser: 'admin', handles: ['2'] }),
    );
  });

  it('makes a plan again that is too old', async () => {
    const old = planAnswerOf([item], { id: 'P-old', expires: '2026-01-15T09:00:00.000Z' });
    const plans = [old, planAnswerOf([item])];
    const { count } = await openPlan({ planAnswer: () => plans.shift() ?? old });
    const strip = shadow('rollcall-strip');
    await vi.waitFor(() => expect(button(strip, 'Sync 1 user')).toBeTruthy());
    button(strip, 'Sync 1 user')?.click();
    await vi.waitFor(() =>
      expect(strip?.querySelector('dialog')?.textContent).toContain('The plan was made again: it was too old.'),
    );
    expect(count('apply')).toBe(0);
  });

  it('keeps the plan open and says who may approve when the agent refuses', async () => {
    const braked = planAnswerOf([item], { brake: { code: 'brake', text: '53 users would be created' } });
    await openPlan({ planAnswer: () => braked, apply: () => new SyncError('forbidden', 'owner only') });
    const strip = shadow('rollcall-strip');
    await vi.waitFor(() => expect(button(strip, 'Approve 1 change')).toBeTruthy());
    button(strip, 'Approve 1 change')?.click();
    await vi.waitFor(() => expect(strip?.querySelector('dialog [role=alert]')?.textContent).toContain('Only an owner'));
  });

  it.each<[string, Answers]>([
    ['the plan can’t be started', { plan: () => new SyncError('locked', 'Run R-7 is going on.') }],
    [
      'the run fails',
      { job: () => job({ state: 'failed', error: new SyncError('locked', 'Run R-7 is going on.').problem }) },
    ],
  ])('tells cause and next step when %s', async (_, change) => {
    await openPlan(change);
    await vi.waitFor(() =>
      expect(shadow('rollcall-strip')?.querySelector('[role=alert]')?.textContent).toContain('In use by another run'),
    );
    expect(stripText()).toContain('Wait for the other run to finish, or stop it.');
    expect(stripText()).toContain('Run R-7 is going on.');
  });

  it('shows progress and stops on request', async () => {
    let stopped = false;
    const { count } = await openPlan({
      job: () =>
        stopped
          ? job({ state: 'cancelled', total: 7, done: 5 })
          : job({ state: 'reading', at: 120, total: 4000, ended: null }),
      cancelJob: () => {
        stopped = true;
        return {};
      },
    });
    const strip = shadow('rollcall-strip');
    await vi.waitFor(() =>
      expect(strip?.querySelector('[role=progressbar]')?.getAttribute('aria-valuetext')).toBe(
        'Reading both sides: 120 of 4,000.',
      ),
    );
    expect(partOf('ann.lee')?.textContent).toContain('Checking');
    button(strip, 'Stop')?.click();
    await vi.waitFor(() => expect(stripText()).toContain('Stopped. 5 of 7 synced.'));
    expect(count('cancelJob')).toBe(1);
  });
});

import { SyncError } from '@rollcall/shared/error';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { detectPage } from '../pages/kinds.ts';
import { backgroundOf, button, connected, job, load, type Answers } from '../testing/page-world.ts';
import { planAnswerOf, planItemOf } from '../testing/plan.ts';
import { drupalHtml, editForm } from '../testing/user-html.ts';
import { entryOf, fieldOf, userAnswerOf } from '../testing/user.ts';
import { writesTo } from './field-model.ts';
import { ownedBy } from './marks.tsx';
import { mountUser } from './mount-user.tsx';

const differs = { stands: 'differs' as const, writes: 'okta' as const };
const changed = userAnswerOf({
  fields: [
    fieldOf({ field: 'department', cms: 'Quay', okta: 'Press', ...differs }),
    fieldOf({ field: 'title', cmsField: 'field_title', cms: 'Pilot', okta: 'Cadet', ...differs }),
    fieldOf({ field: 'city', cmsField: 'field_city', owner: 'okta' }),
    fieldOf({ field: 'pin', cmsField: 'field_pin', sensitive: true, cms: null, okta: null }),
  ],
});
changed.status = { ...changed.status, status: 'differs', action: 'compare' };

let stop: AbortController;
beforeEach(() => void (stop = new AbortController()));
afterEach(() => {
  stop.abort();
  document.documentElement.innerHTML = '';
});

/** The panel on the edit form of a user, over a background that knows this user. */
function mount(answer = userAnswerOf({}), answers: Answers = {}) {
  const html = drupalHtml({ currentPath: 'user/2/edit', form: editForm });
  document.body.innerHTML = new DOMParser().parseFromString(html, 'text/html').body.innerHTML;
  const background = backgroundOf({
    status: () => ({ ...connected, rows: [answer.status] }),
    user: () => answer,
    history: () => [],
    ...answers,
  });
  const detected = detectPage(document);
  if (detected?.is !== 'user') throw new Error('the page of the test is no user’s');
  const leave = () => stop.abort();
  mountUser(detected.page, { document, css: '', send: background.send, load, signal: stop.signal, leave });
  return background;
}

const root = () => document.querySelector('rollcall-panel')?.shadowRoot ?? null;
const text = () => root()?.textContent ?? '';
const rowOf = (field: string) =>
  [...(root()?.querySelectorAll('tbody tr') ?? [])].find((line) =>
    line.querySelector('th')?.textContent.includes(field),
  );

describe('the panel of a user', () => {
  it('stands before the form, says whose it is, and takes itself away without a trace', async () => {
    const before = drupalHtml({ currentPath: 'user/2/edit', form: editForm });
    mount();
    expect(document.querySelector('form')?.previousElementSibling?.localName).toBe('rollcall-panel');
    await vi.waitFor(() => expect(text()).toContain('Rollcall: ann.lee'));
    stop.abort();
    expect(document.body.innerHTML).toBe(new DOMParser().parseFromString(before, 'text/html').body.innerHTML);
  });

  it('shows both sides, who owns what, and no sensitive value', async () => {
    mount(changed);
    await vi.waitFor(() => expect(rowOf('Department')?.textContent).toContain('QuayPress'));
    expect(rowOf('Department')?.querySelector('ins')?.textContent).toBe('Quay');
    expect(rowOf('Department')?.querySelector('del')?.textContent).toBe('Press');
    expect(rowOf('City')?.textContent).toContain('Okta owns');
    expect(rowOf('Pin')?.textContent).toContain('hidden');
    expect(rowOf('Pin')?.querySelector('input')).toBeNull();
  });

  it('plans the ticked fields only, and applies what the dialog shows', async () => {
    const item = planItemOf({
      id: 'u1',
      subject: '2',
      before: { department: 'Press', title: 'Cadet' },
      after: { department: 'Quay', title: 'Pilot' },
    });
    const { inputsOf } = mount(changed, {
      plan: () => ({ job: 'R-1' }),
      planAnswer: () => planAnswerOf([item]),
      apply: () => ({ job: 'R-2' }),
      job: ({ job: id }) => (id === 'R-1' ? job({ plan: 'P-0001' }) : job({ id, mode: 'apply', done: 1 })),
    });
    await vi.waitFor(() => expect(button(root(), 'Sync 2 fields…')).toBeTruthy());
    rowOf('Title')?.querySelector('input')?.click();
    await vi.waitFor(() => expect(button(root(), 'Sync 1 field…')).toBeTruthy());
    button(root(), 'Sync 1 field…')?.click();
    await vi.waitFor(() => expect(button(root(), 'Sync 1 user')).toBeTruthy());
    expect(inputsOf('plan')).toMatchObject([{ handles: ['2'], operations: [], cmsUser: '1' }]);
    button(root(), 'Sync 1 user')?.click();
    await vi.waitFor(() => expect(text()).toContain('1 of 1 synced.'));
    expect(inputsOf('apply')).toMatchObject([{ items: ['u1'], fields: { u1: ['department'] } }]);
    expect(inputsOf('user').length).toBeGreaterThan(1);
  });

  it('reads both sides on request, and tells what went wrong', async () => {
    const { count } = mount(userAnswerOf({}), { compare: () => new SyncError('unreachable', 'Okta did not answer.') });
    await vi.waitFor(() => expect(root()?.querySelector('.badge')?.textContent).toBe('Active'));
    button(root(), 'Read both sides now')?.click();
    await vi.waitFor(() =>
      expect(root()?.querySelector('[role=alert]')?.textContent).toContain('Okta did not answer.'),
    );
    expect(count('compare')).toBe(1);
  });

  it('shows the steps of the last change with their answers, and what was not tried', async () => {
    const steps = [
      {
        name: 'source',
        ms: 84,
        status: 200,
        requestId: null,
        calls: [{ method: 'GET', path: '/jsonapi/user/user/x', status: 200, ms: 80 }],
      },
      { name: 'act', ms: 212, status: 429, requestId: 'XkP3f9Q' },
    ];
    const problem = new SyncError('rate_limited', 'Okta asks to wait.').problem;
    mount(userAnswerOf({ last: entryOf({ outcome: 'failed', steps, problem }) }));
    await vi.waitFor(() => expect(text()).toContain('Last sync: failed'));
    const lines = [...(root()?.querySelectorAll('.trace li') ?? [])].map((line) => line.textContent);
    expect(lines[0]).toContain('GET /jsonapi/user/user/x: 200');
    expect(lines[0]).toContain('84 ms');
    expect(lines[1]).toContain('Answer 429.');
    expect(lines[1]).toContain('Request XkP3f9Q.');
    expect(lines.slice(2).every((line) => line.includes('Not tried.'))).toBe(true);
    expect(lines).toHaveLength(4);
    expect(text()).toContain('Okta asks to wait.');
  });

  it('freezes, and unlinks after a question', async () => {
    const { inputsOf } = mount(userAnswerOf({}), {
      freeze: () => userAnswerOf({}),
      unlink: ({ handles }) => ({ done: handles, problem: null }),
    });
    await vi.waitFor(() => expect(button(root(), 'Freeze')).toBeTruthy());
    button(root(), 'Freeze')?.click();
    await vi.waitFor(() => expect(inputsOf('freeze')).toEqual([{ basePath: '', handle: '2', frozen: true }]));
    button(root(), 'Unlink…')?.click();
    await vi.waitFor(() => expect(root()?.querySelector('dialog')?.textContent).toContain('Unlink ann.lee'));
    button(root(), 'Unlink 1 user')?.click();
    await vi.waitFor(() => expect(text()).toContain('1 user unlinked.'));
  });

  it.each(['staged', 'suspended', 'deactivated'] as const)(
    'offers what fits a user who is %s in Okta',
    async (state) => {
      const base = userAnswerOf({});
      const okta = base.okta && { ...base.okta, state };
      mount({ ...base, okta });
      const words = { staged: 'Activate', suspended: 'Reactivate', deactivated: 'Reactivate' };
      await vi.waitFor(() => expect(button(root(), words[state])).toBeTruthy());
      expect(button(root(), 'Deactivate') === undefined).toBe(state === 'deactivated');
    },
  );

  it.each([
    ['notInOkta', 'Okta has no user with the login ann.lee@harbor.example'],
    ['found', 'The two are not linked.'],
    ['unknown', 'Nothing is known about this user yet'],
  ] as const)('explains a user who is %s', async (status, words) => {
    const base = userAnswerOf({ link: null, okta: null });
    const okta = status === 'found' ? base.status.okta : null;
    mount({ ...base, status: { ...base.status, status, okta } });
    await vi.waitFor(() => expect(text()).toContain(words));
    expect(button(root(), 'Unlink…')).toBeUndefined();
  });
});

describe('what a sync would write', () => {
  const field = fieldOf({ stands: 'differs' });
  it.each<[string, Parameters<typeof writesTo>, ReturnType<typeof writesTo>]>([
    ['as the agent says after a look', [fieldOf({ stands: 'differs', writes: 'cms' }), true], 'cms'],
    ['nothing where a look found that it stays', [field, true], null],
    ['the site’s own field, from the last look', [field, false], 'okta'],
    ['nothing that Okta owns', [fieldOf({ stands: 'differs', owner: 'okta' }), false], null],
    ['nothing that is written on create only', [fieldOf({ stands: 'differs', onCreateOnly: true }), false], null],
    ['nothing that agrees', [fieldOf({}), false], null],
  ])('is %s', (_, input, expected) => {
    expect(writesTo(...input)).toBe(expected);
  });
});

describe('marks under fields that Okta owns', () => {
  it('stand right after the field, and add nothing to the form itself', async () => {
    mount(userAnswerOf({ fields: [fieldOf({ field: 'email', cmsField: 'mail', owner: 'okta' })] }));
    await vi.waitFor(() => expect(document.querySelectorAll('rollcall-mark')).toHaveLength(1));
    const mark = document.querySelector('rollcall-mark');
    expect(mark?.previousElementSibling?.getAttribute('name')).toBe('mail');
    expect(mark?.shadowRoot?.textContent).toContain('Okta owns this field.');
  });

  it('name identity fields of an account that was there before its link', () => {
    const fields = [fieldOf({ field: 'login', cmsField: 'mail' }), fieldOf({})];
    const { link } = userAnswerOf({});
    expect([...ownedBy({ fields, link })]).toEqual([]);
    const adopted = link && { ...link, origin: 'adopted' as const };
    expect([...ownedBy({ fields, link: adopted }).keys()]).toEqual(['mail']);
  });
});

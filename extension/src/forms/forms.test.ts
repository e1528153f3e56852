import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { detectPage } from '../pages/kinds.ts';
import type { Submission } from '../pages/form.ts';
import { backgroundOf, type Answers } from '../testing/page-world.ts';
import { createForm, drupalHtml, editForm, loginForm, messagesOf } from '../testing/user-html.ts';
import { readArrival } from './arrive.ts';
import { formHint } from './hint.ts';
import { watchForms } from './watch.ts';

let stop: AbortController;
beforeEach(() => void (stop = new AbortController()));
afterEach(() => {
  stop.abort();
  sessionStorage.clear();
  document.documentElement.innerHTML = '';
});

function pageOf(html: string, answers: Answers = {}) {
  document.body.innerHTML = new DOMParser().parseFromString(html, 'text/html').body.innerHTML;
  const detected = detectPage(document);
  if (detected === null) throw new Error('no page of the CMS');
  const hint = formHint(sessionStorage, Date.now);
  const background = backgroundOf(answers);
  const parts = { document, send: background.send, hint, signal: stop.signal };
  return { ...background, page: detected.page, hint, parts };
}

function submit(trusted = true): void {
  const event = new Event('submit', { bubbles: true, cancelable: true });
  const form = document.querySelector('form');
  form?.dispatchEvent(trusted ? Object.defineProperty(event, 'isTrusted', { value: true }) : event);
}

describe('a form that a person sends', () => {
  it('is told at once, with the password only where it is handed on', () => {
    const { page, parts, inputsOf, hint } = pageOf(
      drupalHtml({ currentPath: 'admin/people/create', form: createForm }),
      {
        formSubmitted: () => ({}),
      },
    );
    let typed: string | null = null;
    watchForms(page, parts, () => typed);
    submit();
    typed = 'Harbour-Lights-42';
    submit();
    const common = { basePath: '', submission: { kind: 'created', users: [], login: 'new.one' } };
    expect(inputsOf('formSubmitted')).toMatchObject([
      { ...common, password: null },
      { ...common, password: 'Harbour-Lights-42' },
    ]);
    expect(hint.isSet()).toBe(true);
    expect(sessionStorage.getItem('rollcall-form')).toMatch(/^\d+$/);
    expect(sessionStorage).toHaveLength(1);
  });

  it.each([
    ['another form', drupalHtml({ currentPath: 'user/login', form: loginForm, uid: 0 }), true],
    ['one that a script of the page sends', drupalHtml({ currentPath: 'user/2/edit', form: editForm }), false],
  ])('is not %s', (_, html, trusted) => {
    const { page, parts, asked, hint } = pageOf(html);
    watchForms(page, parts, () => null);
    submit(trusted);
    expect(asked).toEqual([]);
    expect(hint.isSet()).toBe(false);
  });
});

describe('the page that comes after it', () => {
  const submission: Submission = {
    kind: 'created',
    users: [],
    login: 'new.one',
    path: '/admin/people/create',
    destination: null,
  };
  const answers: Answers = {
    pendingForm: () => ({ submission }),
    formDone: () => ({ job: 'R-1', reason: null }),
    formRefused: () => ({}),
  };
  const done = messagesOf('status', '<a href="/user/42">new.one</a>');

  it('asks nothing unless this tab sent a form a moment ago', async () => {
    const { page, parts, asked } = pageOf(drupalHtml({ currentPath: 'admin/people/create', messages: done }), answers);
    expect(await readArrival(page, parts)).toBeNull();
    expect(asked).toEqual([]);
  });

  it('tells that it went well, with the number that the CMS gave, once', async () => {
    const { page, parts, hint, inputsOf } = pageOf(
      drupalHtml({ currentPath: 'admin/people/create', messages: done }),
      answers,
    );
    hint.set();
    expect(await readArrival(page, parts)).toMatchObject({ user: '42', reply: { ok: true, value: { job: 'R-1' } } });
    expect(inputsOf('formDone')).toEqual([{ user: '42', cmsUser: '1' }]);
    expect(await readArrival(page, parts)).toBeNull();
  });

  it('waits for messages that a script brings', async () => {
    const { page, parts, hint, count } = pageOf(drupalHtml({ currentPath: 'admin/people/create' }), answers);
    hint.set();
    const arrival = readArrival(page, parts);
    await vi.waitFor(() => expect(count('pendingForm')).toBe(1));
    expect(count('formDone')).toBe(0);
    document.querySelector('main')?.insertAdjacentHTML('beforeend', done);
    expect(await arrival).toMatchObject({ user: '42' });
  });

  it('forgets the form when the CMS refused it', async () => {
    const messages = messagesOf('error', 'The mail is taken.');
    const { page, parts, hint, count } = pageOf(
      drupalHtml({ currentPath: 'admin/people/create', form: createForm, messages }),
      answers,
    );
    hint.set();
    expect(await readArrival(page, parts)).toBeNull();
    expect([count('formDone'), count('formRefused'), hint.isSet()]).toEqual([0, 1, false]);
  });

  it('leaves it to the next page when it says nothing', async () => {
    const { page, parts, hint, count } = pageOf(drupalHtml({ currentPath: 'batch' }), answers);
    hint.set();
    const arrival = readArrival(page, parts);
    await vi.waitFor(() => expect(count('pendingForm')).toBe(1));
    stop.abort();
    expect(await arrival).toBeNull();
    expect([count('formDone'), hint.isSet()]).toEqual([0, true]);
  });
});

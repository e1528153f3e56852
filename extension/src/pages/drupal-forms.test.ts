import { describe, expect, it } from 'vitest';

import { peopleHtml } from '../testing/people-html.ts';
import { hasRecorded, recordedPage, toDocument, whyNoRecorded } from '../testing/recorded.ts';
import {
  cancelForm,
  cancelManyForm,
  createForm,
  drupalHtml,
  editForm,
  loginForm,
  messagesOf,
  plainMessagesOf,
} from '../testing/user-html.ts';
import type { Submission } from './form.ts';
import { detectPage } from './kinds.ts';

function formsOf(document: Document) {
  const detected = detectPage(document);
  if (detected === null) throw new Error('no page of the CMS');
  return detected.page.forms;
}

/** What the page's user form would do; the forms of themes' search boxes are none. */
function submissionOf(document: Document): Submission | null {
  const forms = [...document.querySelectorAll('form')];
  return forms.flatMap((form) => formsOf(document).submissionOf(form) ?? [])[0] ?? null;
}

const submission = (change: Partial<Submission>): Submission => ({
  kind: 'edited',
  users: ['2'],
  login: null,
  path: '/elsewhere',
  destination: null,
  ...change,
});

describe('what a form is about to do', () => {
  it.each<[string, string, string, Partial<Submission> | null]>([
    ['an edit form', 'user/2/edit', editForm, { kind: 'edited', users: ['2'], login: null }],
    ['the create form', 'admin/people/create', createForm, { kind: 'created', users: [], login: 'new.one' }],
    ['registration', 'user/register', createForm, { kind: 'created', users: [], login: 'new.one' }],
    ['cancelling one', 'user/2/cancel', cancelForm, { kind: 'cancelled', users: ['2'] }],
    ['cancelling several', 'admin/people/cancel', cancelManyForm, { kind: 'cancelled', users: ['2', '3'] }],
    ['signing in', 'user/login', loginForm, null],
    ['a create form without a name', 'user/register', createForm.replace('new.one', ' '), null],
  ])('is known of %s', (_, currentPath, form, expected) => {
    const found = submissionOf(toDocument(drupalHtml({ currentPath, form })));
    if (expected === null) expect(found).toBeNull();
    else expect(found).toMatchObject(expected);
  });

  it.each<[string, string[], Partial<Submission> | null]>([
    ['user_block_user_action', ['1', '2'], { kind: 'blocked', users: ['1', '2'] }],
    ['user_unblock_user_action', ['2'], { kind: 'unblocked', users: ['2'] }],
    ['user_add_role_action.editor', ['2'], { kind: 'rolesChanged', users: ['2'] }],
    ['user_remove_role_action.editor', ['2'], { kind: 'rolesChanged', users: ['2'] }],
    ['user_cancel_user_action', ['2'], null],
    ['user_block_user_action', [], null],
    ['some_module_action', ['2'], null],
  ])('is known of the bulk action %s for %j', (action, ticked, expected) => {
    const document = toDocument(peopleHtml());
    const form = document.querySelector('form');
    form?.insertAdjacentHTML(
      'beforeend',
      `<select name="action"><option value="${action}" selected></option></select>`,
    );
    for (const uid of ticked)
      document.querySelector(`input[name="user_bulk_form[${uid}]"]`)?.setAttribute('checked', '');
    if (expected === null) expect(submissionOf(document)).toBeNull();
    else expect(submissionOf(document)).toMatchObject(expected);
  });
});

describe('how a form went', () => {
  const link = '<a href="/de/user/42">new.one</a>';
  it.each<[string, Submission['kind'], string, string | null]>([
    ['a new account with its number', 'created', messagesOf('status', link), '42'],
    ['a theme without classes', 'created', plainMessagesOf('status', link), '42'],
    ['a link in the message of a block', 'blocked', messagesOf('status', link), null],
    ['a cancelled account', 'cancelled', messagesOf('status', 'Done'), null],
    ['a new account whose mail failed', 'created', messagesOf('status', link) + messagesOf('error', 'No mail'), '42'],
  ])('is told by the message’s kind: %s', (_, kind, messages, user) => {
    const document = toDocument(drupalHtml({ currentPath: 'admin/people', messages }));
    expect(formsOf(document).outcomeOf(submission({ kind }))).toEqual({ is: 'done', user });
  });

  it.each<[string, string]>([
    ['with classes', messagesOf('error', 'The mail is taken.')],
    ['without classes', plainMessagesOf('error', 'The mail is taken.')],
    ['beside good news', messagesOf('status', 'Cron ran.') + messagesOf('error', 'The mail is taken.')],
  ])('is a refusal when there are errors, %s', (_, messages) => {
    const document = toDocument(drupalHtml({ currentPath: 'user/2/edit', form: editForm, messages }));
    expect(formsOf(document).outcomeOf(submission({}))).toEqual({ is: 'refused', user: null });
  });

  it.each<[string, Partial<Submission>, string, string]>([
    ['a page without messages', {}, 'user/2/edit', ''],
    ['only a warning', {}, 'user/2/edit', messagesOf('warning', 'Cron never ran.')],
    ['a page that the CMS does not go to', {}, 'node/1', messagesOf('status', 'Saved.')],
    ['a batch on the way', { kind: 'cancelled' }, 'batch', messagesOf('status', 'Starting.')],
  ])('is not told by %s', (_, change, currentPath, messages) => {
    const document = toDocument(drupalHtml({ currentPath, messages }));
    expect(formsOf(document).outcomeOf(submission(change))).toBeNull();
  });

  it('is told on the front page after registration, and where the address asked to go', () => {
    const front = toDocument(drupalHtml({ currentPath: 'node', isFront: true, messages: messagesOf('status', 'Hi') }));
    expect(formsOf(front).outcomeOf(submission({ kind: 'created' }))).toEqual({ is: 'done', user: null });
    const other = toDocument(drupalHtml({ currentPath: 'admin/reports', messages: messagesOf('status', 'Saved.') }));
    const { pathname } = other.location;
    expect(formsOf(other).outcomeOf(submission({ destination: pathname }))).toEqual({ is: 'done', user: null });
  });
});

describe('a form for a new password', () => {
  it.each([
    ['user/2/edit', editForm, false],
    ['admin/people/create', createForm, true],
  ])('is found on %s', (currentPath, form, forNew) => {
    const inputs = formsOf(toDocument(drupalHtml({ currentPath, form }))).passwordInputs();
    expect(inputs).toMatchObject({ forNew });
    expect(inputs?.first.name).toBe('pass[pass1]');
    expect(inputs?.logins()).toContain(forNew ? 'new.one' : 'ann.lee');
  });

  it('is never that of the own account', () => {
    const own = editForm.replace('<fieldset', '<input type="password" name="current_pass"><fieldset');
    const document = toDocument(drupalHtml({ currentPath: 'user/2/edit', form: own }));
    expect(formsOf(document).passwordInputs()).toBeNull();
  });

  it('is never the one for signing in', () => {
    const document = toDocument(drupalHtml({ currentPath: 'user/login', form: loginForm, uid: 0 }));
    expect(formsOf(document).passwordInputs()).toBeNull();
  });
});

describe('the link to the console', () => {
  const tabs = '<ul><li><a href="/x" data-drupal-link-system-path="admin/people/roles">Roles</a></li></ul>';
  const block = '<dl><dt><a href="/de/admin/config/people/accounts">Account settings</a></dt></dl>';

  it('is among the tabs of People and in the People block under Configuration, and nowhere else', () => {
    const place = (currentPath: string, form: string) => {
      const document = toDocument(drupalHtml({ currentPath, form }));
      const link = document.createElement('rollcall-link');
      detectPage(document)?.page.linkPlace()?.add(link);
      return { parent: link.parentElement?.localName, before: link.previousElementSibling?.localName };
    };
    expect(place('admin/people/permissions', tabs)).toEqual({ parent: 'ul', before: 'li' });
    expect(place('admin/config', block)).toEqual({ parent: 'div', before: 'dl' });
    expect(place('admin/config', tabs).parent).toBeUndefined();
    expect(place('node/1', tabs + block).parent).toBeUndefined();
  });
});

describe('the page of one user', () => {
  it.each([
    ['user/2', '', false],
    ['user/2/edit', editForm, true],
  ])('%s is known with its number and name', (currentPath, form, editing) => {
    const detected = detectPage(toDocument(drupalHtml({ currentPath, form })));
    if (detected?.is !== 'user') throw new Error('no page of a user');
    expect(detected.page).toMatchObject({ handle: '2', editing });
    expect(detected.page.name()).toBe('ann.lee');
  });

  it('has its panel before the form, and a widget for each attribute of the CMS', () => {
    const document = toDocument(drupalHtml({ currentPath: 'user/2/edit', form: editForm }));
    const detected = detectPage(document);
    if (detected?.is !== 'user') throw new Error('no page of a user');
    detected.page.placeFirst(document.createElement('rollcall-panel'));
    expect(document.querySelector('form')?.previousElementSibling?.localName).toBe('rollcall-panel');
    expect(detected.page.widgetOf('mail')?.getAttribute('name')).toBe('mail');
    expect(detected.page.widgetOf('field_department')?.getAttribute('name')).toBe('field_department[0][value]');
    expect(detected.page.widgetOf('status')?.localName).toBe('fieldset');
    expect(detected.page.widgetOf('field_absent')).toBeNull();
    expect(detected.page.widgetOf('"] , *')).toBeNull();
  });

  it('without its form has no known shape; a visitor’s has no panel', () => {
    expect(detectPage(toDocument(drupalHtml({ currentPath: 'user/2/edit' })))?.is).toBe('unrecognised');
    expect(detectPage(toDocument(drupalHtml({ currentPath: 'user/2', uid: 0 })))?.is).toBe('other');
  });
});

describe.skipIf(!hasRecorded)(`recorded forms${hasRecorded ? '' : ` (${whyNoRecorded})`}`, () => {
  const themes = ['claro', 'olivero', 'stark'];

  it.each(themes)('%s: each form is known', (theme) => {
    const of = (page: string) => submissionOf(recordedPage(`${theme}/${page}`));
    expect(of('user-edit-active')).toMatchObject({ kind: 'edited', users: ['3'] });
    expect(of('user-cancel')).toMatchObject({ kind: 'cancelled', users: ['3'] });
    expect(of('bulk-cancel-confirm')?.users.length).toBeGreaterThan(1);
    expect(of('people')).toBeNull();
  });

  it.each(themes)('%s: each answer is read by its kind', (theme) => {
    const outcome = (page: string, change: Partial<Submission>) =>
      formsOf(recordedPage(`${theme}/${page}`)).outcomeOf(submission(change));
    expect(outcome('msg-create-success-notify', { kind: 'created' })).toEqual({
      is: 'done',
      user: expect.stringMatching(/^\d+$/),
    });
    expect(outcome('msg-create-error', { kind: 'created' })).toMatchObject({ is: 'refused' });
    expect(outcome('msg-create-success.bigpipe', { kind: 'created' })).toBeNull();
    expect(outcome('msg-bulk-block', { kind: 'blocked' })).toMatchObject({ is: 'done' });
    expect(outcome('msg-cancel-delete-success', { kind: 'cancelled' })).toMatchObject({ is: 'done' });
    expect(outcome('msg-bulk-cancel-success', { kind: 'cancelled' })).toMatchObject({ is: 'done' });
  });

  it.each(themes)('%s: the panel has a place on the user’s page, the link one among the tabs of People', (theme) => {
    const view = recordedPage(`${theme}/user-view-active`);
    const detected = detectPage(view);
    expect(detected).toMatchObject({ is: 'user', page: { handle: '3', editing: false } });
    expect(detected?.page.placeFirst(view.createElement('rollcall-panel'))).toBe(true);
    const people = recordedPage(`${theme}/people`);
    const link = people.createElement('rollcall-link');
    detectPage(people)?.page.linkPlace()?.add(link);
    expect(link.closest('ul')?.querySelector('a[href$="/admin/people/roles"]')).not.toBeNull();
    expect(link.getAttribute('role')).toBe('listitem');
    expect(detectPage(view)?.page.linkPlace()).toBeNull();
  });
});

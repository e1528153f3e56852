import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'node-html-parser';
import type { HTMLElement } from 'node-html-parser';
import { createPracticeCms } from '../practice-cms.ts';
import type { PracticeCms, PracticeCmsOptions } from '../practice-cms.ts';
import { noRecordings, recordedPage } from '../recorded.ts';
import { TestClient } from '../test-client.ts';

if (noRecordings) process.stdout.write(`skipped: ${noRecordings}\n`);

const SETTINGS = 'script[type="application/json"][data-drupal-selector="drupal-settings-json"]';
const KEYS = ['input[name="form_build_id"]', 'input[name="form_token"]'];
const USER_INPUTS = [
  'input[name="name"]',
  'input[name="mail"]',
  'input[name="pass[pass1]"]',
  'input[name="pass[pass2]"]',
];
const STATUS_AND_ROLES = [
  'input[type="radio"][name="status"][value="0"]',
  'input[type="radio"][name="status"][value="1"]',
  'input[name="roles[authenticated]"][disabled]',
  'input[name="roles[administrator]"][value="administrator"]',
];
const FIELD = 'input[name="field_department[0][value]"]';
const SUBMIT = ['#edit-submit[name="op"]', '[data-drupal-selector="edit-submit"]'];

/** The recorded page, its path here, and the selectors the product relies on. */
const PAGES: [recorded: string, path: string, selectors: string[]][] = [
  [
    'people',
    '/admin/people',
    [
      'form[id^="views-form-user-admin-people"]',
      '[data-drupal-selector^="views-form-user-admin-people"]',
      'tbody tr input[name^="user_bulk_form["]',
      'td.views-field-name a[href*="/user/"]',
      'td.views-field-status',
      'td.views-field-roles-target-id li',
      'td.views-field-operations a[href*="/edit"]',
      'label em.placeholder',
      'select[name="action"] option[value="user_block_user_action"]',
      'select[name="action"] option[value="user_unblock_user_action"]',
      'select[name="action"] option[value="user_cancel_user_action"]',
      'select[name="action"] option[value="user_add_role_action.content_editor"]',
      'select[name="action"] option[value="user_remove_role_action.content_editor"]',
      'form[id^="views-form"] input[type="submit"][name="op"]#edit-submit',
      'input[name="form_id"][value="views_form_user_admin_people_page_1"]',
      'input[name="user"]',
      'select[name="status"] option[value="2"]',
      'select[name="role"] option[value="content_editor"]',
      'select[name="permission"]',
      'nav.pager a[href*="page=1"], nav a[href*="page=1"]',
      'th.views-field-name a[href*="order=name"]',
      '#view-name-table-column',
      '[data-drupal-messages-fallback]',
      'a[data-drupal-link-system-path="admin/people/create"]',
      ...KEYS,
    ],
  ],
  [
    'user-edit-active',
    '/user/4/edit',
    [
      'form#user-form.user-form',
      'input[name="form_id"][value="user_form"]',
      'a#edit-delete[href$="/cancel"]',
      'select[name="timezone"]',
      FIELD,
      ...USER_INPUTS,
      ...STATUS_AND_ROLES,
      ...SUBMIT,
      ...KEYS,
    ],
  ],
  [
    'people-create',
    '/admin/people/create',
    [
      'form#user-register-form',
      'input[name="form_id"][value="user_register_form"]',
      'input[name="notify"]',
      FIELD,
      ...USER_INPUTS,
      ...STATUS_AND_ROLES,
      ...SUBMIT,
      ...KEYS,
    ],
  ],
  [
    'user-cancel',
    '/user/4/cancel',
    [
      'form#user-cancel-form',
      ...['block', 'block_unpublish', 'reassign', 'delete'].map(
        (method) => `input[name="user_cancel_method"][value="user_cancel_${method}"]`,
      ),
      'input[name="user_cancel_confirm"]',
      'input[name="form_id"][value="user_cancel_form"]',
      ...SUBMIT,
      ...KEYS,
    ],
  ],
  [
    'roles',
    '/admin/people/roles',
    [
      'form#user-admin-roles-form',
      'a[href$="/admin/people/roles/add"]',
      'a[href*="/admin/people/roles/manage/content_editor"]',
      'select[name="entities[content_editor][weight]"]',
    ],
  ],
  [
    'user-view-active',
    '/user/4',
    ['.field--name-field-department .field__item, .field--name-field-department, article', 'h1'],
  ],
];

/** Pages recorded in English only. */
const ENGLISH_PAGES: typeof PAGES = [
  ['user-edit-self', '/user/1/edit', ['form#user-form', 'input[name="current_pass"]', ...USER_INPUTS, ...SUBMIT]],
  [
    'role-add',
    '/admin/people/roles/add',
    [
      'form#user-role-form',
      'input[name="label"]',
      'input[name="id"]',
      'input[name="form_id"][value="user_role_form"]',
      ...SUBMIT,
      ...KEYS,
    ],
  ],
  [
    'role-edit',
    '/admin/people/roles/manage/content_editor',
    ['form#user-role-form', 'input[name="id"][disabled]', 'a#edit-delete', ...SUBMIT],
  ],
  [
    'role-delete',
    '/admin/people/roles/manage/content_editor/delete',
    [
      'form#user-role-delete-form',
      'input[name="confirm"][value="1"]',
      'input[name="form_id"][value="user_role_delete_form"]',
      ...SUBMIT,
    ],
  ],
  [
    'account-settings',
    '/admin/config/people/accounts',
    [
      'form#user-admin-settings',
      'input[name="user_cancel_method"][checked][value="user_cancel_block"]',
      'input[name="user_register"]',
      ...SUBMIT,
    ],
  ],
];

const ANONYMOUS_PAGES: typeof PAGES = [
  [
    'anon-login',
    '/user/login',
    [
      'form#user-login-form',
      'input[name="name"]',
      'input[name="pass"][type="password"]',
      'input[name="form_id"][value="user_login_form"]',
      '#user-login-form [type="submit"][name="op"]',
    ],
  ],
  [
    'anon-register',
    '/user/register',
    [
      'form#user-register-form',
      'input[name="mail"]',
      'input[name="name"]',
      'input[name="form_id"][value="user_register_form"]',
      FIELD,
    ],
  ],
  ['anon-password', '/user/password', ['form#user-pass', 'input[name="name"]']],
  ['anon-people-denied', '/admin/people', ['h1']],
];

function unmatched(root: HTMLElement, selectors: string[]): string[] {
  return [...selectors, SETTINGS].filter((selector) => root.querySelector(selector) === null);
}

/** The values of drupalSettings that tell page, language and user. */
function settingsOf(root: HTMLElement): unknown {
  const settings: unknown = JSON.parse(root.querySelector(SETTINGS)?.text ?? '{}');
  return settings;
}

const RECORDED_THEMES = ['claro', 'olivero', 'stark', 'claro-de'];

describe.skipIf(noRecordings)('the selectors match the recorded pages', () => {
  const cases = RECORDED_THEMES.flatMap((theme) =>
    [...PAGES, ...(theme === 'claro-de' ? [] : [...ENGLISH_PAGES, ...ANONYMOUS_PAGES])].map(
      ([page, , selectors]) => [theme, page, selectors] as const,
    ),
  );
  it.each(cases)('%s %s', (theme, page, selectors) => {
    expect(unmatched(parse(recordedPage(theme, page)), selectors)).toEqual([]);
  });
});

const OWN: [string, PracticeCmsOptions][] = [
  ['claro', {}],
  ['dark', { theme: 'dark' }],
  ['plain', { theme: 'plain' }],
  ['German', { language: 'de' }],
  ['a sub-folder', { basePath: '/sub' }],
  ['a German sub-folder', { basePath: '/sub', language: 'de' }],
];

describe.each(OWN)('the selectors match our pages: %s', (_, options) => {
  let practice: PracticeCms;
  let admin: TestClient;

  beforeAll(async () => {
    practice = createPracticeCms({ users: 60, password: 'harbor', ...options });
    admin = await new TestClient(practice).signIn('admin', 'harbor');
  });

  it.each([...PAGES, ...ENGLISH_PAGES])('%s', async (_page, path, selectors) => {
    const { status, root } = await admin.page(path);
    expect([status, unmatched(root, selectors)]).toEqual([200, []]);
  });

  it.each(ANONYMOUS_PAGES)('%s', async (page, path, selectors) => {
    const { status, root } = await new TestClient(practice).page(path);
    expect([status, unmatched(root, selectors)]).toEqual([page === 'anon-people-denied' ? 403 : 200, []]);
  });
});

describe.skipIf(noRecordings)('drupalSettings beside the recorded pages', () => {
  const cases: [string, string, PracticeCmsOptions, string][] = [
    ['claro', 'people', {}, '/admin/people'],
    ['claro', 'user-edit-self', {}, '/user/1/edit'],
    ['claro', 'user-cancel', {}, '/user/3/cancel'],
    ['claro', 'user-view-active', {}, '/user/3'],
    ['stark', 'people-create', { theme: 'plain' }, '/admin/people/create'],
    ['claro-de', 'people', { language: 'de' }, '/admin/people'],
    ['claro-de', 'roles', { language: 'de' }, '/admin/people/roles'],
  ];

  it.each(cases)('%s %s', async (theme, page, options, path) => {
    const practice = createPracticeCms({ users: 60, password: 'harbor', ...options });
    const admin = await new TestClient(practice).signIn('admin', 'harbor');
    const recorded = parse(recordedPage(theme, page));
    const { root } = await admin.page(path);
    const told = (html: HTMLElement) => pick(settingsOf(html));
    expect(told(root)).toEqual(told(recorded));
    expect(classesOf(root)).toEqual(classesOf(recorded));
  });

  it('tells an anonymous visitor by the number 0', async () => {
    const practice = createPracticeCms();
    const { root } = await new TestClient(practice).page('/user/login');
    expect(settingsOf(root)).toMatchObject({
      path: { currentPath: 'user/login', currentPathIsAdmin: false },
      user: { uid: 0 },
    });
  });
});

function pick(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null || !('path' in settings) || !('user' in settings)) return null;
  const theme = 'ajaxPageState' in settings && settings.ajaxPageState;
  const name = typeof theme === 'object' && theme !== null && 'theme' in theme ? theme.theme : null;
  return { path: settings.path, user: settings.user, theme: name };
}

function classesOf(root: HTMLElement): string[] {
  return (root.querySelector('body')?.getAttribute('class') ?? '').split(' ').toSorted();
}

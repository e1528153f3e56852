import { Hono } from 'hono';
import { html } from 'hono/html';
import { sessionOf } from '../authenticate.ts';
import { sitePath } from '../cms.ts';
import type { Cms, CmsContext, CmsEnv } from '../cms.ts';
import { CANCEL_METHODS, REGISTER_MODES } from '../model.ts';
import type { Settings } from '../model.ts';
import type { Message } from '../session.ts';
import { cancelMethodRadios } from './cancel-routes.ts';
import { actions, checkSubmission, checkbox, postForm, radios, readForm, statusMessage } from './form.ts';
import type { FormValues, Markup } from './form.ts';
import { deniedPage, page } from './layout.ts';
import { ADMIN_CRUMBS } from './people-page.ts';
import { text } from './words.ts';

/** One of core's settings pages, as far as it matters to users and JSON:API. */
interface SettingsPage {
  path: string;
  title: string;
  permission: string;
  formId: string;
  button: string;
  saved: string;
  fields(cms: Cms): Markup;
  read(values: FormValues): Partial<Settings>;
}

const JSONAPI_PATH = '/admin/config/services/jsonapi';

const CONFIGURATION = { button: 'Save configuration', saved: 'The configuration options have been saved.' };

const PAGES: readonly SettingsPage[] = [
  {
    ...CONFIGURATION,
    path: '/admin/config/people/accounts',
    title: 'Account settings',
    permission: 'administer account settings',
    formId: 'user_admin_settings',
    fields: accountFields,
    read: (values) => ({
      ...chosen('register', REGISTER_MODES, values.get('user_register')),
      ...chosen('cancelMethod', CANCEL_METHODS, values.get('user_cancel_method')),
      mailOnUnblock: values.has('user_mail_status_activated_notify'),
    }),
  },
  {
    ...CONFIGURATION,
    path: JSONAPI_PATH,
    title: 'JSON:API',
    permission: 'administer site configuration',
    formId: 'jsonapi_settings',
    fields: jsonApiFields,
    read: (values) => ({ readOnly: values.get('read_only') !== 'rw' }),
  },
  {
    path: '/admin/modules',
    title: 'Extend',
    permission: 'administer modules',
    formId: 'system_modules',
    button: 'Install',
    saved: 'Module JSON:API has been installed.',
    fields: moduleFields,
    // Core's page only installs: a module that is on cannot be unticked here, and a fresh JSON:API is read-only.
    read: (values) => (values.has('modules[jsonapi][enable]') ? { jsonapi: true, readOnly: true } : {}),
  },
];

function chosen<K extends string, T extends string>(
  key: K,
  values: readonly T[],
  sent: string | undefined,
): Partial<Record<K, T>> {
  const value = values.find((candidate) => candidate === sent);
  const result: Partial<Record<K, T>> = {};
  if (value !== undefined) result[key] = value;
  return result;
}

/** The settings pages the product sends an administrator to. */
export function settingsRoutes(cms: Cms): Hono<CmsEnv> {
  const routes = new Hono<CmsEnv>();
  for (const settings of PAGES) {
    routes.get(settings.path, (c) => showPage(cms, c, settings));
    routes.post(settings.path, (c) => submitPage(cms, c, settings));
  }
  return routes;
}

function showPage(cms: Cms, c: CmsContext, settings: SettingsPage, messages: readonly Message[] = []) {
  if (settings.path === JSONAPI_PATH && !cms.site.settings.jsonapi) return c.notFound();
  if (!c.get('visitor').can(settings.permission)) return deniedPage(cms, c);
  const { language } = cms.presentation;
  const body = postForm(c, {
    formId: settings.formId,
    action: sitePath(cms, settings.path),
    body: html`${settings.fields(cms)}${actions(text(language, settings.button))}`,
  });
  return c.html(
    page(cms, c, { title: text(language, settings.title), admin: true, body, breadcrumb: ADMIN_CRUMBS, messages }),
  );
}

async function submitPage(cms: Cms, c: CmsContext, settings: SettingsPage) {
  if (!c.get('visitor').can(settings.permission)) return deniedPage(cms, c);
  const values = await readForm(c);
  const checked = checkSubmission(cms, c, values, settings);
  if (checked !== true) return showPage(cms, c, settings, checked);
  cms.site.configure(settings.read(values));
  sessionOf(cms, c).messages.push(statusMessage(cms, settings.saved));
  return c.redirect(sitePath(cms, settings.path), 303);
}

function accountFields(cms: Cms): Markup {
  const { register, cancelMethod, mailOnUnblock } = cms.site.settings;
  const registration = radios(
    'user_register',
    'Who can register accounts?',
    [
      { value: 'admin_only', label: 'Administrators only' },
      { value: 'visitors', label: 'Visitors' },
      { value: 'visitors_admin_approval', label: 'Visitors, but administrator approval is required' },
    ],
    register,
  );
  const notify = checkbox('user_mail_status_activated_notify', 'Notify user when account is activated', {
    checked: mailOnUnblock,
  });
  return html`${registration}${cancelMethodRadios(cms, cancelMethod)}${notify}`;
}

function jsonApiFields(cms: Cms): Markup {
  return radios(
    'read_only',
    'Allowed operations',
    [
      { value: 'r', label: 'Accept only JSON:API read operations.' },
      { value: 'rw', label: 'Accept all JSON:API create, read, update, and delete operations.' },
    ],
    cms.site.settings.readOnly ? 'r' : 'rw',
  );
}

function moduleFields(cms: Cms): Markup {
  const { jsonapi } = cms.site.settings;
  const modules: [string, string, boolean][] = [
    ['user', 'User', true],
    ['basic_auth', 'HTTP Basic Authentication', true],
    ['jsonapi', 'JSON:API', jsonapi],
  ];
  const boxes = modules.map(([id, label, on]) =>
    checkbox(`modules[${id}][enable]`, label, { checked: on, disabled: on }),
  );
  return html`<div class="system-modules">${boxes}</div>`;
}

import { Hono } from 'hono';
import { html } from 'hono/html';
import { sessionOf } from '../authenticate.ts';
import { sitePath } from '../cms.ts';
import type { Cms, CmsContext, CmsEnv } from '../cms.ts';
import { USER_FIELDS } from '../model.ts';
import type { User } from '../model.ts';
import type { Message } from '../session.ts';
import { checkSubmission, readForm, statusMessage } from './form.ts';
import { deniedPage, page } from './layout.ts';
import type { Tab } from './layout.ts';
import { destination } from './login-page.ts';
import { ADMIN_CRUMBS } from './people-page.ts';
import { EDIT, REGISTER, readUserForm, userForm } from './user-form.ts';
import type { UserFormKind } from './user-form.ts';
import { interval, markupText, text } from './words.ts';

/** An account's page and edit form, the administrator's create form and visitors' registration. */
export function userPageRoutes(cms: Cms): Hono<CmsEnv> {
  const routes = new Hono<CmsEnv>();
  routes.get('/user/:uid{[0-9]+}', (c) => viewUser(cms, c));
  routes.get('/user/:uid{[0-9]+}/edit', (c) => editPage(cms, c));
  routes.post('/user/:uid{[0-9]+}/edit', (c) => submitEdit(cms, c));
  routes.get('/admin/people/create', (c) => createPage(cms, c, 'create'));
  routes.post('/admin/people/create', (c) => submitCreate(cms, c, 'create'));
  routes.get('/user/register', (c) => createPage(cms, c, 'register'));
  routes.post('/user/register', (c) => submitCreate(cms, c, 'register'));
  return routes;
}

function userOfPath(cms: Cms, c: CmsContext): User | undefined {
  return cms.site.user(Number(c.req.param('uid')));
}

function userTabs(c: CmsContext, user: User): Tab[] {
  const view = { path: `/user/${user.uid}`, label: 'View' };
  return mayEdit(c, user) ? [view, { path: `/user/${user.uid}/edit`, label: 'Edit' }] : [];
}

function mayEdit(c: CmsContext, user: User): boolean {
  const visitor = c.get('visitor');
  return user.uid > 0 && (visitor.user.uid === user.uid || visitor.can('administer users'));
}

function viewUser(cms: Cms, c: CmsContext) {
  const user = userOfPath(cms, c);
  if (!user) return c.notFound();
  const mayView = mayEdit(c, user) || (user.status && c.get('visitor').can('access user profiles'));
  if (!mayView) return deniedPage(cms, c);
  const fields = USER_FIELDS.flatMap(({ name, label }) => {
    const values = user.fields[name] ?? [];
    if (values.length === 0) return [];
    const slug = name.replaceAll('_', '-');
    return html`<div class="field field--name-${slug} field--type-string field--label-above">
      <div class="field__label">${label}</div>
      ${values.map((value) => html`<div class="field__item">${value}</div>`)}
    </div>`;
  });
  const body = html`<article class="profile">
    <div class="js-form-item form-item js-form-type-item">
      <h4 class="label">${text(cms.presentation.language, 'Member for')}</h4>
      ${interval(cms.presentation.language, c.get('now') - user.created)}
    </div>
    ${fields}
  </article>`;
  return c.html(page(cms, c, { title: user.name, admin: false, body, tabs: userTabs(c, user) }));
}

function editPage(cms: Cms, c: CmsContext, shown?: User, messages: readonly Message[] = []) {
  const account = userOfPath(cms, c);
  if (!account) return c.notFound();
  if (!mayEdit(c, account)) return deniedPage(cms, c);
  const { pathname, search } = new URL(c.req.url);
  const body = userForm(cms, c, { kind: 'edit', action: `${pathname}${search}`, shown: shown ?? account, account });
  const breadcrumb = [
    { path: '/', label: 'Home' },
    { path: `/user/${account.uid}`, label: account.name },
  ];
  return c.html(
    page(cms, c, { title: account.name, admin: true, body, tabs: userTabs(c, account), breadcrumb, messages }),
  );
}

async function submitEdit(cms: Cms, c: CmsContext) {
  const account = userOfPath(cms, c);
  if (!account || !mayEdit(c, account)) return editPage(cms, c);
  const values = await readForm(c);
  const checked = checkSubmission(cms, c, values, EDIT);
  if (checked !== true) return editPage(cms, c, undefined, checked);
  const { change, shown, errors } = readUserForm(cms, c, { kind: 'edit', values, base: account });
  if (errors.length > 0) return editPage(cms, c, shown, errors);
  const keepSession = c.get('visitor').user.uid === account.uid ? c.get('visitor').session?.id : undefined;
  cms.site.save(account, change, { now: c.get('now'), touch: true, keepSession });
  sessionOf(cms, c).messages.push(statusMessage(cms, 'The changes have been saved.'));
  return c.redirect(destination(cms, c, `/user/${account.uid}/edit`), 303);
}

function mayCreate(cms: Cms, c: CmsContext, kind: UserFormKind): boolean {
  const visitor = c.get('visitor');
  if (kind === 'create') return visitor.can('administer users');
  return visitor.user.uid === 0 && cms.site.settings.register !== 'admin_only';
}

/** A form that came back: what was sent, and what is wrong with it. */
interface Retry {
  shown?: User;
  messages: readonly Message[];
}

function createPage(cms: Cms, c: CmsContext, kind: 'create' | 'register', retry?: Retry) {
  if (!mayCreate(cms, c, kind)) return deniedPage(cms, c);
  const { language } = cms.presentation;
  const create = kind === 'create';
  const body = userForm(cms, c, {
    kind,
    action: `${new URL(c.req.url).pathname}${new URL(c.req.url).search}`,
    shown: retry?.shown ?? cms.site.draft(c.get('now'), { status: true }),
  });
  return c.html(
    page(cms, c, {
      title: text(language, create ? 'Add user' : 'Create new account'),
      admin: create,
      body,
      messages: retry?.messages ?? [],
      breadcrumb: create ? [...ADMIN_CRUMBS, { path: '/admin/people', label: 'People' }] : [],
      ...(create
        ? { help: 'Here administrators make accounts for other people. Usernames and email addresses are unique.' }
        : {}),
    }),
  );
}

async function submitCreate(cms: Cms, c: CmsContext, kind: 'create' | 'register') {
  if (!mayCreate(cms, c, kind)) return deniedPage(cms, c);
  const values = await readForm(c);
  const checked = checkSubmission(cms, c, values, REGISTER);
  if (checked !== true) return createPage(cms, c, kind, { messages: checked });
  const base = cms.site.draft(c.get('now'), {
    status: kind === 'register' && cms.site.settings.register === 'visitors',
  });
  const { change, shown, errors } = readUserForm(cms, c, { kind, values, base });
  if (errors.length > 0) return createPage(cms, c, kind, { shown, messages: errors });
  const user = cms.site.insert({ ...base, ...change, init: change.mail ?? null });
  sessionOf(cms, c).messages.push(
    kind === 'create' ? welcomed(cms, c, user, values.has('notify')) : registered(cms, c, user),
  );
  const next = kind === 'create' ? destination(cms, c, '/admin/people/create') : sitePath(cms, '/');
  return c.redirect(next, 303);
}

/** The message that names the new account and links to it; this link is how a page shows the new uid. */
function welcomed(cms: Cms, c: CmsContext, user: User, notify: boolean): Message {
  const name = markupText('en', '%name', { name: user.name });
  const link = `<a href="${sitePath(cms, `/user/${user.uid}`)}">${name}</a>`;
  if (!notify) return { type: 'status', html: `Created a new user account for ${link}. No email has been sent.` };
  cms.mailbox.send('register_admin_created', user, c.get('now'));
  const sentence = 'A welcome message with further instructions has been emailed to the new user';
  return { type: 'status', html: `${sentence} ${link}.` };
}

function registered(cms: Cms, c: CmsContext, user: User): Message {
  const now = c.get('now');
  if (user.status) {
    cms.mailbox.send('register_no_approval_required', user, now);
    return statusMessage(cms, 'A welcome message with further instructions has been sent to your email address.');
  }
  cms.mailbox.send('register_pending_approval', user, now);
  cms.mailbox.send('register_pending_approval_admin', user, now, 'site@harbor.example');
  const sentence =
    'Thank you for applying for an account. Your account is currently pending approval by the site administrator. In the meantime, a welcome message with further instructions has been sent to your email address.';
  return statusMessage(cms, sentence);
}

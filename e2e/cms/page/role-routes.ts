import { Hono } from 'hono';
import { html } from 'hono/html';
import { sessionOf } from '../authenticate.ts';
import { sitePath } from '../cms.ts';
import type { Cms, CmsContext, CmsEnv } from '../cms.ts';
import type { Role } from '../model.ts';
import type { Message } from '../session.ts';
import {
  actions,
  checkSubmission,
  errorMessage,
  postForm,
  readForm,
  select,
  statusMessage,
  textInput,
} from './form.ts';
import type { Markup } from './form.ts';
import { deniedPage, page } from './layout.ts';
import { ADMIN_CRUMBS, PEOPLE_TABS } from './people-page.ts';
import { markup, text } from './words.ts';

const LIST = { formId: 'user_admin_roles_form', button: 'Save' };
const ROLE = { formId: 'user_role_form', button: 'Save' };
const DELETE = { formId: 'user_role_delete_form', button: 'Delete' };

const LIMIT = 64;
const MANAGE = '/admin/people/roles/manage/:role';

/** The role list and its forms: the only way core lets anyone make, rename or delete a role. */
export function rolePageRoutes(cms: Cms): Hono<CmsEnv> {
  const routes = new Hono<CmsEnv>();
  const guard = async (c: CmsContext, next: () => Promise<void>) => {
    if (!c.get('visitor').can('administer permissions')) return deniedPage(cms, c);
    return next();
  };
  routes.use('/admin/people/roles', guard);
  routes.use('/admin/people/roles/*', guard);
  routes.get('/admin/people/roles', (c) => c.html(listPage(cms, c)));
  routes.post('/admin/people/roles', (c) => submitOrder(cms, c));
  routes.get('/admin/people/roles/add', (c) => rolePage(cms, c, null));
  routes.post('/admin/people/roles/add', (c) => submitRole(cms, c));
  routes.get(MANAGE, (c) => rolePage(cms, c, roleOfPath(cms, c)));
  routes.post(MANAGE, (c) => submitRole(cms, c));
  routes.get(`${MANAGE}/delete`, (c) => deletePage(cms, c));
  routes.post(`${MANAGE}/delete`, (c) => submitDelete(cms, c));
  return routes;
}

function roleOfPath(cms: Cms, c: CmsContext): Role | undefined {
  return cms.site.role(c.req.param('role') ?? '');
}

const ROLE_CRUMBS = [...ADMIN_CRUMBS, { path: '/admin/people', label: 'People' }];

function listPage(cms: Cms, c: CmsContext, messages: readonly Message[] = []): Markup {
  const { language } = cms.presentation;
  const weights = Array.from({ length: 41 }, (_, index) => String(index - 20)).map((value) => ({
    value,
    label: value,
  }));
  const rows = cms.site.roles.map((role) => {
    const name = `entities[${role.id}][weight]`;
    return html`<tr class="draggable" data-drupal-selector="edit-entities-${role.id.replaceAll('_', '-')}">
      <td class="tabledrag-cell">${text(language, role.label)}</td>
      <td>${select({ name, label: `Weight for ${role.label}`, choices: weights, chosen: String(role.weight) })}</td>
      <td>${roleOperations(cms, role)}</td>
    </tr>`;
  });
  const table = html`<table
      data-drupal-selector="edit-entities"
      id="edit-entities"
      class="responsive-enabled draggable-table"
    >
      <thead>
        <tr>
          <th>Name</th>
          <th>Weight</th>
          <th>${text(language, 'Operations')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
    ${actions(text(language, LIST.button))}`;
  return page(cms, c, {
    title: text(language, 'Roles'),
    admin: true,
    body: postForm(c, { formId: LIST.formId, action: sitePath(cms, '/admin/people/roles'), body: table }),
    tabs: PEOPLE_TABS,
    breadcrumb: ROLE_CRUMBS,
    action: { path: '/admin/people/roles/add', label: 'Add role' },
    messages,
  });
}

function roleOperations(cms: Cms, role: Role): Markup {
  const { language } = cms.presentation;
  const base = sitePath(cms, `/admin/people/roles/manage/${role.id}`);
  const back = `?destination=${sitePath(cms, '/admin/people/roles')}`;
  const item = (kind: string, href: string, label: string) =>
    html`<li class="${kind} dropbutton__item">
      <a href="${href}" aria-label="${label} ${role.label}">${text(language, label)}</a>
    </li>`;
  return html`<div class="dropbutton-wrapper">
    <div class="dropbutton-widget">
      <ul class="dropbutton dropbutton--extrasmall">
        ${item('edit', `${base}${back}`, 'Edit')}${isLocked(role) ? '' : item('delete', `${base}/delete${back}`, 'Delete')}
      </ul>
    </div>
  </div>`;
}

/** Roles every visitor has cannot go. */
function isLocked(role: Role): boolean {
  return role.id === 'anonymous' || role.id === 'authenticated';
}

async function submitOrder(cms: Cms, c: CmsContext) {
  const values = await readForm(c);
  const checked = checkSubmission(cms, c, values, LIST);
  if (checked !== true) return c.html(listPage(cms, c, checked));
  const weights = cms.site.roles.map((role) => ({ role, weight: Number(values.get(`entities[${role.id}][weight]`)) }));
  for (const { role, weight } of weights) {
    if (Number.isInteger(weight)) cms.site.saveRole(role, { weight });
  }
  return done(cms, c, statusMessage(cms, 'The role settings have been updated.'));
}

function done(cms: Cms, c: CmsContext, message: Message) {
  sessionOf(cms, c).messages.push(message);
  return c.redirect(sitePath(cms, '/admin/people/roles'), 303);
}

interface RoleInput {
  label: string;
  id: string;
  messages: readonly Message[];
}

/** The form of a new role (null) or an existing one; undefined is a role that is not there. */
function rolePage(cms: Cms, c: CmsContext, role: Role | null | undefined, input?: RoleInput) {
  if (role === undefined) return c.notFound();
  const { language } = cms.presentation;
  const { pathname, search } = new URL(c.req.url);
  const beside =
    role && !isLocked(role)
      ? html`<a
          href="${sitePath(cms, `/admin/people/roles/manage/${role.id}/delete`)}"
          class="action-link action-link--danger"
          data-drupal-selector="edit-delete"
          id="edit-delete"
          >${text(language, 'Delete')}</a
        >`
      : '';
  const body = postForm(c, {
    formId: ROLE.formId,
    action: `${pathname}${search}`,
    body: html`${textInput({ name: 'label', label: text(language, 'Role name'), value: input?.label ?? role?.label ?? '', size: 30, maxlength: LIMIT, required: true })}
    ${textInput({
      name: 'id',
      label: 'Machine-readable name',
      value: role?.id ?? input?.id ?? '',
      size: 30,
      maxlength: LIMIT,
      required: true,
      disabled: role !== null,
      description: 'Lowercase letters, numbers and underscores only.',
    })}
    ${actions(text(language, ROLE.button), beside)}`,
  });
  const title = text(language, role ? 'Edit role' : 'Add role');
  const breadcrumb = [...ROLE_CRUMBS, { path: '/admin/people/roles', label: 'Roles' }];
  return c.html(page(cms, c, { title, admin: true, body, breadcrumb, messages: input?.messages ?? [] }));
}

async function submitRole(cms: Cms, c: CmsContext) {
  const values = await readForm(c);
  const isNew = c.req.param('role') === undefined;
  const role = isNew ? null : roleOfPath(cms, c);
  if (role === undefined) return c.notFound();
  const label = (values.get('label') ?? '').trim();
  const id = role?.id ?? values.get('id') ?? '';
  const checked = checkSubmission(cms, c, values, ROLE);
  const messages = checked === true ? roleErrors(cms, { label, id, isNew }) : checked;
  if (checked !== true || messages.length > 0) return rolePage(cms, c, role, { label, id, messages });
  if (role) {
    cms.site.saveRole(role, { label });
    return done(cms, c, statusMessage(cms, 'Role %label has been updated.', { label }));
  }
  cms.site.addRole(id, label);
  return done(cms, c, statusMessage(cms, 'Role %label has been added.', { label }));
}

function roleErrors(cms: Cms, { label, id, isNew }: { label: string; id: string; isNew: boolean }): Message[] {
  const errors: Message[] = [];
  if (label === '') errors.push(errorMessage(cms, 'Role name field is required.'));
  if (label.length > LIMIT) errors.push(tooLong(cms, 'Role name', label));
  if (!isNew) return errors;
  if (id === '') errors.push(errorMessage(cms, 'Machine-readable name field is required.'));
  else if (!/^[a-z0-9_]+$/.test(id)) {
    errors.push(
      errorMessage(cms, 'The machine-readable name must contain only lowercase letters, numbers, and underscores.'),
    );
  }
  if (id.length > LIMIT) errors.push(tooLong(cms, 'Machine-readable name', id));
  if (cms.site.role(id))
    errors.push(errorMessage(cms, 'The machine-readable name is already in use. It must be unique.'));
  return errors;
}

function tooLong(cms: Cms, name: string, value: string): Message {
  const sentence = '@name cannot be longer than @limit characters but is currently @length characters long.';
  return errorMessage(cms, sentence, { name, limit: LIMIT, length: value.length });
}

function deletePage(cms: Cms, c: CmsContext, messages: readonly Message[] = []) {
  const role = roleOfPath(cms, c);
  if (!role) return c.notFound();
  if (isLocked(role)) return deniedPage(cms, c);
  const { language } = cms.presentation;
  const { pathname, search } = new URL(c.req.url);
  const cancel = html`<a
    href="${sitePath(cms, '/admin/people/roles')}"
    class="button dialog-cancel"
    data-drupal-selector="edit-cancel"
    id="edit-cancel"
    >${text(language, 'Cancel')}</a
  >`;
  const body = postForm(c, {
    formId: DELETE.formId,
    action: `${pathname}${search}`,
    className: 'user-role-delete-form user-role-confirm-form confirmation',
    body: html`<p>This action cannot be undone.</p>
      <input data-drupal-selector="edit-confirm" type="hidden" name="confirm" value="1" />
      ${actions(text(language, DELETE.button), cancel)}`,
  });
  const sentence = 'Are you sure you want to delete the role %name?';
  const title = text(language, sentence, { name: role.label });
  const heading = markup(language, sentence, { name: role.label });
  return c.html(page(cms, c, { title, heading, admin: true, body, breadcrumb: ROLE_CRUMBS, messages }));
}

async function submitDelete(cms: Cms, c: CmsContext) {
  const role = roleOfPath(cms, c);
  if (!role || isLocked(role)) return deletePage(cms, c);
  const checked = checkSubmission(cms, c, await readForm(c), DELETE);
  if (checked !== true) return deletePage(cms, c, checked);
  cms.site.removeRole(role);
  return done(cms, c, statusMessage(cms, 'Role %label has been deleted.', { label: role.label }));
}

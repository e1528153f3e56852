import { html } from 'hono/html';
import { sitePath } from '../cms.ts';
import type { Cms, CmsContext } from '../cms.ts';
import type { Role, User } from '../model.ts';
import { actions, elementId, formKeys, select, textInput } from './form.ts';
import type { Markup } from './form.ts';
import { page } from './layout.ts';
import { findPeople, parsePeopleQuery } from './people-query.ts';
import type { OrderName, PeopleQuery } from './people-query.ts';
import { interval, text } from './words.ts';

export const PEOPLE_FORM = 'views_form_user_admin_people_page_1';

export const PEOPLE_TABS = [
  { path: '/admin/people', label: 'List' },
  { path: '/admin/people/roles', label: 'Roles' },
];

export const ADMIN_CRUMBS = [
  { path: '/', label: 'Home' },
  { path: '/admin', label: 'Administration' },
];

/** The People view: exposed filters, the bulk form with 50 rows, and the pager. */
export function peoplePage(cms: Cms, c: CmsContext): Markup {
  const { language } = cms.presentation;
  const query = parsePeopleQuery(c);
  const { rows, pages } = findPeople(cms.site, query);
  const table =
    rows.length === 0 ? html`<div class="view-empty">No people available.</div>` : bulkForm(cms, c, query, rows);
  const body = html`<div class="views-element-container">
    <div class="view view-user-admin-people view-id-user_admin_people view-display-id-page_1">
      <div class="view-filters">${filterForm(cms, query)}</div>
      <div class="view-content">${table}</div>
      ${pager(query, pages)}
    </div>
  </div>`;
  return page(cms, c, {
    title: text(language, 'People'),
    admin: true,
    body,
    tabs: PEOPLE_TABS,
    breadcrumb: ADMIN_CRUMBS,
    action: { path: '/admin/people/create', label: 'Add user' },
    settings: { ajaxTrustedUrl: { [sitePath(cms, '/admin/people')]: true } },
  });
}

/** The roles a person can be given; the two every visitor has are never listed. */
export function assignableRoles(cms: Cms): Role[] {
  return cms.site.roles.filter(({ id }) => id !== 'anonymous' && id !== 'authenticated');
}

function filterForm(cms: Cms, query: PeopleQuery): Markup {
  const { language } = cms.presentation;
  const any = { value: 'All', label: text(language, '- Any -') };
  const statuses = [
    any,
    { value: '1', label: text(language, 'Active') },
    { value: '2', label: text(language, 'Blocked') },
  ];
  const roles = [any, ...assignableRoles(cms).map(({ id, label }) => ({ value: id, label }))];
  const names = [...new Set(cms.site.roles.flatMap((role) => role.permissions))].toSorted();
  const permissions = [any, ...names.map((name) => ({ value: name, label: name }))];
  const id = 'views-exposed-form-user-admin-people-page-1';
  return html`<form
    class="views-exposed-form"
    data-drupal-selector="${id}"
    action="${sitePath(cms, '/admin/people')}"
    method="get"
    id="${id}"
    accept-charset="UTF-8"
  >
    ${textInput({ name: 'user', label: text(language, 'Name or email contains'), value: query.user, size: 30, maxlength: 128 })}
    ${select({ name: 'status', label: text(language, 'Status'), choices: statuses, chosen: query.status })}
    ${select({ name: 'role', label: text(language, 'Role'), choices: roles, chosen: query.role })}
    ${select({ name: 'permission', label: text(language, 'Permission'), choices: permissions, chosen: query.permission })}
    <div
      data-drupal-selector="edit-actions"
      class="form-actions views-exposed-form__item--actions js-form-wrapper form-wrapper"
      id="edit-actions"
    >
      <input
        data-drupal-selector="edit-submit-user-admin-people"
        type="submit"
        id="edit-submit-user-admin-people"
        value="${text(language, 'Filter')}"
        class="button js-form-submit form-submit"
      />
    </div>
  </form>`;
}

function bulkForm(cms: Cms, c: CmsContext, query: PeopleQuery, rows: readonly User[]): Markup {
  const plain = cms.presentation.theme === 'plain';
  const id = PEOPLE_FORM.replaceAll('_', '-');
  const action = `${sitePath(cms, '/admin/people')}${new URL(c.req.url).search}`;
  const now = c.get('now');
  return html`<div class="views-form">
    <form data-drupal-selector="${id}" action="${action}" method="post" id="${id}" accept-charset="UTF-8">
      <div data-drupal-selector="edit-header" id="edit-header" class="js-form-wrapper form-wrapper">
        ${plain ? bulkBar(cms, '--2') : ''}
      </div>
      <table class="${plain ? '' : 'views-table views-view-table '}cols-7 responsive-enabled">
        <thead>
          <tr>
            <th class="select-all views-field views-field-user-bulk-form" scope="col"></th>
            ${sortHeading(cms, query, 'name', 'Username')} ${sortHeading(cms, query, 'status', 'Status')}
            <th id="view-roles-target-id-table-column" class="views-field views-field-roles-target-id" scope="col">
              ${text(cms.presentation.language, 'Roles')}
            </th>
            ${sortHeading(cms, query, 'created', 'Member for')} ${sortHeading(cms, query, 'access', 'Last access')}
            <th id="view-operations-table-column" class="views-field views-field-operations" scope="col">
              ${text(cms.presentation.language, 'Operations')}
            </th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((user, index) => row(cms, user, index, now))}
        </tbody>
      </table>
      ${formKeys(c, PEOPLE_FORM)}
      ${plain ? actions(text(cms.presentation.language, 'Apply to selected items'), '', '--2') : bulkBar(cms, '')}
    </form>
    ${selectAllScript()}
  </div>`;
}

/** The box core's table behaviour puts into the heading, and the count in the bulk bar. */
function selectAllScript(): Markup {
  return html`<script>
    {
      const form = document.querySelector('[data-drupal-selector^="views-form-user-admin-people"]');
      const boxes = [...form.querySelectorAll('tbody input[name^="user_bulk_form["]')];
      const all = Object.assign(document.createElement('input'), {
        type: 'checkbox',
        title: 'Select all rows in this table',
      });
      all.className = 'form-checkbox form-boolean form-boolean--type-checkbox';
      form.querySelector('th.select-all').append(all);
      form.addEventListener('change', ({ target }) => {
        if (target === all) for (const box of boxes) box.checked = all.checked;
        const count = boxes.filter((box) => box.checked).length;
        all.checked = count === boxes.length;
        const status = form.querySelector('[data-drupal-views-bulk-actions-status]');
        status.textContent =
          count === 0 ? 'No items selected' : count === 1 ? '1 item selected' : count + ' items selected';
      });
    }
  </script>`;
}

/** The key of a row: base64 of JSON `[langcode, uid]`, both as text. */
function rowKey(user: User): string {
  return Buffer.from(JSON.stringify([user.langcode, String(user.uid)])).toString('base64');
}

function row(cms: Cms, user: User, index: number, now: number): Markup {
  const { language, theme } = cms.presentation;
  const name = `user_bulk_form[${index}]`;
  const id = elementId(name);
  const slug = id.slice('edit-'.length);
  const roles = assignableRoles(cms).filter((role) => user.roles.includes(role.id));
  const path = sitePath(cms, `/user/${user.uid}`);
  const seen =
    user.access === 0
      ? text(language, 'never')
      : text(language, '@time ago', { time: interval(language, now - user.access) });
  return html`<tr>
    <td class="views-field views-field-user-bulk-form">
      <div
        class="js-form-item form-item js-form-type-checkbox form-type--checkbox form-type--boolean js-form-item-${slug} form-item--no-label"
      >
        <label for="${id}" class="form-item__label visually-hidden"
          >Update the user <em class="placeholder">${user.name}</em></label
        >
        <input
          data-drupal-selector="${id}"
          type="checkbox"
          id="${id}"
          name="${name}"
          value="${rowKey(user)}"
          class="form-checkbox form-boolean form-boolean--type-checkbox"
        />
      </div>
    </td>
    <td headers="view-name-table-column" class="views-field views-field-name">
      <a title="View user profile." href="${path}" ${theme === 'plain' ? '' : html` class="username"`}>${user.name}</a>
    </td>
    <td class="priority-low views-field views-field-status" headers="view-status-table-column">
      ${text(language, user.status ? 'Active' : 'Blocked')}
    </td>
    <td headers="view-roles-target-id-table-column" class="views-field views-field-roles-target-id">
      ${
        roles.length === 0
          ? ''
          : html`<div class="item-list">
              <ul>
                ${roles.map(({ label }) => html`<li>${label}</li>`)}
              </ul>
            </div>`
      }
    </td>
    <td class="priority-low views-field views-field-created" headers="view-created-table-column">
      ${interval(language, now - user.created)}
    </td>
    <td class="priority-low views-field views-field-access" headers="view-access-table-column">${seen}</td>
    <td headers="view-operations-table-column" class="views-field views-field-operations">
      <div class="dropbutton-wrapper">
        <div class="dropbutton-widget">
          <ul class="dropbutton dropbutton--extrasmall dropbutton--single">
            <li class="edit dropbutton__item">
              <a
                href="${path}/edit?destination=${sitePath(cms, '/admin/people')}"
                aria-label="Edit ${user.name}"
                hreflang="${language}"
                >${text(language, 'Edit')}</a
              >
            </li>
          </ul>
        </div>
      </div>
    </td>
  </tr>`;
}

function sortHeading(cms: Cms, query: PeopleQuery, order: OrderName, label: string): Markup {
  const { language } = cms.presentation;
  const active = query.order === order;
  const next = active ? (query.descending ? 'asc' : 'desc') : order === 'access' ? 'desc' : 'asc';
  const low = order === 'name' ? '' : 'priority-low ';
  const aria = active ? html` aria-sort="${query.descending ? 'descending' : 'ascending'}"` : '';
  return html`<th
    class="${low}sortable-heading views-field views-field-${order}${active ? ' is-active' : ''}"
    id="view-${order}-table-column"
    ${aria}
    scope="col"
  >
    <a href="${queryString(query, { order, sort: next })}" title="sort by ${text(language, label)}" rel="nofollow"
      >${text(language, label)}${active ? html`<span class="tablesort tablesort--${next}"></span>` : ''}</a
    >
  </th>`;
}

function queryString({ user, status, role, permission }: PeopleQuery, more: Record<string, string>): string {
  return `?${new URLSearchParams({ user, status, role, permission, ...more }).toString()}`;
}

/** The bulk actions by their stable ids, labelled in the page's language, sorted by id as core lists them. */
export function bulkActions(cms: Cms): { value: string; label: string }[] {
  const { language } = cms.presentation;
  const roles = assignableRoles(cms);
  const choices = [
    ...roles.map(({ id, label }) => ({
      value: `user_add_role_action.${id}`,
      label: text(language, 'Add the @role role to the selected user(s)', { role: label }),
    })),
    { value: 'user_block_user_action', label: text(language, 'Block the selected user(s)') },
    { value: 'user_cancel_user_action', label: text(language, 'Cancel the selected user account(s)') },
    ...roles.map(({ id, label }) => ({
      value: `user_remove_role_action.${id}`,
      label: text(language, 'Remove the @role role from the selected user(s)', { role: label }),
    })),
    { value: 'user_unblock_user_action', label: text(language, 'Unblock the selected user(s)') },
  ];
  return choices.toSorted((a, b) => (a.value < b.value ? -1 : 1));
}

function bulkBar(cms: Cms, suffix: string): Markup {
  const { language } = cms.presentation;
  const choices = [{ value: '', label: text(language, '- Select -') }, ...bulkActions(cms)];
  return html`<div
    data-drupal-views-bulk-actions=""
    class="views-bulk-actions js-form-wrapper form-wrapper"
    role="group"
    aria-label="Bulk actions"
    data-drupal-selector="edit-bulk-actions-container"
    id="edit-bulk-actions-container"
  >
    <div class="views-bulk-actions__item views-bulk-actions__item--status" data-drupal-views-bulk-actions-status="">
      No items selected
    </div>
    ${select({ name: 'action', label: text(language, 'Action'), choices, chosen: '' })}
    <div
      class="views-bulk-actions__item form-actions js-form-wrapper form-wrapper"
      data-drupal-selector="edit-actions"
      id="edit-actions--${suffix === '' ? '2' : '3'}"
    >
      <input
        class="button--small button button--primary js-form-submit form-submit"
        data-drupal-selector="edit-submit"
        type="submit"
        id="edit-submit${suffix}"
        name="op"
        value="${text(language, 'Apply to selected items')}"
      />
    </div>
  </div>`;
}

function pager(query: PeopleQuery, pages: number): Markup | '' {
  if (pages < 2) return '';
  const current = Math.min(query.page, pages - 1);
  const sort = query.descending ? 'desc' : 'asc';
  const link = (index: number, label: Markup | string, kind: string) => {
    const href = queryString(query, { order: query.order, sort, page: String(index) });
    const state = index === current && kind === 'number' ? html` aria-current="page"` : '';
    return html`<li
      class="pager__item pager__item--${kind}${index === current && kind === 'number' ? ' pager__item--active' : ''}"
    >
      <a href="${href}" class="pager__link" ${state}>${label}</a>
    </li>`;
  };
  const first = Math.max(0, Math.min(current - 4, pages - 9));
  const numbers = Array.from({ length: Math.min(9, pages) }, (_, index) =>
    link(first + index, String(first + index + 1), 'number'),
  );
  return html`<nav class="pager" role="navigation" aria-label="Pagination">
    <ul class="pager__items js-pager__items">
      ${current > 0 ? [link(0, '« First', 'first'), link(current - 1, '‹ Previous', 'previous')] : ''} ${numbers}
      ${current < pages - 1 ? [link(current + 1, 'Next ›', 'next'), link(pages - 1, 'Last »', 'last')] : ''}
    </ul>
  </nav>`;
}

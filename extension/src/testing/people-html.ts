export interface MadeUp {
  uid: string;
  name: string;
}

interface PageOptions {
  users?: MadeUp[];
  basePath?: string;
  currentPath?: string;
  uid?: string | 0;
  /** Leaves the bulk column out, as a site may. */
  withoutBoxes?: boolean;
  withoutTable?: boolean;
  /** Puts a sticky copy of the head before the table, as Gin does. */
  stickyHead?: boolean;
}

export const harborUsers: MadeUp[] = [
  { uid: '1', name: 'admin' },
  { uid: '2', name: 'ann.lee' },
  { uid: '3', name: 'قائد الميناء' },
];

/** Markup of our own with the ids, names and values by which Drupal's People page is known. */
export function peopleHtml(options: PageOptions = {}): string {
  const { basePath = '', currentPath = 'admin/people', uid = '1' } = options;
  const settings = { path: { baseUrl: `${basePath}/`, pathPrefix: 'de/', currentPath }, user: { uid } };
  return `<!doctype html><html><body><main>${options.withoutTable ? '<p>Cards</p>' : form(options, basePath)}</main>
<script type="application/json" data-drupal-selector="drupal-settings-json">${JSON.stringify(settings)}</script></body></html>`;
}

function form({ users = harborUsers, withoutBoxes, stickyHead }: PageOptions, basePath: string): string {
  const head = '<thead><tr><th>Name</th></tr></thead>';
  const rows = users.map((user) => row(user, basePath, withoutBoxes ?? false)).join('');
  return `<div class="views-element-container"><div class="js-view-dom-id-1">
<form id="views-form-user-admin-people-page-1">${stickyHead ? `<table>${head}</table>` : ''}
<table>${head}<tbody>${rows}</tbody></table></form></div></div>`;
}

function row({ uid, name }: MadeUp, basePath: string, withoutBoxes: boolean): string {
  const value = btoa(JSON.stringify(['en', uid]));
  const box = `<td><input type="checkbox" name="user_bulk_form[${uid}]" value="${value}"></td>`;
  return `<tr>${withoutBoxes ? '' : box}<td class="views-field-name"><a href="${basePath}/de/user/${uid}">${name}</a></td>
<td><a href="${basePath}/de/user/${uid}/edit">Edit</a></td></tr>`;
}

interface FormPageOptions {
  currentPath: string;
  form?: string;
  messages?: string;
  isFront?: boolean;
  uid?: string | 0;
}

/** A page of a made-up site with the ids, names and settings by which Drupal's user pages are known. */
export function drupalHtml({
  currentPath,
  form = '',
  messages = '',
  isFront = false,
  uid = '1',
}: FormPageOptions): string {
  const settings = { path: { baseUrl: '/', pathPrefix: '', currentPath, isFront }, user: { uid } };
  return `<!doctype html><html><body><main><h1>ann.lee</h1>${messages}
<div class="block-system-main-block">${form}</div></main>
<script type="application/json" data-drupal-selector="drupal-settings-json">${JSON.stringify(settings)}</script></body></html>`;
}

const password = (name: string) => `<input type="password" name="pass[${name}]">`;

export const editForm = `<form data-drupal-selector="user-form" id="user-form" action="/de/user/2/edit?x=1" method="post">
<div class="form-item"><input type="email" name="mail" value="ann.lee@harbor.example"></div>
<div class="form-item"><input name="name" value="ann.lee"></div>${password('pass1')}${password('pass2')}
<fieldset id="edit-status"><input type="radio" name="status" value="0"><input type="radio" name="status" value="1" checked></fieldset>
<div data-drupal-selector="edit-field-department-wrapper"><input name="field_department[0][value]"></div></form>`;

export const createForm = `<form data-drupal-selector="user-register-form" action="/admin/people/create" method="post">
<input name="mail" value=""><input name="name" value="new.one">${password('pass1')}${password('pass2')}
<input type="hidden" name="form_id" value="user_register_form"></form>`;

export const cancelForm =
  '<form data-drupal-selector="user-cancel-form" action="/user/2/cancel" method="post"><input name="op"></form>';

export const cancelManyForm = `<form data-drupal-selector="user-multiple-cancel-confirm" action="/admin/people/cancel" method="post">
<input type="hidden" name="accounts[2]" value="2"><input type="hidden" name="accounts[3]" value="3"></form>`;

export const loginForm = `<form id="user-login-form" action="/user/login" method="post"><input name="name"><input type="password" name="pass"></form>`;

/** Messages as a theme with classes prints them. */
export function messagesOf(type: 'status' | 'warning' | 'error', html: string): string {
  const inner = type === 'error' ? `<div role="alert">${html}</div>` : html;
  return `<div data-drupal-messages><div role="contentinfo" class="messages messages--${type}">${inner}</div></div>`;
}

/** As a theme without any classes does. */
export function plainMessagesOf(type: 'status' | 'error', html: string): string {
  return messagesOf(type, html).replace(/ class="[^"]*"/, '');
}

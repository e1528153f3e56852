import { SyncError } from '@rollcall/shared';
import { type HTMLElement, parse } from 'node-html-parser';
import type { Site } from './site.ts';

/**
 * Fills in one of Drupal's role forms and submits it: no API of core makes, renames or removes a role. The form is sent
 * as a browser would send it, hidden inputs and the button's own text included, because Drupal compares that text in
 * the page's language. `invalid` when Drupal shows the form again, `not_found` when there is no such page.
 */
export async function submitForm(
  site: Site,
  path: string,
  values: Record<string, string>,
  signal?: AbortSignal,
): Promise<void> {
  const shown = await site.page({ method: 'GET', path, headers: { accept: 'text/html' }, signal });
  const form = parse(shown.text).querySelectorAll('form').find(isRoleForm);
  if (form === undefined) throw new SyncError('server_fault', `${site.url}${path} shows no form.`);
  const body = new URLSearchParams(fieldsOf(form));
  for (const [name, value] of Object.entries(values)) body.set(name, value);
  const reply = await site.page({
    method: 'POST',
    path,
    headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    body: body.toString(),
    signal,
  });
  if (reply.status >= 300) return;
  throw new SyncError('invalid', `Drupal did not take the form ${path}.${reasonIn(reply.text)}`, {
    status: reply.status,
  });
}

/** A page may carry other forms, such as a search block. */
function isRoleForm(form: HTMLElement): boolean {
  const id = form.querySelector('input[name="form_id"]')?.getAttribute('value');
  return id === 'user_role_form' || id === 'user_role_delete_form';
}

/** What a browser would send for the form: enabled, filled in or ticked, and its first button. */
function fieldsOf(form: HTMLElement): [string, string][] {
  const fields: [string, string][] = [];
  for (const control of form.querySelectorAll('input[name], textarea[name], select[name]')) {
    if (control.hasAttribute('disabled') || !isSent(control)) continue;
    fields.push([control.getAttribute('name') ?? '', valueOf(control)]);
  }
  const button = form.querySelector('input[type="submit"][name="op"], button[name="op"]');
  if (button !== null) fields.push(['op', button.getAttribute('value') ?? '']);
  return fields;
}

function isSent(control: HTMLElement): boolean {
  switch (control.getAttribute('type')) {
    case 'checkbox':
    case 'radio':
      return control.hasAttribute('checked');
    case 'submit':
    case 'button':
    case 'image':
    case 'file':
    case 'reset':
      return false;
    default:
      return true;
  }
}

function valueOf(control: HTMLElement): string {
  if (control.rawTagName === 'textarea') return control.textContent;
  if (control.rawTagName !== 'select') return control.getAttribute('value') ?? 'on';
  const option = control.querySelector('option[selected]') ?? control.querySelector('option');
  return option?.getAttribute('value') ?? '';
}

/** The messages that stand in the page; a script may bring others later, which are not waited for. */
function reasonIn(html: string): string {
  const messages = parse(html).querySelectorAll('.form-item--error-message, [data-drupal-messages] [role="alert"]');
  const text = messages.map((message) => message.textContent.replaceAll(/\s+/gu, ' ').trim()).join(' ');
  return text === '' ? '' : ` Drupal says: ${text}`;
}

import type { EventRequest } from '@rollcall/shared/api-event';

import type { DrupalSettings } from './drupal-settings.ts';
import type { FormPage, Outcome, PasswordInputs, Submission } from './form.ts';

type Kind = EventRequest['kind'];

/** Drupal's user forms by their ids, which are the same in every theme and language. */
export function drupalForms(document: Document, settings: DrupalSettings): FormPage {
  return {
    submissionOf: (form) => submissionOf(form, document),
    outcomeOf: (submission) => (isExpected(submission, document, settings) ? outcomeOf(submission, document) : null),
    passwordInputs: () => passwordInputs(document),
  };
}

function submissionOf(form: HTMLFormElement, document: Document): Submission | null {
  const what = whatOf(form);
  if (what === null) return null;
  const { pathname, search } = document.location;
  const destination = new URLSearchParams(search).get('destination');
  return { login: null, ...what, path: pathname, destination: destination?.replace(/[?#].*$/, '') ?? null };
}

function whatOf(form: HTMLFormElement): { kind: Kind; users: string[]; login?: string } | null {
  const id = form.getAttribute('data-drupal-selector') ?? form.id;
  if (id === 'user-register-form') {
    const login = inputOf(form, 'name')?.value.trim() ?? '';
    return login === '' ? null : { kind: 'created', users: [], login };
  }
  if (id === 'user-form') return ofAction(form, 'edited', /\/user\/(\d+)\/edit$/);
  if (id === 'user-cancel-form') return ofAction(form, 'cancelled', /\/user\/(\d+)\/cancel$/);
  if (id === 'user-multiple-cancel-confirm') {
    const inputs = [...form.querySelectorAll<HTMLInputElement>('input[type="hidden"][name^="accounts["]')];
    return ofUsers(
      'cancelled',
      inputs.map((input) => input.value),
    );
  }
  return id.startsWith('views-form-user-admin-people') ? ofBulk(form) : null;
}

function ofAction(form: HTMLFormElement, kind: Kind, pattern: RegExp) {
  const path = (form.getAttribute('action') ?? '').replace(/[?#].*$/, '');
  return ofUsers(kind, [pattern.exec(path)?.[1] ?? '']);
}

const bulkKinds: [prefix: string, kind: Kind][] = [
  ['user_block_user_action', 'blocked'],
  ['user_unblock_user_action', 'unblocked'],
  ['user_add_role_action.', 'rolesChanged'],
  ['user_remove_role_action.', 'rolesChanged'],
];

/** Cancelling from the list is not among them: it leads to a form of its own, and that one counts. */
function ofBulk(form: HTMLFormElement) {
  const action = form.querySelector<HTMLSelectElement>('select[name="action"]')?.value ?? '';
  const kind = bulkKinds.find(([prefix]) => action.startsWith(prefix))?.[1];
  if (kind === undefined) return null;
  const boxes = [...form.querySelectorAll<HTMLInputElement>('input[name^="user_bulk_form["]:checked')];
  return ofUsers(
    kind,
    boxes.flatMap((box) => uidOf(box.value) ?? []),
  );
}

function ofUsers(kind: Kind, ids: string[]): { kind: Kind; users: string[] } | null {
  const users = [...new Set(ids)].filter((id) => /^\d+$/.test(id));
  return users.length === 0 ? null : { kind, users };
}

/** The bulk checkbox carries base64 of `[langcode, uid]`, whatever path aliases and columns the site has. */
export function uidOf(value: string): string | null {
  try {
    const parts: unknown = JSON.parse(atob(value));
    const uid = Array.isArray(parts) ? String(parts[1]) : '';
    return /^\d+$/.test(uid) ? uid : null;
  } catch {
    return null;
  }
}

/** Where Drupal goes by itself after each form, by its own path without base and language. */
const landings: Record<Kind, RegExp> = {
  created: /^(admin\/people(\/create)?|user\/\d+)$/,
  edited: /^user\/\d+(\/edit)?$/,
  blocked: /^admin\/people$/,
  unblocked: /^admin\/people$/,
  rolesChanged: /^admin\/people$/,
  cancelled: /^admin\/people$/,
};

function isExpected({ kind, path, destination }: Submission, document: Document, settings: DrupalSettings): boolean {
  const { pathname } = document.location;
  if (pathname === path || pathname === destination) return true;
  return settings.isFront ? kind === 'created' || kind === 'cancelled' : landings[kind].test(settings.currentPath);
}

/**
 * Tells by the kind of the messages, never by their texts. Themes without classes mark errors by the role `alert`; what
 * then stands outside of one counts as the good news.
 */
function outcomeOf({ kind }: Submission, document: Document): Outcome | null {
  const areas = [...document.querySelectorAll('[data-drupal-messages]')];
  const groups = areas.flatMap((area) => [
    ...area.querySelectorAll('.messages, [data-drupal-message-type], [role="contentinfo"], [role="status"]'),
  ]);
  const isError = (group: Element) => group.matches('.messages--error, [role="alert"]') || holdsAlert(group);
  const errors =
    groups.some(isError) || areas.some((area) => area.querySelector('.messages--error, [role="alert"]') !== null);
  const good = groups.filter((group) => !isError(group) && !group.matches('.messages--warning'));
  const links = good.flatMap((group) => [...group.querySelectorAll('a[href]')]);
  const user = links.flatMap((link) => /\/user\/(\d+)$/.exec(link.getAttribute('href') ?? '')?.[1] ?? [])[0] ?? null;
  const made = kind === 'created' && user !== null;
  if (good.length > 0 && (!errors || made)) return { is: 'done', user: made ? user : null };
  return errors ? { is: 'refused', user: null } : null;
}

function holdsAlert(group: Element): boolean {
  return group.querySelector('[role="alert"]') !== null;
}

function passwordInputs(document: Document): PasswordInputs | null {
  const form = document.querySelector<HTMLFormElement>(
    'form[data-drupal-selector="user-register-form"], form[data-drupal-selector="user-form"], form#user-register-form, form#user-form',
  );
  if (form === null) return null;
  const first = inputOf(form, 'pass[pass1]');
  const second = inputOf(form, 'pass[pass2]');
  // An own account's form asks for the present password too; what a person changes alone is not handed on.
  if (first === null || second === null || inputOf(form, 'current_pass') !== null) return null;
  const logins = () => ['name', 'mail'].map((name) => inputOf(form, name)?.value.trim() ?? '');
  const forNew = inputOf(form, 'form_id')?.value === 'user_register_form';
  return { form, first, second, forNew, logins };
}

function inputOf(form: HTMLFormElement, name: string): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
}

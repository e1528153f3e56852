import { html } from 'hono/html';
import { sitePath } from '../cms.ts';
import type { Cms, CmsContext } from '../cms.ts';
import { USER_FIELDS } from '../model.ts';
import type { User, UserChange } from '../model.ts';
import { checkPassword, hashPassword } from '../password.ts';
import type { Message } from '../session.ts';
import type { Violation } from '../violation.ts';
import { actions, checkbox, errorMessage, fieldset, postForm, radios, select, textInput } from './form.ts';
import type { FormValues, Markup } from './form.ts';
import { assignableRoles } from './people-page.ts';
import { text } from './words.ts';

/** Which of the three user forms: an account's edit form, an administrator's create form, a visitor's registration. */
export type UserFormKind = 'edit' | 'create' | 'register';

export const EDIT = { formId: 'user_form', button: 'Save' };
export const REGISTER = { formId: 'user_register_form', button: 'Create new account' };

interface UserForm {
  kind: UserFormKind;
  action: string;
  /** What the inputs show: the stored user, or what was just sent and refused. */
  shown: User;
  /** The stored user of the edit form. */
  account?: User;
}

/** A user form with core's ids, names and values; which parts are there depends on the visitor. */
export function userForm(cms: Cms, c: CmsContext, { kind, action, shown, account }: UserForm): Markup {
  const { language } = cms.presentation;
  const visitor = c.get('visitor');
  const administers = visitor.can('administer users');
  const own = account !== undefined && account.uid === visitor.user.uid;
  const submit = kind === 'edit' ? EDIT : REGISTER;
  const cancel = kind === 'edit' && administers && shown.uid > 1 ? cancelLink(cms, shown) : '';
  const body = html`<div data-drupal-selector="edit-account" id="edit-account" class="js-form-wrapper form-wrapper">
      ${own ? currentPasswordInput(cms) : ''}${mailInput(cms, shown, !administers || (kind === 'edit' && Boolean(account?.mail)))}
      ${nameInput(cms, c, kind, shown)}${kind === 'register' ? '' : passwordInputs(cms, kind)}
      ${administers ? statusRadios(cms, shown) : ''}${administers && visitor.can('administer permissions') ? roleBoxes(cms, shown) : ''}
      ${kind === 'create' ? checkbox('notify', 'Notify user of new account') : ''}
    </div>
    ${kind === 'edit' ? timezoneSelect(cms, shown) : ''}${USER_FIELDS.map((field) => fieldInputs(field.name, field.label, shown))}
    ${actions(text(language, submit.button), cancel)}`;
  const className = kind === 'edit' ? 'user-form' : 'user-register-form user-form';
  return postForm(c, { formId: submit.formId, action, className, multipart: true, body });
}

function currentPasswordInput(cms: Cms): Markup {
  return textInput({
    name: 'current_pass',
    label: text(cms.presentation.language, 'Current password'),
    type: 'password',
    size: 25,
    maxlength: 128,
    autocomplete: 'off',
    description: 'Required if you want to change the Email address or the Password field below.',
  });
}

function mailInput(cms: Cms, shown: User, required: boolean): Markup {
  return textInput({
    name: 'mail',
    label: text(cms.presentation.language, 'Email address'),
    type: 'email',
    value: shown.mail ?? '',
    maxlength: 254,
    required,
    description: 'The email address is not made public. It will only be used for notices about your account.',
  });
}

function nameInput(cms: Cms, c: CmsContext, kind: UserFormKind, shown: User): Markup | '' {
  const visitor = c.get('visitor');
  const mayWrite = kind !== 'edit' || visitor.can('administer users') || visitor.can('change own username');
  if (!mayWrite) return '';
  return textInput({
    name: 'name',
    label: text(cms.presentation.language, 'Username'),
    value: shown.name,
    inputClass: 'username',
    maxlength: 60,
    required: true,
    description:
      "Letters, digits, spaces and a few marks are allowed: period (.), hyphen (-), apostrophe ('), underscore (_), plus (+) and @.",
  });
}

function passwordInputs(cms: Cms, kind: UserFormKind): Markup {
  const { language } = cms.presentation;
  const shared = {
    type: 'password',
    size: 25,
    maxlength: 128,
    required: kind === 'create',
    autocomplete: 'new-password',
  } as const;
  return html`<div
    id="edit-pass"
    class="password-confirm js-form-item form-item js-form-type-password-confirm form-type--password-confirm js-form-item-pass form-item--pass form-item--no-label"
  >
    ${textInput({ ...shared, name: 'pass[pass1]', label: text(language, 'Password'), inputClass: 'password-field js-password-field' })}
    ${textInput({ ...shared, name: 'pass[pass2]', label: text(language, 'Confirm password'), inputClass: 'password-confirm js-password-confirm' })}
  </div>`;
}

function statusRadios(cms: Cms, shown: User): Markup {
  const { language } = cms.presentation;
  const choices = [
    { value: '0', label: text(language, 'Blocked') },
    { value: '1', label: text(language, 'Active') },
  ];
  return radios('status', text(language, 'Status'), choices, shown.status ? '1' : '0');
}

function roleBoxes(cms: Cms, shown: User): Markup {
  const { language } = cms.presentation;
  const authenticated = checkbox('roles[authenticated]', text(language, 'Authenticated user'), {
    value: 'authenticated',
    checked: true,
    disabled: true,
  });
  const boxes = assignableRoles(cms).map(({ id, label }) =>
    checkbox(`roles[${id}]`, label, { value: id, checked: shown.roles.includes(id) }),
  );
  const body = html`<div id="edit-roles" class="form-checkboxes form-boolean-group">${authenticated}${boxes}</div>`;
  return fieldset('roles', text(language, 'Roles'), body);
}

function timezoneSelect(cms: Cms, shown: User): Markup {
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
  return select({
    name: 'timezone',
    label: text(cms.presentation.language, 'Time zone'),
    choices: zones.map((zone) => ({ value: zone, label: zone })),
    chosen: shown.timezone,
  });
}

/** One input for each value; a field for many values has an empty one at its end. */
function fieldInputs(name: string, label: string, shown: User): Markup {
  const field = USER_FIELDS.find((candidate) => candidate.name === name);
  const values = shown.fields[name] ?? [];
  const rows = field?.multiple ? [...values, ''] : [values[0] ?? ''];
  const slug = name.replaceAll('_', '-');
  return html`<div
    class="field--type-string field--name-${slug} field--widget-string-textfield js-form-wrapper form-wrapper"
    data-drupal-selector="edit-${slug}-wrapper"
    id="edit-${slug}-wrapper"
  >
    ${rows.map((value, index) =>
      textInput({
        name: `${name}[${index}][value]`,
        label: index === 0 ? label : `${label} ${index + 1}`,
        value,
        inputClass: 'js-text-full text-full',
      }),
    )}
  </div>`;
}

function cancelLink(cms: Cms, user: User): Markup {
  return html`<a
    href="${sitePath(cms, `/user/${user.uid}/cancel`)}"
    class="action-link action-link--danger action-link--icon-trash"
    data-drupal-selector="edit-delete"
    id="edit-delete"
    >${text(cms.presentation.language, 'Cancel account')}</a
  >`;
}

/** What a submitted user form asks for: the user as it would be, and what speaks against it. */
export interface UserFormResult {
  change: UserChange;
  shown: User;
  errors: Message[];
}

interface Reading {
  kind: UserFormKind;
  values: FormValues;
  /** The stored user, or the draft of a new one. */
  base: User;
}

/** Reads the inputs this visitor was shown and checks them; inputs made up by the sender are ignored. */
export function readUserForm(cms: Cms, c: CmsContext, { kind, values, base }: Reading): UserFormResult {
  const administers = c.get('visitor').can('administer users');
  const change: UserChange = { mail: values.get('mail')?.trim() || null, fields: readFields(values, base) };
  if (kind !== 'edit' || administers || c.get('visitor').can('change own username'))
    change.name = values.get('name') ?? '';
  if (kind === 'edit') change.timezone = values.get('timezone') ?? base.timezone;
  if (administers) change.status = values.get('status') === '1';
  if (administers && c.get('visitor').can('administer permissions')) {
    change.roles = assignableRoles(cms).flatMap(({ id }) => (values.get(`roles[${id}]`) === id ? [id] : []));
  }
  const password = values.get('pass[pass1]') ?? '';
  if (kind !== 'register' && password !== '') change.passwordHash = hashPassword(password);
  const shown = { ...base, ...change };
  const errors = [...passwordErrors(cms, kind, values), ...ownErrors(cms, c, { values, base, change })];
  const violations = cms.site.violations(shown, administers);
  return {
    change,
    shown,
    errors: [...errors, ...violations.map((violation) => violationMessage(cms, violation, shown))],
  };
}

function readFields(values: FormValues, base: User): Record<string, string[]> {
  const fields: Record<string, string[]> = { ...base.fields };
  for (const { name } of USER_FIELDS) {
    const sent = [...values].flatMap(([key, value]) =>
      key.startsWith(`${name}[`) && value.trim() !== '' ? [value.trim()] : [],
    );
    if (sent.length > 0) fields[name] = sent;
    else delete fields[name];
  }
  return fields;
}

function passwordErrors(cms: Cms, kind: UserFormKind, values: FormValues): Message[] {
  if (kind === 'register') return [];
  const [first, second] = [values.get('pass[pass1]') ?? '', values.get('pass[pass2]') ?? ''];
  if (first !== second) return [errorMessage(cms, 'The specified passwords do not match.')];
  return kind === 'create' && first === '' ? [errorMessage(cms, 'Password field is required.')] : [];
}

function ownErrors(
  cms: Cms,
  c: CmsContext,
  { values, base, change }: { values: FormValues; base: User; change: UserChange },
): Message[] {
  if (c.get('visitor').user.uid !== base.uid || base.uid < 1) return [];
  const label = change.passwordHash === undefined ? (change.mail === base.mail ? null : 'Email') : 'Password';
  if (label === null || checkPassword(values.get('current_pass') ?? '', base.passwordHash)) return [];
  const sentence = "Your current password is missing or incorrect; it's required to change the %field.";
  return [errorMessage(cms, sentence, { field: label })];
}

function violationMessage(cms: Cms, { message, formMessage }: Violation, shown: User): Message {
  const taken = /^The (username|email address) .* is already taken\.$/.exec(message)?.[1];
  if (taken === 'username') return errorMessage(cms, 'The username %name is already taken.', { name: shown.name });
  if (taken) return errorMessage(cms, 'The email address %mail is already taken.', { mail: shown.mail ?? '' });
  if (formMessage)
    return errorMessage(cms, 'The email address %mail is not valid. Use the format user@example.com.', {
      mail: shown.mail ?? '',
    });
  return errorMessage(cms, message);
}

import { randomBytes } from 'node:crypto';
import { html } from 'hono/html';
import type { Cms, CmsContext } from '../cms.ts';
import { isSessionToken, sessionToken } from '../session.ts';
import type { Message } from '../session.ts';
import { markupText, text } from './words.ts';

export type Markup = ReturnType<typeof html>;

/** The id core derives from an element's name: `roles[content_editor]` is `edit-roles-content-editor`. */
export function elementId(name: string): string {
  return `edit-${name.replaceAll(/[[\]_]+/g, '-').replace(/-$/, '')}`;
}

/** The hidden inputs every form carries; anonymous visitors get no `form_token`. */
export function formKeys(c: CmsContext, formId: string): Markup {
  const { session, user } = c.get('visitor');
  const build = `form-${randomBytes(32).toString('base64url')}`;
  const selector = `edit-${formId.replaceAll('_', '-')}`;
  const token =
    session && user.uid > 0
      ? html`<input
          data-drupal-selector="${selector}-form-token"
          type="hidden"
          name="form_token"
          value="${sessionToken(session, formId)}"
        />`
      : '';
  return html`<input
      autocomplete="off"
      data-drupal-selector="${build.toLowerCase()}"
      type="hidden"
      name="form_build_id"
      value="${build}"
    />${token}<input data-drupal-selector="${selector}" type="hidden" name="form_id" value="${formId}" />`;
}

/** A submitted form by element name; a name that comes more than once keeps its last value. */
export type FormValues = ReadonlyMap<string, string>;

export async function readForm(c: CmsContext): Promise<FormValues> {
  const body = await c.req.parseBody();
  return new Map(
    Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  );
}

export interface Submission {
  formId: string;
  /** The English text of the button; `op` has to be its text in the page's language. */
  button: string;
}

/**
 * Whether a POST submits the form. Another button text or form id only rebuilds the page, as in core; a wrong token is
 * an error message.
 */
export function checkSubmission(
  cms: Cms,
  c: CmsContext,
  values: FormValues,
  { formId, button }: Submission,
): true | Message[] {
  const { language } = cms.presentation;
  if (values.get('form_id') !== formId || values.get('op') !== text(language, button)) return [];
  const { session, user } = c.get('visitor');
  if (user.uid > 0 && session && !isSessionToken(session, formId, values.get('form_token') ?? '')) {
    const outdated =
      'The form has become outdated. Press the back button, copy any unsaved work in the form, and then reload the page.';
    return [errorMessage(cms, outdated)];
  }
  return true;
}

export function errorMessage(cms: Cms, english: string, words: Record<string, string | number> = {}): Message {
  return { type: 'error', html: markupText(cms.presentation.language, english, words) };
}

export function statusMessage(cms: Cms, english: string, words: Record<string, string | number> = {}): Message {
  return { type: 'status', html: markupText(cms.presentation.language, english, words) };
}

interface ElementOptions {
  name: string;
  label: Markup | string;
  type: string;
  /** Class of the input besides core's own. */
  inputClass?: string;
  description?: Markup | string;
  required?: boolean;
  hideLabel?: boolean;
  control: Markup;
}

/** The wrapper of one form element with the classes behaviours and tests look for. */
function formItem({
  name,
  label,
  type,
  description,
  required = false,
  hideLabel = false,
  control,
}: ElementOptions): Markup {
  const id = elementId(name);
  const slug = id.slice('edit-'.length);
  const labelClass = `form-item__label${required ? ' js-form-required form-required' : ''}${hideLabel ? ' visually-hidden' : ''}`;
  const help = description
    ? html`<div id="${id}--description" class="form-item__description">${description}</div>`
    : '';
  return html`<div
    class="js-form-item form-item js-form-type-${type} form-type--${type} js-form-item-${slug} form-item--${slug}"
  >
    <label for="${id}" class="${labelClass}">${label}</label>
    ${control}${help}
  </div>`;
}

interface InputOptions {
  name: string;
  label: Markup | string;
  value?: string;
  type?: 'text' | 'email' | 'password';
  inputClass?: string;
  size?: number;
  maxlength?: number;
  required?: boolean;
  disabled?: boolean;
  autocomplete?: string;
  description?: Markup | string;
}

/** A text, email or password input with its label. */
export function textInput(options: InputOptions): Markup {
  const {
    name,
    label,
    value = '',
    type = 'text',
    size = 60,
    maxlength = 255,
    required = false,
    disabled = false,
  } = options;
  const id = elementId(name);
  const kind = type === 'text' ? 'textfield' : type;
  const classes = `${options.inputClass ? `${options.inputClass} ` : ''}form-${type === 'password' ? 'text' : type}${required ? ' required' : ''} form-element form-element--type-${type} form-element--api-${kind}`;
  const control = html`<input
    data-drupal-selector="${id}"
    type="${type}"
    id="${id}"
    name="${name}"
    ${type === 'password' ? '' : html`value="${value}"`}
    size="${size}"
    maxlength="${maxlength}"
    class="${classes}"
    ${required ? html` required="required" aria-required="true"` : ''}${disabled ? html` disabled="disabled"` : ''}${options.autocomplete ? html` autocomplete="${options.autocomplete}"` : ''}${options.description ? html` aria-describedby="${id}--description"` : ''}
  />`;
  return formItem({
    name,
    label,
    type: kind,
    required,
    control,
    ...(options.description ? { description: options.description } : {}),
  });
}

export interface Choice {
  value: string;
  label: Markup | string;
}

interface SelectOptions {
  name: string;
  label: Markup | string;
  choices: readonly Choice[];
  chosen: string;
}

/** A select with its label. */
export function select({ name, label, choices, chosen }: SelectOptions): Markup {
  const id = elementId(name);
  const control = html`<select
    data-drupal-selector="${id}"
    id="${id}"
    name="${name}"
    class="form-select form-element form-element--type-select"
  >
    ${choices.map(
      ({ value, label: words }) =>
        html`<option value="${value}" ${value === chosen ? html`selected="selected"` : ''}>${words}</option>`,
    )}
  </select>`;
  return formItem({ name, label, type: 'select', control });
}

/** A checkbox with its label behind it. */
export function checkbox(
  name: string,
  label: Markup | string,
  options: { value?: string; checked?: boolean; disabled?: boolean } = {},
): Markup {
  const { value = '1', checked = false, disabled = false } = options;
  const id = elementId(name);
  const slug = id.slice('edit-'.length);
  return html`<div
    class="js-form-item form-item js-form-type-checkbox form-type--checkbox form-type--boolean js-form-item-${slug} form-item--${slug}${disabled ? ' form-item--disabled' : ''}"
  >
    <input
      data-drupal-selector="${id}"
      type="checkbox"
      id="${id}"
      name="${name}"
      value="${value}"
      ${checked ? html` checked="checked"` : ''}${disabled ? html` disabled="disabled"` : ''}
      class="form-checkbox form-boolean form-boolean--type-checkbox"
    />
    <label for="${id}" class="form-item__label option">${label}</label>
  </div>`;
}

/** A group of radio buttons under a legend. */
export function radios(name: string, legend: Markup | string, choices: readonly Choice[], chosen: string): Markup {
  const id = elementId(name);
  const slug = id.slice('edit-'.length);
  const buttons = choices.map(({ value, label }) => {
    const own = `${id}-${value.replaceAll('_', '-')}`;
    return html`<div
      class="js-form-item form-item js-form-type-radio form-type--radio form-type--boolean js-form-item-${slug} form-item--${slug}"
    >
      <input
        data-drupal-selector="${own}"
        type="radio"
        id="${own}"
        name="${name}"
        value="${value}"
        ${value === chosen ? html` checked="checked"` : ''}
        class="form-radio form-boolean form-boolean--type-radio"
      />
      <label for="${own}" class="form-item__label option">${label}</label>
    </div>`;
  });
  return fieldset(name, legend, html`<div id="${id}" class="form-radios form-boolean-group">${buttons}</div>`);
}

/** A titled group of elements. */
export function fieldset(name: string, legend: Markup | string, body: Markup): Markup {
  const id = elementId(name);
  return html`<fieldset
    data-drupal-selector="${id}"
    id="${id}--wrapper"
    class="fieldgroup form-composite fieldset fieldset--group js-form-item form-item js-form-wrapper form-wrapper"
  >
    <legend class="fieldset__legend"><span class="fieldset__label">${legend}</span></legend>
    <div class="fieldset__wrapper">${body}</div>
  </fieldset>`;
}

/** The bar with the submit button, and what else belongs beside it. */
export function actions(label: string, beside: Markup | '' = '', suffix = ''): Markup {
  return html`<div
    data-drupal-selector="edit-actions"
    class="form-actions js-form-wrapper form-wrapper"
    id="edit-actions${suffix}"
  >
    <input
      data-drupal-selector="edit-submit"
      type="submit"
      id="edit-submit"
      name="op"
      value="${label}"
      class="button button--primary js-form-submit form-submit"
    />${beside}
  </div>`;
}

interface FormOptions {
  formId: string;
  action: string;
  body: Markup;
  className?: string;
  multipart?: boolean;
}

/** A POST form with core's id, selector and hidden keys. */
export function postForm(c: CmsContext, { formId, action, body, className, multipart = false }: FormOptions): Markup {
  const id = formId.replaceAll('_', '-');
  return html`<form
    class="${className ?? id}"
    data-drupal-selector="${id}"
    ${multipart ? html` enctype="multipart/form-data"` : ''}
    action="${action}"
    method="post"
    id="${id}"
    accept-charset="UTF-8"
  >
    ${formKeys(c, formId)} ${body}
  </form>`;
}

/** A site without JSON:API is read by its edit form: one account at a time, and nothing is written. */

const idHead = '00000000-0000-4000-8000-';

/** Drupal shows no UUID outside JSON:API; this stands for the account's number until the site can tell one. */
export function idOfNumber(uid: string): string {
  return idHead + uid.padStart(12, '0');
}

/** The account's number behind such an id; null for a real UUID. */
export function numberOfId(id: string): string | null {
  return id.startsWith(idHead) ? String(Number(id.slice(idHead.length))) : null;
}

/** What `/user/N/edit` shows of one account, in the shape in which JSON:API would answer; null where there is no such form. */
export function readEditForm(page: Document, uid: string): Record<string, unknown> | null {
  const form = page.querySelector<HTMLFormElement>('form#user-form, form.user-form');
  const name = form?.querySelector<HTMLInputElement>('input[name="name"]');
  if (!form || !name) return null;
  const on = form.querySelector<HTMLInputElement>('input[name="status"][value="1"]');
  return {
    type: 'user--user',
    id: idOfNumber(uid),
    attributes: {
      drupal_internal__uid: Number(uid),
      name: name.getAttribute('value') ?? '',
      mail: form.querySelector('input[name="mail"]')?.getAttribute('value') ?? '',
      // Nobody can block himself: the form of the own account may have no such choice.
      status: on === null || on.hasAttribute('checked'),
      ...fieldsOf(form),
    },
    relationships: { roles: { data: rolesOf(form) } },
  };
}

function rolesOf(form: Element): unknown[] {
  const boxes = [...form.querySelectorAll('input[name^="roles["][checked]')];
  return boxes.flatMap((box) => {
    const role = /^roles\[(\w+)\]$/.exec(box.getAttribute('name') ?? '')?.[1];
    return role === undefined || role === 'authenticated'
      ? []
      : [{ type: 'user_role--user_role', id: role, meta: { drupal_internal__target_id: role } }];
  });
}

/** Values of the site's own fields whose widget holds plain text, a number, a choice or a tick. */
function fieldsOf(form: Element): Record<string, unknown> {
  const values = new Map<string, unknown[]>();
  for (const control of form.querySelectorAll('[name^="field_"]')) {
    const parts = /^(field_\w+)(?:\[(\d+|value)\])?(?:\[value\])?(?:\[\])?$/.exec(control.getAttribute('name') ?? '');
    if (parts?.[1] === undefined) continue;
    const known = values.get(parts[1]) ?? [];
    values.set(parts[1], [...known, ...valuesOf(control)]);
  }
  return Object.fromEntries(
    [...values].map(([name, all]) => [name, all.length > 1 ? all : (all[0] ?? null)] satisfies [string, unknown]),
  );
}

function valuesOf(control: Element): unknown[] {
  const kind = control.getAttribute('type');
  if (kind === 'hidden') return [];
  if (kind === 'checkbox' && control.getAttribute('value') === '1') return [control.hasAttribute('checked')];
  if (kind === 'checkbox' || kind === 'radio')
    return control.hasAttribute('checked') ? [control.getAttribute('value')] : [];
  if (control.tagName === 'TEXTAREA') return filled(control.textContent);
  if (control.tagName === 'SELECT')
    return [...control.querySelectorAll('option[selected]')].flatMap((option) => {
      const value = option.getAttribute('value');
      return value === '_none' ? [] : filled(value);
    });
  return filled(control.getAttribute('value'));
}

function filled(text: string | null): string[] {
  return text === null || text.trim() === '' ? [] : [text];
}

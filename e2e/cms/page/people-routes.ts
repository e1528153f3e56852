import { Hono } from 'hono';
import { z } from 'zod';
import { sessionOf } from '../authenticate.ts';
import { sitePath } from '../cms.ts';
import type { Cms, CmsContext, CmsEnv } from '../cms.ts';
import type { User, UserChange } from '../model.ts';
import type { Message } from '../session.ts';
import { checkSubmission, errorMessage, readForm, statusMessage } from './form.ts';
import type { FormValues } from './form.ts';
import { deniedPage } from './layout.ts';
import { PEOPLE_FORM, bulkActions, peoplePage } from './people-page.ts';

const APPLY = { formId: PEOPLE_FORM, button: 'Apply to selected items' };

const rowKeySchema = z.tuple([z.string(), z.coerce.number().int().positive()]);

/** The People page and its bulk actions. */
export function peopleRoutes(cms: Cms): Hono<CmsEnv> {
  const routes = new Hono<CmsEnv>();
  routes.use('/admin/people', async (c, next) => {
    if (!c.get('visitor').can('administer users')) return deniedPage(cms, c);
    return next();
  });
  routes.get('/admin/people', (c) => c.html(peoplePage(cms, c)));
  routes.post('/admin/people', (c) => applyBulkAction(cms, c));
  return routes;
}

async function applyBulkAction(cms: Cms, c: CmsContext) {
  const values = await readForm(c);
  const checked = checkSubmission(cms, c, values, APPLY);
  if (checked !== true) return stay(cms, c, checked);
  const selected = selectedUsers(cms, values);
  if (selected.length === 0) return stay(cms, c, [errorMessage(cms, 'No items selected.')]);
  const action = bulkActions(cms).find(({ value }) => value === values.get('action'));
  if (!action) return stay(cms, c, [errorMessage(cms, 'No action selected.')]);
  const { search } = new URL(c.req.url);
  const back = `${sitePath(cms, '/admin/people')}${search}`;
  if (action.value === 'user_cancel_user_action') {
    sessionOf(cms, c).pendingCancel = selected.map(({ uid }) => uid);
    return c.redirect(`${sitePath(cms, '/admin/people/cancel')}?destination=${encodeURIComponent(back)}`, 303);
  }
  const [kind = '', role = ''] = action.value.split('.');
  for (const user of selected) {
    const change = bulkChange(user, kind, role);
    if (change) cms.site.save(user, change, { now: c.get('now') });
  }
  const count = selected.length;
  const sentence = count === 1 ? '%action was applied to @count item.' : '%action was applied to @count items.';
  sessionOf(cms, c).messages.push(statusMessage(cms, sentence, { action: action.label, count }));
  return c.redirect(back, 303);
}

// A rejected bulk form comes back as the same page with the message, without a redirect.
function stay(cms: Cms, c: CmsContext, messages: readonly Message[]) {
  sessionOf(cms, c).messages.push(...messages);
  return c.html(peoplePage(cms, c));
}

function selectedUsers(cms: Cms, values: FormValues): User[] {
  return [...values].flatMap(([name, value]) => {
    if (!/^user_bulk_form\[\d+\]$/.test(name)) return [];
    const parsed = rowKeySchema.safeParse(decodeRowKey(value));
    return (parsed.success && cms.site.user(parsed.data[1])) || [];
  });
}

function decodeRowKey(value: string): unknown {
  try {
    return JSON.parse(Buffer.from(value, 'base64').toString('utf8'));
  } catch {
    return null;
  }
}

/** What an action changes on a user; null when the user is so already. */
function bulkChange(user: User, kind: string, role: string): UserChange | null {
  switch (kind) {
    case 'user_block_user_action':
      return user.status ? { status: false } : null;
    case 'user_unblock_user_action':
      return user.status ? null : { status: true };
    case 'user_add_role_action':
      return user.roles.includes(role) ? null : { roles: [...user.roles, role] };
    case 'user_remove_role_action':
      return user.roles.includes(role) ? { roles: user.roles.filter((id) => id !== role) } : null;
    default:
      return null;
  }
}

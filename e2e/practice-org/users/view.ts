import type { User } from '../model.ts';
import { isLegal, type OperationName } from './lifecycle.ts';

type View = Record<string, unknown>;

/** A user as the API answers it in lists: only the `self` link. */
export function toListedUser(user: User, origin: string): View {
  return { ...toFields(user), _links: { self: { href: `${origin}/api/v1/users/${user.id}` } } };
}

/** A user as `GET /api/v1/users/{id}` answers it: links to the operations legal in its status. */
export function toUser(user: User, origin: string): View {
  return { ...toFields(user), _links: linksOf(user, origin) };
}

function toFields(user: User): View {
  return {
    id: user.id,
    status: user.status,
    created: user.created,
    activated: user.activated,
    statusChanged: user.statusChanged,
    lastLogin: user.lastLogin,
    lastUpdated: user.lastUpdated,
    passwordChanged: user.passwordChanged,
    ...(user.transition === null ? {} : { transitioningToStatus: user.transition.to }),
    type: { id: user.typeId },
    ...(user.realmId === null ? {} : { realmId: user.realmId }),
    profile: user.profile,
    credentials: {
      ...(user.password === null ? {} : { password: {} }),
      ...(user.recovery === null ? {} : { recovery_question: { question: user.recovery.question } }),
      provider: user.provider,
    },
  };
}

const linkNames: Readonly<Record<string, OperationName>> = {
  activate: 'activate',
  reactivate: 'reactivate',
  deactivate: 'deactivate',
  suspend: 'suspend',
  unsuspend: 'unsuspend',
  unlock: 'unlock',
  expirePassword: 'expire_password',
  resetPassword: 'reset_password',
};

function linksOf(user: User, origin: string): View {
  const self = `${origin}/api/v1/users/${user.id}`;
  const links: View = {
    self: { href: self },
    schema: { href: `${origin}/api/v1/meta/schemas/user/default` },
    type: { href: `${origin}/api/v1/meta/types/user/${user.typeId}` },
  };
  for (const [name, operation] of Object.entries(linkNames))
    if (isLegal(operation, user.status) && (operation !== 'reset_password' || user.password !== null))
      links[name] = { href: `${self}/lifecycle/${operation}`, method: 'POST' };
  if (user.password !== null && mayChangePassword(user))
    links['changePassword'] = { href: `${self}/credentials/change_password`, method: 'POST' };
  if (user.status === 'DEPROVISIONED') links['delete'] = { href: self, method: 'DELETE' };
  return links;
}

/** The statuses in which a user's own password change is taken. */
export function mayChangePassword(user: User): boolean {
  return ['STAGED', 'ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY'].includes(user.status);
}

/** Keeps only the named fields, as the `fields` parameter does: `id,status,profile:(login,email)`. */
export function project(view: View, fields: string | undefined): View {
  if (fields === undefined || fields.trim() === '') return view;
  const names = fields.match(/[^,()]+(?:\([^()]*\))?/g) ?? [];
  const kept: View = { id: view['id'] };
  for (const field of names) {
    const [name = '', inner] = field.split(':(');
    const value = view[name.trim()];
    if (value === undefined) continue;
    if (inner === undefined || typeof value !== 'object' || value === null) {
      kept[name.trim()] = value;
      continue;
    }
    const wanted = new Set(
      inner
        .replace(')', '')
        .split(',')
        .map((one) => one.trim()),
    );
    kept[name.trim()] = Object.fromEntries(Object.entries(value).filter(([key]) => wanted.has(key)));
  }
  return kept;
}

import { roleList, rolesOf } from './document.ts';
import { byUid, userPages } from './listing.ts';
import { toPath } from './query.ts';
import type { Site } from './site.ts';

export interface Role {
  /** Machine name: what users name it by. */
  name: string;
  /** What JSON:API names it by in a write. */
  uuid: string;
  label: string;
  privileged: boolean;
  /** May do everything. */
  isAdmin: boolean;
}

/** Permissions by which somebody could gain any other. */
const powerful = new Set([
  'administer users',
  'administer permissions',
  'administer modules',
  'administer software updates',
  'import configuration',
  'synchronize configuration',
]);

/** Every account has one of these by itself; nobody can be put in or taken out. */
const builtIn = new Set(['anonymous', 'authenticated']);

/** The machine name that core's install profiles give the role which may do everything. */
const usualAdministrator = 'administrator';

/** All roles that can be given, in the site's order; null without “administer permissions”. */
export async function readRoles(site: Site, signal?: AbortSignal): Promise<Role[] | null> {
  const roles = await readEveryRole(site, signal);
  return roles && roles.filter(({ name }) => !builtIn.has(name));
}

/** Names, in the site's language and the machine's, of the roles that accounts have by themselves; in lower case. */
export async function readOwnNames(site: Site, signal?: AbortSignal): Promise<ReadonlySet<string>> {
  const roles = (await readEveryRole(site, signal)) ?? [];
  const labels = roles.filter(({ name }) => builtIn.has(name)).map(({ label }) => label.toLowerCase());
  return new Set([...builtIn, ...labels]);
}

async function readEveryRole(site: Site, signal?: AbortSignal): Promise<Role[] | null> {
  const roles: Role[] = [];
  for (let offset = 0; ; offset += 50) {
    const path = toPath('user_role/user_role', { sort: 'weight', limit: 50, offset });
    const list = await site.read({ path, schema: roleList, signal, doubtful: ({ data }) => data.length === 0 });
    if (list.meta.omitted !== undefined) return null;
    for (const { id, attributes } of list.data) {
      const { drupal_internal__id: name, label, permissions } = attributes;
      const isAdmin = attributes.is_admin === true;
      const privileged = isAdmin || permissions.some((permission) => powerful.has(permission));
      roles.push({ name, uuid: id, label, isAdmin, privileged });
    }
    if (list.links.next === undefined) return roles;
  }
}

/** The roles that users have, for an account that may not read the list of roles. */
export async function readRolesInUse(site: Site, signal?: AbortSignal): Promise<Role[]> {
  const having = byUid([{ path: 'roles.meta.drupal_internal__target_id', operator: 'IS NOT NULL' }]);
  const roles = new Map<string, Role>();
  for await (const users of userPages(site, having, { signal }))
    for (const { name, uuid } of users.flatMap((user) => rolesOf(user) ?? []))
      roles.set(name, { name, uuid, label: name, privileged: true, isAdmin: name === usualAdministrator });
  return [...roles.values()];
}

/**
 * Machine names of the roles by which somebody could gain any power, beside those that may do everything already; null
 * where the roles can't be read, and any could be one.
 */
export function powerfulOf(roles: readonly Role[] | null): ReadonlySet<string> | null {
  return roles && new Set(roles.filter(({ privileged, isAdmin }) => privileged && !isAdmin).map(({ name }) => name));
}

/** Machine names of the roles that may do everything; the usual one where the roles can't be read. */
export function administratorsOf(roles: readonly Role[] | null): ReadonlySet<string> {
  if (roles === null) return new Set([usualAdministrator]);
  return new Set(roles.filter(({ isAdmin }) => isAdmin).map(({ name }) => name));
}

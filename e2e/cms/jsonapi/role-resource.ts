import { siteUrl } from '../cms.ts';
import type { Cms, CmsContext } from '../cms.ts';
import type { Role, User } from '../model.ts';
import type { JsonObject } from './document.ts';
import type { SparseFields } from './list-query.ts';
import { ROLE_TYPE, rolesOf, sightOf, userUrl } from './user-resource.ts';
import type { Omission } from './user-resource.ts';

const FORBIDDEN =
  "The current user is not allowed to GET the selected resource. The 'administer permissions' permission is required.";
const LABEL_ONLY =
  "The current user is not allowed to view this relationship. The user only has authorization for the 'view label' operation.";

export function roleUrl(cms: Cms, c: CmsContext, role: Role): string {
  return siteUrl(cms, c, `/jsonapi/user_role/user_role/${role.uuid}`);
}

export function roleObject(cms: Cms, c: CmsContext, role: Role, sparse: SparseFields): JsonObject {
  const attributes: JsonObject = {
    langcode: 'en',
    status: true,
    dependencies: role.modules.length > 0 ? { module: role.modules } : [],
    drupal_internal__id: role.id,
    label: role.label,
    weight: role.weight,
    is_admin: role.isAdmin,
    permissions: role.permissions,
  };
  const wanted = sparse.get(ROLE_TYPE);
  const shown = Object.entries(attributes).filter(([name]) => wanted === undefined || wanted.has(name));
  return {
    type: ROLE_TYPE,
    id: role.uuid,
    links: { self: { href: roleUrl(cms, c, role) } },
    attributes: Object.fromEntries(shown),
  };
}

export interface RoleSelection {
  included: JsonObject[];
  omissions: Omission[];
}

/** Splits roles into those the visitor may read and those left out. */
export function selectRoles(cms: Cms, c: CmsContext, roles: readonly Role[], sparse: SparseFields): RoleSelection {
  if (c.get('visitor').can('administer permissions')) {
    return { included: roles.map((role) => roleObject(cms, c, role, sparse)), omissions: [] };
  }
  return { included: [], omissions: roles.map((role) => ({ href: roleUrl(cms, c, role), detail: FORBIDDEN })) };
}

/** What `include=roles` adds to a list of users. */
export function includedRoles(cms: Cms, c: CmsContext, users: readonly User[], sparse: SparseFields): RoleSelection {
  const visitor = c.get('visitor');
  const labels = users.filter((user) => sightOf(user, visitor) === 'label');
  const open = users.filter((user) => sightOf(user, visitor) === 'all');
  const { included, omissions } = selectRoles(cms, c, [...new Set(open.flatMap((user) => rolesOf(cms, user)))], sparse);
  const hidden = labels.map((user) => ({ href: userUrl(cms, c, user, '/roles'), detail: LABEL_ONLY }));
  return { included, omissions: [...hidden, ...omissions] };
}

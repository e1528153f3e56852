import { Hono } from 'hono';
import { requestUrl } from '../cms.ts';
import type { Cms, CmsContext, CmsEnv } from '../cms.ts';
import type { Role, User } from '../model.ts';
import { requireMediaType, requireUpdateAccess, requireUser } from './access.ts';
import { grantable, parseIdentifiers, roleOf } from './body.ts';
import { ApiFault, answer } from './document.ts';
import { parseSparseFields } from './list-query.ts';
import { selfLink } from './page-links.ts';
import { mapAt, parsePhpQuery, textAt } from './php-query.ts';
import type { PhpMap } from './php-query.ts';
import { roleObject, roleUrl, selectRoles } from './role-resource.ts';
import { omittedMeta, rolesOf, rolesRelationship, sightOf } from './user-resource.ts';

const RELATIONSHIP = '/jsonapi/user/user/:uuid/relationships/roles';

/** The role list, and the roles relationship of a user. */
export function roleRoutes(cms: Cms): Hono<CmsEnv> {
  const routes = new Hono<CmsEnv>();
  routes.get('/jsonapi/user_role/user_role', (c) => listRoles(cms, c, cms.site.roles));
  routes.get('/jsonapi/user_role/user_role/:uuid', (c) => getRole(cms, c));
  routes.get('/jsonapi/user/user/:uuid/roles', (c) => listRoles(cms, c, rolesOf(cms, requireReadableRoles(cms, c))));
  routes.get(RELATIONSHIP, (c) => answer(c, 200, rolesRelationship(cms, c, requireReadableRoles(cms, c))));
  routes.post(RELATIONSHIP, (c) => writeRoles(cms, c, (held, given) => [...held, ...given]));
  routes.patch(RELATIONSHIP, (c) => writeRoles(cms, c, (_, given) => given));
  routes.delete(RELATIONSHIP, (c) => removeRoles(cms, c));
  return routes;
}

function listRoles(cms: Cms, c: CmsContext, roles: readonly Role[]) {
  const query = parsePhpQuery(new URL(c.req.url).search.slice(1));
  const { included, omissions } = selectRoles(cms, c, arranged(roles, query), parseSparseFields(query));
  return answer(c, 200, {
    data: included,
    ...(omissions.length > 0 ? { meta: omittedMeta(omissions) } : {}),
    links: { self: { href: selfLink(requestUrl(c), query) } },
  });
}

const ROLE_PROPERTIES: Record<string, (role: Role) => string | number> = {
  weight: (role) => role.weight,
  label: (role) => role.label,
  drupal_internal__id: (role) => role.id,
  id: (role) => role.uuid,
};

/** Filters by equal values and sorts: what a query on configuration is asked for in practice. */
function arranged(roles: readonly Role[], query: PhpMap): Role[] {
  const filters = [...(mapAt(query, 'filter') ?? [])].map(([path, value]) => ({ value, of: roleProperty(path) }));
  const found = roles.filter((role) => filters.every(({ value, of }) => String(of(role)) === value));
  const sort = textAt(query, 'sort');
  if (sort === undefined) return found;
  const value = roleProperty(sort.replace(/^-/, ''));
  const sign = sort.startsWith('-') ? -1 : 1;
  return found.toSorted((a, b) => (value(a) < value(b) ? -sign : sign));
}

function roleProperty(path: string): (role: Role) => string | number {
  const property = ROLE_PROPERTIES[path];
  if (property) return property;
  throw new ApiFault(
    400,
    `Invalid nested filtering. The field \`${path}\`, given in the path \`${path}\`, does not exist.`,
  );
}

function getRole(cms: Cms, c: CmsContext) {
  const role = cms.site.roleByUuid(c.req.param('uuid') ?? '');
  if (!role) {
    throw new ApiFault(
      404,
      'The "entity" parameter was not converted for the path "/jsonapi/user_role/user_role/{entity}" (route name: "jsonapi.user_role--user_role.individual")',
    );
  }
  if (!c.get('visitor').can('administer permissions')) {
    throw new ApiFault(
      403,
      "The current user is not allowed to GET the selected resource. The 'administer permissions' permission is required.",
    );
  }
  return answer(c, 200, {
    data: roleObject(cms, c, role, new Map()),
    links: { self: { href: roleUrl(cms, c, role) } },
  });
}

function requireReadableRoles(cms: Cms, c: CmsContext): User {
  const user = requireUser(cms, c);
  if (sightOf(user, c.get('visitor')) === 'all') return user;
  throw new ApiFault(403, 'The current user is not allowed to view this relationship.');
}

/** Adds to the roles or replaces them; the set comes back only when it holds more than what was sent. */
async function writeRoles(cms: Cms, c: CmsContext, next: (held: string[], given: string[]) => string[]) {
  const user = requireWritableRoles(cms, c);
  const given = parseIdentifiers(await c.req.text()).map((identifier) => {
    const role = roleOf(cms.site, identifier);
    if (role) return role.id;
    const { type, id } = identifier;
    throw new ApiFault(400, `The targeted \`${type}\` resource with ID \`${id}\` does not exist.`);
  });
  cms.site.save(user, { roles: grantable(next(user.roles, given)) }, { now: c.get('now') });
  const isKnownToSender = user.roles.every((id) => given.includes(id));
  return isKnownToSender ? c.body(null, 204) : answer(c, 200, rolesRelationship(cms, c, user));
}

async function removeRoles(cms: Cms, c: CmsContext) {
  const user = requireWritableRoles(cms, c);
  const body = await c.req.text();
  if (body === '')
    throw new ApiFault(400, 'You need to provide a body for DELETE operations on a relationship (roles).');
  const given = parseIdentifiers(body).map((identifier) => roleOf(cms.site, identifier)?.id);
  cms.site.save(user, { roles: user.roles.filter((id) => !given.includes(id)) }, { now: c.get('now') });
  return c.body(null, 204);
}

function requireWritableRoles(cms: Cms, c: CmsContext): User {
  requireMediaType(c);
  const user = requireUser(cms, c);
  requireUpdateAccess(c, user);
  if (c.get('visitor').can('administer users')) return user;
  throw new ApiFault(403, 'The current user is not allowed to edit this relationship.');
}

import { createHash } from 'node:crypto';
import { siteUrl } from '../cms.ts';
import type { Cms, CmsContext } from '../cms.ts';
import { isoTime } from '../mailbox.ts';
import { USER_FIELDS } from '../model.ts';
import type { Role, User } from '../model.ts';
import type { Visitor } from '../visitor.ts';
import type { Json, JsonObject } from './document.ts';
import type { SparseFields } from './list-query.ts';

const USER_TYPE = 'user--user';
export const ROLE_TYPE = 'user_role--user_role';

/** What a visitor may see of a user: every field, the profile, or only the label. */
export type Sight = 'all' | 'profile' | 'label';

export function sightOf(user: User, visitor: Visitor): Sight {
  if (user.uid === 0) return 'label';
  if (visitor.can('administer users')) return 'all';
  if (user.uid === visitor.user.uid) return 'profile';
  return user.status && visitor.can('access user profiles') ? 'profile' : 'label';
}

/** The URL of a user, or of one of its relationships. */
export function userUrl(cms: Cms, c: CmsContext, user: User, below = ''): string {
  return siteUrl(cms, c, `/jsonapi/user/user/${user.uuid}${below}`);
}

/** The resource object of a user as the visitor of the request sees it. */
export function userObject(cms: Cms, c: CmsContext, user: User, sparse: SparseFields): JsonObject {
  const visitor = c.get('visitor');
  const sight = sightOf(user, visitor);
  const wanted = sparse.get(USER_TYPE);
  const isWanted = (name: string) => wanted === undefined || wanted.has(name);
  const attributes = Object.fromEntries(userAttributes(user, visitor, sight).filter(([name]) => isWanted(name)));
  const relationships: JsonObject = {};
  if (sight === 'all' && isWanted('roles')) relationships.roles = rolesRelationship(cms, c, user);
  if (sight !== 'label' && isWanted('user_picture')) {
    relationships.user_picture = { data: null, links: relationshipLinks(cms, c, user, 'user_picture') };
  }
  return {
    type: USER_TYPE,
    id: user.uuid,
    links: { self: { href: userUrl(cms, c, user) } },
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(Object.keys(relationships).length > 0 ? { relationships } : {}),
  };
}

function userAttributes(user: User, visitor: Visitor, sight: Sight): [string, Json][] {
  const displayName: [string, Json] = ['display_name', user.uid === 0 ? 'Anonymous' : user.name];
  if (sight === 'label') return [displayName];
  const own = user.uid === visitor.user.uid;
  const all = sight === 'all';
  const rows: [string, Json, boolean][] = [
    ['drupal_internal__uid', user.uid, true],
    ['langcode', user.langcode, true],
    ['preferred_langcode', user.preferredLangcode, all || own],
    ['preferred_admin_langcode', user.preferredAdminLangcode, all || own],
    ['name', user.name, true],
    ['mail', user.mail, all || own || visitor.can('view user email addresses')],
    ['timezone', user.timezone, all || own],
    ['status', user.status, all],
    ['created', isoTime(user.created), true],
    ['changed', isoTime(user.changed), true],
    ['access', isoTime(user.cached.access), all],
    ['login', isoTime(user.cached.login), all],
    ['init', user.init, all],
    ['default_langcode', true, true],
    ...USER_FIELDS.map(({ name, multiple }): [string, Json, boolean] => {
      const values = user.fields[name] ?? [];
      return [name, multiple ? values : (values[0] ?? null), true];
    }),
  ];
  return [displayName, ...rows.filter(([, , seen]) => seen).map(([name, value]): [string, Json] => [name, value])];
}

/** The roles relationship of a user: role UUIDs, each with its machine name beside. */
export function rolesRelationship(cms: Cms, c: CmsContext, user: User): JsonObject {
  return { data: roleIdentifiers(cms, user), links: relationshipLinks(cms, c, user, 'roles') };
}

function roleIdentifiers(cms: Cms, user: User): Json[] {
  return rolesOf(cms, user).map((role) => ({
    type: ROLE_TYPE,
    id: role.uuid,
    meta: { drupal_internal__target_id: role.id },
  }));
}

/** The roles a user holds, in the order they were given. */
export function rolesOf(cms: Cms, user: User): Role[] {
  return user.roles.flatMap((id) => cms.site.role(id) ?? []);
}

function relationshipLinks(cms: Cms, c: CmsContext, user: User, name: string): JsonObject {
  return {
    related: { href: userUrl(cms, c, user, `/${name}`) },
    self: { href: userUrl(cms, c, user, `/relationships/${name}`) },
  };
}

export interface Omission {
  href: string;
  detail: string;
}

/** The `meta.omitted` member for what the visitor may not see. */
export function omittedMeta(omissions: Omission[]): JsonObject {
  const items = omissions.map(({ href, detail }): [string, Json] => {
    const key = createHash('sha256').update(`${href} ${detail}`).digest('hex').slice(0, 7);
    return [`item--${key}`, { href, meta: { rel: 'item', detail } }];
  });
  return {
    omitted: {
      detail: 'Some resources have been omitted because of insufficient authorization.',
      links: {
        help: { href: 'https://www.drupal.org/docs/8/modules/json-api/filtering#filters-access-control' },
        ...Object.fromEntries(items),
      },
    },
  };
}

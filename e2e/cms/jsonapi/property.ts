import { USER_FIELDS } from '../model.ts';
import type { User } from '../model.ts';

/** Who sees a user property besides the owner of `administer users`. */
type Readers = 'everyone' | 'mail' | 'self' | 'nobody';

/** One attribute of user--user under its public name, with the name core uses inside. */
export interface Property {
  name: string;
  internal: string;
  kind: 'integer' | 'text';
  readers: Readers;
  /** Column values to filter and sort by; empty = NULL. */
  values(user: User): (string | number)[];
}

function text(name: string, internal: string, readers: Readers, value: (user: User) => string | null): Property {
  return { name, internal, kind: 'text', readers, values: (user) => present(value(user)) };
}

function integer(name: string, internal: string, readers: Readers, value: (user: User) => number): Property {
  return { name, internal, kind: 'integer', readers, values: (user) => [value(user)] };
}

function present(value: string | null): string[] {
  return value === null ? [] : [value];
}

/** Every property a filter or sort may name. Seconds since the epoch for times: ISO dates do not compare. */
const PROPERTIES: readonly Property[] = [
  text('id', 'uuid', 'everyone', (user) => user.uuid),
  integer('drupal_internal__uid', 'uid', 'everyone', (user) => user.uid),
  text('langcode', 'langcode', 'everyone', (user) => user.langcode),
  text('preferred_langcode', 'preferred_langcode', 'self', (user) => user.preferredLangcode),
  text('preferred_admin_langcode', 'preferred_admin_langcode', 'self', (user) => user.preferredAdminLangcode),
  text('name', 'name', 'everyone', (user) => user.name),
  text('pass', 'pass', 'nobody', () => null),
  text('mail', 'mail', 'mail', (user) => user.mail),
  text('timezone', 'timezone', 'self', (user) => user.timezone),
  integer('status', 'status', 'nobody', (user) => Number(user.status)),
  integer('created', 'created', 'everyone', (user) => user.created),
  integer('changed', 'changed', 'everyone', (user) => user.changed),
  integer('access', 'access', 'nobody', (user) => user.access),
  integer('login', 'login', 'nobody', (user) => user.login),
  text('init', 'init', 'nobody', (user) => user.init),
  integer('default_langcode', 'default_langcode', 'everyone', () => 1),
  {
    name: 'roles.meta.drupal_internal__target_id',
    internal: 'roles.meta.drupal_internal__target_id',
    kind: 'text',
    readers: 'nobody',
    values: (user) => user.roles,
  },
  ...USER_FIELDS.map(({ name }): Property => ({
    name,
    internal: name,
    kind: 'text',
    readers: 'everyone',
    values: (user) => user.fields[name] ?? [],
  })),
];

const BY_NAME = new Map(
  PROPERTIES.flatMap((property) => [[property.name, property] as const, [property.internal, property] as const]),
);

/** The property a filter or sort path names, by its public or internal name, with or without `.value`. */
export function propertyAt(path: string): Property | undefined {
  return BY_NAME.get(path) ?? BY_NAME.get(path.replace(/\.value$/, ''));
}

import { type Account, type Attrs, type Guarded, SyncError, type Time } from '@rollcall/shared';
import { z } from 'zod';
import type { Attribute } from '../directory.ts';
import { toValue } from './attribute.ts';
import { rolesOf, type UserResource } from './document.ts';

/** From where accounts are seen: what a user resource doesn't say itself. */
export interface Viewpoint {
  directory: string;
  /** UUID of our own account. */
  own: string;
  /** Machine names of the roles that may do everything. */
  administrators: ReadonlySet<string>;
  /** Machine names of the other roles that give power over users, permissions or the site; null where any could. */
  powerful: ReadonlySet<string> | null;
  attributes: readonly Attribute[];
  readAt: Time;
}

const visible = z.object({
  drupal_internal__uid: z.number(),
  name: z.string(),
  mail: z.string().nullable(),
  status: z.boolean(),
  display_name: z.string().nullish(),
  created: z.string().nullish(),
  changed: z.string().nullish(),
});

/** A UUID in the canonical form; anything else is no account of Drupal's. */
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu;

/** Throws `not_found` for what can't be an account's id, before it gets into an address. */
export function assertAccountId(id: string): void {
  if (!uuid.test(id)) throw new SyncError('not_found', `The site has no account ${id === '' ? 'without an id' : id}.`);
}

/** One user as an account. Throws `server_fault` where the resource isn't a whole user. */
export function toAccount(resource: UserResource, viewpoint: Viewpoint): Account {
  const parsed = visible.safeParse(resource.attributes);
  if (!parsed.success) throw new SyncError('server_fault', 'Drupal answered a user without its core fields.');
  const user = parsed.data;
  const roles = rolesOf(resource)?.map(({ name }) => name) ?? null;
  return {
    ref: { directory: viewpoint.directory, id: resource.id },
    handle: String(user.drupal_internal__uid),
    login: user.name,
    email: user.mail === '' ? null : user.mail,
    displayName: user.display_name ?? null,
    state: user.status ? 'active' : 'deactivated',
    detail: null,
    attributes: attributesOf(resource, viewpoint.attributes),
    groups: roles,
    guarded: guardedBy({ id: resource.id, uid: user.drupal_internal__uid, roles }, viewpoint),
    createdAt: toTime(user.created),
    changedAt: toTime(user.changed),
    readAt: viewpoint.readAt,
    version: null,
  };
}

function attributesOf({ attributes }: UserResource, known: readonly Attribute[]): Attrs {
  const read: Attrs = {};
  for (const { name } of known) {
    const value = toValue(attributes[name]);
    if (name in attributes && value !== undefined) read[name] = value;
  }
  return read;
}

function guardedBy(user: { id: string; uid: number; roles: string[] | null }, viewpoint: Viewpoint): Guarded[] {
  const guarded: Guarded[] = [];
  if (user.uid === 1) guarded.push('root');
  if (user.roles?.some((role) => viewpoint.administrators.has(role)) === true) guarded.push('administrator');
  else if (user.roles?.some((role) => viewpoint.powerful?.has(role) ?? true) === true) guarded.push('powerful');
  if (user.id === viewpoint.own) guarded.push('ownAccount');
  return guarded;
}

function toTime(text: string | null | undefined): Time | null {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

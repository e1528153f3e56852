import { Hono } from 'hono';
import { requestUrl } from '../cms.ts';
import type { Cms, CmsContext, CmsEnv } from '../cms.ts';
import type { User } from '../model.ts';
import { checkPassword } from '../password.ts';
import { requireCsrf, requireMediaType, requireUpdateAccess, requireUser } from './access.ts';
import { isReadOnlyField, parseUserDocument, parseUserWrite } from './body.ts';
import type { UserWrite } from './body.ts';
import { ApiFault, answer } from './document.ts';
import type { JsonObject } from './document.ts';
import { parseInclude, parseListQuery, parseSparseFields } from './list-query.ts';
import type { ListQuery, SparseFields } from './list-query.ts';
import { pageLinks, selfLink } from './page-links.ts';
import { parsePhpQuery } from './php-query.ts';
import { includedRoles } from './role-resource.ts';
import { omittedMeta, userObject, userUrl } from './user-resource.ts';

const INDIVIDUAL = '/jsonapi/user/user/:uuid';

/** List, read, create, update and delete of user--user. */
export function userRoutes(cms: Cms): Hono<CmsEnv> {
  const routes = new Hono<CmsEnv>();
  routes.get('/jsonapi/user/user', (c) => listUsers(cms, c));
  routes.post('/jsonapi/user/user', (c) => createUser(cms, c));
  routes.get(INDIVIDUAL, (c) => getUser(cms, c));
  routes.patch(INDIVIDUAL, (c) => updateUser(cms, c));
  routes.delete(INDIVIDUAL, (c) => deleteUser(cms, c));
  return routes;
}

function listUsers(cms: Cms, c: CmsContext) {
  const list = parseListQuery(new URL(c.req.url).search.slice(1), c.get('visitor'));
  const include = parseInclude(list.query);
  const sparse = parseSparseFields(list.query);
  const { users, more } = pageOfUsers(cms, c, list);
  return answer(c, 200, {
    data: users.map((user) => userObject(cms, c, user, sparse)),
    ...inclusion({ cms, c, users, sparse, include }),
    links: pageLinks(requestUrl(c), list, more),
  });
}

interface Inclusion {
  cms: Cms;
  c: CmsContext;
  users: readonly User[];
  sparse: SparseFields;
  include: Set<string>;
}

function inclusion({ cms, c, users, sparse, include }: Inclusion): JsonObject {
  if (!include.has('roles')) return {};
  const { included, omissions } = includedRoles(cms, c, users, sparse);
  return {
    ...(included.length > 0 ? { included } : {}),
    ...(omissions.length > 0 ? { meta: omittedMeta(omissions) } : {}),
  };
}

/**
 * Core adds its access conditions only when there is a filter: then the anonymous row is left out too. Without one every
 * row is listed, by its label at least.
 */
function pageOfUsers(cms: Cms, c: CmsContext, { filter, order, page }: ListQuery) {
  const visitor = c.get('visitor');
  const rows = order ? cms.site.ordered(order.key, order.compare) : cms.site.users;
  const seesAll = visitor.can('administer users');
  const seesActive = visitor.can('access user profiles');
  const mayFind = ({ uid, status }: User) => uid > 0 && (seesAll || (seesActive && status) || uid === visitor.user.uid);
  const matches = (user: User) => filter === null || (mayFind(user) && filter(user));
  const users: User[] = [];
  let skipped = 0;
  for (const user of rows) {
    if (!matches(user)) continue;
    if (skipped < page.offset) skipped += 1;
    else if (users.length === page.limit) return { users, more: true };
    else users.push(user);
  }
  return { users, more: false };
}

function getUser(cms: Cms, c: CmsContext) {
  const user = requireUser(cms, c);
  const query = parsePhpQuery(new URL(c.req.url).search.slice(1));
  const sparse = parseSparseFields(query);
  return answer(c, 200, {
    data: userObject(cms, c, user, sparse),
    ...inclusion({ cms, c, users: [user], sparse, include: parseInclude(query) }),
    links: { self: { href: selfLink(requestUrl(c), query) } },
  });
}

async function createUser(cms: Cms, c: CmsContext) {
  const visitor = c.get('visitor');
  requireMediaType(c);
  if (!visitor.can('administer users')) throw new ApiFault(403, "The 'administer users' permission is required.");
  requireCsrf(c);
  const document = parseUserDocument(await c.req.text());
  const draft = cms.site.draft(c.get('now'), {}, document.id);
  const write = parseUserWrite(cms.site, document, draft);
  refuseReadOnly(write, 'POST');
  Object.assign(draft, write.change);
  refuseViolations(cms, c, draft);
  if (cms.site.userByUuid(draft.uuid)) throw new ApiFault(409, 'Conflict: Entity already exists.');
  const user = cms.site.insert(draft);
  const headers = { Location: userUrl(cms, c, user) };
  const links = { self: { href: requestUrl(c) } };
  return answer(c, 201, { data: userObject(cms, c, user, new Map()), links }, headers);
}

async function updateUser(cms: Cms, c: CmsContext) {
  requireMediaType(c);
  const user = requireUser(cms, c);
  requireUpdateAccess(c, user);
  const document = parseUserDocument(await c.req.text());
  if (document.id === undefined || document.id.toLowerCase() !== user.uuid) {
    throw new ApiFault(
      400,
      `The selected entity (${user.uuid}) does not match the ID in the payload (${document.id ?? ''}).`,
    );
  }
  const write = parseUserWrite(cms.site, document, user);
  refuseReadOnly(write, 'PATCH');
  refuseFieldsOfOthers(c, user, write);
  const draft = { ...user, ...write.change };
  refuseViolations(cms, c, draft, new Set(write.fields));
  refuseUnconfirmed(c, user, write);
  const keepSession = c.get('visitor').user.uid === user.uid ? c.get('visitor').session?.id : undefined;
  cms.site.save(user, write.change, { now: c.get('now'), keepSession });
  const links = { self: { href: requestUrl(c) } };
  return answer(c, 200, { data: userObject(cms, c, user, new Map()), links });
}

function deleteUser(cms: Cms, c: CmsContext) {
  const user = requireUser(cms, c);
  const visitor = c.get('visitor');
  if (user.uid === 0) throw new ApiFault(403, 'The current user is not allowed to DELETE the selected resource.');
  const own = user.uid === visitor.user.uid && visitor.can('cancel account');
  if (!visitor.can('administer users') && !own) {
    throw new ApiFault(403, "The 'cancel account' permission is required.");
  }
  requireCsrf(c);
  cms.site.cancel(user, cms.site.settings.cancelMethod, c.get('now'));
  return c.body(null, 204);
}

function refuseReadOnly(write: UserWrite, method: string): void {
  const field = write.fields.find(isReadOnlyField);
  if (field) throw fieldFault(field, method);
}

const OWN_FIELDS = new Set(['mail', 'pass', 'timezone', 'preferred_langcode', 'preferred_admin_langcode', 'langcode']);

/** On their own account people without `administer users` may write only some fields; an unchanged value passes. */
function refuseFieldsOfOthers(c: CmsContext, user: User, write: UserWrite): void {
  const visitor = c.get('visitor');
  if (visitor.can('administer users')) return;
  const refused = write.fields.find((field) => {
    if (OWN_FIELDS.has(field) || field.startsWith('field_')) return false;
    if (field === 'name' && visitor.can('change own username')) return false;
    return isChanged(user, write, field);
  });
  if (refused) throw fieldFault(refused, 'PATCH');
}

function isChanged(user: User, { change }: UserWrite, field: string): boolean {
  const next: Record<string, unknown> = { ...user, ...change };
  const current: Record<string, unknown> = { ...user };
  return JSON.stringify(next[field]) !== JSON.stringify(current[field]);
}

function fieldFault(field: string, method: string): ApiFault {
  const detail = `The current user is not allowed to ${method} the selected field (${field}).`;
  // Core points below attributes for relationships too.
  return new ApiFault(403, [{ detail, pointer: `/data/attributes/${field}` }]);
}

/** Refuses what core's constraints find, on an update only in the fields that were sent. */
function refuseViolations(cms: Cms, c: CmsContext, draft: User, fields?: Set<string>): void {
  const found = cms.site
    .violations(draft, c.get('visitor').can('administer users'))
    .filter(({ field }) => fields === undefined || fields.has(field));
  if (found.length === 0) return;
  const details = found.map(({ field, property, message }) => ({
    detail: `${property === null ? field : `${field}.${property}`}: ${message}`,
    pointer: `/data/attributes/${field}${pointerTail(property)}`,
  }));
  throw new ApiFault(422, details);
}

// The index of a field that holds one value is left out of the pointer, as in /data/attributes/mail/value.
function pointerTail(property: string | null): string {
  return property === null ? '' : `/${property.replace(/^0\./, '').replaceAll('.', '/')}`;
}

/** Own mail and password change only with the current password, for administrators too. */
function refuseUnconfirmed(c: CmsContext, user: User, { change, existingPassword }: UserWrite): void {
  if (c.get('visitor').user.uid !== user.uid) return;
  const mail = change.mail !== undefined && change.mail !== user.mail;
  const changed: [string, string][] = [];
  if (mail) changed.push(['mail', 'Email']);
  if (change.passwordHash !== undefined) changed.push(['pass', 'Password']);
  if (changed.length === 0 || (existingPassword !== null && checkPassword(existingPassword, user.passwordHash))) return;
  const details = changed.map(([field, label]) => ({
    detail: `${field}: Your current password is missing or incorrect; it's required to change the ${label}.`,
    pointer: `/data/attributes/${field}`,
  }));
  throw new ApiFault(422, details);
}

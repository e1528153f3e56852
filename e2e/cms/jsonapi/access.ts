import type { Cms, CmsContext } from '../cms.ts';
import type { User } from '../model.ts';
import { REQUEST_HEADER_PURPOSE, isSessionToken } from '../session.ts';
import { ApiFault, MEDIA_TYPE } from './document.ts';

/** Refuses a write that comes with a session but without the session's token in X-CSRF-Token. */
export function requireCsrf(c: CmsContext): void {
  const { session, user } = c.get('visitor');
  if (!session || user.uid === 0) return;
  const token = c.req.header('X-CSRF-Token');
  if (token === undefined) throw new ApiFault(403, 'X-CSRF-Token request header is missing');
  if (!isSessionToken(session, REQUEST_HEADER_PURPOSE, token))
    throw new ApiFault(403, 'X-CSRF-Token request header is invalid');
}

/** Refuses a body in another media type; core finds no route for it. */
export function requireMediaType(c: CmsContext): void {
  const header = c.req.header('Content-Type');
  if (header === undefined) throw new ApiFault(415, 'No "Content-Type" request header specified');
  const [type = ''] = header.split(';');
  if (type.trim().toLowerCase() !== MEDIA_TYPE) {
    throw new ApiFault(415, `No route found that matches "Content-Type: ${header}"`);
  }
}

/** The user of the path, by UUID only. */
export function requireUser(cms: Cms, c: CmsContext): User {
  const user = cms.site.userByUuid((c.req.param('uuid') ?? '').toLowerCase());
  if (user) return user;
  const [, , , , , ...below] = c.req.path.split('/');
  const route = below[0] === 'relationships' ? 'roles.relationship' : 'individual';
  const pattern = ['/jsonapi/user/user/{entity}', ...below].join('/');
  throw new ApiFault(
    404,
    `The "entity" parameter was not converted for the path "${pattern}" (route name: "jsonapi.user--user.${route}")`,
  );
}

/** Refuses a visitor who may not update the user, then a missing CSRF token. */
export function requireUpdateAccess(c: CmsContext, user: User): void {
  const visitor = c.get('visitor');
  if (user.uid === 0) throw new ApiFault(403, 'The current user is not allowed to PATCH the selected resource.');
  if (!visitor.can('administer users') && user.uid !== visitor.user.uid) {
    throw new ApiFault(
      403,
      "Users can only update their own account, unless they have the 'administer users' permission.",
    );
  }
  requireCsrf(c);
}

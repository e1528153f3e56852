import { SyncError } from '@rollcall/shared';

/** Okta's ids are letters and digits; anything else could name another place, and a login is no id. */
const id = /^[A-Za-z0-9]{1,64}$/u;

/** The path of one user; `not_found` for what can't be an id, `me` included. */
export function userPath(user: string, below = ''): string {
  if (!id.test(user) || user === 'me') throw new SyncError('not_found', 'Okta has no user with this id.');
  return `/api/v1/users/${user}${below}`;
}

/** The path of one group; `missing_group` for what can't be an id. */
export function groupPath(group: string, below = ''): string {
  if (!id.test(group)) throw new SyncError('missing_group', 'Okta has no group with this id.', { scope: 'item' });
  return `/api/v1/groups/${group}${below}`;
}

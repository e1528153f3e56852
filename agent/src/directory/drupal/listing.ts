import { SyncError } from '@rollcall/shared';
import { isWhole, userList, type UserList, type UserResource } from './document.ts';
import { permissionsNeeded } from './fault.ts';
import { type Condition, type Query, toPath } from './query.ts';
import type { Site } from './site.ts';

/** JSON:API gives no more than this at once, whatever is asked for. */
export const largestPage = 50;

/** An order in which users can be walked without losing one: each page begins behind the last user of the former. */
export interface Walk {
  first: Query;
  after(last: UserResource): Query;
}

export interface WalkOptions {
  limit?: number | undefined;
  fields?: readonly string[];
  signal?: AbortSignal | undefined;
}

/** Every user but the anonymous one, by number; `only` narrows it. */
export function byUid(only: readonly Condition[] = []): Walk {
  const behind = (uid: number): Query => ({
    conditions: [{ path: 'drupal_internal__uid', operator: '>', value: uid }, ...only],
    sort: 'drupal_internal__uid',
  });
  return { first: behind(0), after: (last) => behind(uidOf(last)) };
}

/** Users changed at or after `since` (epoch seconds), oldest change first; many may share one second. */
export function byChange(since: number): Walk {
  const sort = 'changed,drupal_internal__uid';
  return {
    first: {
      conditions: [
        { path: 'drupal_internal__uid', operator: '>', value: 0 },
        { path: 'changed', operator: '>=', value: since },
      ],
      sort,
    },
    after: (last) => {
      const changed = changedOf(last);
      return {
        groups: { behind: { conjunction: 'OR' }, same: { conjunction: 'AND', group: 'behind' } },
        conditions: [
          { path: 'changed', operator: '>', value: changed, group: 'behind' },
          { path: 'changed', value: changed, group: 'same' },
          { path: 'drupal_internal__uid', operator: '>', value: uidOf(last), group: 'same' },
        ],
        sort,
      };
    },
  };
}

/**
 * The users of a walk in pages, complete or with a throw: who we are is asked before the first page and again behind
 * the last, because to a stranger a filtered list simply ends early. `partial_listing` when rows were kept from us.
 */
export async function* userPages(site: Site, walk: Walk, options: WalkOptions): AsyncGenerator<UserResource[]> {
  const { fields, signal } = options;
  const limit = Math.min(Math.max(options.limit ?? largestPage, 1), largestPage);
  await site.whoAmI(signal);
  let query = walk.first;
  for (;;) {
    const path = toPath('user/user', { ...query, limit, ...(fields === undefined ? {} : { fields }) });
    const list = await site.read({ path, schema: userList, signal, doubtful: isDoubtful });
    if (list.meta.omitted !== undefined || !list.data.every(isWhole)) throw keptFromUs(site);
    if (list.data.length > 0) yield list.data;
    const last = list.data.at(-1);
    if (list.links.next === undefined) return;
    if (last === undefined) throw keptFromUs(site);
    query = walk.after(last);
  }
}

function isDoubtful(list: UserList): boolean {
  return list.links.next === undefined || !list.data.every(isWhole);
}

function keptFromUs(site: Site): SyncError {
  return new SyncError('partial_listing', `${site.url} shows Rollcall’s account only a part of the users.`, {
    next: permissionsNeeded(site.url, 'administer users'),
    retry: 'never',
  });
}

function uidOf({ attributes }: UserResource): number {
  const uid = attributes['drupal_internal__uid'];
  if (typeof uid === 'number') return uid;
  throw new SyncError('partial_listing', 'Drupal answered a user without its number.');
}

function changedOf({ attributes }: UserResource): number {
  const changed = attributes['changed'];
  const at = typeof changed === 'string' ? Date.parse(changed) : Number.NaN;
  if (Number.isNaN(at)) throw new SyncError('partial_listing', 'Drupal answered a user without its time of change.');
  return at / 1000;
}

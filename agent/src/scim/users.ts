import { isDeepStrictEqual } from 'node:util';
import type { AccountRow, Connection } from '@rollcall/shared';

import type { Locks } from '../engine/lock.ts';
import { rowOf } from '../engine/record.ts';
import { accountKey, put } from '../store/data.ts';
import { asScim } from './answer.ts';
import type { Collection, Entry, Writing } from './collection.ts';
import type { Resource } from './filter-match.ts';
import { groupsOfUser } from './group-entry.ts';
import type { PageWalks } from './page-walk.ts';
import { leaveGroups } from './group-member.ts';
import { ScimError } from './scim-error.ts';
import { entryInGroups } from './user-entry.ts';
import type { Indexed, UserIndex } from './user-index.ts';
import { carryOut, desiredOf, keepFacts, partPassword, refuseOthers, runDesired } from './user-write.ts';
import type { WriteDeps } from './user-write.ts';

/** How long a write waits for another one on the same user, in milliseconds. */
const lockWait = 10_000;
/** How long the site is asked for a name that is not known, and how long that it had none is remembered. */
const askTime = 2_000;
const missTime = 30_000;
const mostMisses = 1_000;

export interface UserDeps extends WriteDeps {
  locks: Locks;
  /** Names that the site was asked for and did not have, with when; kept across requests. */
  misses: Map<string, number>;
  walks: PageWalks;
}

/** Users of one connection as it is set now, over its index. */
export function createUsers(deps: UserDeps, index: UserIndex, connection: Connection): Collection {
  const users: Users = {
    deps,
    index,
    connection,
    locked: (names, work) => {
      // Another connection may serve the same site.
      const keys = names.map((name) => `${connection.cms?.id}/${name}`);
      return asScim(() => deps.locks.hold(keys, lockWait, work));
    },
  };
  // What a page says of all users fits the place that it was asked for.
  let moved = 0;
  return {
    attributes: index.shape.attributes,
    get size() {
      return index.size + moved;
    },
    get: (id) => {
      const found = index.get(id);
      return found ? shown(users, found.row) : null;
    },
    *all() {
      for (const found of index.all()) yield withGroups(users, found);
    },
    page(start, count) {
      const page = deps.walks.page(connection.id, index, { start, count });
      ({ moved } = page);
      return page.found.map((found) => withGroups(users, found));
    },
    positionOf: (id) => index.positionOf(id),
    async lookUp(attribute, value) {
      if (attribute !== 'id' && attribute !== 'userName' && attribute !== 'externalId') return null;
      const visible = () => index.byKey(attribute, value).filter(({ hidden }) => !hidden);
      if (visible().length === 0 && attribute === 'userName') await askSite(deps, connection, value);
      return visible().map((found) => withGroups(users, found));
    },
    create: (sent, writing) =>
      users.locked(keysOf(sent), async () => {
        await askSite(deps, connection, nameOf(sent));
        const match = matchOf(index, sent);
        const make = () => makeOne(users, match, sent, writing);
        return match ? users.locked([match.row.ref.id], make) : make();
      }),
    change: (id, to, writing) => users.locked([need(index, id).row.ref.id], () => changeOne(users, id, to, writing)),
    remove: (id, writing) =>
      users.locked([need(index, id).row.ref.id], () => removeOne(users, need(index, id), writing)),
  };
}

interface Users {
  deps: UserDeps;
  index: UserIndex;
  connection: Connection;
  locked: <T>(names: string[], work: () => Promise<T>) => Promise<T>;
}

/** A user that the client may see; throws 404. */
export function need(index: UserIndex, id: string): Indexed {
  const found = index.get(id);
  if (found) return found;
  throw new ScimError(404, null, `There is no User “${id.slice(0, 100)}”.`);
}

/** A user with the groups that it is in. */
function withGroups({ deps, connection }: Users, { row, entry }: Indexed): Entry {
  const groups = groupsOfUser(row.ref.id, connection, deps.store);
  return groups === null ? entry : entryInGroups(entry, groups);
}

/** What is answered after a write: the account as it was read back. */
function shown(users: Users, { ref }: AccountRow): Entry {
  const found = users.index.byRow(ref.id);
  if (found) return withGroups(users, found);
  throw new ScimError(404, null, 'The user was deleted meanwhile.');
}

/** Makes an account, or brings the one back that the client has switched off or deleted. */
async function makeOne(
  users: Users,
  match: Indexed | null,
  sent: Resource,
  writing: Writing,
): Promise<{ entry: Entry; restored: boolean }> {
  const { deps, index, connection } = users;
  const { resource, password } = partPassword(sent, connection);
  const wanted = { resource: { active: true, ...resource }, password };
  const row = await carryOut(deps, connection, { row: match?.row ?? null, before: null, wanted, writing });
  await keepFacts(deps, index.shape, { row, resource });
  return { entry: shown(users, row), restored: match !== null };
}

async function changeOne(
  users: Users,
  id: string,
  to: (present: Resource) => Resource,
  writing: Writing,
): Promise<Entry> {
  const { deps, index, connection } = users;
  const found = need(index, id);
  const { row } = found;
  const before = found.entry.resource;
  const { resource, password } = partPassword(to(structuredClone(before)), connection);
  const isSame = password === null && isDeepStrictEqual(resource, before);
  if (isSame && desiredOf(connection, { row, before, resource }).isHeld) return withGroups(users, found);
  refuseTaken(index, resource, row.ref.id);
  const after = await carryOut(deps, connection, { row, before, wanted: { resource, password }, writing });
  await keepFacts(deps, index.shape, { row: after, resource });
  return shown(users, after);
}

/** Switches the account off where the connection wants that, and hides it; the site keeps it. */
async function removeOne({ deps, index, connection }: Users, { row, entry }: Indexed, writing: Writing): Promise<void> {
  refuseOthers(deps, connection, row);
  if (connection.scim.onUnassign === 'block') {
    const desired = { account: row.ref.id, attributes: {}, active: false };
    await runDesired(deps, connection, { desired, slot: null, writing });
  }
  await keepFacts(deps, index.shape, { row, resource: entry.resource, deleted: true });
  // Who comes back is in no group until the client says so.
  if (connection.scim.onUnassign === 'block') await leaveGroups(deps, connection, row.ref.id);
}

/** The account that a create brings back; throws `uniqueness` for one that is in use. */
export function matchOf(index: UserIndex, resource: Resource): Indexed | null {
  const { externalId } = resource;
  const found = [
    ...(typeof externalId === 'string'
      ? index.byKey('externalId', externalId).map((match) => ({ match, by: 'externalId' }))
      : []),
    ...index.byKey('userName', nameOf(resource)).map((match) => ({ match, by: 'userName' })),
  ];
  const used = found.findLast(({ match }) => !match.hidden && match.entry.resource['active'] === true);
  if (used) throw new ScimError(409, 'uniqueness', `A user with this ${used.by} is there already and active.`);
  return found[0]?.match ?? null;
}

/** Throws `uniqueness` where another user has this userName. */
export function refuseTaken(index: UserIndex, resource: Resource, rowId: string): void {
  const others = index.byKey('userName', nameOf(resource)).filter(({ row, hidden }) => !hidden && row.ref.id !== rowId);
  if (others.length > 0) throw new ScimError(409, 'uniqueness', 'Another user has this userName.');
}

function nameOf({ userName }: Resource): string {
  return typeof userName === 'string' ? userName.toLowerCase() : '';
}

/** What two creates at once may have in common. */
function keysOf(sent: Resource): string[] {
  const { externalId } = sent;
  return [`name/${nameOf(sent)}`, ...(typeof externalId === 'string' ? [`externalId/${externalId}`] : [])];
}

/** Looks on the site for an account that was made by hand a moment ago. That the site can't be asked finds nobody. */
async function askSite(deps: UserDeps, connection: Connection, name: string): Promise<void> {
  const { store, directories, misses, now } = deps;
  const key = `${connection.id} ${name.toLowerCase()}`;
  if (now() - (misses.get(key) ?? -missTime) < missTime) return;
  try {
    const site = await directories.side(connection, 'cms');
    if (!site) return;
    const signal = AbortSignal.timeout(askTime);
    const byLogin = await site.find({ login: name }, { signal });
    const found = byLogin.length === 0 && name.includes('@') ? await site.find({ email: name }, { signal }) : byLogin;
    await store.commit(
      found.map((account) =>
        put('accounts', accountKey(account.ref), rowOf(account, { store, connection, side: 'cms' })),
      ),
    );
    if (found.length > 0) return;
    if (misses.size >= mostMisses) misses.clear();
    misses.set(key, now());
  } catch {
    // A write would tell what is wrong; a question is answered from what is known.
  }
}

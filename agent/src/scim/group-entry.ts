import type { AccountRow, Connection, Json, PushedGroup, PushedMember } from '@rollcall/shared';

import { accountKey } from '../store/data.ts';
import type { Store } from '../store/store.ts';
import { Attributes } from './attribute.ts';
import type { Entry } from './collection.ts';
import type { Resource } from './filter-match.ts';
import { groupType } from './schema.ts';
import { factsOf, isGone, scimIdOf } from './user-entry.ts';

export const groupAttributes = new Attributes(groupType);

/** A pushed group as a SCIM resource. Its members are put together when somebody looks at them. */
export function groupEntry(group: PushedGroup, connection: Connection, store: Store): Entry {
  const { id, name, externalId, created, modified, version } = group;
  let members: Json[] | null = null;
  const resource: Resource = {
    displayName: name,
    ...(externalId === null ? {} : { externalId }),
    get members() {
      return (members ??= [...membersOf(group, connection, store)]);
    },
  };
  return { id, resource, created, modified, version };
}

function* membersOf({ id }: PushedGroup, connection: Connection, store: Store): Generator<Resource> {
  for (const member of store.pushed.members(id).values()) {
    const row = member.wanted ? rowOfMember(member, connection, store) : undefined;
    if (row) yield { value: scimIdOf(row), display: row.displayName ?? row.login };
  }
}

/** The account of a member; none of one that is gone from the CMS or that the client has deleted. */
export function rowOfMember(
  { account }: Pick<PushedMember, 'account'>,
  connection: Connection,
  { data }: Store,
): AccountRow | undefined {
  const row = data.accounts[accountKey({ directory: connection.cms?.id ?? '', id: account })];
  return row && !isGone(row) && !factsOf(row, connection)?.deleted ? row : undefined;
}

/** What `User.groups` shows of an account; null where it is in none. */
export function groupsOfUser(account: string, connection: Connection, { data, pushed }: Store): Resource[] | null {
  const places = pushed.of(account);
  if (places.length === 0) return null;
  const groups = places
    .flatMap((member) => (member.wanted ? (data.pushed[member.group] ?? []) : []))
    .filter((group) => group.connection === connection.id && !group.removed);
  return groups.length === 0 ? null : groups.map(({ id, name }) => ({ value: id, display: name, type: 'direct' }));
}

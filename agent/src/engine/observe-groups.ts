import { SyncError } from '@rollcall/shared';
import type { Account, Connection, DirectoryGroup, GroupMap, Side } from '@rollcall/shared';

import type { CallOptions, Directory } from '../directory/directory.ts';
import { groupsOf } from './apply-group.ts';
import { otherSide, sideName, writesTo } from './direction.ts';
import type { Sides } from './observe.ts';
import { inTurns } from './turns.ts';

/** The mapped groups of each side, by id. */
export type KnownGroups = Record<Side, ReadonlyMap<string, DirectoryGroup>>;

export const noGroups: KnownGroups = { cms: new Map(), okta: new Map() };

/** The maps by which a connection of this direction writes at all. */
export function mapsOf(connection: Connection): GroupMap[] {
  return connection.groupMaps.filter((map) => writesTo(connection, otherSide(map.owner)));
}

interface GroupsInput {
  sides: Sides;
  connection: Connection;
  signal: AbortSignal;
  /** Ask once for each group instead of once for each account. */
  everybody: boolean;
}

/**
 * Reads the mapped groups and puts each account's into it. Throws `missing_group` for the run where one is not there or
 * not readable: a group that can't be read must never look like an empty one.
 */
export async function observeGroups(accounts: Record<Side, Account[]>, input: GroupsInput): Promise<KnownGroups> {
  const maps = mapsOf(input.connection);
  if (maps.length === 0 || accounts.cms.length + accounts.okta.length === 0) return noGroups;
  const { cms, okta } = input.sides;
  const known = {
    cms: await knownGroups(cms, 'cms', { ids: maps.map((map) => map.role), signal: input.signal }),
    okta: await knownGroups(okta, 'okta', { ids: maps.map((map) => map.group), signal: input.signal }),
  };
  for (const side of ['cms', 'okta'] as const) {
    const open = accounts[side].filter((account) => account.groups === null);
    await fillGroups(open, input.sides[side], [...known[side].keys()], input);
  }
  return known;
}

async function knownGroups(
  directory: Directory,
  side: Side,
  { ids, signal }: { ids: string[] } & CallOptions,
): Promise<ReadonlyMap<string, DirectoryGroup>> {
  const listed = await groupsOf(directory).list(signal ? { signal } : {});
  const found = new Map(listed.filter((group) => ids.includes(group.id)).map((group) => [group.id, group]));
  const missing = ids.find((id) => !found.has(id));
  if (missing === undefined) return found;
  const what = side === 'okta' ? 'group' : 'role';
  throw new SyncError('missing_group', `${sideName[side]} has no ${what} ${missing}, which this connection maps.`, {
    scope: 'run',
    next: 'Make it again, or take its line out of the connection’s groups. Nothing was written.',
  });
}

/** Puts each account's groups into it, as far as they are among `ids`. */
export async function fillGroups(
  open: Account[],
  directory: Directory,
  ids: string[],
  input: Pick<GroupsInput, 'signal' | 'everybody'>,
): Promise<void> {
  if (open.length === 0) return;
  const groups = groupsOf(directory);
  const options = { signal: input.signal };
  if (groups.of && !input.everybody) {
    for (const account of open) account.groups = await groups.of(account.ref.id, options);
    return;
  }
  const byAccount = new Map<string, string[]>();
  for (const id of ids) {
    for (const member of await groups.members(id, options)) {
      byAccount.set(member, [...(byAccount.get(member) ?? []), id]);
    }
  }
  await inTurns(open, (account) => {
    account.groups = byAccount.get(account.ref.id) ?? [];
  });
}

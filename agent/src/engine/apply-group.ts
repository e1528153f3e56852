import { SyncError } from '@rollcall/shared';
import type { Account, Connection, PlanItem } from '@rollcall/shared';

import type { CallOptions, Directory, Groups } from '../directory/directory.ts';
import { pulled } from '../pull/pulled.ts';

export function isGroupItem({ action }: Pick<PlanItem, 'action'>): boolean {
  return action === 'grantGroup' || action === 'revokeGroup';
}

/** Whether the account is in the item's group, or out of it, as the item wants; its groups must have been read. */
export function isAsWanted(account: Account, { action, subject }: PlanItem): boolean {
  return (account.groups?.includes(subject.group ?? '') ?? false) === (action === 'grantGroup');
}

/** An account as the item needs it: with its groups where the item is about one. Throws `not_found`, `missing_group`. */
export async function readFor(
  item: PlanItem,
  directory: Directory,
  id: string,
  options: CallOptions = {},
): Promise<Account> {
  const account = await directory.get(id, options);
  return isGroupItem(item) ? withGroups(account, directory, item.subject.group ?? '', options) : account;
}

/** Whether the side that owns the membership still says what the item was planned for. */
export async function stillOwned(
  source: Account,
  item: PlanItem,
  { directory, connection }: { directory: Directory; connection: Connection },
): Promise<boolean> {
  const { groupMaps } = connection;
  const wished = source.attributes[pulled.roles];
  if (Array.isArray(wished)) return wished.includes(item.subject.group ?? '') === (item.action === 'grantGroup');
  const map = groupMaps.find((each) => (item.side === 'okta' ? each.group : each.role) === item.subject.group);
  if (!map) return false;
  const group = item.side === 'okta' ? map.role : map.group;
  const { groups } = await withGroups(source, directory, group, {});
  return (groups?.includes(group) ?? false) === (item.action === 'grantGroup');
}

/** Puts the account into the item's group or takes it out. */
export async function changeMember(item: PlanItem, directory: Directory, options: CallOptions): Promise<void> {
  const groups = groupsOf(directory);
  const [group, id] = [item.subject.group ?? '', item.subject[item.side]?.id ?? ''];
  if (item.action === 'grantGroup') await groups.addMember(group, id, options);
  else await groups.removeMember(group, id, options);
}

async function withGroups(
  account: Account,
  directory: Directory,
  group: string,
  options: CallOptions,
): Promise<Account> {
  if (account.groups !== null) return account;
  const groups = groupsOf(directory);
  const { id } = account.ref;
  if (groups.of) return { ...account, groups: await groups.of(id, options) };
  return { ...account, groups: (await groups.members(group, options)).includes(id) ? [group] : [] };
}

export function groupsOf(directory: Directory): Groups {
  if (directory.groups) return directory.groups;
  throw new SyncError('missing_group', `${directory.kind} keeps no groups that could be mapped.`, { scope: 'run' });
}

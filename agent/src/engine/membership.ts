import { SyncError } from '@rollcall/shared';
import type { AccountRef, DirectoryGroup, PlanItem, Problem, PushedGroup, PushedMember } from '@rollcall/shared';

import { del, memberKey, put } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import type { Store } from '../store/store.ts';
import { isGroupItem } from './apply-group.ts';

/** A change of a role that follows a pushed group: no account of Okta stands behind it. */
export function isPushedItem(item: PlanItem): boolean {
  return isGroupItem(item) && item.side === 'cms' && item.subject.okta === null && item.reason !== 'undo';
}

/** An account's places in pushed groups that give, or gave, a role, with these groups. */
function placesOf(store: Store, account: AccountRef, role: string): { member: PushedMember; group: PushedGroup }[] {
  return store.pushed.of(account.id).flatMap((member) => {
    const group = store.data.pushed[member.group];
    const isHere = group && store.data.connections[group.connection]?.cms?.id === account.directory;
    return isHere && (group.role === role || group.former?.includes(role)) ? [{ member, group }] : [];
  });
}

/** Whether any pushed group, but that one, gives the account this role now. */
export function isGiven(store: Store, account: AccountRef, role: string, but: string | null = null): boolean {
  return placesOf(store, account, role).some(
    ({ member, group }) => member.wanted && !group.removed && group.role === role && group.id !== but,
  );
}

/** Throws `moved` where the groups no longer say what an item was planned for. */
export function refuseUnwanted(store: Store, item: PlanItem): void {
  const { cms, group, label } = item.subject;
  if (!isPushedItem(item) || !cms || isGiven(store, cms, group ?? '') === (item.action === 'grantGroup')) return;
  throw new SyncError('moved', `${label}’s place in the pushed group was changed after the plan was made.`);
}

/** What an item about a role or one of its holders, once done, changes of pushed groups. */
export function doneMembership(store: Store, item: PlanItem, role: DirectoryGroup | undefined): Change[] {
  const pushed = store.data.pushed[item.subject.group ?? ''];
  if (item.action === 'createGroup') return pushed && role ? [put('pushed', pushed.id, withRole(pushed, role))] : [];
  if (item.action === 'deleteGroup') return forgotten(store, item.subject.group ?? '');
  if (item.action === 'renameGroup') return renamedGroups(store, item);
  const { cms, group } = item.subject;
  if (!isGroupItem(item) || item.side !== 'cms' || !cms || group === null) return [];
  const given = item.action === 'grantGroup';
  return placesOf(store, cms, group).flatMap((place) => settledMember(store, place, { role: group, given }));
}

/** The role has the new name, or can't be given it, which keeps nobody from holding it. */
function renamedGroups(store: Store, { subject }: PlanItem): Change[] {
  return store.pushed.giving(subject.group ?? '').flatMap(({ id }) => withoutRename(store, id));
}

/** Forgets the name before. */
export function withoutRename({ data }: Store, id: string): Change[] {
  const present = data.pushed[id];
  if (present?.renamed === undefined) return [];
  const { renamed: _renamed, ...kept } = present;
  return [put('pushed', id, kept)];
}

function withRole(pushed: PushedGroup, { id }: DirectoryGroup): PushedGroup {
  return { ...pushed, role: id, problem: null };
}

/** The groups that were only waiting for their role to be deleted. */
function forgotten(store: Store, role: string): Change[] {
  return store.pushed
    .giving(role)
    .filter(({ removed }) => removed)
    .flatMap((group) => forgetGroup(store, group));
}

/** Removes a group with everybody in it from what is kept; roles stay as they are. */
export function forgetGroup(store: Store, { id }: PushedGroup): Change[] {
  const members = [...store.pushed.members(id).values()];
  return [del('pushed', id), ...members.map((member) => del('members', memberKey(member)))];
}

function settledMember(
  store: Store,
  { member, group }: { member: PushedMember; group: PushedGroup },
  { role, given }: { role: string; given: boolean },
): Change[] {
  const isWanted = member.wanted && !group.removed && group.role === role;
  if (isWanted !== given) return [];
  const others = group.former?.filter((each) => each !== role) ?? [];
  // A role from before may still have to go.
  if (others.length > 0) return [];
  return settleMember(store, member);
}

/** A member that is as wanted: kept as settled, or no longer kept where it has left. */
export function settleMember(store: Store, { group, account }: PushedMember): Change[] {
  const key = memberKey({ group, account });
  const present = store.data.members[key];
  if (!present) return [];
  if (!present.wanted) return [del('members', key)];
  return present.settled && present.problem === null
    ? []
    : [put('members', key, { ...present, settled: true, problem: null })];
}

/** What the CMS says of a name it will say again. */
function withoutRole(pushed: PushedGroup, { subject }: PlanItem, problem: Problem): PushedGroup {
  const isName = problem.field === 'name' && problem.code === 'invalid';
  return { ...pushed, madeRole: false, problem, ...(isName ? { refusedName: subject.label } : {}) };
}

/** What an item that was not done leaves on the groups that it was for. */
export function failedMembership(store: Store, item: PlanItem, problem: Problem): Change[] {
  const { cms, group } = item.subject;
  const pushed = store.data.pushed[group ?? ''];
  if (item.action === 'createGroup')
    return pushed ? [put('pushed', pushed.id, withoutRole(pushed, item, problem))] : [];
  if (item.action === 'renameGroup') return renamedGroups(store, item);
  if (!isPushedItem(item) || !cms || group === null) return [];
  return placesOf(store, cms, group)
    .filter(({ member }) => !member.settled)
    .map(({ member }) => put('members', memberKey(member), { ...member, problem }));
}

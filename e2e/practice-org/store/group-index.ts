import { textOf, type Group } from '../model.ts';
import { firstAfter } from './sorted.ts';

/** Groups by id and name, and who belongs to them. The built-in `Everyone` has no stored members: it holds all users. */
export interface GroupIndex {
  readonly size: number;
  byId(id: string): Group | undefined;
  byName(name: string): Group | undefined;
  everyone(): Group | undefined;
  after(seq: number): Generator<Group>;
  put(group: Group): void;
  remove(id: string): void;
  addMember(groupId: string, userId: string, seq: number): void;
  removeMember(groupId: string, userId: string): void;
  isMember(groupId: string, userId: string): boolean;
  groupIdsOf(userId: string): readonly string[];
  memberCount(groupId: string): number;
  /** Members in the order they joined, from the one after `seq`. */
  membersAfter(groupId: string, seq: number): Generator<Member>;
  clear(): void;
}

export interface Member {
  readonly userId: string;
  readonly seq: number;
}

export function createGroupIndex(): GroupIndex {
  const groups = new Map<string, Group>();
  const names = new Map<string, string>();
  const groupsOfUser = new Map<string, Set<string>>();
  const members = new Map<string, { joined: Map<string, number>; ordered: Member[] }>();
  let ordered: Group[] = [];
  let everyoneId = '';

  const placeOf = (group: Group): number => firstAfter(ordered, (other) => other.seq >= group.seq);
  const membersOf = (groupId: string) => {
    const known = members.get(groupId) ?? { joined: new Map<string, number>(), ordered: [] };
    members.set(groupId, known);
    return known;
  };
  const removeMember = (groupId: string, userId: string): void => {
    const list = membersOf(groupId);
    const seq = list.joined.get(userId);
    if (seq === undefined) return;
    list.joined.delete(userId);
    list.ordered.splice(
      firstAfter(list.ordered, (member) => member.seq >= seq),
      1,
    );
    groupsOfUser.get(userId)?.delete(groupId);
  };

  return {
    get size() {
      return groups.size;
    },
    byId: (id) => groups.get(id),
    byName: (name) => groups.get(names.get(name) ?? ''),
    everyone: () => groups.get(everyoneId),
    after: function* after(seq) {
      for (let at = firstAfter(ordered, (group) => group.seq > seq); at < ordered.length; at += 1) {
        const group = ordered[at];
        if (group !== undefined) yield group;
      }
    },
    put: (group) => {
      const before = groups.get(group.id);
      if (before !== undefined) names.delete(nameOf(before));
      groups.set(group.id, group);
      names.set(nameOf(group), group.id);
      if (group.type === 'BUILT_IN') everyoneId = group.id;
      ordered.splice(placeOf(group), before === undefined ? 0 : 1, group);
    },
    remove: (id) => {
      const group = groups.get(id);
      if (group === undefined) return;
      for (const userId of membersOf(id).joined.keys()) groupsOfUser.get(userId)?.delete(id);
      members.delete(id);
      groups.delete(id);
      names.delete(nameOf(group));
      ordered.splice(placeOf(group), 1);
    },
    addMember: (groupId, userId, seq) => {
      const list = membersOf(groupId);
      if (list.joined.has(userId)) return;
      list.joined.set(userId, seq);
      list.ordered.push({ userId, seq });
      const groupIds = groupsOfUser.get(userId) ?? new Set();
      groupsOfUser.set(userId, groupIds.add(groupId));
    },
    removeMember,
    isMember: (groupId, userId) => members.get(groupId)?.joined.has(userId) ?? false,
    groupIdsOf: (userId) => [...(groupsOfUser.get(userId) ?? [])],
    memberCount: (groupId) => members.get(groupId)?.ordered.length ?? 0,
    membersAfter: function* membersAfter(groupId, seq) {
      const list = members.get(groupId)?.ordered ?? [];
      for (let at = firstAfter(list, (member) => member.seq > seq); at < list.length; at += 1) {
        const member = list[at];
        if (member !== undefined) yield member;
      }
    },
    clear: () => {
      for (const map of [groups, names, groupsOfUser, members]) map.clear();
      ordered = [];
    },
  };
}

function nameOf(group: Group): string {
  return textOf(group.profile, 'name');
}

import { textOf, type Group } from '../model.ts';
import { MultiMap } from './multi-map.ts';
import { Sequence } from './sequence.ts';

interface Member {
  readonly userId: string;
  /** When the user joined, as a place in the org's order of creation. */
  readonly seq: number;
}

interface Members {
  readonly places: Map<string, number>;
  readonly ordered: Sequence<Member>;
}

/** Groups by id and name, and who belongs to them. The built-in `Everyone` has no stored members: it holds all users. */
export class GroupIndex {
  readonly #groups = new Map<string, Group>();
  readonly #ordered = new Sequence<Group>();
  readonly #names = new Map<string, string>();
  readonly #groupsOfUser = new MultiMap();
  readonly #members = new Map<string, Members>();
  #everyoneId = '';

  get size(): number {
    return this.#groups.size;
  }

  byId(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  byName(name: string): Group | undefined {
    return this.#groups.get(this.#names.get(name) ?? '');
  }

  everyone(): Group | undefined {
    return this.#groups.get(this.#everyoneId);
  }

  /** Groups in order of creation, from the one after `seq`. */
  after(seq: number): Generator<Group> {
    return this.#ordered.after(seq);
  }

  isMember(groupId: string, userId: string): boolean {
    return this.#members.get(groupId)?.places.has(userId) ?? false;
  }

  groupIdsOf(userId: string): readonly string[] {
    return this.#groupsOfUser.get(userId);
  }

  memberCount(groupId: string): number {
    return this.#members.get(groupId)?.ordered.size ?? 0;
  }

  /** Members in the order they joined, from the one after `seq`. */
  *membersAfter(groupId: string, seq: number): Generator<Member> {
    const members = this.#members.get(groupId);
    if (members !== undefined) yield* members.ordered.after(seq);
  }

  put(group: Group): void {
    const before = this.#groups.get(group.id);
    if (before !== undefined) this.#names.delete(textOf(before.profile, 'name'));
    this.#groups.set(group.id, group);
    this.#ordered.put(group);
    this.#names.set(textOf(group.profile, 'name'), group.id);
    if (group.type === 'BUILT_IN') this.#everyoneId = group.id;
  }

  remove(id: string): void {
    const group = this.#groups.get(id);
    if (group === undefined) return;
    for (const userId of this.#members.get(id)?.places.keys() ?? []) this.#groupsOfUser.remove(userId, id);
    this.#members.delete(id);
    this.#groups.delete(id);
    this.#ordered.remove(group.seq);
    this.#names.delete(textOf(group.profile, 'name'));
  }

  addMember(groupId: string, member: Member): void {
    const members = this.#members.get(groupId) ?? { places: new Map(), ordered: new Sequence() };
    this.#members.set(groupId, members);
    if (members.places.has(member.userId)) return;
    members.places.set(member.userId, member.seq);
    members.ordered.put(member);
    this.#groupsOfUser.add(member.userId, groupId);
  }

  removeMember(groupId: string, userId: string): void {
    const members = this.#members.get(groupId);
    const seq = members?.places.get(userId);
    if (members === undefined || seq === undefined) return;
    members.places.delete(userId);
    members.ordered.remove(seq);
    this.#groupsOfUser.remove(userId, groupId);
  }

  clear(): void {
    this.#groups.clear();
    this.#ordered.clear();
    this.#names.clear();
    this.#groupsOfUser.clear();
    this.#members.clear();
  }
}

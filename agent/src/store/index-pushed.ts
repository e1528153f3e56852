import type { PushedGroup, PushedMember } from '@rollcall/shared';
import { MultiMap } from './multi-map.ts';

const nobody: ReadonlyMap<string, PushedMember> = new Map();

/** Finds pushed groups by connection and name, and who is in them, from either end. */
export class PushedIndex {
  /** By connection, in the order in which they came to be. */
  readonly #groups = new Map<string, PushedGroup[]>();
  readonly #byName = new MultiMap<PushedGroup>();
  readonly #byRole = new MultiMap<PushedGroup>();
  readonly #members = new Map<string, Map<string, PushedMember>>();
  readonly #byAccount = new MultiMap<PushedMember>();

  groups(connection: string): readonly PushedGroup[] {
    return this.#groups.get(connection) ?? [];
  }

  /** Ignoring case, as SCIM compares `displayName`. */
  named(connection: string, name: string): PushedGroup[] {
    return this.#byName.get(nameKey(connection, name));
  }

  /** Groups of any connection that give a role of this id. */
  giving(role: string): PushedGroup[] {
    return this.#byRole.get(role);
  }

  /** By the CMS's id of the account; those who are on their way out too. */
  members(group: string): ReadonlyMap<string, PushedMember> {
    return this.#members.get(group) ?? nobody;
  }

  /** An account's places in groups of any connection. */
  of(account: string): PushedMember[] {
    return this.#byAccount.get(account);
  }

  /** Follows one change of the `pushed` collection. */
  changeGroup(before: PushedGroup | undefined, after: PushedGroup | undefined): void {
    if (before) {
      this.#byName.remove(nameKey(before.connection, before.name), before);
      if (before.role !== null) this.#byRole.remove(before.role, before);
    }
    if (after) {
      this.#byName.add(nameKey(after.connection, after.name), after);
      if (after.role !== null) this.#byRole.add(after.role, after);
    }
    const connection = (after ?? before)?.connection ?? '';
    const groups = this.#groups.get(connection) ?? [];
    this.#groups.set(connection, groups);
    const at = before ? groups.indexOf(before) : -1;
    if (at >= 0) groups.splice(at, 1, ...(after ? [after] : []));
    else if (after) groups.splice(groups.findLastIndex((each) => isBefore(each, after)) + 1, 0, after);
  }

  /** Follows one change of the `members` collection. */
  changeMember(before: PushedMember | undefined, after: PushedMember | undefined): void {
    if (before) this.#byAccount.remove(before.account, before);
    if (after) this.#byAccount.add(after.account, after);
    if (after) {
      const members = this.#members.get(after.group) ?? new Map<string, PushedMember>();
      this.#members.set(after.group, members.set(after.account, after));
    } else if (before) {
      const members = this.#members.get(before.group);
      members?.delete(before.account);
      if (members?.size === 0) this.#members.delete(before.group);
    }
  }
}

function nameKey(connection: string, name: string): string {
  return `${connection}/${name.trim().toLowerCase()}`;
}

function isBefore(one: PushedGroup, other: PushedGroup): boolean {
  return one.created < other.created || (one.created === other.created && one.id < other.id);
}

import { textOf, type Clock, type User } from '../model.ts';
import { fold } from './fold.ts';
import { firstAfter } from './sorted.ts';

/** All users with the look-ups that must not depend on how many there are. */
export interface UserIndex {
  readonly size: number;
  byId(id: string): User | undefined;
  /** By login, ignoring case and diacritics, in every status. */
  byLogin(login: string): User | undefined;
  /** By the part before the `@`, while only one user has it. */
  byShortName(name: string): User | undefined;
  /** Every user whose email is this one, ignoring case; several may share it. */
  byEmail(email: string): readonly User[];
  /** Another user that already has this value of a unique attribute. */
  ownerOf(attribute: string, value: unknown): User | undefined;
  /** Users in order of creation, from the one after `seq`. */
  after(seq: number): Generator<User>;
  /** The user as `search` knows it, which lags behind by the org's search lag; undefined when not yet indexed. */
  asSearched(user: User): User | undefined;
  /** Users whose activation is still running. */
  inTransition(): readonly User[];
  put(user: User): void;
  remove(id: string): void;
  setUnique(attributes: readonly string[]): void;
  clear(): void;
}

export interface UserIndexOptions {
  readonly clock: Clock;
  readonly searchLagMs: number;
}

interface Version {
  readonly user: User | undefined;
  readonly until: number;
}

export function createUserIndex({ clock, searchLagMs }: UserIndexOptions): UserIndex {
  const users = new Map<string, User>();
  const logins = new Map<string, string>();
  const shortNames = createMultiMap();
  const emails = createMultiMap();
  const uniques = new Map<string, Map<string, string>>();
  const earlierVersions = new Map<string, Version[]>();
  const transitions = new Set<string>();
  let ordered: User[] = [];

  const index = (user: User): void => {
    const login = fold(textOf(user.profile, 'login'));
    logins.set(login, user.id);
    shortNames.add(shortNameOf(login), user.id);
    emails.add(fold(textOf(user.profile, 'email')), user.id);
    for (const [attribute, owners] of uniques) {
      const key = uniqueKey(user.profile[attribute]);
      if (key !== undefined) owners.set(key, user.id);
    }
  };
  const unindex = (user: User): void => {
    const login = fold(textOf(user.profile, 'login'));
    logins.delete(login);
    shortNames.remove(shortNameOf(login), user.id);
    emails.remove(fold(textOf(user.profile, 'email')), user.id);
    for (const [attribute, owners] of uniques) {
      const key = uniqueKey(user.profile[attribute]);
      if (key !== undefined) owners.delete(key);
    }
  };
  const remember = (id: string, before: User | undefined): void => {
    if (searchLagMs <= 0) return;
    const versions = earlierVersions.get(id) ?? [];
    versions.push({ user: before, until: clock() + searchLagMs });
    earlierVersions.set(id, versions);
  };

  return {
    get size() {
      return users.size;
    },
    byId: (id) => users.get(id),
    byLogin: (login) => users.get(logins.get(fold(login)) ?? ''),
    byShortName: (name) => {
      const ids = shortNames.get(fold(name));
      return ids.length === 1 ? users.get(ids[0] ?? '') : undefined;
    },
    byEmail: (email) => emails.get(fold(email)).flatMap((id) => users.get(id) ?? []),
    ownerOf: (attribute, value) => users.get(uniques.get(attribute)?.get(uniqueKey(value) ?? '') ?? ''),
    after: function* after(seq) {
      for (let at = firstAfter(ordered, (user) => user.seq > seq); at < ordered.length; at += 1) {
        const user = ordered[at];
        if (user !== undefined) yield user;
      }
    },
    asSearched: (user) => {
      const versions = earlierVersions.get(user.id);
      if (versions === undefined) return user;
      const lagging = versions.filter((version) => version.until > clock());
      if (lagging.length === 0) earlierVersions.delete(user.id);
      else earlierVersions.set(user.id, lagging);
      return lagging[0] === undefined ? user : lagging[0].user;
    },
    inTransition: () => [...transitions].flatMap((id) => users.get(id) ?? []),
    put: (user) => {
      const before = users.get(user.id);
      remember(user.id, before);
      if (before !== undefined) unindex(before);
      users.set(user.id, user);
      if (user.transition === null) transitions.delete(user.id);
      else transitions.add(user.id);
      index(user);
      const at = firstAfter(ordered, (other) => other.seq >= user.seq);
      ordered.splice(at, before === undefined ? 0 : 1, user);
    },
    remove: (id) => {
      const user = users.get(id);
      if (user === undefined) return;
      unindex(user);
      users.delete(id);
      earlierVersions.delete(id);
      ordered.splice(
        firstAfter(ordered, (other) => other.seq >= user.seq),
        1,
      );
    },
    setUnique: (attributes) => {
      uniques.clear();
      for (const attribute of attributes) {
        const owners = new Map<string, string>();
        for (const user of users.values()) {
          const key = uniqueKey(user.profile[attribute]);
          if (key !== undefined) owners.set(key, user.id);
        }
        uniques.set(attribute, owners);
      }
    },
    clear: () => {
      for (const map of [users, logins, uniques, earlierVersions]) map.clear();
      transitions.clear();
      shortNames.clear();
      emails.clear();
      ordered = [];
    },
  };
}

function createMultiMap() {
  const map = new Map<string, Set<string>>();
  return {
    get: (key: string): string[] => [...(map.get(key) ?? [])],
    add: (key: string, id: string): void => {
      const ids = map.get(key);
      if (ids === undefined) map.set(key, new Set([id]));
      else ids.add(id);
    },
    remove: (key: string, id: string): void => {
      const ids = map.get(key);
      ids?.delete(id);
      if (ids?.size === 0) map.delete(key);
    },
    clear: (): void => map.clear(),
  };
}

function shortNameOf(login: string): string {
  return login.split('@')[0] ?? login;
}

function uniqueKey(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? fold(value) : JSON.stringify(value);
}

import { textOf, type Clock, type User } from '../model.ts';
import { fold } from './fold.ts';
import { MultiMap } from './multi-map.ts';
import { Sequence } from './sequence.ts';

export interface UserIndexOptions {
  readonly clock: Clock;
  readonly searchLagMs: number;
}

interface Version {
  readonly user: User | undefined;
  readonly until: number;
}

/** All users with the look-ups that must not depend on how many there are. */
export class UserIndex {
  readonly #options: UserIndexOptions;
  readonly #users = new Map<string, User>();
  readonly #ordered = new Sequence<User>();
  readonly #logins = new Map<string, string>();
  readonly #shortNames = new MultiMap();
  readonly #emails = new MultiMap();
  readonly #uniques = new Map<string, Map<string, string>>();
  readonly #earlierVersions = new Map<string, readonly Version[]>();
  readonly #transitions = new Set<string>();

  constructor(options: UserIndexOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#users.size;
  }

  byId(id: string): User | undefined {
    return this.#users.get(id);
  }

  /** By login, ignoring case and diacritics, in every status. */
  byLogin(login: string): User | undefined {
    return this.#users.get(this.#logins.get(fold(login)) ?? '');
  }

  /** By the part before the `@`, while only one user has it. */
  byShortName(name: string): User | undefined {
    const ids = this.#shortNames.get(fold(name));
    return ids.length === 1 ? this.#users.get(ids[0] ?? '') : undefined;
  }

  /** Every user whose email is this one, ignoring case; several may share it. */
  byEmail(email: string): readonly User[] {
    return this.#known(this.#emails.get(fold(email)));
  }

  /** The user that already has this value of a unique attribute. */
  ownerOf(attribute: string, value: unknown): User | undefined {
    return this.#users.get(this.#uniques.get(attribute)?.get(uniqueKey(value) ?? '') ?? '');
  }

  /** Users in order of creation, from the one after `seq`. */
  after(seq: number): Generator<User> {
    return this.#ordered.after(seq);
  }

  /** Users whose activation is still running. */
  inTransition(): readonly User[] {
    return this.#known([...this.#transitions]);
  }

  /** The user as `search` knows it, which lags behind by the org's search lag; undefined when not yet indexed. */
  asSearched(user: User): User | undefined {
    const versions = this.#earlierVersions.get(user.id);
    if (versions === undefined) return user;
    const lagging = versions.filter((version) => version.until > this.#options.clock());
    this.#earlierVersions.set(user.id, lagging);
    return lagging[0] === undefined ? user : lagging[0].user;
  }

  put(user: User): void {
    const before = this.#users.get(user.id);
    this.#rememberForSearch(user.id, before);
    if (before !== undefined) this.#unindex(before);
    this.#users.set(user.id, user);
    this.#ordered.put(user);
    this.#logins.set(fold(textOf(user.profile, 'login')), user.id);
    this.#shortNames.add(shortNameOf(user), user.id);
    this.#emails.add(fold(textOf(user.profile, 'email')), user.id);
    if (user.transition !== null) this.#transitions.add(user.id);
    for (const [attribute, owners] of this.#uniques) {
      const key = uniqueKey(user.profile[attribute]);
      if (key !== undefined) owners.set(key, user.id);
    }
  }

  remove(id: string): void {
    const user = this.#users.get(id);
    if (user === undefined) return;
    this.#unindex(user);
    this.#users.delete(id);
    this.#ordered.remove(user.seq);
    this.#earlierVersions.delete(id);
  }

  /** Names the attributes whose values belong to one user at most. */
  setUnique(attributes: readonly string[]): void {
    this.#uniques.clear();
    for (const attribute of attributes) {
      const owners = new Map<string, string>();
      for (const user of this.#users.values()) {
        const key = uniqueKey(user.profile[attribute]);
        if (key !== undefined) owners.set(key, user.id);
      }
      this.#uniques.set(attribute, owners);
    }
  }

  clear(): void {
    this.#users.clear();
    this.#ordered.clear();
    this.#logins.clear();
    this.#shortNames.clear();
    this.#emails.clear();
    this.#uniques.clear();
    this.#earlierVersions.clear();
    this.#transitions.clear();
  }

  #known(ids: readonly string[]): User[] {
    return ids.flatMap((id) => this.#users.get(id) ?? []);
  }

  #unindex(user: User): void {
    this.#logins.delete(fold(textOf(user.profile, 'login')));
    this.#shortNames.remove(shortNameOf(user), user.id);
    this.#emails.remove(fold(textOf(user.profile, 'email')), user.id);
    this.#transitions.delete(user.id);
    for (const [attribute, owners] of this.#uniques) {
      const key = uniqueKey(user.profile[attribute]);
      if (key !== undefined) owners.delete(key);
    }
  }

  #rememberForSearch(id: string, before: User | undefined): void {
    const { clock, searchLagMs } = this.#options;
    if (searchLagMs <= 0) return;
    const versions = this.#earlierVersions.get(id) ?? [];
    this.#earlierVersions.set(id, [...versions, { user: before, until: clock() + searchLagMs }]);
  }
}

function shortNameOf(user: User): string {
  return fold(textOf(user.profile, 'login')).split('@')[0] ?? '';
}

function uniqueKey(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? fold(value) : JSON.stringify(value);
}

import { randomUUID } from 'node:crypto';
import type { Mailbox } from './mailbox.ts';
import { uniqueKey } from './model.ts';
import type { CancelMethod, Role, Settings, SiteState, User, UserChange } from './model.ts';
import type { Sessions } from './session.ts';
import { userViolations } from './violation.ts';
import type { Violation } from './violation.ts';

interface SiteParts {
  state: SiteState;
  sessions: Sessions;
  mailbox: Mailbox;
  /** The site's own language; English is there too. */
  language: string;
  /** Called after every change that a restart has to remember. */
  onChange: () => void;
}

export interface SaveOptions {
  /** Epoch seconds of the request's start. */
  now: number;
  /** A form save moves `changed` even when nothing differs; an API save does not. */
  touch?: boolean;
  /** The session that survives a password change. */
  keepSession?: string | undefined;
}

/** Users, roles and settings of the site, with the side effects core has on saving them. */
export class Site {
  readonly #parts: SiteParts;
  readonly #byUuid = new Map<string, User>();
  readonly #byUid = new Map<number, User>();
  readonly #byName = new Map<string, User>();
  readonly #byMail = new Map<string, User>();
  readonly #orders = new Map<string, { revision: number; users: readonly User[] }>();
  #revision = 0;

  constructor(parts: SiteParts) {
    this.#parts = parts;
    for (const user of parts.state.users) this.#index(user);
  }

  get state(): SiteState {
    return this.#parts.state;
  }

  get settings(): Readonly<Settings> {
    return this.#parts.state.settings;
  }

  /** Every row by uid, the anonymous user (uid 0) first. */
  get users(): readonly User[] {
    return this.#parts.state.users;
  }

  /** Roles by weight. */
  get roles(): readonly Role[] {
    return this.#parts.state.roles;
  }

  user(uid: number): User | undefined {
    return this.#byUid.get(uid);
  }

  userByUuid(uuid: string): User | undefined {
    return this.#byUuid.get(uuid);
  }

  userByName(name: string): User | undefined {
    return this.#byName.get(uniqueKey(name));
  }

  userByMail(mail: string): User | undefined {
    return this.#byMail.get(uniqueKey(mail));
  }

  role(id: string): Role | undefined {
    return this.roles.find((role) => role.id === id);
  }

  roleByUuid(uuid: string): Role | undefined {
    return this.roles.find((role) => role.uuid === uuid);
  }

  /** True when one of the user's roles, or uid 1, grants the permission. */
  mayUser(user: User, permission: string): boolean {
    if (user.uid === 1) return true;
    const ids = [user.uid === 0 ? 'anonymous' : 'authenticated', ...user.roles];
    return ids.some((id) => {
      const role = this.role(id);
      return role !== undefined && (role.isAdmin === true || role.permissions.includes(permission));
    });
  }

  /** The users in an order, computed once per change of the site so that pages of a long list stay cheap. */
  ordered(key: string, compare: (a: User, b: User) => number): readonly User[] {
    const known = this.#orders.get(key);
    if (known?.revision === this.#revision) return known.users;
    const users = this.users.toSorted(compare);
    this.#orders.set(key, { revision: this.#revision, users });
    return users;
  }

  /** An unsaved user with the defaults of a new entity: blocked, no mail, no roles. */
  draft(now: number, change: UserChange, uuid = randomUUID() as string): User {
    return {
      uid: -1,
      uuid,
      name: '',
      mail: null,
      init: null,
      status: false,
      created: now,
      changed: now,
      access: 0,
      login: 0,
      cached: { access: 0, login: 0 },
      langcode: this.#parts.language,
      preferredLangcode: this.#parts.language,
      preferredAdminLangcode: null,
      timezone: 'UTC',
      roles: [],
      fields: {},
      passwordHash: null,
      ...change,
    };
  }

  /** What core's validation says about saving the user as it stands. */
  violations(user: User, byAdministrator: boolean): Violation[] {
    const stored = this.#byUid.get(user.uid);
    return userViolations({
      user,
      isNew: stored === undefined,
      previousMail: stored?.mail ?? null,
      byAdministrator,
      languages: ['en', this.#parts.language],
      holderOfName: this.userByName(user.name),
      holderOfMail: user.mail ? this.userByMail(user.mail) : undefined,
    });
  }

  /** Stores a draft under the next uid. No mail is sent. */
  insert(draft: User): User {
    const user = { ...draft, uid: this.state.nextUid, cached: { access: draft.access, login: draft.login } };
    this.state.nextUid += 1;
    this.state.users.push(user);
    this.#index(user);
    this.#touched();
    return user;
  }

  /** Saves changed values: moves `changed` if something differs, mails on unblock, ends sessions on block. */
  save(user: User, change: UserChange, { now, touch = false, keepSession }: SaveOptions): void {
    const before = { ...user };
    const differs = JSON.stringify({ ...before, ...change }) !== JSON.stringify(before);
    this.#unindex(user);
    Object.assign(user, change);
    if (differs || touch) user.changed = now;
    user.cached = { access: user.access, login: user.login };
    this.#index(user);
    if (user.status !== before.status) {
      if (!user.status) this.#parts.sessions.endAllOf(user.uid);
      else if (this.settings.mailOnUnblock) this.#parts.mailbox.send('status_activated', user, now);
    }
    if (user.passwordHash !== before.passwordHash) this.#parts.sessions.endAllOf(user.uid, keepSession);
    this.#touched();
  }

  /** Blocks or erases an account as the cancel method says; content is not modelled. */
  cancel(user: User, method: CancelMethod, now: number): 'blocked' | 'erased' {
    if (method === 'user_cancel_block' || method === 'user_cancel_block_unpublish') {
      this.save(user, { status: false }, { now });
      return 'blocked';
    }
    this.#unindex(user);
    this.state.users.splice(this.state.users.indexOf(user), 1);
    this.#parts.sessions.endAllOf(user.uid);
    this.#touched();
    return 'erased';
  }

  /** Writes the login time past the entity: neither `changed` nor what JSON:API shows moves. */
  recordLogin(user: User, now: number): void {
    user.login = now;
    user.access = now;
    this.#touched();
  }

  /** Writes the access time past the entity, at most every three minutes. */
  recordAccess(user: User, now: number): void {
    if (now - user.access < 180) return;
    user.access = now;
    this.#touched();
  }

  addRole(id: string, label: string, permissions: string[] = []): Role {
    const weight = Math.max(...this.roles.map((role) => role.weight)) + 1;
    const role: Role = { id, uuid: randomUUID(), label, weight, isAdmin: null, permissions, modules: [] };
    this.state.roles.push(role);
    this.#touched();
    return role;
  }

  saveRole(role: Role, change: Partial<Pick<Role, 'label' | 'weight' | 'permissions'>>): void {
    Object.assign(role, change);
    this.state.roles.sort((a, b) => a.weight - b.weight);
    this.#touched();
  }

  /** Deletes a role; its holders lose it without their `changed` moving. */
  removeRole(role: Role): void {
    this.state.roles.splice(this.state.roles.indexOf(role), 1);
    for (const user of this.users) user.roles = user.roles.filter((id) => id !== role.id);
    this.#touched();
  }

  configure(change: Partial<Settings>): void {
    Object.assign(this.state.settings, change);
    this.#touched();
  }

  #index(user: User): void {
    this.#byUid.set(user.uid, user);
    this.#byUuid.set(user.uuid, user);
    this.#byName.set(uniqueKey(user.name), user);
    if (user.mail) this.#byMail.set(uniqueKey(user.mail), user);
  }

  #unindex(user: User): void {
    this.#byUid.delete(user.uid);
    this.#byUuid.delete(user.uuid);
    this.#byName.delete(uniqueKey(user.name));
    if (user.mail) this.#byMail.delete(uniqueKey(user.mail));
  }

  #touched(): void {
    this.#revision += 1;
    this.#parts.onChange();
  }
}

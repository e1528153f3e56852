import type { AppGroup, AppUser, GroupPush, ImportResult, PushRule, ScimApp } from '../apps/app.ts';
import { Sequence } from './sequence.ts';

/** Apps of the org with who and what is assigned and pushed to each. */
export class AppIndex {
  readonly #apps = new Map<string, ScimApp>();
  readonly #secrets = new Map<string, string>();
  readonly #users = new Map<string, Rows<AppUser>>();
  readonly #groups = new Map<string, Map<string, AppGroup>>();
  readonly #pushes = new Map<string, Rows<GroupPush>>();
  readonly #members = new Map<string, Map<string, string>>();
  readonly #rules = new Map<string, PushRule>();
  readonly #imports = new Map<string, ImportResult>();

  all(): readonly ScimApp[] {
    return [...this.#apps.values()];
  }

  byId(id: string): ScimApp | undefined {
    return this.#apps.get(id);
  }

  /** The bearer token that a person gave the app; empty when none. */
  secretOf(appId: string): string {
    return this.#secrets.get(appId) ?? '';
  }

  user(appId: string, userId: string): AppUser | undefined {
    return this.#users.get(appId)?.get(userId);
  }

  /** Assignments in order, from the one after `seq`; those that are over and not yet told among them. */
  usersAfter(appId: string, seq: number): Generator<AppUser> {
    return rowsOf(this.#users, appId).after(seq);
  }

  groupsOf(appId: string): readonly AppGroup[] {
    return [...(this.#groups.get(appId)?.values() ?? [])];
  }

  group(appId: string, groupId: string): AppGroup | undefined {
    return this.#groups.get(appId)?.get(groupId);
  }

  push(appId: string, id: string): GroupPush | undefined {
    return this.#pushes.get(appId)?.get(id);
  }

  pushesAfter(appId: string, seq: number): Generator<GroupPush> {
    return rowsOf(this.#pushes, appId).after(seq);
  }

  /** Of whom the app was told about a pushed group: user id to id at the app. */
  membersOf(pushId: string): ReadonlyMap<string, string> {
    return this.#members.get(pushId) ?? new Map();
  }

  rulesOf(appId: string): readonly PushRule[] {
    return [...this.#rules.values()].filter((rule) => rule.appId === appId);
  }

  importOf(appId: string): ImportResult | undefined {
    return this.#imports.get(appId);
  }

  put(app: ScimApp): void {
    this.#apps.set(app.id, app);
  }

  setSecret(appId: string, token: string): void {
    this.#secrets.set(appId, token);
  }

  remove(id: string): void {
    this.#apps.delete(id);
    this.#secrets.delete(id);
    this.#forget(id);
  }

  putUser(user: AppUser): void {
    rowsOf(this.#users, user.appId).put(user.userId, user);
  }

  removeUser(appId: string, userId: string): void {
    rowsOf(this.#users, appId).remove(userId);
  }

  putGroup(group: AppGroup): void {
    const groups = this.#groups.get(group.appId) ?? new Map<string, AppGroup>();
    this.#groups.set(group.appId, groups.set(group.groupId, group));
  }

  removeGroup(appId: string, groupId: string): void {
    this.#groups.get(appId)?.delete(groupId);
  }

  putPush(push: GroupPush): void {
    rowsOf(this.#pushes, push.appId).put(push.id, push);
  }

  removePush(appId: string, id: string): void {
    rowsOf(this.#pushes, appId).remove(id);
    this.#members.delete(id);
  }

  putMembers(pushId: string, members: Readonly<Record<string, string | null>>): void {
    const known = this.#members.get(pushId) ?? new Map<string, string>();
    this.#members.set(pushId, known);
    for (const [userId, id] of Object.entries(members))
      if (id === null) known.delete(userId);
      else known.set(userId, id);
  }

  putRule(rule: PushRule): void {
    this.#rules.set(rule.id, rule);
  }

  removeRule(id: string): void {
    this.#rules.delete(id);
  }

  putImport(result: ImportResult): void {
    this.#imports.set(result.appId, result);
  }

  /** Forgets who and what is assigned; the apps and their connections stay. */
  clear(): void {
    for (const id of this.#apps.keys()) this.#forget(id);
  }

  #forget(id: string): void {
    for (const push of this.pushesAfter(id, 0)) this.#members.delete(push.id);
    this.#users.delete(id);
    this.#groups.delete(id);
    this.#pushes.delete(id);
    this.#imports.delete(id);
    for (const rule of this.rulesOf(id)) this.#rules.delete(rule.id);
  }
}

/** Rows of one app by their own key and in their order. */
class Rows<T extends { readonly seq: number }> {
  readonly #byKey = new Map<string, T>();
  readonly #ordered = new Sequence<T>();

  get(key: string): T | undefined {
    return this.#byKey.get(key);
  }

  after(seq: number): Generator<T> {
    return this.#ordered.after(seq);
  }

  put(key: string, row: T): void {
    this.#byKey.set(key, row);
    this.#ordered.put(row);
  }

  remove(key: string): void {
    const row = this.#byKey.get(key);
    if (row === undefined) return;
    this.#byKey.delete(key);
    this.#ordered.remove(row.seq);
  }
}

function rowsOf<T extends { readonly seq: number }>(tables: Map<string, Rows<T>>, appId: string): Rows<T> {
  const rows = tables.get(appId) ?? new Rows<T>();
  tables.set(appId, rows);
  return rows;
}

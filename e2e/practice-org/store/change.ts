import { z } from 'zod';
import type { AppGroup, AppUser, GroupPush, ImportResult, PushRule, ScimApp } from '../apps/app.ts';
import type { ApiToken, AttributeDefinition, Group, GroupRule, ServiceApp, User } from '../model.ts';
import type { AppIndex } from './app-index.ts';
import type { GroupIndex } from './group-index.ts';
import type { UserIndex } from './user-index.ts';

/** Everything that can happen to the org's data; the journal is a list of these and replaying it gives the state. */
export type Change =
  | { readonly kind: 'user'; readonly user: User }
  | { readonly kind: 'userGone'; readonly id: string }
  | { readonly kind: 'group'; readonly group: Group }
  | { readonly kind: 'groupGone'; readonly id: string }
  | ({ readonly kind: 'member'; readonly seq: number } & MembershipChange)
  | ({ readonly kind: 'memberGone' } & MembershipChange)
  | { readonly kind: 'rule'; readonly rule: GroupRule }
  | { readonly kind: 'ruleGone'; readonly id: string }
  | ({ readonly kind: 'attributes' } & Attributes)
  | { readonly kind: 'app'; readonly app: ServiceApp }
  | { readonly kind: 'appGone'; readonly clientId: string }
  | { readonly kind: 'token'; readonly token: ApiToken }
  | { readonly kind: 'tokenGone'; readonly value: string }
  | { readonly kind: 'scimApp'; readonly app: ScimApp }
  | { readonly kind: 'scimAppGone'; readonly id: string }
  | { readonly kind: 'scimSecret'; readonly appId: string; readonly token: string }
  | { readonly kind: 'appUser'; readonly user: AppUser }
  | { readonly kind: 'appUserGone'; readonly appId: string; readonly userId: string }
  | { readonly kind: 'appGroup'; readonly group: AppGroup }
  | { readonly kind: 'appGroupGone'; readonly appId: string; readonly groupId: string }
  | { readonly kind: 'push'; readonly push: GroupPush }
  | { readonly kind: 'pushGone'; readonly appId: string; readonly id: string }
  | ({ readonly kind: 'pushMembers' } & PushMembers)
  | { readonly kind: 'pushRule'; readonly rule: PushRule }
  | { readonly kind: 'pushRuleGone'; readonly id: string }
  | { readonly kind: 'import'; readonly result: ImportResult };

/** Of whom the app was told about one pushed group: user id to id at the app; null for who is out. */
interface PushMembers {
  readonly pushId: string;
  readonly members: Readonly<Record<string, string | null>>;
}

interface MembershipChange {
  readonly groupId: string;
  readonly userId: string;
  readonly at: string;
}

/** The user schema's custom attributes, and what has been changed about the base ones. */
export interface Attributes {
  readonly custom: Readonly<Record<string, AttributeDefinition>>;
  readonly base: Readonly<Record<string, Partial<AttributeDefinition>>>;
}

/** The org's data as it lies in memory. */
export interface Tables {
  readonly users: UserIndex;
  readonly groups: GroupIndex;
  readonly rules: Map<string, GroupRule>;
  readonly apps: Map<string, ServiceApp>;
  readonly tokens: Map<string, ApiToken>;
  readonly scim: AppIndex;
  attributes: Attributes;
}

const changeSchema = z.custom<Change>((entry) => typeof entry === 'object' && entry !== null && 'kind' in entry);

/** Reads a change back from the journal, which only this program has written. */
export function parseChange(entry: unknown): Change {
  return changeSchema.parse(entry);
}

export function applyChange(tables: Tables, change: Change): void {
  const { users, groups, rules, apps, tokens } = tables;
  switch (change.kind) {
    case 'user':
      users.put(change.user);
      break;
    case 'userGone':
      users.remove(change.id);
      break;
    case 'group':
      groups.put(change.group);
      break;
    case 'groupGone':
      groups.remove(change.id);
      break;
    case 'member':
      groups.addMember(change.groupId, { userId: change.userId, seq: change.seq });
      touchMembership(groups, change);
      break;
    case 'memberGone':
      groups.removeMember(change.groupId, change.userId);
      touchMembership(groups, change);
      break;
    case 'rule':
      rules.set(change.rule.id, change.rule);
      break;
    case 'ruleGone':
      rules.delete(change.id);
      break;
    case 'attributes':
      tables.attributes = { custom: change.custom, base: change.base };
      users.setUnique(uniqueNames(change.custom));
      break;
    case 'app':
      apps.set(change.app.clientId, change.app);
      break;
    case 'appGone':
      apps.delete(change.clientId);
      break;
    case 'token':
      tokens.set(change.token.value, change.token);
      break;
    case 'tokenGone':
      tokens.delete(change.value);
      break;
    default:
      applyToApps(tables.scim, change);
  }
}

type AppChange = Extract<
  Change,
  { kind: `scim${string}` | `app${'User' | 'Group'}${string}` | `push${string}` | 'import' }
>;

function applyToApps(scim: AppIndex, change: AppChange): void {
  switch (change.kind) {
    case 'scimApp':
      scim.put(change.app);
      break;
    case 'scimAppGone':
      scim.remove(change.id);
      break;
    case 'scimSecret':
      scim.setSecret(change.appId, change.token);
      break;
    case 'appUser':
      scim.putUser(change.user);
      break;
    case 'appUserGone':
      scim.removeUser(change.appId, change.userId);
      break;
    case 'appGroup':
      scim.putGroup(change.group);
      break;
    case 'appGroupGone':
      scim.removeGroup(change.appId, change.groupId);
      break;
    case 'push':
      scim.putPush(change.push);
      break;
    case 'pushGone':
      scim.removePush(change.appId, change.id);
      break;
    case 'pushMembers':
      scim.putMembers(change.pushId, change.members);
      break;
    case 'pushRule':
      scim.putRule(change.rule);
      break;
    case 'pushRuleGone':
      scim.removeRule(change.id);
      break;
    case 'import':
      scim.putImport(change.result);
      break;
  }
}

/** The shortest list of changes that gives these tables. */
export function* toChanges({ users, groups, rules, apps, tokens, scim, attributes }: Tables): Generator<Change> {
  for (const app of apps.values()) yield { kind: 'app', app };
  for (const token of tokens.values()) yield { kind: 'token', token };
  yield { kind: 'attributes', ...attributes };
  for (const user of users.after(0)) yield { kind: 'user', user };
  for (const group of groups.after(0)) {
    yield { kind: 'group', group };
    for (const { userId, seq } of groups.membersAfter(group.id, 0))
      yield { kind: 'member', groupId: group.id, userId, seq, at: group.lastMembershipUpdated };
  }
  for (const rule of rules.values()) yield { kind: 'rule', rule };
  for (const app of scim.all()) yield* toAppChanges(scim, app);
}

function* toAppChanges(scim: AppIndex, app: ScimApp): Generator<Change> {
  yield { kind: 'scimApp', app };
  yield { kind: 'scimSecret', appId: app.id, token: scim.secretOf(app.id) };
  for (const user of scim.usersAfter(app.id, 0)) yield { kind: 'appUser', user };
  for (const group of scim.groupsOf(app.id)) yield { kind: 'appGroup', group };
  for (const push of scim.pushesAfter(app.id, 0)) {
    yield { kind: 'push', push };
    yield { kind: 'pushMembers', pushId: push.id, members: Object.fromEntries(scim.membersOf(push.id)) };
  }
  for (const rule of scim.rulesOf(app.id)) yield { kind: 'pushRule', rule };
  const result = scim.importOf(app.id);
  if (result !== undefined) yield { kind: 'import', result };
}

/** The place a change takes in the order of creation; 0 when it takes none. */
export function seqOf(change: Change): number {
  switch (change.kind) {
    case 'user':
      return change.user.seq;
    case 'group':
      return change.group.seq;
    case 'member':
      return change.seq;
    case 'rule':
    case 'pushRule':
      return change.rule.seq;
    case 'scimApp':
      return change.app.seq;
    case 'appUser':
      return change.user.seq;
    case 'appGroup':
      return change.group.seq;
    case 'push':
      return change.push.seq;
    default:
      return 0;
  }
}

function touchMembership(groups: GroupIndex, { groupId, at }: MembershipChange): void {
  const group = groups.byId(groupId);
  if (group !== undefined) groups.put({ ...group, lastMembershipUpdated: at });
}

function uniqueNames(custom: Attributes['custom']): string[] {
  return Object.entries(custom).flatMap(([name, definition]) =>
    definition.unique === undefined || definition.unique === false ? [] : [name],
  );
}

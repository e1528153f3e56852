import { z } from 'zod';
import type { ApiToken, AttributeDefinition, Clock, Group, GroupRule, ServiceApp, User } from '../model.ts';
import { createGroupIndex, type GroupIndex } from './group-index.ts';
import type { Journal } from './journal.ts';
import { createUserIndex, type UserIndex } from './user-index.ts';

/** Everything that can happen to the org's data; the journal is a list of these and replaying it gives the state. */
export type Change =
  | { readonly kind: 'user'; readonly user: User }
  | { readonly kind: 'userGone'; readonly id: string }
  | { readonly kind: 'group'; readonly group: Group }
  | { readonly kind: 'groupGone'; readonly id: string }
  | {
      readonly kind: 'member';
      readonly groupId: string;
      readonly userId: string;
      readonly seq: number;
      readonly at: string;
    }
  | { readonly kind: 'memberGone'; readonly groupId: string; readonly userId: string; readonly at: string }
  | { readonly kind: 'rule'; readonly rule: GroupRule }
  | { readonly kind: 'ruleGone'; readonly id: string }
  | ({ readonly kind: 'attributes' } & Attributes)
  | { readonly kind: 'app'; readonly app: ServiceApp }
  | { readonly kind: 'appGone'; readonly clientId: string }
  | { readonly kind: 'token'; readonly token: ApiToken }
  | { readonly kind: 'tokenGone'; readonly value: string };

/** The user schema's custom attributes, and what has been changed about the base ones. */
export interface Attributes {
  readonly custom: Readonly<Record<string, AttributeDefinition>>;
  readonly base: Readonly<Record<string, Partial<AttributeDefinition>>>;
}

const changeSchema = z.custom<Change>((entry) => typeof entry === 'object' && entry !== null && 'kind' in entry);

/** Reads a change back from the journal, which only `commit` has written. */
export function parseChange(entry: unknown): Change {
  return changeSchema.parse(entry);
}

/** The org's data. Only `commit` changes it. */
export interface State {
  readonly users: Omit<UserIndex, 'put' | 'remove' | 'setUnique' | 'clear'>;
  readonly groups: Omit<GroupIndex, 'put' | 'remove' | 'addMember' | 'removeMember' | 'clear'>;
  readonly rules: ReadonlyMap<string, GroupRule>;
  readonly apps: ReadonlyMap<string, ServiceApp>;
  readonly tokens: ReadonlyMap<string, ApiToken>;
  readonly attributes: Attributes;
  /** Rises with every change; what is computed from the state may be kept while it stands still. */
  readonly version: number;
  /** The next place in an order of creation. */
  nextSeq(): number;
  commit(change: Change): void;
  /** Forgets users, groups, rules and custom attributes; apps and tokens stay, so that clients stay signed in. */
  reset(): void;
  close(): void;
}

export interface StateOptions {
  readonly journal: Journal<Change>;
  readonly clock: Clock;
  readonly searchLagMs: number;
}

export function createState(options: StateOptions): State {
  const users = createUserIndex(options);
  const groups = createGroupIndex();
  const rules = new Map<string, GroupRule>();
  const apps = new Map<string, ServiceApp>();
  const tokens = new Map<string, ApiToken>();
  let attributes: Attributes = { custom: {}, base: {} };
  let version = 0;
  let lastSeq = 0;

  const touchMembership = (groupId: string, at: string): void => {
    const group = groups.byId(groupId);
    if (group !== undefined) groups.put({ ...group, lastMembershipUpdated: at });
  };
  const apply = (change: Change): void => {
    version += 1;
    lastSeq = Math.max(lastSeq, seqOf(change));
    switch (change.kind) {
      case 'user':
        return users.put(change.user);
      case 'userGone':
        return users.remove(change.id);
      case 'group':
        return groups.put(change.group);
      case 'groupGone':
        return groups.remove(change.id);
      case 'member':
        groups.addMember(change.groupId, change.userId, change.seq);
        return touchMembership(change.groupId, change.at);
      case 'memberGone':
        groups.removeMember(change.groupId, change.userId);
        return touchMembership(change.groupId, change.at);
      case 'rule':
        rules.set(change.rule.id, change.rule);
        return undefined;
      case 'ruleGone':
        rules.delete(change.id);
        return undefined;
      case 'attributes':
        attributes = { custom: change.custom, base: change.base };
        return users.setUnique(uniqueNames(change.custom));
      case 'app':
        apps.set(change.app.clientId, change.app);
        return undefined;
      case 'appGone':
        apps.delete(change.clientId);
        return undefined;
      case 'tokenGone':
        tokens.delete(change.value);
        return undefined;
      case 'token':
        tokens.set(change.token.value, change.token);
        return undefined;
    }
  };
  const everything = function* everything(): Generator<Change> {
    for (const app of apps.values()) yield { kind: 'app', app };
    for (const token of tokens.values()) yield { kind: 'token', token };
    yield { kind: 'attributes', ...attributes };
    for (const user of users.after(0)) yield { kind: 'user', user };
    for (const group of groups.after(0)) {
      for (const { userId, seq } of groups.membersAfter(group.id, 0))
        yield { kind: 'member', groupId: group.id, userId, seq, at: group.lastMembershipUpdated };
      yield { kind: 'group', group };
    }
    for (const rule of rules.values()) yield { kind: 'rule', rule };
  };

  for (const change of options.journal.earlier) apply(change);
  const live = users.size + groups.size + rules.size + apps.size + tokens.size + 1000;
  if (options.journal.earlier.length > 3 * live) options.journal.rewrite(everything());

  return {
    users,
    groups,
    rules,
    apps,
    tokens,
    get attributes() {
      return attributes;
    },
    get version() {
      return version;
    },
    nextSeq: () => {
      lastSeq += 1;
      return lastSeq;
    },
    commit: (change) => {
      apply(change);
      options.journal.append(change);
    },
    reset: () => {
      users.clear();
      groups.clear();
      rules.clear();
      attributes = { custom: {}, base: {} };
      users.setUnique([]);
      version += 1;
      options.journal.rewrite(everything());
    },
    close: () => options.journal.close(),
  };
}

function seqOf(change: Change): number {
  switch (change.kind) {
    case 'user':
      return change.user.seq;
    case 'group':
      return change.group.seq;
    case 'member':
      return change.seq;
    case 'rule':
      return change.rule.seq;
    default:
      return 0;
  }
}

function uniqueNames(custom: Readonly<Record<string, AttributeDefinition>>): string[] {
  return Object.entries(custom).flatMap(([name, definition]) =>
    definition.unique === undefined || definition.unique === false ? [] : [name],
  );
}

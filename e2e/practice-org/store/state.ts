import type { ApiToken, Clock, GroupRule, ServiceApp } from '../model.ts';
import { applyChange, seqOf, toChanges, type Attributes, type Change, type Tables } from './change.ts';
import { AppIndex } from './app-index.ts';
import { GroupIndex } from './group-index.ts';
import type { Journal } from './journal.ts';
import { UserIndex } from './user-index.ts';

/** The org's data. Only `commit` changes it. */
export interface State {
  readonly users: Omit<UserIndex, 'put' | 'remove' | 'setUnique' | 'clear'>;
  readonly groups: Omit<GroupIndex, 'put' | 'remove' | 'addMember' | 'removeMember' | 'clear'>;
  readonly rules: ReadonlyMap<string, GroupRule>;
  readonly apps: ReadonlyMap<string, ServiceApp>;
  readonly tokens: ReadonlyMap<string, ApiToken>;
  /** Apps that a person has set up, with what is assigned and pushed to them. */
  readonly scim: Omit<AppIndex, `put${string}` | `remove${string}` | 'setSecret' | 'clear'>;
  readonly attributes: Attributes;
  /** Rises with every change; what is computed from the state may be kept while it stands still. */
  readonly version: number;
  /** The next place in the order of creation. */
  nextSeq(): number;
  commit(change: Change): void;
  /** Tells of each change after it was made; of none that an earlier run left. */
  follow(listener: (change: Change) => void): void;
  /** Forgets users, groups, rules, assignments and attributes; apps and tokens stay, so that clients stay signed in. */
  reset(): void;
  close(): void;
}

export interface StateOptions {
  readonly journal: Journal<Change>;
  readonly clock: Clock;
  readonly searchLagMs: number;
}

/** How many times longer than its content a journal may get before a start rewrites it. */
const longestHistory = 3;
const shortJournal = 3000;

export function createState(options: StateOptions): State {
  const { journal } = options;
  const users = new UserIndex(options);
  const groups = new GroupIndex();
  const rules = new Map<string, GroupRule>();
  const apps = new Map<string, ServiceApp>();
  const tokens = new Map<string, ApiToken>();
  const scim = new AppIndex();
  const tables: Tables = { users, groups, rules, apps, tokens, scim, attributes: { custom: {}, base: {} } };
  const listeners: ((change: Change) => void)[] = [];
  let version = 0;
  let lastSeq = 0;
  const apply = (change: Change): void => {
    version += 1;
    lastSeq = Math.max(lastSeq, seqOf(change));
    applyChange(tables, change);
  };

  for (const change of journal.earlier) apply(change);
  if (journal.earlier.length > shortJournal) {
    const content = [...toChanges(tables)];
    if (journal.earlier.length > longestHistory * content.length) journal.rewrite(content);
  }

  return {
    users,
    groups,
    rules,
    apps,
    tokens,
    scim,
    get attributes() {
      return tables.attributes;
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
      journal.append(change);
      for (const tell of listeners) tell(change);
    },
    follow: (listener) => {
      listeners.push(listener);
    },
    reset: () => {
      users.clear();
      groups.clear();
      rules.clear();
      scim.clear();
      apply({ kind: 'attributes', custom: {}, base: {} });
      journal.rewrite(toChanges(tables));
    },
    close: () => journal.close(),
  };
}

import { type AccountRow, type Link, type PushedGroup, type PushedMember, SyncError } from '@rollcall/shared';
import { type Change, type ChangeOf, type Collection, type Data, type Value } from './data.ts';
import type { Sink } from './generation.ts';
import { AccountIndex } from './index-accounts.ts';
import { LinkIndex } from './index-links.ts';
import { PushedIndex } from './index-pushed.ts';
import { SharedTexts } from './shared-texts.ts';
import { Table } from './table.ts';

/** Keeps something in step with what it wants to be told of; must not throw. */
export interface Follower {
  account?(before: AccountRow | undefined, after: AccountRow | undefined): void;
  link?(before: Link | undefined, after: Link | undefined): void;
  pushed?(before: PushedGroup | undefined, after: PushedGroup | undefined): void;
  member?(before: PushedMember | undefined, after: PushedMember | undefined): void;
}

type ByCollection = { [C in Collection]: Table<Value<C>> };

/** Everything the store holds in memory: the data by collection, and the indexes that follow it. */
export class Tables {
  readonly accounts = new AccountIndex();
  readonly links = new LinkIndex();
  readonly pushed = new PushedIndex();
  readonly #followers: Follower[] = [];
  readonly #texts = new SharedTexts();
  readonly #tables: ByCollection = {
    settings: new Table(),
    connections: new Table(),
    accounts: new Table((before, after) => {
      this.accounts.change(before, after);
      for (const follower of this.#followers) follower.account?.(before, after);
    }),
    groups: new Table(),
    links: new Table((before, after) => {
      this.links.change(before, after);
      for (const follower of this.#followers) follower.link?.(before, after);
    }),
    intents: new Table(),
    jobs: new Table(),
    results: new Table(),
    schedules: new Table(),
    tokens: new Table(),
    pushed: new Table((before, after) => {
      this.pushed.changeGroup(before, after);
      for (const follower of this.#followers) follower.pushed?.(before, after);
    }),
    members: new Table((before, after) => {
      this.pushed.changeMember(before, after);
      for (const follower of this.#followers) follower.member?.(before, after);
    }),
    clients: new Table(),
    activity: new Table(),
  };

  readonly data: Data = {
    settings: this.#tables.settings.values,
    connections: this.#tables.connections.values,
    accounts: this.#tables.accounts.values,
    groups: this.#tables.groups.values,
    links: this.#tables.links.values,
    intents: this.#tables.intents.values,
    jobs: this.#tables.jobs.values,
    results: this.#tables.results.values,
    schedules: this.#tables.schedules.values,
    tokens: this.#tables.tokens.values,
    pushed: this.#tables.pushed.values,
    members: this.#tables.members.values,
    clients: this.#tables.clients.values,
    activity: this.#tables.activity.values,
  };

  follow(follower: Follower): void {
    this.#followers.push(follower);
  }

  walk<C extends Collection>(collection: C): Iterable<[string, Value<C>]> {
    const table: Table<Value<C>> = this.#tables[collection];
    return table.entries();
  }

  /** Makes one change and answers how to take it back. */
  apply<C extends Collection>(change: ChangeOf<C>): () => void {
    const table: Table<Value<C>> = this.#tables[change.collection];
    const before = table.set(change.key, change.value);
    return () => void table.set(change.key, before);
  }

  /** Makes a change as it was read from a file. */
  readonly sink: Sink = ([collection, key, value]) => {
    if (!isCollection(collection, this.#tables))
      throw new SyncError('version', `The state holds “${collection}”, which this version of Rollcall doesn’t know.`);
    // oxlint-disable-next-line no-unsafe-type-assertion -- the line's checksum vouches for what was once put
    const change = { collection, key, value } as Change;
    if (change.collection === 'accounts' && change.value) this.#texts.share(change.value);
    this.apply(change);
  };

  /** How many keys each collection holds. */
  get counts(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.#tables).map(([name, table]) => [name, table.size]));
  }

  /** The text of every change that would make this data, read while others go on changing it. */
  *texts(): Generator<string> {
    for (const [collection, table] of Object.entries(this.#tables))
      for (const [key, value] of table.entries()) yield changeText(collection, key, value);
  }
}

function isCollection(name: string, tables: ByCollection): name is Collection {
  return Object.hasOwn(tables, name);
}

/** A change as it stands in the files: `[collection, key, value]`, or `[collection, key]` for a removal. */
export function changeText(collection: string, key: string, value: unknown): string {
  const head = `[${JSON.stringify(collection)},${JSON.stringify(key)}`;
  return value === undefined ? `${head}]` : `${head},${JSON.stringify(value)}]`;
}

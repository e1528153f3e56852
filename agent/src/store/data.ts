import type {
  AccountRef,
  AccountRow,
  Client,
  Connection,
  DirectoryGroup,
  Intent,
  ItemResult,
  Job,
  Json,
  Link,
  PushedGroup,
  PushedMember,
  Schedule,
  ScimToken,
  Time,
} from '@rollcall/shared';

/** A group or role as last read, with the directory that holds it. */
export interface GroupRow extends DirectoryGroup {
  directory: string;
}

/** What one day of activity must hold: a shorter file was cut, one whose last `mac` is another was changed. */
export interface ActivityDay {
  count: number;
  bytes: number;
  /** The `prev` of the day's first entry. */
  prev: string;
  /** The `mac` of the day's last entry. */
  mac: string;
  /** Earliest and latest `at` of the day's entries. */
  from: Time;
  to: Time;
}

/** Everything the store keeps, by collection and key. */
export interface Data {
  settings: Record<string, Json>;
  connections: Record<string, Connection>;
  /** By `accountKey`. */
  accounts: Record<string, AccountRow>;
  /** By `accountKey` of directory and group id. */
  groups: Record<string, GroupRow>;
  links: Record<string, Link>;
  intents: Record<string, Intent>;
  jobs: Record<string, Job>;
  /** What became of each item, by `resultKey`. */
  results: Record<string, ItemResult>;
  schedules: Record<string, Schedule>;
  tokens: Record<string, ScimToken>;
  /** Groups that SCIM clients have pushed, by id. */
  pushed: Record<string, PushedGroup>;
  /** Who is in them, by `memberKey`. */
  members: Record<string, PushedMember>;
  clients: Record<string, Client>;
  /** By day, such as `2026-01-31`. */
  activity: Record<string, ActivityDay>;
}

export type Collection = keyof Data;
export type Value<C extends Collection> = Data[C][string];

/** A value put under a key, or a key deleted when there is no `value`. */
export interface ChangeOf<C extends Collection> {
  readonly collection: C;
  readonly key: string;
  readonly value?: Value<C>;
}

export type Change = { [C in Collection]: ChangeOf<C> }[Collection];

/** Sets `key` to `value`; the value belongs to the store from then on and must not be altered. */
export function put<C extends Collection>(collection: C, key: string, value: Value<C>): ChangeOf<C> {
  return { collection, key, value };
}

/** Removes `key`; removing an absent one changes nothing. */
export function del<C extends Collection>(collection: C, key: string): ChangeOf<C> {
  return { collection, key };
}

/** The key of an account or group: never the same for two directories, whatever characters their ids hold. */
export function accountKey(ref: AccountRef): string {
  return `${encodeURIComponent(ref.directory)}/${ref.id}`;
}

/** The key of an account's place in a pushed group. */
export function memberKey({ group, account }: Pick<PushedMember, 'group' | 'account'>): string {
  return `${encodeURIComponent(group)}/${account}`;
}

/** The key under which an item's result is kept. */
export function resultKey(job: string, item: string): string {
  return `${encodeURIComponent(job)}/${item}`;
}

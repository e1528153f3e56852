import type { AccountRow, Connection, Link, Summary } from '@rollcall/shared';

import { accountKey } from '../store/data.ts';
import type { Store } from '../store/store.ts';
import { badgeOf, isFresh, partOf, sightingOf, stillHolds } from './badge.ts';
import type { Part, Sighting } from './badge.ts';
import { knownOf, sweepsOf } from './status.ts';
import { lastSweep } from './sweep.ts';

/** Counts the accounts of connections, kept in step with the store so that asking costs the same at any size. */
export interface Summaries {
  /** The parts add up to `users`. An account that is being written counts as it stood before. */
  of(connection: Connection, now: number): Summary;
}

export function createSummaries(store: Store): Summaries {
  const tallies = new Map<string, Tally>();
  const tallyOf = (connection: Connection): Tally => {
    const known = tallies.get(connection.id);
    if (known?.counts(connection)) return known;
    const tally = new Tally(store, connection);
    tallies.set(connection.id, tally);
    return tally;
  };
  store.follow({
    account(before, after) {
      for (const tally of tallies.values()) tally.followAccount(before, after);
    },
    link(before, after) {
      for (const tally of tallies.values()) tally.followLink(before, after);
    },
  });
  // At the start, when nobody waits: the first count looks at every account.
  for (const connection of Object.values(store.data.connections)) tallyOf(connection);
  return { of: (connection, now) => tallyOf(connection).summary(connection, now) };
}

interface Standing extends Sighting {
  /** The part it belongs to for as long as its badge holds. */
  part: Part;
}

/** How each account of one connection stands, and how many stand alike. */
class Tally {
  readonly #store: Store;
  readonly #connection: Connection;
  readonly #standings = new Map<string, Standing>();
  /** Of the accounts that the last listing showed. */
  readonly #listed: Record<Part, number> = { linked: 0, notInOkta: 0, needLook: 0, unknown: 0 };
  readonly #unlisted = new Set<Standing>();

  constructor(store: Store, connection: Connection) {
    this.#store = store;
    this.#connection = connection;
    for (const [, row] of store.walk('accounts')) if (this.#isOurs(row)) this.#place(row.ref.id, row);
  }

  /** Whether the settings are still those by which it counts. */
  counts({ cms, okta, match }: Connection): boolean {
    const own = this.#connection;
    return (
      cms?.id === own.cms?.id &&
      okta?.id === own.okta?.id &&
      match.cms === own.match.cms &&
      match.okta === own.match.okta
    );
  }

  summary(connection: Connection, now: number): Summary {
    const sweeps = sweepsOf(this.#store, connection);
    const readAt = connection.cms ? (lastSweep(this.#store.data, connection.cms.id)?.at ?? null) : null;
    // What two fresh listings showed holds, whenever each account was last seen by itself.
    const settled = isFresh(sweeps.cms, now) && isFresh(sweeps.okta, now);
    const parts = settled ? { ...this.#listed } : { linked: 0, notInOkta: 0, needLook: 0, unknown: 0 };
    for (const standing of settled ? this.#unlisted : this.#standings.values())
      parts[stillHolds(standing.part, standing, sweeps, now) ? standing.part : 'unknown'] += 1;
    return { users: this.#standings.size, ...parts, readAt };
  }

  followAccount(before: AccountRow | undefined, after: AccountRow | undefined): void {
    const row = after ?? before;
    if (!row) return;
    if (this.#isOurs(row)) this.#place(row.ref.id, after);
    else if (row.ref.directory === this.#connection.okta?.id) {
      for (const link of this.#store.links.all(row.ref)) this.#replace(link);
      for (const each of [before, after]) if (each) this.#replaceCandidates(each);
    }
  }

  followLink(before: Link | undefined, after: Link | undefined): void {
    for (const link of [before, after]) if (link) this.#replace(link);
  }

  #isOurs(row: AccountRow): boolean {
    return row.ref.directory === this.#connection.cms?.id;
  }

  #replace({ connection, cms }: Link): void {
    if (connection === this.#connection.id) this.#place(cms.id, this.#store.data.accounts[accountKey(cms)]);
  }

  /** Those whom the match rule brings to an Okta account. */
  #replaceCandidates({ login, email }: AccountRow): void {
    const { cms, match } = this.#connection;
    const key = match.okta === 'email' ? email : login;
    if (!cms || key === null) return;
    const { accounts } = this.#store;
    const rows = match.cms === '@login' ? accounts.byLogin(cms.id, key) : accounts.byEmail(cms.id, key);
    for (const row of rows) this.#place(row.ref.id, row);
  }

  #place(id: string, row: AccountRow | undefined): void {
    const former = this.#standings.get(id);
    if (former?.listed) this.#listed[former.part] -= 1;
    else if (former) this.#unlisted.delete(former);
    if (!row || row.missing === 2) {
      this.#standings.delete(id);
      return;
    }
    const { status } = badgeOf(knownOf(row, this.#store, this.#connection));
    const { seenAt, absentAt, listed } = sightingOf(row);
    // Written out, since V8 keeps what is spread into an object in a second one, and there are many of these.
    const standing: Standing = { seenAt, absentAt, listed, part: partOf(status) };
    this.#standings.set(id, standing);
    if (standing.listed) this.#listed[standing.part] += 1;
    else this.#unlisted.add(standing);
  }
}

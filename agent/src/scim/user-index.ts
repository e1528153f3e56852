import type { AccountRow, Connection } from '@rollcall/shared';

import { inTurns } from '../engine/turns.ts';
import { MultiMap } from '../store/multi-map.ts';
import type { Store } from '../store/store.ts';
import type { Entry } from './collection.ts';
import { asObject } from './filter-match.ts';
import { sortInTurns } from './sort-in-turns.ts';
import { createdOf, createUserShape, factsOf, isGone, scimIdOf } from './user-entry.ts';
import type { UserShape } from './user-entry.ts';

/** One account in the index. */
export interface Indexed {
  readonly row: AccountRow;
  /** The client has deleted it: hidden from every read, and found again by a create. */
  readonly hidden: boolean;
  readonly entry: Entry;
}

class Slot implements Indexed {
  readonly row: AccountRow;
  readonly hidden: boolean;
  readonly id: string;
  /** In lower case, since `userName` is not case-sensitive. */
  readonly userName: string;
  readonly externalId: string | null;
  readonly #shape: UserShape;
  #entry: Entry | null = null;

  constructor(row: AccountRow, shape: UserShape) {
    const facts = factsOf(row, shape.connection);
    const externalId = asObject(facts?.resource)?.['externalId'];
    this.row = row;
    this.hidden = facts?.deleted ?? false;
    this.id = scimIdOf(row);
    this.userName = shape.userNameOf(row).toLowerCase();
    this.externalId = typeof externalId === 'string' ? externalId : null;
    this.#shape = shape;
  }

  get entry(): Entry {
    return (this.#entry ??= this.#shape.entryOf(this.row));
  }
}

/** The accounts of a site as one connection's SCIM users, in memory: by id, userName, externalId and place. */
export class UserIndex {
  readonly shape: UserShape;
  readonly #slots = new Map<string, Slot>();
  readonly #byKey = {
    id: new MultiMap<Slot>(),
    userName: new MultiMap<Slot>(),
    externalId: new MultiMap<Slot>(),
  };
  /** What is not hidden, by when it was made, then by id. */
  #order: Slot[] = [];
  /** Rows that changed while the index is being filled; null once it is. */
  #waiting: [before: AccountRow | undefined, after: AccountRow | undefined][] | null = [];

  constructor(shape: UserShape) {
    this.shape = shape;
  }

  /** Takes the rows in, a few milliseconds at a time; until then the index finds nothing. */
  async fill(rows: Iterable<AccountRow>): Promise<void> {
    const visible: Slot[] = [];
    await inTurns(rows, (row) => {
      // A row that was removed and came again meanwhile is met twice.
      const slot = this.#slots.has(row.ref.id) ? null : this.#slotOf(row);
      if (!slot) return;
      this.#keep(slot);
      if (!slot.hidden) visible.push(slot);
    });
    this.#order = await sortInTurns(visible, byPlace);
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const [before, after] of waiting) this.change(before, after);
  }

  get size(): number {
    return this.#order.length;
  }

  get(id: string): Indexed | null {
    return this.byKey('id', id).find(({ hidden }) => !hidden) ?? null;
  }

  /** By the CMS's own id, unless it is hidden. */
  byRow(id: string): Indexed | null {
    const slot = this.#slots.get(id);
    return slot && !slot.hidden ? slot : null;
  }

  /** Hidden ones too. */
  byKey(kind: 'id' | 'userName' | 'externalId', value: string): Indexed[] {
    return this.#byKey[kind].get(kind === 'userName' ? value.toLowerCase() : value);
  }

  page(start: number, count: number): Entry[] {
    return this.#order.slice(start, start + count).map(({ entry }) => entry);
  }

  *all(): Generator<Entry> {
    // A walk goes on over what it began with while others change the order.
    const order = [...this.#order];
    for (const { entry } of order) yield entry;
  }

  positionOf(id: string): number {
    const found = this.get(id);
    const slot = found && this.#slots.get(found.row.ref.id);
    return slot ? this.#placeOf(slot) : -1;
  }

  /** Follows one change of a row of the site. */
  change(before: AccountRow | undefined, after: AccountRow | undefined): void {
    if (this.#waiting) {
      this.#waiting.push([before, after]);
      return;
    }
    const id = (after ?? before)?.ref.id ?? '';
    const old = this.#slots.get(id);
    const slot = after && this.#slotOf(after);
    const at = old && !old.hidden ? this.#placeOf(old) : -1;
    if (old) this.#drop(old);
    if (slot) this.#keep(slot);
    const stays = old !== undefined && slot && !slot.hidden && byPlace(old, slot) === 0;
    if (at >= 0 && stays) this.#order[at] = slot;
    else {
      if (at >= 0) this.#order.splice(at, 1);
      if (slot && !slot.hidden) this.#order.splice(this.#placeOf(slot), 0, slot);
    }
  }

  #slotOf(row: AccountRow): Slot | null {
    return isGone(row) ? null : new Slot(row, this.shape);
  }

  #keep(slot: Slot): void {
    this.#slots.set(slot.row.ref.id, slot);
    this.#byKey.id.add(slot.id, slot);
    this.#byKey.userName.add(slot.userName, slot);
    if (slot.externalId !== null) this.#byKey.externalId.add(slot.externalId, slot);
  }

  #drop(slot: Slot): void {
    this.#slots.delete(slot.row.ref.id);
    this.#byKey.id.remove(slot.id, slot);
    this.#byKey.userName.remove(slot.userName, slot);
    if (slot.externalId !== null) this.#byKey.externalId.remove(slot.externalId, slot);
  }

  /** Where a slot stands, or is to stand. */
  #placeOf(slot: Slot): number {
    let [low, high] = [0, this.#order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = this.#order[middle];
      if (there && byPlace(there, slot) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The index of a connection, once it is filled; kept in step with the store from then on. */
export type IndexOf = (connection: Connection) => Promise<UserIndex>;

/** Keeps the index of each connection that SCIM was asked about. */
export function createUserIndexes(store: Store): IndexOf {
  const indexes = new Map<string, { index: UserIndex; filled: Promise<UserIndex> }>();
  store.follow({
    account(before, after) {
      for (const { index } of indexes.values())
        if ((after ?? before)?.ref.directory === index.shape.connection.cms?.id) index.change(before, after);
    },
    link: () => undefined,
  });
  return (connection) => {
    const kept = indexes.get(connection.id);
    if (kept && isSameShape(kept.index.shape.connection, connection)) return kept.filled;
    const index = new UserIndex(createUserShape(connection));
    const filled = index.fill(rowsOf(store, connection.cms?.id)).then(() => index);
    indexes.set(connection.id, { index, filled });
    return filled;
  };
}

/** Whether both settings show an account as the same user. */
function isSameShape(a: Connection, b: Connection): boolean {
  return a.mapping === b.mapping && a.scim === b.scim && a.cms?.id === b.cms?.id;
}

function* rowsOf(store: Store, directory: string | undefined): Generator<AccountRow> {
  for (const [, row] of store.walk('accounts')) if (row.ref.directory === directory) yield row;
}

function byPlace(a: Slot, b: Slot): number {
  const [first, second] = [createdOf(a.row), createdOf(b.row)];
  if (first !== second) return first < second ? -1 : 1;
  return a.row.ref.id < b.row.ref.id ? -1 : a.row.ref.id > b.row.ref.id ? 1 : 0;
}

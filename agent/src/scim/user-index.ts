import type { AccountRow, Connection } from '@rollcall/shared';

import { inTurns } from '../engine/turns.ts';
import { lowered, MultiMap } from '../store/multi-map.ts';
import type { Store } from '../store/store.ts';
import type { Entry } from './collection.ts';
import { asObject } from './filter-match.ts';
import { sortInTurns } from './sort-in-turns.ts';
import { createdOf, createUserShape, factsOf, isGone, rowIdOf, scimIdOf } from './user-entry.ts';
import type { UserShape } from './user-entry.ts';

/** One account in the index. */
export interface Indexed {
  readonly row: AccountRow;
  /** The client has deleted it: hidden from every read, and found again by a create. */
  readonly hidden: boolean;
  readonly entry: Entry;
}

/** Holds little more than the row: what can be told from it is not kept a second time for each of many users. */
class Slot implements Indexed {
  readonly row: AccountRow;
  readonly #shape: UserShape;
  #entry: Entry | null = null;

  constructor(row: AccountRow, shape: UserShape) {
    this.row = row;
    this.#shape = shape;
  }

  get hidden(): boolean {
    return factsOf(this.row, this.#shape.connection)?.deleted ?? false;
  }

  get id(): string {
    return scimIdOf(this.row);
  }

  /** In lower case, since `userName` is not case-sensitive. */
  get userName(): string {
    return lowered(this.#shape.userNameOf(this.row));
  }

  get externalId(): string | null {
    const externalId = asObject(factsOf(this.row, this.#shape.connection)?.resource)?.['externalId'];
    return typeof externalId === 'string' ? externalId : null;
  }

  get entry(): Entry {
    return (this.#entry ??= this.#shape.entryOf(this.row));
  }
}

/** The accounts of a site as one connection's SCIM users, in memory: by id, userName, externalId and place. */
export class UserIndex {
  readonly shape: UserShape;
  /** By the CMS's own id. */
  readonly #slots = new Map<string, Slot>();
  readonly #byUserName = new MultiMap<Slot>();
  readonly #byExternalId = new MultiMap<Slot>();
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
    const slot = this.#byId(id);
    return slot && !slot.hidden ? slot : null;
  }

  /** By the CMS's own id, unless it is hidden. */
  byRow(id: string): Indexed | null {
    const slot = this.#slots.get(id);
    return slot && !slot.hidden ? slot : null;
  }

  /** Hidden ones too. */
  byKey(kind: 'id' | 'userName' | 'externalId', value: string): Indexed[] {
    if (kind === 'userName') return this.#byUserName.get(value.toLowerCase());
    if (kind === 'externalId') return this.#byExternalId.get(value);
    const slot = this.#byId(value);
    return slot ? [slot] : [];
  }

  page(start: number, count: number): Indexed[] {
    return this.#order.slice(start, start + count);
  }

  *all(): Generator<Indexed> {
    // A walk goes on over what it began with while others change the order.
    const order = this.#order.slice();
    yield* order;
  }

  positionOf(id: string): number {
    const slot = this.#byId(id);
    return slot && !slot.hidden ? this.#placeOf(slot) : -1;
  }

  /** Where the users behind this one begin, also once it is not there any more. */
  placeBehind({ row }: Indexed): number {
    const slot = new Slot(row, this.shape);
    const place = this.#placeOf(slot);
    const there = this.#order[place];
    return there && byPlace(there, slot) === 0 ? place + 1 : place;
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

  #byId(id: string): Slot | null {
    const slot = this.#slots.get(id) ?? this.#slots.get(rowIdOf(id));
    return slot?.id === id ? slot : null;
  }

  #slotOf(row: AccountRow): Slot | null {
    return isGone(row) ? null : new Slot(row, this.shape);
  }

  #keep(slot: Slot): void {
    const { userName, externalId } = slot;
    this.#slots.set(slot.row.ref.id, slot);
    this.#byUserName.add(userName, slot);
    if (externalId !== null) this.#byExternalId.add(externalId, slot);
  }

  #drop(slot: Slot): void {
    const { userName, externalId } = slot;
    this.#slots.delete(slot.row.ref.id);
    this.#byUserName.remove(userName, slot);
    if (externalId !== null) this.#byExternalId.remove(externalId, slot);
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

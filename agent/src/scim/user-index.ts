import type { AccountRow, Connection } from '@rollcall/shared';

import type { Store } from '../store/store.ts';
import type { Entry } from './collection.ts';
import { asObject } from './filter-match.ts';
import { createdOf, createUserShape, factsOf, scimIdOf } from './user-entry.ts';
import type { UserShape } from './user-entry.ts';

/** One account in the index. */
export interface Indexed {
  readonly row: AccountRow;
  /** The client has deleted it: hidden from every read, and found again by a create. */
  readonly hidden: boolean;
  readonly entry: Entry;
}

interface Slot extends Indexed {
  readonly place: string;
  readonly keys: readonly string[];
}

/** The accounts of a site as one connection's SCIM users, in memory: by id, userName, externalId and place. */
export class UserIndex {
  readonly shape: UserShape;
  readonly #slots = new Map<string, Slot>();
  readonly #byKey = new Map<string, Set<Slot>>();
  /** What is not hidden, by when it was made, then by id. */
  #order: Slot[] = [];

  constructor(shape: UserShape, rows: Iterable<AccountRow>) {
    this.shape = shape;
    for (const row of rows) {
      const slot = this.#slotOf(row);
      if (!slot) continue;
      this.#keep(slot);
      if (!slot.hidden) this.#order.push(slot);
    }
    this.#order.sort(byPlace);
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
    return [...(this.#byKey.get(keyOf(kind, value)) ?? [])];
  }

  page(start: number, count: number): Entry[] {
    return this.#order.slice(start, start + count).map(({ entry }) => entry);
  }

  *all(): Generator<Entry> {
    for (const { entry } of this.#order) yield entry;
  }

  positionOf(id: string): number {
    const found = this.get(id);
    const slot = found && this.#slots.get(found.row.ref.id);
    return slot ? this.#placeOf(slot) : -1;
  }

  /** Follows one change of a row of the site. */
  change(before: AccountRow | undefined, after: AccountRow | undefined): void {
    const old = before && this.#slots.get(before.ref.id);
    const slot = after && this.#slotOf(after);
    if (old) this.#drop(old);
    if (slot) this.#keep(slot);
    const at = old && !old.hidden ? this.#placeOf(old) : -1;
    if (at >= 0 && slot && !slot.hidden && slot.place === old?.place) this.#order[at] = slot;
    else {
      if (at >= 0) this.#order.splice(at, 1);
      if (slot && !slot.hidden) this.#order.splice(this.#placeOf(slot), 0, slot);
    }
  }

  #slotOf(row: AccountRow): Slot | null {
    if (row.missing === 2) return null;
    const facts = factsOf(row, this.shape.connection);
    const externalId = asObject(facts?.resource)?.['externalId'];
    const keys = [
      keyOf('id', scimIdOf(row)),
      keyOf('userName', this.shape.userNameOf(row)),
      ...(typeof externalId === 'string' ? [keyOf('externalId', externalId)] : []),
    ];
    const { shape } = this;
    let entry: Entry | null = null;
    return {
      row,
      hidden: facts?.deleted ?? false,
      place: `${createdOf(row)} ${row.ref.id}`,
      keys,
      get entry() {
        return (entry ??= shape.entryOf(row));
      },
    };
  }

  #keep(slot: Slot): void {
    this.#slots.set(slot.row.ref.id, slot);
    for (const key of slot.keys) {
      const held = this.#byKey.get(key);
      if (held) held.add(slot);
      else this.#byKey.set(key, new Set([slot]));
    }
  }

  #drop(slot: Slot): void {
    this.#slots.delete(slot.row.ref.id);
    for (const key of slot.keys) {
      const held = this.#byKey.get(key);
      held?.delete(slot);
      if (held?.size === 0) this.#byKey.delete(key);
    }
  }

  /** Where a slot stands, or is to stand. */
  #placeOf({ place }: Slot): number {
    let [low, high] = [0, this.#order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#order[middle]?.place ?? '') < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The index of each connection that SCIM was asked about, kept in step with the store. */
export function createUserIndexes(store: Store): (connection: Connection) => UserIndex {
  const indexes = new Map<string, UserIndex>();
  store.follow({
    account(before, after) {
      for (const index of indexes.values())
        if ((after ?? before)?.ref.directory === index.shape.connection.cms?.id) index.change(before, after);
    },
    link: () => undefined,
  });
  return (connection) => {
    const kept = indexes.get(connection.id);
    const { mapping, cms } = connection;
    if (kept && kept.shape.connection.mapping === mapping && kept.shape.connection.cms?.id === cms?.id) return kept;
    const index = new UserIndex(createUserShape(connection), rowsOf(store, cms?.id));
    indexes.set(connection.id, index);
    return index;
  };
}

function* rowsOf(store: Store, directory: string | undefined): Generator<AccountRow> {
  for (const [, row] of store.walk('accounts')) if (row.ref.directory === directory) yield row;
}

function byPlace(a: Slot, b: Slot): number {
  return a.place < b.place ? -1 : a.place > b.place ? 1 : 0;
}

function keyOf(kind: string, value: string): string {
  return `${kind} ${kind === 'userName' ? value.toLowerCase() : value}`;
}

/** How many removed keys may stand in the order of a small table. */
const slack = 1000;

/** The values of one collection by key, with the keys in an order that can be walked while they change. */
export class Table<V> {
  /** Without a prototype, so that any id is safe as a key. */
  readonly values: Record<string, V> = Object.create(null);
  /** Keys in the order they came, those since removed too; one that came again stands twice. */
  #order: string[] = [];
  #size = 0;
  readonly #follow: ((before: V | undefined, after: V | undefined) => void) | undefined;

  /** `follow` is told of every change; an index keeps in step by it. */
  constructor(follow?: (before: V | undefined, after: V | undefined) => void) {
    this.#follow = follow;
  }

  get size(): number {
    return this.#size;
  }

  /** Sets a key, or removes it when there is no value; answers what stood there. */
  set(key: string, value: V | undefined): V | undefined {
    const before = this.values[key];
    if (value !== undefined) {
      this.values[key] = value;
      if (before === undefined) {
        this.#order.push(key);
        this.#size += 1;
      }
    } else if (before !== undefined) {
      delete this.values[key];
      this.#size -= 1;
      if (this.#order.length > 2 * this.#size + slack) this.#order = Object.keys(this.values);
    }
    this.#follow?.(before, value);
    return before;
  }

  /**
   * Every entry, also while others change it; one that goes and comes back meanwhile may be shown twice.
   * The order is kept aside because listing the keys of a large object holds the event loop for tens of milliseconds.
   */
  *entries(): Generator<[string, V]> {
    for (const key of this.#order) {
      const value = this.values[key];
      if (value !== undefined) yield [key, value];
    }
  }
}

/** The values of one collection by key, with the keys in an order that can be walked while they change. */
export class Table<V> {
  /** Without a prototype, so that any id is safe as a key. */
  readonly values: Record<string, V> = Object.create(null);
  readonly #keys = new Set<string>();
  readonly #follow: ((before: V | undefined, after: V | undefined) => void) | undefined;

  /** `follow` is told of every change; an index keeps in step by it. */
  constructor(follow?: (before: V | undefined, after: V | undefined) => void) {
    this.#follow = follow;
  }

  get size(): number {
    return this.#keys.size;
  }

  /** Sets a key, or removes it when there is no value; answers what stood there. */
  set(key: string, value: V | undefined): V | undefined {
    const before = this.values[key];
    if (value === undefined) {
      delete this.values[key];
      this.#keys.delete(key);
    } else {
      this.values[key] = value;
      if (before === undefined) this.#keys.add(key);
    }
    this.#follow?.(before, value);
    return before;
  }

  /**
   * Every entry, also while others change it. The keys are walked through a Set because listing those of a large
   * object at once holds the event loop for tens of milliseconds.
   */
  *entries(): Generator<[string, V | undefined]> {
    for (const key of this.#keys) yield [key, this.values[key]];
  }
}

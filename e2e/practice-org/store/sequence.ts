import { firstAfter } from './sorted.ts';

/** Items in the order of their `seq`, found by place in logarithmic time. */
export class Sequence<T extends { readonly seq: number }> {
  #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** Items from the one after `seq`. */
  *after(seq: number): Generator<T> {
    for (let at = firstAfter(this.#items, (item) => item.seq > seq); at < this.#items.length; at += 1) {
      const item = this.#items[at];
      if (item !== undefined) yield item;
    }
  }

  /** Adds the item, or replaces the one of the same place. */
  put(item: T): void {
    const at = this.#placeOf(item.seq);
    this.#items.splice(at, this.#items[at]?.seq === item.seq ? 1 : 0, item);
  }

  remove(seq: number): void {
    const at = this.#placeOf(seq);
    if (this.#items[at]?.seq === seq) this.#items.splice(at, 1);
  }

  clear(): void {
    this.#items = [];
  }

  #placeOf(seq: number): number {
    return firstAfter(this.#items, (item) => item.seq >= seq);
  }
}

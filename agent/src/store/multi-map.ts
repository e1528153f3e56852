/** A map with several values a key, cheap where nearly every key has one: a single value is kept without an array. */
export class MultiMap<V extends object> {
  readonly #map = new Map<string, V | V[]>();

  get(key: string): V[] {
    const held = this.#map.get(key);
    if (held === undefined) return [];
    return Array.isArray(held) ? [...held] : [held];
  }

  add(key: string, value: V): void {
    const held = this.#map.get(key);
    if (held === undefined) this.#map.set(key, value);
    else if (Array.isArray(held)) held.push(value);
    else this.#map.set(key, [held, value]);
  }

  /** Removes that very object. */
  remove(key: string, value: V): void {
    const held = this.#map.get(key);
    if (Array.isArray(held)) {
      const at = held.indexOf(value);
      if (at >= 0) held.splice(at, 1);
      if (held.length === 0) this.#map.delete(key);
    } else if (held === value) {
      this.#map.delete(key);
    }
  }
}

/** In lower case; the same text where it is so already, since V8 would make a copy for each of many keys. */
export function lowered(text: string): string {
  const lower = text.toLowerCase();
  return lower === text ? text : lower;
}

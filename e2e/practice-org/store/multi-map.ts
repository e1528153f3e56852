/** Several values under one key. */
export class MultiMap {
  readonly #sets = new Map<string, Set<string>>();

  get(key: string): string[] {
    return [...(this.#sets.get(key) ?? [])];
  }

  add(key: string, value: string): void {
    const values = this.#sets.get(key);
    if (values === undefined) this.#sets.set(key, new Set([value]));
    else values.add(value);
  }

  remove(key: string, value: string): void {
    const values = this.#sets.get(key);
    values?.delete(value);
    if (values?.size === 0) this.#sets.delete(key);
  }

  clear(): void {
    this.#sets.clear();
  }
}

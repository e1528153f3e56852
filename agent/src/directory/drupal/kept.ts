/** A value that is read once, shared by all who ask, and kept until it is read afresh. A failed read isn't kept. */
export class Kept<T> {
  readonly #read: () => Promise<T>;
  #reading: Promise<T> | null = null;
  #value: T | null = null;

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  /** What was read last; null before the first read. */
  get value(): T | null {
    return this.#value;
  }

  get(): Promise<T> {
    return this.#reading ?? this.fresh();
  }

  fresh(): Promise<T> {
    const reading = this.#remember();
    this.#reading = reading;
    reading.catch(() => {
      if (this.#reading === reading) this.#reading = null;
    });
    return reading;
  }

  async #remember(): Promise<T> {
    const value = await this.#read();
    this.#value = value;
    return value;
  }
}

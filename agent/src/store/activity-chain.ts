import { createHmac } from 'node:crypto';
import type { Entry } from '@rollcall/shared';
import { canonicalText } from './canonical-text.ts';

/** An entry before it has its place in the chain. */
export type DraftEntry = Omit<Entry, 'prev' | 'mac' | 'image'>;

/** Seals entries and images with one key. */
export class Chain {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** Puts an entry behind the one whose `mac` is `prev`. */
  seal(draft: DraftEntry, image: string | null, prev: string): Entry {
    const entry = { ...draft, image, prev };
    return { ...entry, mac: this.#macOf(canonicalText(entry)) };
  }

  isIntact(entry: Entry): boolean {
    const { mac, ...sealed } = entry;
    return mac === this.#macOf(canonicalText(sealed));
  }

  /**
   * Names an image's line. Keyed, since a plain hash of a name or mail could be guessed back after the image itself was
   * erased.
   */
  imageMark(line: string): string {
    return this.#macOf(line);
  }

  #macOf(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('hex');
  }
}

import type { AccountRow } from '@rollcall/shared';

/** So many texts are remembered; what most accounts share comes again soon. */
const most = 10_000;
const noGuards: AccountRow['guarded'] = [];

/** Keeps equal texts of many accounts once: as parsed from a file, each is a copy of its own. */
export class SharedTexts {
  readonly #known = new Map<string, string>();

  /** Alters the row, which nobody else may have seen yet. */
  share(row: AccountRow): void {
    row.seenAt = this.#shared(row.seenAt);
    if (row.guarded.length === 0) row.guarded = noGuards;
    const { known, email, login } = row;
    if (!known) return;
    if (known.createdAt !== null) known.createdAt = this.#shared(known.createdAt);
    if (known.changedAt !== null) known.changedAt = this.#shared(known.changedAt);
    for (const [name, value] of Object.entries(known.attributes)) {
      if (typeof value !== 'string') continue;
      known.attributes[name] = value === email ? email : value === login ? login : this.#shared(value);
    }
  }

  #shared(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size >= most) this.#known.clear();
    this.#known.set(text, text);
    return text;
  }
}

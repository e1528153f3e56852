import type { AccountRef, Link } from '@rollcall/shared';
import { MultiMap } from './multi-map.ts';

/** Finds the links of an account, whichever side it is on. */
export class LinkIndex {
  /** By directory and account id: keys joined into one text would cost a large home a tenth of its start. */
  readonly #directories = new Map<string, MultiMap<Link>>();
  readonly #counts = new Map<string, number>();

  /** The account's link within one connection. */
  of(connection: string, ref: AccountRef): Link | undefined {
    return this.all(ref).find((link) => link.connection === connection);
  }

  /** The account's links in all connections. */
  all(ref: AccountRef): Link[] {
    return this.#directories.get(ref.directory)?.get(ref.id) ?? [];
  }

  /** How many links a connection has. */
  count(connection: string): number {
    return this.#counts.get(connection) ?? 0;
  }

  /** Follows one change of the `links` collection. */
  change(before: Link | undefined, after: Link | undefined): void {
    if (before) {
      this.#counts.set(before.connection, this.count(before.connection) - 1);
      this.#of(before.cms).remove(before.cms.id, before);
      this.#of(before.okta).remove(before.okta.id, before);
    }
    if (after) {
      this.#counts.set(after.connection, this.count(after.connection) + 1);
      this.#of(after.cms).add(after.cms.id, after);
      this.#of(after.okta).add(after.okta.id, after);
    }
  }

  #of({ directory }: AccountRef): MultiMap<Link> {
    let links = this.#directories.get(directory);
    if (!links) {
      links = new MultiMap();
      this.#directories.set(directory, links);
    }
    return links;
  }
}

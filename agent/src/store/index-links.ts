import type { AccountRef, Link } from '@rollcall/shared';
import { accountKey } from './data.ts';
import { MultiMap } from './multi-map.ts';

/** Finds the links of an account, whichever side it is on. */
export class LinkIndex {
  readonly #byAccount = new MultiMap<Link>();

  /** The account's link within one connection. */
  of(connection: string, ref: AccountRef): Link | undefined {
    return this.all(ref).find((link) => link.connection === connection);
  }

  /** The account's links in all connections. */
  all(ref: AccountRef): Link[] {
    return this.#byAccount.get(accountKey(ref));
  }

  /** Follows one change of the `links` collection. */
  change(before: Link | undefined, after: Link | undefined): void {
    if (before) {
      this.#byAccount.remove(accountKey(before.cms), before);
      this.#byAccount.remove(accountKey(before.okta), before);
    }
    if (after) {
      this.#byAccount.add(accountKey(after.cms), after);
      this.#byAccount.add(accountKey(after.okta), after);
    }
  }
}

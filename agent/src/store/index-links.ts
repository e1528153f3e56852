import type { AccountRef, Connection, Link } from '@rollcall/shared';
import { MultiMap } from './multi-map.ts';

/** A connection and the two places that it joins now. */
export type Places = Pick<Connection, 'id' | 'cms' | 'okta'>;

/** Whether a link is of the connection's present places: one to a site or an org that it has left says nothing now. */
export function isPresent(link: Link, { id, cms, okta }: Places): boolean {
  return link.connection === id && link.cms.directory === cms?.id && link.okta.directory === okta?.id;
}

interface Count {
  cms: string;
  okta: string;
  links: number;
}

/** Finds the links of an account, whichever side it is on. */
export class LinkIndex {
  /** By directory and account id: keys joined into one text would cost a large home a tenth of its start. */
  readonly #directories = new Map<string, MultiMap<Link>>();
  /** By connection, for each pair of places that it has joined. */
  readonly #counts = new Map<string, Count[]>();

  /** The account's link within one connection. */
  of(connection: string, ref: AccountRef): Link | undefined {
    return this.all(ref).find((link) => link.connection === connection);
  }

  /** The account's links in all connections. */
  all(ref: AccountRef): Link[] {
    return this.#directories.get(ref.directory)?.get(ref.id) ?? [];
  }

  /** How many links a connection has between its present places: what percentages are of. */
  count({ id, cms, okta }: Places): number {
    const counts = this.#counts.get(id) ?? [];
    return counts.find((each) => each.cms === cms?.id && each.okta === okta?.id)?.links ?? 0;
  }

  /** Follows one change of the `links` collection. */
  change(before: Link | undefined, after: Link | undefined): void {
    if (before) {
      this.#add(before, -1);
      this.#of(before.cms).remove(before.cms.id, before);
      this.#of(before.okta).remove(before.okta.id, before);
    }
    if (after) {
      this.#add(after, 1);
      this.#of(after.cms).add(after.cms.id, after);
      this.#of(after.okta).add(after.okta.id, after);
    }
  }

  #add({ connection, cms, okta }: Link, links: number): void {
    const counts = this.#counts.get(connection) ?? [];
    this.#counts.set(connection, counts);
    const count = counts.find((each) => each.cms === cms.directory && each.okta === okta.directory);
    if (count) count.links += links;
    else counts.push({ cms: cms.directory, okta: okta.directory, links });
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

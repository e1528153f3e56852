import type { Indexed, UserIndex } from './user-index.ts';

/** Where a page ended, so that the next one goes on behind its last user, whoever came or went before that meanwhile. */
interface End {
  last: Indexed;
  at: number;
}

/** Pages by index that clients of a connection go through one after the other. */
export interface PageWalks {
  /**
   * So many users from a place on (counted from 0), and by how much that place has moved since the page before was answered.
   * RFC 7644 section 3.4.2.4 leaves open what clients see of changes between pages; one that imports takes who is skipped
   * for deleted.
   */
  page(
    connection: string,
    index: UserIndex,
    part: { start: number; count: number },
  ): { found: Indexed[]; moved: number };
}

/** A walk that rests longer has ended, in milliseconds. */
const longestRest = 15 * 60_000;
/** So many ends are kept for a connection: a client may ask for a page again. */
const mostEnds = 1_000;

export function createPageWalks(now: () => number): PageWalks {
  const walks = new Map<string, Map<number, End>>();
  return {
    page(connection, index, { start, count }) {
      const ends = walks.get(connection) ?? new Map<number, End>();
      walks.set(connection, ends);
      const before = ends.get(start);
      const isFresh = before !== undefined && now() - before.at < longestRest;
      const from = isFresh ? index.placeBehind(before.last) : start;
      const found = index.page(from, count);
      const last = found.at(-1);
      if (last) {
        ends.delete(start + found.length);
        ends.set(start + found.length, { last, at: now() });
      }
      const [oldest] = ends.keys();
      if (ends.size > mostEnds && oldest !== undefined) ends.delete(oldest);
      return { found, moved: start - from };
    },
  };
}

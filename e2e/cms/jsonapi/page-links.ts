import type { JsonObject } from './document.ts';
import type { ListQuery } from './list-query.ts';
import { buildPhpQuery } from './php-query.ts';
import type { PhpMap } from './php-query.ts';

/** The self link: the request's query with its top keys sorted, as Symfony normalises it. */
export function selfLink(url: string, query: PhpMap): string {
  const sorted = new Map([...query].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return sorted.size === 0 ? url : `${url}?${buildPhpQuery(sorted)}`;
}

/** Paging links by offset: `next` while there is more, `first` and `prev` after the first page, never a total. */
export function pageLinks(url: string, { query, page }: ListQuery, more: boolean): JsonObject {
  const to = (offset: number) => ({ href: `${url}?${buildPhpQuery(atPage(query, offset, page.limit))}` });
  return {
    ...(page.offset > 0 ? { first: to(0), prev: to(Math.max(0, page.offset - page.limit)) } : {}),
    ...(more ? { next: to(page.offset + page.limit) } : {}),
    self: { href: selfLink(url, query) },
  };
}

/** The query at another page; `page` keeps its place among the other parameters. */
function atPage(query: PhpMap, offset: number, limit: number): PhpMap {
  const page: PhpMap = new Map([
    ['offset', String(offset)],
    ['limit', String(limit)],
  ]);
  return new Map(query).set('page', page);
}

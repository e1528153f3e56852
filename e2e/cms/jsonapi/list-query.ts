import type { User } from '../model.ts';
import type { Visitor } from '../visitor.ts';
import { ApiFault } from './document.ts';
import { compileFilter, requireProperty } from './filter.ts';
import type { Predicate } from './filter.ts';
import { mapAt, parsePhpQuery, textAt } from './php-query.ts';
import type { PhpMap } from './php-query.ts';

const PAGE_CAP = 50;

interface Page {
  limit: number;
  offset: number;
}

/** Which fields of a resource type are asked for; a type without an entry is shown whole. */
export type SparseFields = Map<string, Set<string>>;

interface Order {
  /** Identifies the order for caching. */
  key: string;
  compare: (a: User, b: User) => number;
}

/** A list request on user--user, checked against the visitor's rights. */
export interface ListQuery {
  query: PhpMap;
  /** null without a filter: only then rows the visitor may not see are listed by their label. */
  filter: Predicate | null;
  order: Order | null;
  page: Page;
}

export function parseListQuery(search: string, visitor: Visitor): ListQuery {
  const query = parsePhpQuery(search);
  const filter = query.get('filter');
  if (typeof filter === 'string') throw new ApiFault(400, 'The filter parameter must be an array.');
  return {
    query,
    filter: filter ? compileFilter(filter, visitor) : null,
    order: parseOrder(query),
    page: parsePage(query),
  };
}

/** `page[limit]` is capped at 50 without a word. */
function parsePage(query: PhpMap): Page {
  const page = mapAt(query, 'page') ?? new Map();
  const limit = textAt(page, 'limit');
  const size = limit === undefined ? PAGE_CAP : Math.trunc(Number(limit));
  if (!(size > 0)) throw new ApiFault(400, 'The page size needs to be a positive integer.');
  const offset = Math.trunc(Number(textAt(page, 'offset') ?? '0'));
  return { limit: Math.min(size, PAGE_CAP), offset: offset > 0 ? offset : 0 };
}

export function parseSparseFields(query: PhpMap): SparseFields {
  const fields = mapAt(query, 'fields') ?? new Map();
  return new Map([...fields].map(([type, list]) => [type, new Set(typeof list === 'string' ? list.split(',') : [])]));
}

/** The relationships to include; only `roles` and `user_picture` exist on a user. */
export function parseInclude(query: PhpMap): Set<string> {
  const include = textAt(query, 'include') ?? '';
  const names = include.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => name !== 'roles' && name !== 'user_picture');
  if (unknown !== undefined) {
    throw new ApiFault(
      400,
      `\`${unknown}\` is not a valid relationship field name. Possible values: roles, user_picture.`,
    );
  }
  return new Set(names);
}

interface SortTerm {
  path: string;
  descending: boolean;
}

function parseOrder(query: PhpMap): Order | null {
  const terms = sortTerms(query);
  if (terms.length === 0) return null;
  const steps = terms.map(({ path, descending }) => {
    const property = requireProperty(path);
    const sign = descending ? -1 : 1;
    return (a: User, b: User) => sign * compareValues(property.values(a)[0], property.values(b)[0]);
  });
  return {
    key: terms.map(({ path, descending }) => `${descending ? '-' : ''}${path}`).join(','),
    compare: (a, b) => steps.reduce((result, step) => result || step(a, b), 0) || a.uid - b.uid,
  };
}

function sortTerms(query: PhpMap): SortTerm[] {
  const sort = query.get('sort');
  if (sort === undefined) return [];
  if (typeof sort === 'string') {
    if (sort === '') throw new ApiFault(400, 'You must provide a value for the sort parameter.');
    return sort.split(',').map((term) => ({ path: term.replace(/^-/, ''), descending: term.startsWith('-') }));
  }
  return [...sort.keys()].map((key) => {
    const path = textAt(sort, key, 'path');
    if (path === undefined) throw new ApiFault(400, 'You must provide a field name for the sort parameter.');
    return { path, descending: textAt(sort, key, 'direction')?.toUpperCase() === 'DESC' };
  });
}

/** NULL first, case ignored, as the database orders. */
function compareValues(a: string | number | undefined, b: string | number | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const [left, right] = typeof a === 'string' ? [a.toLowerCase(), String(b).toLowerCase()] : [a, b];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

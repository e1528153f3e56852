import { readCursor, takePage, type Page } from '../http/paging.ts';
import { validationFailed } from '../okta-error.ts';
import { firstAfter } from '../store/sorted.ts';

type SortKey = string | number | boolean | null;

interface Place {
  readonly key: SortKey;
  readonly id: string;
}

interface Row<T> extends Place {
  readonly item: T;
}

export interface SortRequest<T> {
  /** What the list is of: equal names, while `version` stands still, are the same list. */
  readonly name: string;
  /** Rises when the content may have changed; null sorts afresh every time. */
  readonly version: number | null;
  readonly items: () => Iterable<T>;
  readonly keyOf: (item: T) => unknown;
  readonly sortOrder: string | undefined;
  readonly limit: number;
  readonly after: string | undefined;
}

const keptLists = 4;

/** Sorted lists with ties by id; a list is sorted once and serves all its pages while nothing changes. */
export function createSortedLists<T extends { readonly id: string }>(): (request: SortRequest<T>) => Page<T> {
  const kept = new Map<string, { readonly version: number | null; readonly rows: readonly Row<T>[] }>();
  return (request) => {
    const isDescending = request.sortOrder?.toLowerCase().startsWith('desc') ?? false;
    const compareRows = isDescending ? (a: Place, b: Place) => comparePlaces(b, a) : comparePlaces;
    const name = `${isDescending} ${request.name}`;
    const known = kept.get(name);
    const isFresh = known !== undefined && known.version !== null && known.version === request.version;
    const rows = isFresh ? known.rows : toRows(request).sort(compareRows);
    kept.delete(name);
    kept.set(name, { version: request.version, rows });
    for (const oldest of kept.keys()) if (kept.size > keptLists) kept.delete(oldest);

    const after = readPlace(request.after);
    const start = after === null ? 0 : firstAfter(rows, (row) => compareRows(row, after) > 0);
    const rest = rows.slice(start, start + request.limit + 1);
    const page = takePage(rest, request.limit, ({ key, id }) => ({ key, id }));
    return { items: page.items.map(({ item }) => item), next: page.next };
  };
}

function readPlace(after: string | undefined): Place | null {
  const cursor = readCursor(after);
  if (cursor !== null && !('key' in cursor)) throw validationFailed(['after: The cursor is invalid']);
  return cursor;
}

function toRows<T extends { readonly id: string }>({ items, keyOf }: SortRequest<T>): Row<T>[] {
  return Array.from(items(), (item) => ({ key: toKey(keyOf(item)), id: item.id, item }));
}

function toKey(value: unknown): SortKey {
  if (typeof value === 'string') return value.toLowerCase();
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function comparePlaces(a: Place, b: Place): number {
  return compareKeys(a.key, b.key) || compareKeys(a.id, b.id);
}

/** Items without the sort key come last. */
function compareKeys(a: SortKey, b: SortKey): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

import { takePage, type Cursor, type Page } from '../http/paging.ts';
import type { User } from '../model.ts';
import { OktaError, validationFailed } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { firstAfter } from '../store/sorted.ts';
import type { State } from '../store/state.ts';
import { candidates, compileFilter, compileSearch, searchAttribute, type UserQuery } from './query.ts';

export interface ListRequest {
  readonly filter: string | undefined;
  readonly search: string | undefined;
  readonly q: string | undefined;
  readonly sortBy: string | undefined;
  readonly sortOrder: string | undefined;
  readonly limit: number;
  readonly after: Cursor | null;
}

/** Lists users as `GET /api/v1/users` does. Only `filter` and `search` show DEPROVISIONED users. Throws E0000031, 33. */
export type ListUsers = (request: ListRequest) => Page<User>;

export function createUserList(org: Org): ListUsers {
  const sorted = createSortedLists(org);
  return (request) => {
    const { filter, search, q } = request;
    if (filter !== undefined && search !== undefined) throw new OktaError('E0000033');
    if (search !== undefined) {
      const query = compileSearch(search, org.state);
      return request.sortBy === undefined
        ? inOrder(searched(org, query, request), request)
        : sorted(search, query, { ...request, sortBy: request.sortBy });
    }
    if (filter !== undefined) {
      const query = compileFilter(filter);
      const few = candidates(query, org.state);
      return inOrder(matching(few ?? org.state.users.after(seqOf(request.after)), query.matches), request);
    }
    const live = matching(org.state.users.after(seqOf(request.after)), (user) => user.status !== 'DEPROVISIONED');
    if (q === undefined) return inOrder(live, request);
    // A `q` list is one page: it has no cursor.
    return {
      ...inOrder(
        matching(live, (user) => startsWith(user, q.toLowerCase())),
        request,
      ),
      next: undefined,
    };
  };
}

function inOrder(users: Iterable<User>, { limit, after }: ListRequest): Page<User> {
  const seq = seqOf(after);
  const later = matching(users, (user) => user.seq > seq);
  return takePage(later, limit, (user) => ({ seq: user.seq }));
}

function* matching(users: Iterable<User>, matches: (user: User) => boolean): Generator<User> {
  for (const user of users) if (matches(user)) yield user;
}

/** Users as the lagging search index shows them. */
function* searched(org: Org, query: UserQuery, { after }: Pick<ListRequest, 'after'>): Generator<User> {
  // The look-up tables know the present only, so a lagging search reads everybody.
  const few = org.behaviour.searchLagMs > 0 ? undefined : candidates(query, org.state);
  for (const user of few ?? org.state.users.after(seqOf(after))) {
    const indexed = org.state.users.asSearched(user);
    if (indexed !== undefined && query.matches(indexed)) yield indexed;
  }
}

function seqOf(after: Cursor | null): number {
  if (after === null) return 0;
  if (!('seq' in after)) throw validationFailed(['after: The cursor is invalid']);
  return after.seq;
}

function startsWith({ profile }: User, text: string): boolean {
  return [profile['firstName'], profile['lastName'], profile['email'], profile['login']].some(
    (value) => typeof value === 'string' && value.toLowerCase().startsWith(text),
  );
}

type SortKey = string | number | boolean | null;

interface Place {
  readonly key: SortKey;
  readonly id: string;
}

interface SortedRow extends Place {
  readonly user: User;
}

const keptLists = 4;

/** Sorted search results; a list is sorted once and serves all its pages while nothing changes. */
function createSortedLists(org: Org) {
  const kept = new Map<string, { version: number; rows: readonly SortedRow[] }>();
  return (search: string, query: UserQuery, request: ListRequest & { readonly sortBy: string }): Page<User> => {
    const descending = request.sortOrder?.toLowerCase().startsWith('desc') ?? false;
    const compareRows = descending ? (a: Place, b: Place) => compareRow(b, a) : compareRow;
    const name = JSON.stringify([search, request.sortBy, descending]);
    const known = kept.get(name);
    const isFresh = known?.version === org.state.version && org.behaviour.searchLagMs === 0;
    const rows = isFresh ? known.rows : sortedRows(org, query, request.sortBy).sort(compareRows);
    kept.delete(name);
    kept.set(name, { version: org.state.version, rows });
    for (const oldest of kept.keys()) if (kept.size > keptLists) kept.delete(oldest);

    const start = startOf(rows, request.after, compareRows);
    const rest = rows.slice(start, start + request.limit + 1);
    const page = takePage(rest, request.limit, ({ key, id }) => ({ key, id }));
    return { items: page.items.map(({ user }) => user), next: page.next };
  };
}

function startOf(
  rows: readonly SortedRow[],
  after: Cursor | null,
  compareRows: (a: Place, b: Place) => number,
): number {
  if (after === null) return 0;
  if (!('key' in after)) throw validationFailed(['after: The cursor is invalid']);
  return firstAfter(rows, (row) => compareRows(row, after) > 0);
}

function sortedRows(org: Org, query: UserQuery, sortBy: string): SortedRow[] {
  const attribute = searchAttribute(sortBy, org.state);
  if (attribute === undefined) throw new OktaError('E0000031');
  return Array.from(searched(org, query, { after: null }), (user) => ({
    key: toKey(attribute.get(user)),
    id: user.id,
    user,
  }));
}

function toKey(value: unknown): SortKey {
  if (typeof value === 'string') return value.toLowerCase();
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function compareRow(a: Place, b: Place): number {
  return compareKey(a.key, b.key) || compareKey(a.id, b.id);
}

function compareKey(a: SortKey, b: SortKey): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

/** Finds a user as a path names one: by id, by login, by short name, or `me`. */
export function findUser(state: State, name: string, me: string | null): User | undefined {
  if (name === 'me') return me === null ? undefined : state.users.byId(me);
  return state.users.byId(name) ?? state.users.byLogin(name) ?? state.users.byShortName(name);
}

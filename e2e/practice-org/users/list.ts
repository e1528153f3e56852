import { readSeq, takePage, type Page } from '../http/paging.ts';
import type { User } from '../model.ts';
import { OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { createSortedLists } from '../query/sorted-lists.ts';
import type { State } from '../store/state.ts';
import { candidates, compileFilter, compileSearch, searchAttribute, type UserQuery } from './query.ts';

interface ListRequest {
  readonly filter: string | undefined;
  readonly search: string | undefined;
  readonly q: string | undefined;
  readonly sortBy: string | undefined;
  readonly sortOrder: string | undefined;
  readonly limit: number;
  readonly after: string | undefined;
}

/** Lists users as `GET /api/v1/users` does. Only `filter` and `search` show DEPROVISIONED users. Throws E0000031, 33. */
export type ListUsers = (request: ListRequest) => Page<User>;

export function createUserList(org: Org): ListUsers {
  const sorted = createSortedLists<User>();
  const sortedSearch = (query: UserQuery, sortBy: string, request: ListRequest): Page<User> => {
    const attribute = searchAttribute(sortBy, org.state);
    if (attribute === undefined) throw new OktaError('E0000031');
    return sorted({
      ...request,
      name: JSON.stringify([request.search, sortBy]),
      version: org.behaviour.searchLagMs > 0 ? null : org.state.version,
      items: () => searched(org, query, 0),
      keyOf: attribute.get,
    });
  };
  return (request) => {
    const { filter, search, q, sortBy } = request;
    if (filter !== undefined && search !== undefined) throw new OktaError('E0000033');
    if (search !== undefined) {
      const query = compileSearch(search, org.state);
      if (sortBy !== undefined) return sortedSearch(query, sortBy, request);
      return inOrder(searched(org, query, readSeq(request.after)), request);
    }
    const seq = readSeq(request.after);
    if (filter !== undefined) {
      const query = compileFilter(filter);
      return inOrder(matching(candidates(query, org.state) ?? org.state.users.after(seq), query.matches), request);
    }
    const live = matching(org.state.users.after(seq), (user) => user.status !== 'DEPROVISIONED');
    if (q === undefined) return inOrder(live, request);
    // A `q` list is one page: it has no cursor.
    return { ...inOrder(matching(live, startsWith(q)), request), next: undefined };
  };
}

function inOrder(users: Iterable<User>, { limit, after }: ListRequest): Page<User> {
  const seq = readSeq(after);
  const later = matching(users, (user) => user.seq > seq);
  return takePage(later, limit, (user) => ({ seq: user.seq }));
}

function* matching(users: Iterable<User>, matches: (user: User) => boolean): Generator<User> {
  for (const user of users) if (matches(user)) yield user;
}

/** Users after `seq` as the lagging search index shows them. */
function* searched(org: Org, query: UserQuery, seq: number): Generator<User> {
  // The look-up tables know the present only, so a lagging search reads everybody.
  const few = org.behaviour.searchLagMs > 0 ? undefined : candidates(query, org.state);
  for (const user of few ?? org.state.users.after(seq)) {
    const indexed = org.state.users.asSearched(user);
    if (indexed !== undefined && query.matches(indexed)) yield indexed;
  }
}

function startsWith(q: string): (user: User) => boolean {
  const text = q.toLowerCase();
  return ({ profile }) =>
    [profile['firstName'], profile['lastName'], profile['email'], profile['login']].some(
      (value) => typeof value === 'string' && value.toLowerCase().startsWith(text),
    );
}

/** Finds a user as a path names one: by id, by login, by short name, or `me`. */
export function findUser(state: State, name: string, me: string | null): User | undefined {
  if (name === 'me') return me === null ? undefined : state.users.byId(me);
  return state.users.byId(name) ?? state.users.byLogin(name) ?? state.users.byShortName(name);
}

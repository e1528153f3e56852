import { readSeq, takePage, type Page } from '../http/paging.ts';
import { textOf, type Group } from '../model.ts';
import { OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { compile, type Attribute } from '../query/match.ts';
import { parse, type Comparison } from '../query/parse.ts';
import { createSortedLists } from '../query/sorted-lists.ts';

const ordered: readonly Comparison[] = ['eq', 'gt', 'ge', 'lt', 'le'];

const filterAttributes = new Map<string, Attribute<Group>>([
  ['id', { type: 'string', operators: ['eq'], get: (group) => group.id }],
  ['type', { type: 'string', operators: ['eq'], get: (group) => group.type }],
  ['lastUpdated', { type: 'date', operators: ordered, get: (group) => group.lastUpdated }],
  ['lastMembershipUpdated', { type: 'date', operators: ordered, get: (group) => group.lastMembershipUpdated }],
]);

const searchAttributes = new Map<string, Attribute<Group>>([
  ...filterAttributes,
  ['created', { type: 'date', operators: ordered, get: (group) => group.created }],
  ...['name', 'description'].map((name): [string, Attribute<Group>] => [
    `profile.${name}`,
    { type: 'string', operators: [...ordered, 'sw', 'co', 'pr'], get: (group) => group.profile[name] },
  ]),
]);

export interface ListGroups {
  readonly filter: string | undefined;
  readonly search: string | undefined;
  readonly q: string | undefined;
  readonly sortBy: string | undefined;
  readonly sortOrder: string | undefined;
  readonly limit: number;
  readonly after: string | undefined;
}

/** Lists groups as `GET /api/v1/groups` does. Throws E0000031 and E0000033. */
export function createGroupList(org: Org): (request: ListGroups) => Page<Group> {
  const sorted = createSortedLists<Group>();
  return (request) => {
    const { filter, search, q, sortBy } = request;
    if (filter !== undefined && search !== undefined) throw new OktaError('E0000033');
    const matches = matcher(request);
    if (search !== undefined && sortBy !== undefined) {
      const attribute = searchAttributes.get(sortBy);
      if (attribute === undefined) throw new OktaError('E0000031');
      const items = () => matching(org.state.groups.after(0), matches);
      const name = JSON.stringify([search, sortBy]);
      return sorted({ ...request, name, version: org.state.version, items, keyOf: attribute.get });
    }
    const found = matching(org.state.groups.after(readSeq(request.after)), matches);
    const page = takePage(found, request.limit, (group) => ({ seq: group.seq }));
    // A `q` list is one page: it has no cursor.
    return q === undefined ? page : { ...page, next: undefined };
  };
}

function matcher({ filter, search, q }: ListGroups): (group: Group) => boolean {
  if (search !== undefined)
    return compile(parse(search), {
      attribute: (name) => searchAttributes.get(name),
      caseSensitive: false,
      allowNot: false,
    });
  if (filter !== undefined)
    return compile(parse(filter), {
      attribute: (name) => filterAttributes.get(name),
      caseSensitive: true,
      allowNot: false,
    });
  const start = q?.toLowerCase() ?? '';
  return (group) => textOf(group.profile, 'name').toLowerCase().startsWith(start);
}

function* matching(groups: Iterable<Group>, matches: (group: Group) => boolean): Generator<Group> {
  for (const group of groups) if (matches(group)) yield group;
}

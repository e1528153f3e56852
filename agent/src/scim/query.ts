import { z } from 'zod';

import { type Located } from './attribute.ts';
import type { Collection, Entry } from './collection.ts';
import { comparedOf, type Filter, parseFilter } from './filter.ts';
import { asObject, type Resource, toTest } from './filter-match.ts';
import { listUrn, render } from './render.ts';
import { readProjection } from './resource.ts';
import { ScimError } from './scim-error.ts';

/** Most resources in one page. */
export const largestPage = 200;
const usualPage = 100;
/** How many resources are looked at in one go, so that a long listing never holds up others. */
const turn = 2000;

/** What a listing may be asked by, from the address or from the body of `.search` (RFC 7644 section 3.4.3). */
export const listQuery = z.object({
  filter: z.string().optional(),
  sortBy: z.string().optional(),
  sortOrder: z.string().optional(),
  startIndex: z.coerce.number().optional(),
  count: z.coerce.number().optional(),
  cursor: z.string().optional(),
  attributes: z.string().optional(),
  excludedAttributes: z.string().optional(),
});
export type ListQuery = z.infer<typeof listQuery>;

/** One page of a listing, by index or by cursor (RFC 9865). */
export async function answerList(collection: Collection, query: ListQuery, base: string): Promise<Resource> {
  const shown = readProjection(query, collection.attributes);
  const found: Found = isPlain(query) ? collection : listed(await findAll(collection, query));
  const count = pageSize(query);
  const start = startOf(query, found);
  const page = found.page(start, count);
  const next = query.cursor !== undefined && start + page.length < found.size ? page.at(-1) : undefined;
  return {
    schemas: [listUrn],
    totalResults: found.size,
    itemsPerPage: page.length,
    ...(query.cursor === undefined ? { startIndex: start + 1 } : next ? { nextCursor: cursorOf(next) } : {}),
    Resources: page.map((entry) => render(entry, collection, { base, shown })),
  };
}

type Found = Pick<Collection, 'size' | 'page' | 'positionOf'>;

/** Everybody in the usual order: nothing has to be walked to show one page of it. */
function isPlain({ filter = '', sortBy = '' }: ListQuery): boolean {
  return filter.trim() === '' && sortBy.trim() === '';
}

function listed(entries: Entry[]): Found {
  return {
    size: entries.length,
    page: (start, count) => entries.slice(start, start + count),
    positionOf: (id) => entries.findIndex((entry) => entry.id === id),
  };
}

async function findAll(collection: Collection, query: ListQuery): Promise<Entry[]> {
  const found = await filtered(collection, query.filter);
  if (query.sortBy === undefined || query.sortBy.trim() === '') return found;
  const target = collection.attributes.find(query.sortBy.trim());
  if (!target || target.attribute.returned === 'never')
    throw new ScimError(400, 'invalidPath', `“${query.sortBy}” can’t be sorted by.`);
  return sorted(found, target, query.sortOrder?.toLowerCase() === 'descending');
}

async function filtered(collection: Collection, filter: string | undefined): Promise<Entry[]> {
  if (filter === undefined || filter.trim() === '') return [...collection.all()];
  const parsed = parseFilter(filter, collection.attributes);
  const test = toTest(parsed);
  const wanted = indexed(parsed);
  const candidates = wanted ? await collection.lookUp(wanted.name, wanted.value) : null;
  const found: Entry[] = [];
  let looked = 0;
  for (const entry of candidates ?? collection.all()) {
    if (test({ id: entry.id, ...entry.resource, meta: { created: entry.created, lastModified: entry.modified } }))
      found.push(entry);
    looked += 1;
    if (looked % turn === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return found;
}

/** An equality that everything found must fulfil, on an attribute that may have an index. */
function indexed(filter: Filter): { name: string; value: string } | null {
  if (filter.op === 'and') return indexed(filter.left) ?? indexed(filter.right);
  if (filter.op !== 'eq' || typeof filter.value !== 'string') return null;
  const { extension, attribute, sub } = filter.target;
  return extension === null && sub === null ? { name: attribute.name, value: filter.value } : null;
}

function sorted(entries: Entry[], target: Located, descending: boolean): Entry[] {
  const { caseExact } = comparedOf(target);
  const keyed = entries.map((entry) => {
    const key = keyOf(entry, target);
    return { entry, key: typeof key === 'string' && !caseExact ? key.toLowerCase() : key };
  });
  // What has no value comes last, in either order (RFC 7644 section 3.4.2.3).
  const order = descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    return a.key === b.key ? 0 : a.key < b.key ? -order : order;
  });
  return keyed.map(({ entry }) => entry);
}

/** The value to sort by: of a list that of the primary element, else of the first. */
function keyOf(entry: Entry, target: Located): string | number | null {
  const { attribute, extension } = target;
  if (attribute.name === 'id') return entry.id;
  const own: Resource =
    attribute.name === 'meta' ? { meta: { created: entry.created, lastModified: entry.modified } } : entry.resource;
  const holder = extension === null ? own : asObject(entry.resource[extension]);
  const value = holder?.[attribute.name];
  const element = Array.isArray(value)
    ? (value.find((each) => asObject(each)?.['primary'] === true) ?? value[0])
    : value;
  const key = asObject(element)?.[comparedOf(target).name] ?? element;
  return typeof key === 'string' || typeof key === 'number' ? key : null;
}

function pageSize({ count, cursor }: ListQuery): number {
  if (count === undefined) return usualPage;
  if (cursor !== undefined && (count < 1 || !Number.isInteger(count)))
    throw new ScimError(400, 'invalidCount', 'A page by cursor has at least one resource.');
  return Number.isNaN(count) ? usualPage : Math.min(largestPage, Math.max(0, Math.floor(count)));
}

function startOf({ startIndex, cursor }: ListQuery, found: Found): number {
  if (cursor === undefined) return Math.max(1, Math.floor(startIndex ?? 1) || 1) - 1;
  if (cursor === '') return 0;
  const at = found.positionOf(readCursor(cursor));
  if (at === -1)
    throw new ScimError(400, 'expiredCursor', 'What this cursor stands at is no longer in the list. Start anew.');
  return at + 1;
}

function cursorOf({ id }: Entry): string {
  return Buffer.from(JSON.stringify({ after: id })).toString('base64url');
}

function readCursor(cursor: string): string {
  try {
    return z.object({ after: z.string() }).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString())).after;
  } catch {
    throw new ScimError(400, 'invalidCursor', 'This cursor was not made by this server.');
  }
}

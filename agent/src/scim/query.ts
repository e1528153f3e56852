import { createHash } from 'node:crypto';
import type { Json } from '@rollcall/shared';
import { z } from 'zod';

import { createTurns } from '../engine/turns.ts';
import type { Located } from './attribute.ts';
import type { Collection, Entry } from './collection.ts';
import { comparedOf, type Filter, parseFilter } from './filter.ts';
import { asObject, toTest } from './filter-match.ts';
import { entryReader, listUrn, renderText } from './render.ts';
import { type Projection, readProjection } from './resource.ts';
import { ScimError } from './scim-error.ts';

/** Most resources in one page, and how many there are unless a client says. */
export const largestPage = 200;
export const usualPage = 100;

/** A number in an address or a body; an empty one says nothing. */
const number = z.preprocess((value) => (value === '' ? undefined : value), z.coerce.number().optional());

/** What a listing may be asked by, from the address or from the body of `.search` (RFC 7644 section 3.4.3). */
export const listQuery = z.object({
  filter: z.string().optional(),
  sortBy: z.string().optional(),
  sortOrder: z.string().optional(),
  startIndex: number,
  count: number,
  cursor: z.string().optional(),
  attributes: z.string().optional(),
  excludedAttributes: z.string().optional(),
});
export type ListQuery = z.infer<typeof listQuery>;

/** One resource of a listing, and where it is from. */
interface Found {
  entry: Entry;
  from: Collection;
}

/** What a listing found, of which a page is shown. */
interface Listing {
  size: number;
  page(start: number, count: number): Found[];
  positionOf(id: string): number;
}

/**
 * One page of a listing over one collection or several, as JSON: by index, or by cursor (RFC 9865). Several are listed one
 * after the other, and a filter may then name what only one of them has.
 */
export async function answerList(collections: readonly Collection[], query: ListQuery, base: string): Promise<string> {
  const projections = new Map<Collection, Projection>(
    collections.map((each) => [each, readProjection(query, each.attributes)]),
  );
  const found = isPlain(query) ? everything(collections) : listed(await findAll(collections, query, base));
  const count = pageSize(query);
  const start = startOf(query, found);
  const page = found.page(start, count);
  const next = query.cursor !== undefined && start + page.length < found.size ? page.at(-1) : undefined;
  const head = {
    schemas: [listUrn],
    totalResults: found.size,
    itemsPerPage: page.length,
    ...(query.cursor === undefined ? { startIndex: start + 1 } : next ? { nextCursor: cursorOf(next, query) } : {}),
  };
  const none: Projection = { only: null, without: [] };
  const texts = page.map(({ entry, from }) => renderText(entry, from, { base, shown: projections.get(from) ?? none }));
  return `${JSON.stringify(head).slice(0, -1)},"Resources":[${texts.join(',')}]}`;
}

/** Everybody in the usual order: nothing has to be walked to show one page of it. */
function isPlain({ filter = '', sortBy = '' }: ListQuery): boolean {
  return filter.trim() === '' && sortBy.trim() === '';
}

function everything(collections: readonly Collection[]): Listing {
  return {
    // Read once the page is: a collection counts by the place that was asked for.
    get size() {
      return collections.reduce((sum, { size }) => sum + size, 0);
    },
    page(start, count) {
      const found: Found[] = [];
      let before = 0;
      for (const from of collections) {
        const first = Math.max(0, start - before);
        for (const entry of from.page(first, count - found.length)) found.push({ entry, from });
        before += from.size;
      }
      return found;
    },
    positionOf(id) {
      let before = 0;
      for (const { size, positionOf } of collections.map(placesOf)) {
        const at = positionOf(id);
        if (at !== -1) return before + at;
        before += size;
      }
      return -1;
    },
  };
}

function placesOf(collection: Collection): Pick<Listing, 'size' | 'positionOf'> {
  return { size: collection.size, positionOf: (id) => collection.positionOf(id) };
}

function listed(found: Found[]): Listing {
  return {
    size: found.length,
    page: (start, count) => found.slice(start, start + count),
    positionOf: (id) => found.findIndex(({ entry }) => entry.id === id),
  };
}

async function findAll(collections: readonly Collection[], query: ListQuery, base: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const from of collections) {
    const others = collections.filter((each) => each !== from).map(({ attributes }) => attributes);
    const parsed = isBlank(query.filter) ? null : parseFilter(query.filter, from.attributes, others);
    await addFiltered(found, from, parsed, base);
  }
  if (isBlank(query.sortBy)) return found;
  return sorted(found, { collections, sortBy: query.sortBy.trim(), base, order: query.sortOrder });
}

function isBlank(text: string | undefined): text is undefined {
  return text === undefined || text.trim() === '';
}

async function addFiltered(found: Found[], from: Collection, filter: Filter | null, base: string): Promise<void> {
  const test = filter === null ? () => true : toTest(filter, entryReader(from, base));
  const wanted = filter === null ? null : indexed(filter);
  const candidates = wanted ? await from.lookUp(wanted.name, wanted.value) : null;
  const turns = createTurns();
  for (const entry of candidates ?? from.all()) {
    if (test(entry)) found.push({ entry, from });
    if (turns.due()) await turns.next();
  }
}

/** An equality that everything found must fulfil, on an attribute that may have an index. */
function indexed(filter: Filter): { name: string; value: string } | null {
  if (filter.op === 'and') return indexed(filter.left) ?? indexed(filter.right);
  if (filter.op !== 'eq' || typeof filter.value !== 'string') return null;
  const { extension, attribute, sub } = filter.target;
  return extension === null && sub === null ? { name: attribute.name, value: filter.value } : null;
}

type Key = string | number | null;

function sorted(
  found: Found[],
  how: { collections: readonly Collection[]; sortBy: string; base: string; order: string | undefined },
): Found[] {
  const keys = new Map<Collection, (entry: Entry) => Key>();
  for (const from of how.collections) {
    const target = from.attributes.find(how.sortBy);
    if (target && target.attribute.returned !== 'never') keys.set(from, keyReader(from, target, how.base));
  }
  if (keys.size === 0) throw new ScimError(400, 'invalidPath', `“${how.sortBy}” can’t be sorted by.`);
  const keyed = found.map((each) => ({ each, key: keys.get(each.from)?.(each.entry) ?? null }));
  const order = how.order?.toLowerCase() === 'descending' ? -1 : 1;
  keyed.sort((a, b) => order * compareKeys(a.key, b.key));
  return keyed.map(({ each }) => each);
}

/** What has no value comes last, and first where the order is turned round (RFC 7644 section 3.4.2.3). */
function compareKeys(a: Key, b: Key): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The value to sort by: of a list that of the primary element, else of the first. */
function keyReader(from: Collection, target: Located, base: string): (entry: Entry) => Key {
  const { attribute, extension } = target;
  const compared = comparedOf(target);
  const read = entryReader(from, base);
  return (entry) => {
    const value = read(entry, extension, attribute.name);
    const element = Array.isArray(value)
      ? (value.find((each) => asObject(each)?.['primary'] === true) ?? value[0])
      : value;
    const key: Json | undefined = asObject(element)?.[compared.name] ?? element;
    if (typeof key === 'boolean') return Number(key);
    if (typeof key === 'string') return compared.caseExact ? key : key.toLowerCase();
    return typeof key === 'number' ? key : null;
  };
}

function pageSize({ count, cursor }: ListQuery): number {
  if (count === undefined) return usualPage;
  if (cursor !== undefined && (count < 1 || !Number.isInteger(count)))
    throw new ScimError(400, 'invalidCount', 'A page by cursor has at least one resource.');
  return Math.min(largestPage, Math.max(0, Math.floor(count)));
}

function startOf(query: ListQuery, found: Listing): number {
  const { startIndex, cursor } = query;
  if (cursor === undefined) return Math.max(1, Math.floor(startIndex ?? 1)) - 1;
  if (cursor === '') return 0;
  const at = found.positionOf(readCursor(cursor, query));
  if (at === -1)
    throw new ScimError(400, 'expiredCursor', 'What this cursor stands at is no longer in the list. Start anew.');
  return at + 1;
}

const cursorForm = z.object({ after: z.string(), of: z.string() });

/** A cursor goes on with the query that it is from, and with no other (RFC 9865 section 2). */
function cursorOf({ entry }: Found, query: ListQuery): string {
  return Buffer.from(JSON.stringify({ after: entry.id, of: markOf(query) })).toString('base64url');
}

function readCursor(cursor: string, query: ListQuery): string {
  try {
    const { after, of } = cursorForm.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (of === markOf(query)) return after;
  } catch {
    // Told below, like any other that is not from this query.
  }
  throw new ScimError(400, 'invalidCursor', 'This server made no such cursor for this query.');
}

function markOf({ filter = '', sortBy = '', sortOrder = '' }: ListQuery): string {
  return createHash('sha256')
    .update(JSON.stringify([filter, sortBy, sortOrder]))
    .digest('base64url')
    .slice(0, 12);
}

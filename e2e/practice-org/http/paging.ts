import type { Context } from 'hono';
import { z } from 'zod';
import { validationFailed } from '../okta-error.ts';
import { originOf, readText, type Env } from './env.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** The cursor after the last item; undefined at the end. */
  readonly next: string | undefined;
}

const cursorSchema = z.union([
  z.object({ seq: z.number() }),
  z.object({ key: z.union([z.string(), z.number(), z.boolean(), z.null()]), id: z.string() }),
]);

/** A place in a list: by creation order, or by sort key and id. It stays right when items come and go. */
export type Cursor = z.infer<typeof cursorSchema>;

export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Reads the `after` parameter; null without one. Throws E0000001 for a cursor this org never wrote. */
export function readCursor(after: string | undefined): Cursor | null {
  if (after === undefined || after === '') return null;
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(after, 'base64url').toString()));
  } catch {
    throw validationFailed(['after: The cursor is invalid']);
  }
}

/** The place of a list that is kept in order of creation. */
export function readSeq(after: string | undefined): number {
  const cursor = readCursor(after);
  if (cursor === null) return 0;
  if (!('seq' in cursor)) throw validationFailed(['after: The cursor is invalid']);
  return cursor.seq;
}

export interface LimitRange {
  readonly usual: number;
  readonly most: number;
}

/** The `limit` parameter; more than the most is the most, less than one or no number is E0000001. */
export function readLimit(c: Context<Env>, { usual, most }: LimitRange): number {
  const text = c.req.query('limit');
  if (text === undefined || text === '') return usual;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1) throw validationFailed(['limit: The limit must be a positive integer']);
  return Math.min(limit, most);
}

/** Takes one page from a list; reads one item further to know whether there is more. */
export function takePage<T>(items: Iterable<T>, limit: number, cursorOf: (item: T) => Cursor): Page<T> {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.length === limit) {
      const last = taken.at(-1);
      return { items: taken, next: last === undefined ? undefined : writeCursor(cursorOf(last)) };
    }
    taken.push(item);
  }
  return { items: taken, next: undefined };
}

/** Sets the `Link` headers of a page: `self` as called, and `next` with everything but the cursor kept. */
export function setLinks(c: Context<Env>, limit: number, next: string | undefined): void {
  const self = new URL(c.req.url);
  self.searchParams.set('limit', String(limit));
  const address = `${originOf(c)}${self.pathname}`;
  c.header('Link', `<${address}?${self.searchParams.toString()}>; rel="self"`);
  if (next === undefined) return;
  self.searchParams.delete('after');
  const rest = self.searchParams.toString();
  c.header('Link', `<${address}?after=${next}&${rest}>; rel="next"`, { append: true });
}

/** What a listing of users or groups is asked by, all but how many. */
export function readQuestion(c: Context<Env>) {
  return {
    filter: readText(c, 'filter'),
    search: readText(c, 'search'),
    q: readText(c, 'q'),
    sortBy: readText(c, 'sortBy'),
    sortOrder: readText(c, 'sortOrder'),
    after: c.req.query('after'),
  };
}

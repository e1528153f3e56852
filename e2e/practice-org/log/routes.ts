import { Hono, type Context } from 'hono';
import { allow, readText, type Env } from '../http/env.ts';
import { readLimit, readSeq, setLinks, writeCursor } from '../http/paging.ts';
import { validationFailed } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { compile, type Attribute } from '../query/match.ts';
import { parse, type Comparison } from '../query/parse.ts';
import type { StoredEvent } from './system-log.ts';
import { toLogEvent } from './view.ts';

const operators: readonly Comparison[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr'];

const readers: Readonly<Record<string, (event: StoredEvent) => unknown>> = {
  uuid: (event) => event.uuid,
  eventType: (event) => event.eventType,
  displayMessage: (event) => event.displayMessage,
  severity: (event) => event.severity,
  'outcome.result': (event) => event.result,
  'outcome.reason': (event) => event.reason,
  'actor.id': (event) => event.actor.id,
  'actor.type': (event) => event.actor.type,
  'actor.alternateId': (event) => event.actor.alternateId,
  'actor.displayName': (event) => event.actor.displayName,
  'target.id': (event) => event.target.map((party) => party.id),
  'target.type': (event) => event.target.map((party) => party.type),
  'target.alternateId': (event) => event.target.map((party) => party.alternateId),
  'target.displayName': (event) => event.target.map((party) => party.displayName),
  'client.ipAddress': (event) => event.ip,
  'client.userAgent.rawUserAgent': (event) => event.userAgent,
  'transaction.id': (event) => event.requestId,
  'transaction.detail.requestApiTokenId': (event) => event.tokenId,
  'debugContext.debugData.requestId': (event) => event.requestId,
  'debugContext.debugData.requestUri': (event) => event.requestUri,
};

const day = 86_400_000;
const usualSpan = 7 * day;
const longestSpan = 180 * day;

/** The System Log at `/api/v1/logs`: polling without `until`, bounded with it. */
export function logRoutes(org: Org): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/', allow('logs', 'read'), (c) => {
    const limit = readLimit(c, { usual: 100, most: 1000 });
    const until = readTime(c, 'until');
    const since = readTime(c, 'since') ?? (until ?? org.clock()) - usualSpan;
    if (since < org.clock() - longestSpan)
      throw validationFailed(['since: The time is more than 180 days ago and its events are gone']);
    const isDescending = c.req.query('sortOrder')?.toUpperCase().startsWith('DESC') ?? false;
    const scan = isDescending ? scanBack : scanForward;
    const page = scan({
      org,
      since,
      until,
      limit,
      place: readSeq(c.req.query('after')),
      matches: matcher(readText(c, 'filter'), readText(c, 'q')),
    });
    setLinks(c, limit, page.next);
    return c.json(page.items.map(toLogEvent));
  });
  return app;
}

interface Scan {
  readonly org: Org;
  readonly since: number;
  readonly until: number | undefined;
  readonly limit: number;
  /** Where the last page ended; 0 at the start. */
  readonly place: number;
  readonly matches: (event: StoredEvent) => boolean;
}

interface LogPage {
  readonly items: readonly StoredEvent[];
  readonly next: string | undefined;
}

/** Oldest first. Without `until` the list has no end: the next link is there even when there is nothing new. */
function scanForward({ org, since, until, limit, place, matches }: Scan): LogPage {
  const items: StoredEvent[] = [];
  let last = place === 0 ? org.log.seqAt(since) : place;
  for (const event of org.log.after(last)) {
    if (until !== undefined && Date.parse(event.published) >= until) return { items, next: undefined };
    if (items.length === limit) return { items, next: writeCursor({ seq: last }) };
    last = event.seq;
    if (matches(event)) items.push(event);
  }
  return { items, next: until === undefined ? writeCursor({ seq: last }) : undefined };
}

function scanBack({ org, since, until, limit, place, matches }: Scan): LogPage {
  const items: StoredEvent[] = [];
  let last = place === 0 ? org.log.lastSeq() + 1 : place;
  for (const event of org.log.before(last)) {
    const published = Date.parse(event.published);
    if (published <= since) break;
    if (items.length === limit) return { items, next: writeCursor({ seq: last }) };
    last = event.seq;
    if ((until === undefined || published < until) && matches(event)) items.push(event);
  }
  return { items, next: undefined };
}

function matcher(filter: string | undefined, q: string | undefined): (event: StoredEvent) => boolean {
  const words = q?.toLowerCase().split(/\s+/) ?? [];
  const hasWords = (event: StoredEvent): boolean => {
    if (words.length === 0) return true;
    const text = JSON.stringify(event).toLowerCase();
    return words.every((word) => text.includes(word));
  };
  if (filter === undefined) return hasWords;
  const matches = compile(parse(filter), { attribute: logAttribute, caseSensitive: false, allowNot: true });
  return (event) => matches(event) && hasWords(event);
}

/** `published` has its own parameters and is refused here. */
function logAttribute(name: string): Attribute<StoredEvent> | undefined {
  const get = Object.hasOwn(readers, name) ? readers[name] : undefined;
  return get === undefined ? undefined : { type: 'string', operators, get };
}

function readTime(c: Context<Env>, name: string): number | undefined {
  const text = readText(c, name);
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw validationFailed([`${name}: The time is invalid`]);
  return time;
}

import type { Context } from 'hono';
import type { Json } from '@rollcall/shared';

import { asObject } from './filter-match.ts';
import { faultText, ScimError } from './scim-error.ts';
import './traffic-context.ts';
import type { KeptExchange, Row, Shelf } from './traffic-file.ts';
import { nextOf } from './traffic-next.ts';
import { hidden, maskMails, redactAddress, redactBody, subjectOf } from './traffic-redact.ts';
import type { Subject } from './traffic-redact.ts';

/** Of a list that was answered, so many resources are kept. */
const listShown = 3;
const longestText = 500;
/** Longer answers are not read again, in characters. */
const longestRead = 16 * 1024;

const requestHeaders = ['accept', 'content-type', 'if-match', 'if-none-match', 'user-agent'];
const answerHeaders = ['content-type', 'etag', 'location', 'retry-after', 'www-authenticate'];

/** An exchange as it passed, before it is redacted. */
export interface Passed {
  connection: string;
  row: Omit<Row, 'id' | 'path'>;
  /** Below the base URL. */
  path: string;
  query: string;
  requestHeaders: [string, string][];
  answerHeaders: [string, string][];
  sent: Json | null;
  answered: string | null;
  next: string | null;
}

/** What is known of an exchange once it was answered; takes no time, since nothing is looked into. */
export function passedOf(c: Context, { connection, at, ms }: { connection: string; at: number; ms: number }): Passed {
  const url = new URL(c.req.url);
  const error = c.error instanceof ScimError ? c.error : null;
  const userAgent = c.req.header('user-agent')?.slice(0, 200) ?? null;
  const answered = c.get('scimText') ?? null;
  const method = c.req.method;
  const { status } = c.res;
  const row = {
    at: new Date(at).toISOString(),
    token: c.get('scimToken') ?? null,
    method,
    status,
    ms: Math.round(ms * 10) / 10,
    userAgent,
    detail: status < 400 ? null : maskMails((error?.message ?? faultText).slice(0, 2 * longestText)),
    plan: c.get('scimPlan') ?? null,
  };
  const below = url.pathname.replace(/^.*?\/scim\/v2(?=\/|$)/, '') || '/';
  return {
    connection,
    row,
    path: below.slice(0, longestText),
    query: url.search.slice(1, 4 * longestText),
    requestHeaders: headersOf(requestHeaders, (name) => c.req.header(name)),
    answerHeaders: headersOf(answerHeaders, (name) => c.res.headers.get(name) ?? undefined),
    sent: c.get('scimBody') ?? null,
    answered,
    next: status < 400 ? null : maskMails(nextOf({ ...row, path: below }, error?.next ?? null)),
  };
}

function headersOf(names: readonly string[], read: (name: string) => string | undefined): [string, string][] {
  return names.flatMap((name): [string, string][] => {
    const value = read(name);
    return value === undefined ? [] : [[name, value.slice(0, longestText)]];
  });
}

/** The answer’s body, of a list the first resources. */
function shown(answered: string | null): Json | null {
  if (answered === null) return null;
  if (answered.length > longestRead) return headOf(answered);
  const body: Json = JSON.parse(answered);
  const list = asObject(body);
  const resources = list?.['Resources'];
  if (!list || !Array.isArray(resources) || resources.length <= listShown) return body;
  return { ...list, Resources: [...resources.slice(0, listShown), `… ${resources.length - listShown} more`] };
}

/** What stands before the resources of a long list, so that its numbers are told; the resources alone are many. */
function headOf(answered: string): Json {
  const left = `… ${answered.length} characters`;
  const at = answered.indexOf('"Resources":[');
  if (at < 0 || at > longestText) return left;
  return JSON.parse(`${answered.slice(0, at)}"Resources":["${left}"]}`);
}

function redactAnswer(answered: string | null, subject: Subject): Json | null {
  const body = shown(answered);
  return typeof body === 'string' ? body : body && redactBody(body, subject);
}

/** An exchange as it may be kept. */
export function cleaned({
  row,
  path: below,
  query,
  sent,
  answered,
  next,
  ...headers
}: Passed): Omit<KeptExchange, 'id'> {
  const subject = subjectOf(below);
  const authorization: [string, string][] = row.token === null ? [] : [['authorization', `Bearer ${hidden}`]];
  return {
    ...row,
    path: redactAddress(maskMails(below), query, subject),
    request: {
      headers: [...authorization, ...headers.requestHeaders],
      body: sent === null ? null : redactBody(sent, subject),
    },
    answer: { headers: headers.answerHeaders, body: redactAnswer(answered, subject) },
    next,
  };
}

/** Whether a request was made to change something. */
export function isWrite({ method, token, path }: Pick<Row, 'method' | 'token' | 'path'>): boolean {
  const isSearch = method === 'POST' && path.endsWith('/.search');
  return token !== null && method !== 'GET' && method !== 'HEAD' && !isSearch;
}

/** What was refused or failed; that a looked-up user is not there is what most look-ups are for. */
export function isFailure({ status, method }: Pick<Row, 'status' | 'method'>): boolean {
  return status >= 400 && !(status === 404 && method === 'GET');
}

export function shelfOf(row: Pick<Row, 'method' | 'token' | 'status' | 'path'>): Shelf {
  return isWrite(row) || isFailure(row) ? 'writes' : 'reads';
}

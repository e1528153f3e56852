import { SyncError, type SyncErrorOptions } from '@rollcall/shared';
import { errorDocument, parseAs } from './document.ts';
import { type Call, isJson, type Reply } from './transport.ts';

/** The core page that switches JSON:API from reading to writing. */
export const settingsPage = '/admin/config/services/jsonapi';

interface Asked {
  site: string;
  method: Call['method'];
  now: number;
}

/**
 * A refusal as an error, told by status and pointer alone: Drupal translates its sentences, so they are shown and never
 * read. A refusal of one write concerns that item; a refusal of a read concerns the run.
 */
export function toFault(reply: Reply, asked: Asked): SyncError {
  if (reply.status >= 300 && reply.status < 400) return redirected(reply, asked);
  if (!isJson(reply)) return pageInstead(reply, asked);
  const { detail, field } = readErrors(reply);
  const scope = asked.method === 'GET' ? 'run' : 'item';
  const options: SyncErrorOptions = { status: reply.status, ...(field === null ? {} : { field }) };
  switch (reply.status) {
    case 401:
      return new SyncError('anonymous', `The site answered as to an anonymous visitor. ${detail}`, options);
    case 403:
      return new SyncError('forbidden', detail, { ...options, scope, next: permissionsNeeded(asked.site) });
    case 404:
      return new SyncError('not_found', `${asked.site} has no such account or role.`, options);
    case 405:
      return readOnly(asked.site, options);
    case 409:
      return new SyncError('conflict', detail, options);
    case 429:
      return paced(reply, asked.now);
    case 400:
      return new SyncError('invalid', detail, options);
    case 422:
      return new SyncError(field === 'pass' ? 'password_policy' : 'invalid', detail, options);
    default:
      return new SyncError('server_fault', `${asked.site} answered ${reply.status}. ${detail}`, options);
  }
}

/** JSON:API reads only; core tells so by 405 on a path that would else take the method. */
export function readOnly(site: string, options: SyncErrorOptions = {}): SyncError {
  return new SyncError('read_only', `JSON:API on ${site} accepts only read operations.`, {
    ...options,
    next: `Choose “Accept all JSON:API create, read, update, and delete operations” at ${site}${settingsPage}.`,
  });
}

/** JSON:API is no part of the site yet. */
export function switchedOff(site: string, status = 404): SyncError {
  return new SyncError('unsupported', `JSON:API is off on ${site}.`, {
    next: `Switch on the core module JSON:API at ${site}/admin/modules.`,
    scope: 'run',
    status,
  });
}

/** What to do about a missing permission. */
export function permissionsNeeded(site: string, ...names: string[]): string {
  const wanted = (names.length === 0 ? ['administer users', 'administer permissions'] : names)
    .map((name) => `“${name}”`)
    .join(' and ');
  return `Give a role of Rollcall’s account ${wanted} at ${site}/admin/people/permissions, then test again.`;
}

/** Drupal's own sentences, and the attribute that the first of them is about. */
function readErrors(reply: Reply): { detail: string; field: string | null } {
  const document = parseAs(errorDocument, reply.text);
  const sentences = (document?.errors ?? []).map((error) => error.detail ?? error.title ?? '');
  if (document?.message !== undefined) sentences.push(document.message);
  const pointers = (document?.errors ?? []).map((error) => error.source?.pointer ?? '');
  const field = pointers.map((pointer) => /^\/data\/attributes\/([^/]+)/u.exec(pointer)?.[1]).find(Boolean) ?? null;
  const detail = sentences.filter((sentence) => sentence !== '').join(' ');
  return { detail: detail === '' ? `Drupal answered ${reply.status}.` : `Drupal says: ${detail}`, field };
}

function pageInstead(reply: Reply, { site, now }: Asked): SyncError {
  if (reply.status === 404 || reply.status === 406) return switchedOff(site, reply.status);
  if (reply.status === 429 || (reply.status === 503 && reply.headers.has('retry-after'))) return paced(reply, now);
  return new SyncError('server_fault', `${site} answered with a page instead of data (status ${reply.status}).`, {
    status: reply.status,
  });
}

function paced(reply: Reply, now: number): SyncError {
  const value = reply.headers.get('retry-after') ?? '60';
  const at = /^\d+$/u.test(value) ? now + Number(value) * 1000 : Date.parse(value);
  return new SyncError('rate_limited', 'The site asked to wait.', {
    status: reply.status,
    retryAt: new Date(Number.isNaN(at) ? now + 60_000 : at).toISOString(),
  });
}

function redirected(reply: Reply, { site }: Asked): SyncError {
  const location = reply.headers.get('location') ?? '';
  return new SyncError(
    'wrong_site',
    `${site} sends callers on to ${URL.parse(location, site)?.pathname ?? location}.`,
    {
      status: reply.status,
    },
  );
}

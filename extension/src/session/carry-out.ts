import type { Json } from '@rollcall/shared/json';
import type { Errand, Ticket, TicketResult } from '@rollcall/shared/session';

import { idOfNumber, numberOfId, readEditForm } from './drupal-form.ts';
import { toRequest } from './drupal-request.ts';

/** The page in whose session errands are carried out. */
export interface OwnSite {
  /** Origin and base path, without a trailing slash. */
  base: string;
  /** Number of the signed-in account; null for a visitor. */
  uid: string | null;
  fetch: typeof globalThis.fetch;
  parse(html: string): Document;
}

const jsonApi = 'application/vnd.api+json';

/** Does one errand with the site's own cookie, which never leaves the page. A site that can't be reached answers status 0. */
export async function carryOut({ id, errand }: Ticket, site: OwnSite): Promise<TicketResult> {
  try {
    return { ticket: id, ...(await answer(errand, site)) };
  } catch {
    return { ticket: id, status: 503, body: problem('The site could not be reached from its own page.'), date: null };
  }
}

type Answer = Omit<TicketResult, 'ticket'>;

async function answer(errand: Errand, site: OwnSite): Promise<Answer> {
  if ('account' in errand && numberOfId(errand.account) !== null) return answerByForm(errand, site);
  const { method, path, body } = toRequest(errand);
  const headers: Record<string, string> = { accept: jsonApi };
  if (method !== 'GET') {
    headers['content-type'] = jsonApi;
    headers['x-csrf-token'] = await (await request(site, '/session/token')).text();
  }
  const reply = await request(site, path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const date = reply.headers.get('date');
  if (reply.status === 204) return { status: 204, body: null, date };
  const isJson = /[/+]json\b/.test(reply.headers.get('content-type') ?? '');
  // JSON:API is off where its address is a page like any other that does not exist.
  if (!isJson && reply.status === 404) return { ...(await answerByForm(errand, site)), date };
  return { status: reply.status, body: isJson ? slim(await reply.json()) : null, date };
}

function request({ base, fetch }: OwnSite, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(base + path, { credentials: 'same-origin', cache: 'no-store', redirect: 'manual', ...init });
}

/** The third level: the edit form of one account is read, and everything else is told to need more. */
async function answerByForm(errand: Errand, site: OwnSite): Promise<Answer> {
  const ok = (body: Json): Answer => ({ status: 200, body, date: null });
  switch (errand.kind) {
    case 'whoAmI': {
      const me = site.uid === null ? {} : { me: { meta: { id: idOfNumber(site.uid) } } };
      return ok({ meta: { links: me, forms: true } });
    }
    case 'read':
      return readAccount(numberOfId(errand.account) ?? '', site);
    case 'find': {
      if (errand.by !== 'handle') return refused(403, 'JSON:API is off, so accounts are found by their page only.');
      const found = await readAccount(errand.value, site);
      return found.status === 404 ? ok({ data: [] }) : found.status === 200 ? ok(listed(found.body)) : found;
    }
    case 'newest': {
      const own = site.uid === null ? null : await readAccount(site.uid, site);
      return ok(own?.status === 200 ? listed(own.body) : { data: [] });
    }
    case 'first':
      return ok({ data: [] });
    case 'roles':
    case 'fields':
      return ok({ data: [], meta: { omitted: {} } });
    case 'mayWrite':
    case 'update':
      return refused(405, 'JSON:API is off, so nothing can be written from here.');
  }
}

async function readAccount(uid: string, site: OwnSite): Promise<Answer> {
  if (!/^[1-9]\d{0,9}$/.test(uid)) return refused(404, 'There is no such account.');
  const reply = await request(site, `/user/${uid}/edit`);
  if (reply.status !== 200) return refused(reply.status === 404 ? 404 : 403, 'The site does not show this account.');
  const account = readEditForm(site.parse(await reply.text()), uid);
  if (account === null) return refused(403, 'The edit page of this account shows no form.');
  return { status: 200, body: toJson({ data: account }), date: reply.headers.get('date') };
}

function listed(body: Json): Json {
  return body !== null && typeof body === 'object' && 'data' in body ? { data: [body['data'] ?? null] } : { data: [] };
}

function refused(status: number, detail: string): Answer {
  return { status, body: problem(detail), date: null };
}

function problem(detail: string): Json {
  return { errors: [{ detail }] };
}

/** Only what the agent reads: no links to follow, nothing that JSON:API adds around a document. */
function slim(document: unknown): Json {
  if (typeof document !== 'object' || document === null) return null;
  const { data, errors, meta, links, message } = document as Record<string, unknown>;
  const next = typeof links === 'object' && links !== null && 'next' in links ? { next: true } : {};
  return toJson({
    data: Array.isArray(data) ? data.map(resource) : resource(data),
    errors,
    meta,
    message,
    links: next,
  });
}

function resource(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, id, attributes, relationships } = value as Record<string, unknown>;
  const roles =
    typeof relationships === 'object' && relationships !== null && 'roles' in relationships
      ? { relationships: { roles: relationships.roles } }
      : {};
  return { type, id, attributes, ...roles };
}

function toJson(value: unknown): Json {
  const copy: Json = JSON.parse(JSON.stringify(value));
  return copy;
}

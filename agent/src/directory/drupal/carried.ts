import { type Errand, SyncError, type TicketResult } from '@rollcall/shared';
import { z } from 'zod';
import type { Carry } from '../directory.ts';
import { entryDocument } from './document.ts';
import { type Opened, SignIn } from './sign-in.ts';
import { type Call, jsonApiType, type Reply, type Send } from './transport.ts';

/**
 * Calls to a site that a paired browser carries out in the administrator's own session. Only what the closed table of
 * errands knows can be asked; everything else needs a stored sign-in.
 */
export function createCarriedSend(carry: Carry): Send {
  return async (call) => {
    const errand = errandOf(call);
    const result = await carry(errand, call.signal);
    if (errand.kind === 'whoAmI') assertSignedIn(result);
    return toReply(result);
  };
}

/** The browser signs by its own cookie, so there is nothing to open and nothing to renew. */
export function carriedSignIn(): SignIn {
  const opened: Opened = { login: null, headers: async () => ({}), keep: async () => {} };
  return new SignIn(async () => opened, true);
}

const userPath = /^\/jsonapi\/user\/user\/([\da-f-]{36})$/iu;
const update = z.object({ data: z.object({ attributes: z.record(z.string(), z.json()) }) });

function errandOf({ method, path, body }: Call): Errand {
  const { pathname, searchParams } = new URL(path, 'https://site.invalid');
  const account = userPath.exec(pathname)?.[1];
  if (method === 'PATCH' && account !== undefined) return { kind: 'update', account, values: valuesOf(body) };
  if (method === 'POST' && pathname === '/jsonapi/user/user' && body === '{}') return { kind: 'mayWrite' };
  if (method !== 'GET') throw needsSignIn();
  if (pathname === '/jsonapi') return { kind: 'whoAmI' };
  if (account !== undefined) return { kind: 'read', account };
  switch (pathname) {
    case '/jsonapi/user_role/user_role':
      return { kind: 'roles', offset: Number(searchParams.get('page[offset]') ?? 0) };
    case '/jsonapi/field_config/field_config':
      return { kind: 'fields', of: 'field_config' };
    case '/jsonapi/field_storage_config/field_storage_config':
      return { kind: 'fields', of: 'field_storage_config' };
    case '/jsonapi/user/user':
      return questionOf(searchParams);
    default:
      throw needsSignIn();
  }
}

const keys = { drupal_internal__uid: 'handle', name: 'login', mail: 'email' } as const;

/** Which question about users a query asks; a listing is none of them. */
function questionOf(query: URLSearchParams): Errand {
  if (query.get('page[limit]') === '3') return { kind: 'first' };
  if (query.get('sort') === '-drupal_internal__uid') return { kind: 'newest' };
  const path = query.get('filter[c0][condition][path]');
  const value = query.get('filter[c0][condition][value]');
  const operator = query.get('filter[c0][condition][operator]') ?? '=';
  if (value !== null && operator === '=' && (path === 'drupal_internal__uid' || path === 'name' || path === 'mail'))
    return { kind: 'find', by: keys[path], value };
  throw needsSignIn();
}

function valuesOf(body: string | undefined): Extract<Errand, { kind: 'update' }>['values'] {
  const plain = z.union([z.string(), z.array(z.string()), z.number(), z.boolean(), z.null()]);
  const { attributes } = update.parse(JSON.parse(body ?? '{}')).data;
  // A password goes by the capture slot or not at all.
  if ('pass' in attributes) throw needsSignIn();
  return z.record(z.string(), plain).parse(attributes);
}

function needsSignIn(): SyncError {
  return new SyncError('unsupported', 'This needs a sign-in of its own on the site, and none is stored.', {
    next: 'Store a CMS sign-in to do this: "rollcall connect", or the connection’s page in the console.',
    scope: 'run',
  });
}

function assertSignedIn({ status, body }: TicketResult): void {
  const document = entryDocument.safeParse(body);
  if (status !== 200 || !document.success || document.data.meta.links.me !== undefined) return;
  throw new SyncError('forbidden', 'Nobody is signed in to the site in this browser.', {
    next: 'Sign in to the site as an administrator, then try again.',
    scope: 'run',
  });
}

function toReply({ status, body, date }: TicketResult): Reply {
  const headers = new Headers(date === null ? {} : { date });
  if (body !== null) headers.set('content-type', jsonApiType);
  return { status, headers, text: body === null ? '' : JSON.stringify(body) };
}

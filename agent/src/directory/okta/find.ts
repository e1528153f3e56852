import { SyncError } from '@rollcall/shared';
import { z } from 'zod';
import type { CallOptions, FindKey } from '../directory.ts';
import type { OktaClient } from './client.ts';
import { isKeepable } from './draft.ts';
import { type OktaUser, oktaUser } from './user.ts';

/** All users with exactly this login or mail, ignoring case. `search` lags by seconds; a login is first read directly. */
export async function findUsers(client: OktaClient, key: FindKey, options: CallOptions = {}): Promise<OktaUser[]> {
  if ('handle' in key) return [];
  const [name, value] = 'login' in key ? ['login', key.login] : ['email', key.email];
  if (value.trim() === '' || !isKeepable(value)) return [];
  const known = name === 'login' ? await readByLogin(client, value, options) : null;
  if (known !== null) return [known];
  const found = await searchUsers(client, isValue(name, value), options);
  // The search ignores more than case, and shows what was true a moment ago.
  return found.filter((user) => isSame(user.profile[name], value));
}

/** How many people one search names at most, and how long it may be: it stands in an address. */
const mostAtOnce = 25;
const longestSearch = 3000;

/** All users whose login or mail is one of these, ignoring case, each once. By `search` alone, which lags by seconds. */
export async function findNamed(
  client: OktaClient,
  names: readonly string[],
  options: CallOptions = {},
): Promise<OktaUser[]> {
  const wanted = new Set(names.filter((name) => name.trim() !== '' && isKeepable(name)).map(lower));
  const found = new Map<string, OktaUser>();
  for (const search of searchesFor([...wanted])) {
    for (const user of await searchUsers(client, search, options)) {
      const isMeant = [user.profile['login'], user.profile['email']].some((value) => wanted.has(lower(value)));
      if (isMeant) found.set(user.id, user);
    }
  }
  return [...found.values()];
}

function* searchesFor(names: readonly string[]): Generator<string> {
  let parts: string[] = [];
  let length = 0;
  for (const name of names) {
    const part = [isValue('login', name), isValue('email', name)].join(' or ');
    const size = encodeURIComponent(part).length;
    if (parts.length === mostAtOnce || (parts.length > 0 && length + size > longestSearch)) {
      yield parts.join(' or ');
      parts = [];
      length = 0;
    }
    parts.push(part);
    length += size;
  }
  if (parts.length > 0) yield parts.join(' or ');
}

function isValue(name: string, value: string): string {
  return `profile.${name} eq "${value.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
}

async function searchUsers(client: OktaClient, search: string, options: CallOptions): Promise<OktaUser[]> {
  const found: OktaUser[] = [];
  const call = { path: '/api/v1/users', query: { search, limit: '200' }, ...options };
  for await (const page of client.pages(z.array(oktaUser), call)) found.push(...page.value);
  return found;
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

/** The user whose login this is; logins that can't stand in a path are left to the search. */
async function readByLogin(client: OktaClient, login: string, options: CallOptions): Promise<OktaUser | null> {
  if (/[/\\]|^\.{1,2}$/u.test(login)) return null;
  try {
    const { value } = await client.read(oktaUser, { path: `/api/v1/users/${encodeURIComponent(login)}`, ...options });
    // Okta takes an id, a short name or `me` here as well.
    return isSame(value.profile['login'], login) ? value : null;
  } catch (error) {
    if (error instanceof SyncError && error.code === 'not_found') return null;
    throw error;
  }
}

function isSame(value: unknown, wanted: string): boolean {
  return typeof value === 'string' && lower(value) === lower(wanted);
}

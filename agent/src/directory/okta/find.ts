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
  const search = `profile.${name} eq "${value.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
  const found: OktaUser[] = [];
  const call = { path: '/api/v1/users', query: { search, limit: '200' }, ...options };
  for await (const page of client.pages(z.array(oktaUser), call)) found.push(...page.value);
  // The search ignores more than case, and shows what was true a moment ago.
  return found.filter((user) => isSame(user.profile[name], value));
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
  return typeof value === 'string' && value.toLowerCase() === wanted.toLowerCase();
}

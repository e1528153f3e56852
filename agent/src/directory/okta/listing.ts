import { z } from 'zod';
import type { Account } from '@rollcall/shared';
import type { ListOptions, Page } from '../directory.ts';
import type { OktaCall, OktaClient } from './client.ts';
import { groupPath } from './path.ts';
import { type OktaUser, oktaUser } from './user.ts';

const users = z.array(oktaUser);

const mostPerPage = 200;
const overlapMs = 2 * 60_000;

/**
 * Every status by name. A plain list leaves DEPROVISIONED out, and `search` lags and ends at 50,000 results; a filter
 * does neither, and a user who changes status meanwhile still meets it.
 */
const everyStatus = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
]
  .map((status) => `status eq "${status}"`)
  .join(' or ');

type ToAccount = (user: OktaUser) => Account;

/** Every user once, deactivated ones too. */
export async function* listUsers(client: OktaClient, toAccount: ToAccount, options: ListOptions): AsyncGenerator<Page> {
  const limit = Math.min(options.pageSize ?? mostPerPage, mostPerPage);
  const call = { path: '/api/v1/users', query: { filter: everyStatus, limit: String(limit) }, ...options };
  yield* accountPages(client, call, toAccount);
}

/** Every member of a group once; `missing_group`. */
export async function* listMembers(
  client: OktaClient,
  group: string,
  { toAccount, ...options }: ListOptions & { toAccount: ToAccount },
): AsyncGenerator<Page> {
  const call = { path: groupPath(group, '/users'), query: { limit: String(mostPerPage) }, ...options };
  yield* accountPages(client, call, toAccount);
}

async function* accountPages(client: OktaClient, call: OktaCall, toAccount: ToAccount): AsyncGenerator<Page> {
  for await (const { value, next } of client.pages(users, call)) {
    if (value.length > 0) yield { accounts: value.map(toAccount), total: null, ...(next && { next: next.href }) };
  }
}

interface ChangesOptions extends ListOptions {
  watermark: string | null;
  now: number;
  /** Reads no further than this many. */
  most?: number;
}

/** Users changed since the watermark, by the org's clock and with overlap; none, and only a watermark, for null. */
export async function listChanges(
  client: OktaClient,
  toAccount: ToAccount,
  { watermark, now, most = Number.POSITIVE_INFINITY, signal }: ChangesOptions,
): Promise<{ accounts: Account[]; watermark: string; since: string; isWhole: boolean }> {
  const since = new Date((watermark === null ? now : Date.parse(watermark)) - overlapMs).toISOString();
  const query = { filter: `lastUpdated gt "${since}"`, limit: watermark === null ? '1' : String(mostPerPage) };
  const accounts: Account[] = [];
  let next: string | null = null;
  for await (const { value, time } of client.pages(users, { path: '/api/v1/users', query, signal })) {
    // The first answer's time: what changes while later pages are read belongs to the next call.
    next ??= new Date(time ?? now).toISOString();
    if (watermark === null) break;
    accounts.push(...value.map(toAccount));
    if (accounts.length > most) break;
  }
  return { accounts, watermark: latest(next, watermark), since, isWhole: accounts.length <= most };
}

/** Watermarks never go back, whatever the answers' clocks say. */
function latest(next: string | null, before: string | null): string {
  return (
    [next, before]
      .filter((time) => time !== null)
      .sort()
      .at(-1) ?? new Date(0).toISOString()
  );
}

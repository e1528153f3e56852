import type { Account, AccountRow, Actor, Connection, Guarded, Side } from '@rollcall/shared';

import type { Observed } from './observe.ts';
import { takesAccess } from './guard.ts';
import { namesAccount } from './named.ts';
import type { UnguardedItem } from './plan.ts';
import { inTurns } from './turns.ts';

/**
 * The marks on both accounts of each item's pair: what the directory said of them, plus the last administrator and the
 * person who is signed in, which only a look over all accounts and the request can tell.
 */
export async function marksByItem(
  items: readonly UnguardedItem[],
  observed: Observed,
  rows: Iterable<AccountRow>,
  { by, protect }: { by: Actor; protect: Connection['protect'] },
): Promise<Map<string, Guarded[]>> {
  const marks = new Map<string, Guarded[]>();
  if (items.length === 0) return marks;
  const cms = await accountsOf(items, 'cms', observed);
  const okta = await accountsOf(items, 'okta', observed);
  // Who is no administrator is not the last one, whoever else is: a change of one user needs no look over all.
  const matters = [...cms.values()].some(isAdministrator);
  const last = matters ? lastAdministrators(await administratorsOf(observed.cms, rows), items) : new Set<string>();
  for (const item of items) {
    const account = item.subject.cms ? cms.get(item.subject.cms.id) : undefined;
    const partner = item.subject.okta ? okta.get(item.subject.okta.id) : undefined;
    const found: Guarded[] = [...(account?.guarded ?? []), ...(partner?.guarded ?? [])];
    if (account && last.has(account.ref.id)) found.push('lastAdministrator');
    if (account && isSignedIn(account, by)) found.push('signedIn');
    if (isNamed(account, protect) || isNamed(partner, { ...protect, roles: [] })) found.push('named');
    if (found.length > 0) marks.set(item.id, found);
  }
  return marks;
}

/** The accounts that the items are about, by id. */
async function accountsOf(
  items: readonly UnguardedItem[],
  side: Side,
  observed: Observed,
): Promise<Map<string, Account>> {
  const wanted = new Set(items.map((item) => item.subject[side]?.id));
  const accounts = new Map<string, Account>();
  await inTurns(observed[side], (account) => {
    if (wanted.has(account.ref.id)) accounts.set(account.ref.id, account);
  });
  return accounts;
}

/** The only administrator, or all of them where the plan would take the access of all at once. */
function lastAdministrators(administrators: ReadonlySet<string>, items: readonly UnguardedItem[]): ReadonlySet<string> {
  const losing = new Set(items.filter((item) => takesAccess.has(item.action)).map((item) => item.subject.cms?.id));
  const staying = [...administrators].some((id) => !losing.has(id));
  return administrators.size === 1 || !staying ? administrators : new Set();
}

/** Ids of the accounts with administrator rights that are not blocked. */
async function administratorsOf(observed: readonly Account[], rows: Iterable<AccountRow>): Promise<Set<string>> {
  const administrators = new Set<string>();
  await inTurns(rows, (row) => {
    if (row.missing === 0 && isAdministrator(row)) administrators.add(row.ref.id);
  });
  await inTurns(observed, (account) => {
    if (isAdministrator(account)) administrators.add(account.ref.id);
    else administrators.delete(account.ref.id);
  });
  return administrators;
}

/** Whether an account that can be used has administrator rights. */
export function isAdministrator(account: Pick<Account, 'state' | 'guarded'>): boolean {
  return account.state === 'active' && account.guarded.some((mark) => mark === 'administrator' || mark === 'root');
}

function isSignedIn(account: Account, by: Actor): boolean {
  const user = by.cmsUser?.toLowerCase();
  return user !== undefined && (account.login.toLowerCase() === user || account.handle === user);
}

/** Named as protected in the settings, or holder of a role that is. */
export function isNamed(account: Account | undefined, { names, roles }: Connection['protect']): boolean {
  if (!account) return false;
  const { login, email, handle, ref, groups } = account;
  return namesAccount(names, [login, email, handle, ref.id]) || roles.some((role) => groups?.includes(role));
}

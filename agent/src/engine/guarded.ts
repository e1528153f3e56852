import type { Account, AccountRow, Actor, Guarded } from '@rollcall/shared';

import type { Observed } from './observe.ts';
import type { UnguardedItem } from './plan.ts';

/**
 * The marks on both accounts of each item's pair: what the directory said of them, plus the last administrator and the
 * person who is signed in, which only a look over all accounts and the request can tell.
 */
export function marksByItem(
  items: readonly UnguardedItem[],
  observed: Observed,
  rows: Iterable<AccountRow>,
  by: Actor,
): Map<string, Guarded[]> {
  const last = lastAdministrator(observed.cms, rows);
  const cms = new Map(observed.cms.map((account) => [account.ref.id, account]));
  const okta = new Map(observed.okta.map((account) => [account.ref.id, account]));
  const marks = new Map<string, Guarded[]>();
  for (const item of items) {
    const account = item.subject.cms ? cms.get(item.subject.cms.id) : undefined;
    const partner = item.subject.okta ? okta.get(item.subject.okta.id) : undefined;
    const found: Guarded[] = [...(account?.guarded ?? []), ...(partner?.guarded ?? [])];
    if (account && account.ref.id === last) found.push('lastAdministrator');
    if (account && isSignedIn(account, by)) found.push('signedIn');
    if (found.length > 0) marks.set(item.id, found);
  }
  return marks;
}

/** Id of the only account with administrator rights that is not blocked; null when there are none or several. */
export function lastAdministrator(observed: readonly Account[], rows: Iterable<AccountRow>): string | null {
  const administrators = new Set<string>();
  for (const row of rows) {
    if (row.missing === 0 && isAdministrator(row)) administrators.add(row.ref.id);
  }
  for (const account of observed) {
    if (isAdministrator(account)) administrators.add(account.ref.id);
    else administrators.delete(account.ref.id);
  }
  const [only] = administrators;
  return administrators.size === 1 && only !== undefined ? only : null;
}

function isAdministrator(account: Pick<Account, 'state' | 'guarded'>): boolean {
  return account.state === 'active' && account.guarded.some((mark) => mark === 'administrator' || mark === 'root');
}

function isSignedIn(account: Account, by: Actor): boolean {
  const user = by.cmsUser?.toLowerCase();
  return user !== undefined && (account.login.toLowerCase() === user || account.handle === user);
}

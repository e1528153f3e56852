import { SyncError } from '@rollcall/shared';
import type { AccountRow, Link, Problem, Trigger } from '@rollcall/shared';

import type { Pair } from './match.ts';
import { leave } from './plan-aside.ts';
import type { PairPlan } from './plan-aside.ts';

/** Tries in a row after which runs that nobody asked for leave a user out. */
const triesBeforeAside = 3;

/** Whether a failure says something about the user: what concerns the whole run or heals by itself does not. */
export function countsAgainst({ scope, retry }: Problem): boolean {
  return scope === 'item' && retry === 'never';
}

/** Whether a user failed so often in a row that runs nobody asked for leave it out, until somebody looks. */
export function isSetAside(row: AccountRow | undefined, link: Link | null | undefined): boolean {
  const tries = link ? link.lastError?.tries : row?.note?.tries;
  return (tries ?? 0) >= triesBeforeAside;
}

/** Whom a run leaves out by what happened before, whatever the two sides hold; null where nothing stands in the way. */
export function leftOut(pair: Pair, row: AccountRow | undefined, trigger: Trigger): PairPlan | null {
  if (pair.named) return null;
  if (row?.parted && !pair.link) return parted(pair, row.parted.how);
  const unattended = trigger === 'event' || trigger === 'schedule';
  if (!unattended || !isSetAside(row, pair.link)) return null;
  const why = row?.note?.problem.detail ?? 'Look at the last failure.';
  const text = `Set aside after ${triesBeforeAside} failures in a row: ${why}`;
  const code = row?.note?.problem.code ?? pair.link?.lastError?.code ?? 'undecided';
  return { ...leave(pair, 'undecided', new SyncError(code, text, { scope: 'item' }).problem), setAside: true };
}

function parted(pair: Pair, how: 'deleted' | 'unlinked'): PairPlan {
  const text =
    how === 'deleted'
      ? 'Deleted in Okta by name. Sync this user by name to make a new one.'
      : 'Unlinked by a person. Sync this user by name to link it again.';
  return leave(pair, 'excluded', new SyncError('not_found', text, { next: 'Sync this user by name.' }).problem);
}

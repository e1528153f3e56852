import { SyncError } from '@rollcall/shared';
import type { Account, AccountRef, Intent, PlanItem, Problem, Side } from '@rollcall/shared';

import type { Directory } from '../directory/directory.ts';
import type { Sides } from './observe.ts';
import { fulfils, unmoved } from './apply.ts';
import { readFor } from './apply-group.ts';
import { isRoleItem } from './apply-role.ts';
import { hasPassword } from './apply-password.ts';
import { inSide, otherSide, sideName } from './direction.ts';

/** What is known, after asking the directory, of a call whose answer was lost. */
export type Resolved =
  | { is: 'done'; account: Account | null }
  /** The call had no effect, so it may be made again. */
  | { is: 'repeat' }
  | { is: 'held' | 'moved'; problem: Problem };

/** How much the two clocks may differ before an account's creation time is not believed to be ours, in milliseconds. */
const clockTolerance = 5_000;

/**
 * Finds out what became of an item whose intent was written and whose record was not: by reading, never by repeating
 * blindly. Used after a crash and after a call that brought no answer.
 */
export async function resolveIntent(item: PlanItem, intent: Intent, directory: Directory): Promise<Resolved> {
  if (item.action === 'create') return resolveCreate(item, intent, directory);
  // Both look for themselves whether they were done.
  if (isRoleItem(item)) return { is: 'repeat' };
  const id = item.subject[item.side]?.id ?? '';
  let account: Account;
  try {
    account = await readFor(item, directory, id);
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== 'not_found') throw error;
    if (item.action === 'delete') return { is: 'done', account: null };
    return { is: 'moved', problem: movedProblem(item, 'deleted') };
  }
  if (item.action === 'delete') return { is: 'repeat' };
  // An invitation leaves no trace to read; sending it a second time does no harm.
  if (item.action === 'invite') return { is: 'repeat' };
  if (item.action === 'setPassword') return { is: 'held', problem: passwordUnclear(item) };
  if (fulfils(account, item, directory)) return { is: 'done', account };
  if (unmoved(account, item, directory)) return { is: 'repeat' };
  return { is: 'moved', problem: movedProblem(item, 'changed') };
}

/** The source of an item that turned out to be done, as it is now: without it no link could be kept. */
export async function presentSource({ side, subject, sourceExpect }: PlanItem, sides: Sides): Promise<Account | null> {
  const from = otherSide(side);
  const ref = subject[from];
  return ref && sourceExpect !== null ? sides[from].get(ref.id) : null;
}

/** An item about an account that another item of its run has made, with that account. */
export function withTarget(item: PlanItem, target: AccountRef | null): PlanItem {
  if (item.action === 'create' || item.subject[item.side] || !target) return item;
  return { ...item, subject: { ...item.subject, [item.side]: target } };
}

/** Both accounts of an item by their sides. */
export function appliedOf(
  { side }: PlanItem,
  target: Account | null,
  source: Account | null,
): Record<Side, Account | null> {
  return side === 'cms' ? { cms: target, okta: source } : { cms: source, okta: target };
}

async function resolveCreate(item: PlanItem, intent: Intent, directory: Directory): Promise<Resolved> {
  const login = item.after?.[directory.fields.login];
  if (typeof login !== 'string') return { is: 'repeat' };
  const [account, ...others] = await directory.find({ login });
  if (!account) return { is: 'repeat' };
  const ours =
    others.length === 0 &&
    account.createdAt !== null &&
    Date.parse(account.createdAt) >= Date.parse(intent.at) - clockTolerance &&
    fulfils(account, item, directory);
  if (ours && item.secret !== 'none' && !(await hasPassword(directory, account.ref.id))) {
    return { is: 'held', problem: passwordGone(item) };
  }
  if (ours) return { is: 'done', account };
  const text = `${sideName[item.side]} already has ${login}. Nothing was written; link the two if they are the same person.`;
  return { is: 'held', problem: new SyncError('conflict', text, { field: directory.fields.login }).problem };
}

/** Setting it once more could fail for being the last one already. */
function passwordUnclear({ subject }: PlanItem): Problem {
  const text = `It is not known whether Okta took the new password of ${subject.label}.`;
  return new SyncError('password_gone', text, { next: 'Send the person a mail to reset the password.' }).problem;
}

function passwordGone({ subject }: PlanItem): Problem {
  const text = `${subject.label} is in Okta without the password, which is no longer at hand.`;
  return new SyncError('password_gone', text, {
    next: 'Link the two, then send the person a mail to reset the password.',
  }).problem;
}

function movedProblem({ subject, side }: PlanItem, what: 'changed' | 'deleted'): Problem {
  return new SyncError('moved', `${subject.label} was ${what} ${inSide[side]} meanwhile.`).problem;
}

import { SyncError } from '@rollcall/shared';
import type { Account, PlanItem, Problem } from '@rollcall/shared';

import type { CallOptions, Directory } from '../directory/directory.ts';
import { isOff } from './compare-state.ts';
import { inSide } from './direction.ts';
import type { Steps } from './steps.ts';
import { getOrNull } from './read-accounts.ts';

/** What is left of an account that was to be deleted: nothing, or the account that its site has kept and blocked. */
interface Deleted {
  account: Account | null;
  note?: Problem;
}

/** Deletes an account, and looks whether it is gone. Throws `server_fault` where it is still there and not even blocked. */
export async function applyDelete(
  item: PlanItem,
  directory: Directory,
  { steps, options }: { steps: Steps; options: CallOptions },
): Promise<Deleted> {
  if (!directory.remove) throw new SyncError('unsupported', 'This directory can’t delete accounts.');
  const id = item.subject[item.side]?.id ?? '';
  await steps.run('act', async () => directory.remove?.(id, options));
  const account = await steps.run('verify', () => getOrNull(directory, id, options));
  if (account === null) return { account };
  if (item.side === 'cms' && isOff(account.state)) return { account, note: onlyBlocked(item) };
  const text = `${item.subject.label} is still there ${inSide[item.side]} after the deletion was accepted.`;
  throw new SyncError('server_fault', text);
}

function onlyBlocked({ subject }: PlanItem): Problem {
  return new SyncError('unsupported', `The site has blocked ${subject.label} and keeps the account.`, {
    next: 'What becomes of cancelled accounts is a setting of the site; choose block where it shall keep them.',
  }).problem;
}

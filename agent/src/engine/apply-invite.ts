import { SyncError, toProblem } from '@rollcall/shared';
import type { Account, PlanItem, Problem } from '@rollcall/shared';

import type { CallOptions, Directory } from '../directory/directory.ts';
import type { Steps } from './steps.ts';

/**
 * Lets the CMS send a new account its own mail with a link to choose a password, where the plan has said so. Answers what
 * went wrong: the account is made all the same.
 */
export async function inviteMade(
  { side, effects, subject }: PlanItem,
  made: Account,
  { directory, steps, options }: { directory: Directory; steps: Steps; options: CallOptions },
): Promise<Problem | null> {
  const { invite } = directory;
  if (side !== 'cms' || !effects.includes('cmsMail') || !invite) return null;
  try {
    await steps.run('invite', () => invite.call(directory, made.ref.id, options));
    return null;
  } catch (error) {
    const { code, detail } = toProblem(error);
    const text = `${subject.label} is made, but the mail to choose a password could not be sent. ${detail}`;
    const next = 'Let the person ask for one on the site, under “Reset your password”.';
    return new SyncError(code, text, { scope: 'item', retry: 'never', next }).problem;
  }
}

import { SyncError } from '@rollcall/shared';
import type { Connection, PullDefaults, PullSettings } from '@rollcall/shared';

import { checkNicknames, settingsForSite } from './sites.ts';

/** Throws `unsupported` for what the tool offers and a pull does not, with what to do instead. */
export function refuseUnsupported(options: PullDefaults): void {
  if (options.users.kind === 'file') throw refusal('Users from a file are not read here.', readsFiles);
  if (options.targetOnlyUserList !== null && options.targetOnlyUsers === null) {
    throw refusal('A file of accounts that are only on the site is not read here.', readsFiles);
  }
  if (options.targetOnlyUsers !== null) refuseWithList(options);
}

/** What the tool refuses beside its list, for the same reasons. */
function refuseWithList({ strategy, targetOnlyUserAction }: PullDefaults): void {
  if (strategy === 'push') {
    const text = 'The strategy push changes nobody who is only on the site, so it takes no list of them.';
    throw refusal(text, 'Leave the strategy out.');
  }
  if (targetOnlyUserAction === 'write-file') {
    const text = 'Accounts that a list names are not written to a file: it would be the list again.';
    throw refusal(text, 'Choose another action.');
  }
}

const readsFiles =
  'The command line reads files and sends the list: use "rollcall pull" there, or give the list itself.';

function refusal(text: string, next: string): SyncError {
  return new SyncError('unsupported', text, { scope: 'run', field: 'pull', next: `${next} Nothing was run.` });
}

/** How a connection pulls to its own site; throws `not_configured` where it does not. */
export function settingsOf({ pull, name, methods }: Connection): PullSettings {
  const next = 'Run "rollcall pull import FOLDER --save", or write the pull settings, and switch pull on.';
  if (pull === null) throw new SyncError('not_configured', `The connection "${name}" has no pull settings.`, { next });
  if (!methods.pull.on) throw new SyncError('not_configured', `Pull is switched off for "${name}".`, { next });
  checkNicknames(pull);
  return settingsForSite(pull, null);
}

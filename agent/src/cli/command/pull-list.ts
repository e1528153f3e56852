import { SyncError } from '@rollcall/shared';
import type { PullDefaults } from '@rollcall/shared';

import { readPeopleFile } from '../people-file.ts';
import type { UnusableRow } from '../people-file.ts';
import type { PullOptions } from './pull-option.ts';

/** A row of a file that is left out. */
export type LeftOut = UnusableRow & { file: string };

/**
 * The options with people in place of the files that these or the connection's defaults name. Throws `invalid` for a file that
 * can't be used, and for what a list of accounts does not go with.
 */
export async function withLists(
  options: PullOptions,
  defaults: PullDefaults | null,
  encoding: string,
): Promise<{ options: PullOptions; unusable: LeftOut[] }> {
  const effective = { ...defaults, ...options };
  const { users, targetOnlyUserList: list } = effective;
  if (typeof list === 'string') {
    refuseWithList(effective);
    const { names, unusable } = await readPeopleFile(list, { of: 'site', encoding });
    // Who is selected in Okta counts for nothing here, so that a file of users is not read either.
    const selected = users?.kind === 'file' ? { users: { kind: 'all' as const } } : {};
    return {
      options: { ...options, ...selected, targetOnlyUserList: null, targetOnlyUsers: names },
      unusable: unusable.map((row) => ({ file: list, ...row })),
    };
  }
  if (users?.kind !== 'file') return { options, unusable: [] };
  const { file } = users;
  const { names, unusable } = await readPeopleFile(file, { of: 'okta', encoding });
  return {
    options: { ...options, users: { kind: 'list', users: names } },
    unusable: unusable.map((row) => ({ file, ...row })),
  };
}

function refuseWithList({ strategy, targetOnlyUserAction }: PullOptions): void {
  const option = '--target-only-user-list';
  const refusal = (what: string, next: string) =>
    new SyncError('invalid', `${option} does not go with ${what}.`, { scope: 'run', next });
  if (strategy === 'push') throw refusal('the strategy push', 'Say --strategy sync, or take the list out.');
  if (targetOnlyUserAction === 'write-file')
    throw refusal('the action write-file', 'Name another --target-only-user-action: the list is such a file already.');
}

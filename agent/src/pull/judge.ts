import { SyncError, toProblem } from '@rollcall/shared';
import type { Account, Problem, PullDefaults } from '@rollcall/shared';
import { readPattern } from '@rollcall/shared/pattern';

import { withWishes } from './lens.ts';
import { pulled } from './pulled.ts';
import { isInFilter } from './wishes.ts';
import type { WishedBy } from './wishes.ts';

/** What a pull makes of a user who is in a group that users are taken from. */
export type Judgement =
  /** In scope, with what the site shall hold. */
  | { is: 'in'; okta: Account }
  | { is: 'filtered'; okta: Account; by: 'filter' | 'userFilter' }
  /** Nobody can tell, so nothing is written and nothing is taken. */
  | { is: 'undecided'; problem: Problem };

export interface JudgedBy extends WishedBy {
  isWanted: (okta: Account) => boolean;
}

/**
 * Judges one user who is in these of the pull's groups. What the site holds of a user who is filtered out is worked out only
 * for one who is linked, since it is needed for nobody else.
 */
export function judgeUser(account: Account, groups: readonly string[], isLinked: boolean, by: JudgedBy): Judgement {
  try {
    const isIn = isInFilter(account, groups, by);
    if (!isIn && !isLinked) return { is: 'filtered', okta: account, by: 'filter' };
    const okta = withWishes(account, groups, by);
    if (!isIn) return { is: 'filtered', okta, by: 'filter' };
    if (!by.isWanted(okta)) return { is: 'filtered', okta, by: 'userFilter' };
    if (okta.attributes[pulled.email] === null) throw new SyncError('undecided', 'Okta has no mail for this user.');
    return { is: 'in', okta };
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return { is: 'undecided', problem: toProblem(error) };
  }
}

/** Whether `--user-filter` takes a user in: by the user name, or the mail of who has none, as the tool does. */
export function userFilter({ userFilter: source }: PullDefaults): JudgedBy['isWanted'] {
  if (source === null) return () => true;
  const pattern = readPattern(source, 'whole');
  return ({ attributes }) => pattern.fits(String(attributes[pulled.username] ?? attributes[pulled.email] ?? ''));
}

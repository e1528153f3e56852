import { SyncError } from '@rollcall/shared';
import type { Account, PullSettings } from '@rollcall/shared';

import { outcomeOf } from '../engine/scope.ts';
import { compiled } from '../expression/compile.ts';
import type { Names } from './names.ts';

/** What conditions of a pull may read, of any name. */
export const readable = { okta: null, groups: null } as const;

const roots = ['okta', 'groups'] as const;

/** Whether a condition holds for an Okta user who is in these groups. Throws `undecided` where nobody can tell. */
export function holds(
  { okta, groups, what }: { okta: Account; groups: readonly string[]; what: string },
  condition: string,
  { tested }: Pick<Names, 'tested'>,
): boolean {
  const isInGroup = (name: string) => groups.includes(tested.get(name) ?? '');
  const outcome = outcomeOf(compiled(condition, 'condition', roots), { cms: null, okta, isInGroup });
  if (outcome.problem) throw new SyncError('undecided', `${what} can’t decide: ${outcome.problem.detail}`);
  return outcome.outcome !== 'out';
}

/** Names of the Okta attributes that conditions of a pull read. */
export function attributesAsked(settings: PullSettings): string[] {
  return conditionsOf(settings).flatMap((text) => compiled(text, 'condition', roots).reads.map(({ key }) => key));
}

/** Names of the groups that conditions of a pull test, as they are written. */
export function groupsAsked(settings: PullSettings): string[] {
  return [...new Set(conditionsOf(settings).flatMap((text) => compiled(text, 'condition', roots).groups))];
}

function conditionsOf({ filter, rules }: PullSettings): string[] {
  return [filter.cel, ...rules.flatMap(({ when }) => when ?? [])];
}

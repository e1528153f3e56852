import type { Account, AccountRow, PullDefaults, PullSettings } from '@rollcall/shared';
import { readPattern } from '@rollcall/shared/pattern';

import { isOff } from '../engine/compare-state.ts';
import { nobody } from '../engine/match.ts';
import type { Pair } from '../engine/match.ts';
import { asideHead, excluded, leave } from '../engine/plan-aside.ts';
import type { PairPlan } from '../engine/plan-aside.ts';
import type { PlanContext } from '../engine/plan-items.ts';
import { keepTicked, planPair } from '../engine/plan-pair.ts';
import type { Planned } from '../engine/plan.ts';
import { leftOut } from '../engine/quarantine.ts';
import type { Names } from './names.ts';
import { planRoles, wantedRoles } from './plan-roles.ts';
import type { Selection } from './select.ts';

export type IsExcluded = (account: Account) => boolean;

/** Accounts of the site that count as being there and are never changed: by pattern, by role, or outside the target users. */
export function exclusionOf({ exclude }: PullSettings, { excluded: barred, target }: Names): IsExcluded {
  const patterns = exclude.users.map((source) => readPattern(source, 'whole'));
  return ({ login, groups }) =>
    patterns.some((pattern) => pattern.fits(login)) ||
    (groups ?? []).some((group) => barred.has(group)) ||
    (target !== null && !(groups ?? []).some((group) => target.has(group)));
}

/** Users of whom nobody can tell what is wanted: told, and left as they are. */
export function planUndecided({ undecided }: Selection): Planned['pairs'] {
  return undecided.map(({ okta, problem }) => {
    const pair: Pair = { ...nobody, okta };
    return { pair, plan: leave(pair, 'undecided', problem) };
  });
}

interface Wanted {
  options: PullDefaults;
  names: Names;
  isExcluded: IsExcluded;
  row: (account: Account) => AccountRow | undefined;
}

/** What is planned for a selected user and the site's account of it. */
export function planSelected(found: Pair, { options, names, isExcluded, row }: Wanted, context: PlanContext): PairPlan {
  const { cms, okta } = found;
  if (cms && isExcluded(cms)) return leave(found, 'excluded', excluded('Left out by the pull settings.'));
  const left = leftOut(found, cms ? row(cms) : undefined, context.trigger);
  if (left) return left;
  const wanted = wantedRoles(okta);
  if (!cms && !found.link && options.excludeUnmappedUsers && wanted.length === 0) {
    return leave(found, 'excluded', excluded('No group of this user gives a role, so no account is made.'));
  }
  const pair = returned(found);
  const plan = planPair(pair, context);
  const isOpen = plan.items.length > 0 || (cms !== null && okta !== null && mayGetRoles(plan));
  if (!options.processGroups || !isOpen) return plan;
  const roles = planRoles(pair, { names, wanted, before: plan.items }, context);
  const { kept } = keepTicked(roles.items, context);
  const text = `${roles.privileged ?? ''} gives power over users or permissions, so no pull gives or takes it.`;
  const aside =
    roles.privileged === null || plan.aside
      ? plan.aside
      : { ...asideHead(pair), why: 'differs' as const, code: 'privileged_group' as const, text };
  return { ...plan, items: [...plan.items, ...kept], aside };
}

/** Whoever is left alone as a whole keeps the roles as well. */
function mayGetRoles({ aside }: PairPlan): boolean {
  return aside === null || aside.why === 'differs' || aside.why === 'unchanged';
}

/** Whom a pull has switched off for having left comes back with the groups. */
function returned(pair: Pair): Pair {
  const { cms, okta, link } = pair;
  const isBack = link?.stoppedBy === 'okta' && cms && okta && isOff(cms.state) && !isOff(okta.state);
  if (!isBack) return pair;
  return { ...pair, link: { ...link, baseState: { cms: 'deactivated', okta: 'deactivated' } } };
}

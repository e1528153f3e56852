import type { Account, Link, PlanBrake, PullDefaults, PullSettings } from '@rollcall/shared';

import { isOff } from '../engine/compare-state.ts';
import { accountHash } from '../engine/hash.ts';
import { mappedNames } from '../engine/map.ts';
import { nobody } from '../engine/match.ts';
import type { Pair } from '../engine/match.ts';
import { excluded, leave, nothing, tickAside } from '../engine/plan-aside.ts';
import type { PairPlan } from '../engine/plan-aside.ts';
import { changeStateItem } from '../engine/plan-items.ts';
import type { DraftItem, PlanContext } from '../engine/plan-items.ts';
import { keepTicked, planPair } from '../engine/plan-pair.ts';
import type { Planned } from '../engine/plan.ts';
import { byName, isExcluded as isLeftOut } from '../engine/scope.ts';
import type { Names } from './names.ts';
import type { IsExcluded } from './plan-selected.ts';
import { planRoles } from './plan-roles.ts';
import type { LeftBecause, Selection } from './select.ts';

interface TargetOnly {
  selection: Selection;
  cms: readonly Account[];
  links: readonly Link[];
  options: PullDefaults;
  settings: PullSettings;
  names: Names;
  isExcluded: IsExcluded;
}

/**
 * What becomes of accounts whose Okta user is not selected any more. Only those that the connection has made or linked are
 * looked at; whoever is merely filtered out, or of whom nobody can tell, is never removed. Pure.
 */
export function planTargetOnly(input: TargetOnly, context: PlanContext): Planned['pairs'] {
  const byId = new Map(input.cms.map((account) => [account.ref.id, account]));
  return input.links.flatMap((link) => {
    const left = input.selection.left.get(link.okta.id);
    const cms = byId.get(link.cms.id);
    if (!left || !cms) return [];
    const gone = { cms: false, okta: left.because === 'gone' };
    const pair: Pair = { ...nobody, cms, okta: left.okta, link, gone };
    return [{ pair, plan: planOne(pair, left.because, input, context) }];
  });
}

const whyText: Record<Exclude<LeftBecause, 'undecided'>, string> = {
  gone: 'Only on the site: deleted in Okta.',
  deactivated: 'Only on the site: deactivated or suspended in Okta.',
  leftGroups: 'Only on the site: in none of the groups any more.',
  filtered: 'Filtered out, so nothing is taken from this user.',
};

/** What is left alone as it is, whatever the reason. */
const kept: ReadonlySet<PullDefaults['targetOnlyUserAction']> = new Set(['exclude', 'write-file']);

function planOne(pair: Pair, because: LeftBecause, input: TargetOnly, context: PlanContext): PairPlan {
  if (because === 'undecided') return nothing;
  const barred = whyBarred(pair, input, context);
  if (barred !== null) return leave(pair, 'excluded', excluded(barred));
  const told = leave(pair, 'excluded', excluded(whyText[because]));
  if (because === 'filtered' || kept.has(input.options.targetOnlyUserAction)) return told;
  const wanted = because === 'deactivated' ? planOff(pair, context) : itemsFor(pair, because, input, context);
  const isLosing = wanted.some(({ action }) => action === 'revokeGroup');
  if (input.settings.limits.groupRemovalsOnly && because !== 'deactivated' && !isLosing) return told;
  const items = keepTicked(wanted, context);
  if (items.notTicked.length > 0) return { ...nothing, items: items.kept, aside: tickAside(pair, items.notTicked) };
  return items.kept.length > 0 ? { ...nothing, items: items.kept } : told;
}

function whyBarred({ cms, link }: Pair, { isExcluded }: TargetOnly, { connection }: PlanContext): string | null {
  if (!cms || isExcluded(cms)) return 'Left out by the pull settings.';
  if (link?.frozen) return 'This link is frozen, so nothing is written.';
  return isLeftOut([cms.login, cms.email, cms.handle, cms.ref.id], connection) ? byName : null;
}

/** Whoever is switched off in Okta is blocked as the connection says, and nothing else is changed. */
function planOff(pair: Pair, context: PlanContext): DraftItem[] {
  return planPair(pair, context).items.filter(({ action }) => action === 'deactivate');
}

function itemsFor(
  pair: Pair,
  because: 'gone' | 'leftGroups',
  { options, names }: TargetOnly,
  context: PlanContext,
): DraftItem[] {
  const { cms, okta } = pair;
  if (!cms || isOff(cms.state)) return [];
  const reason = because === 'gone' ? ('goneAtSource' as const) : ('leftGroup' as const);
  if (options.targetOnlyUserAction !== 'block')
    return planRoles(pair, { names, wanted: [], before: [] }, context).items;
  const step = { side: 'cms', action: 'deactivate', to: 'deactivated', reason } as const;
  const sourceExpect = okta && accountHash(okta, mappedNames(context.connection, 'okta'));
  return [{ ...changeStateItem({ cms, okta, pair, context }, step), sourceExpect }];
}

/** Holds the whole run where more accounts that are only on the site would be changed than the settings allow. */
export function limitBrake(targetOnly: Planned['pairs'], { limits }: PullSettings, read: number): PlanBrake | null {
  const count = targetOnly.filter(({ plan }) => plan.items.length > 0).length;
  const { maxTargetOnly } = limits;
  const limit = 'count' in maxTargetOnly ? maxTargetOnly.count : (maxTargetOnly.percent / 100) * read;
  if (count <= limit) return null;
  const most = Math.floor(limit);
  const text = `${count} users who are only on the site would be changed, the limit of the pull settings is ${most}.`;
  return { code: 'brake', text: `${text} Nothing is written until a person approves this plan.` };
}

import { SyncError } from '@rollcall/shared';
import type { Account, Link, PlanBrake, PullDefaults, PullSettings, TargetOnlyAction } from '@rollcall/shared';
import { readPattern } from '@rollcall/shared/pattern';

import { isOff } from '../engine/compare-state.ts';
import { accountHash } from '../engine/hash.ts';
import { mappedNames } from '../engine/map.ts';
import { linkedElsewhere, nobody } from '../engine/match.ts';
import type { Pair } from '../engine/match.ts';
import { excluded, leave, nothing, tickAside } from '../engine/plan-aside.ts';
import type { PairPlan } from '../engine/plan-aside.ts';
import { changeStateItem, deleteItem } from '../engine/plan-items.ts';
import type { DraftItem, PlanContext } from '../engine/plan-items.ts';
import { keepTicked, planPair } from '../engine/plan-pair.ts';
import { byName, isExcluded as isLeftOut } from '../engine/scope.ts';
import type { Names } from './names.ts';
import type { IsExcluded } from './plan-selected.ts';
import { planRoles } from './plan-roles.ts';
import type { LeftBecause, Selection } from './select.ts';

interface TargetOnly extends About {
  selection: Selection;
}

/** What is known of accounts that may be only on the site. */
interface About {
  cms: readonly Account[];
  links: readonly Link[];
  options: PullDefaults;
  settings: PullSettings;
  names: Names;
  isExcluded: IsExcluded;
}

/** What is planned for an account that may be only on the site. */
export interface TargetOnlyPlan {
  pair: Pair;
  plan: PairPlan;
  /** Why it is only there, or no more than filtered out; null where the account is left out or nobody can tell. */
  why: Why | 'filtered' | null;
}

/**
 * What becomes of accounts whose Okta user is not selected any more. Only those that the connection has made or linked are
 * looked at; whoever is merely filtered out, or of whom nobody can tell, is never removed. Pure.
 */
export function planTargetOnly(input: TargetOnly, context: PlanContext): TargetOnlyPlan[] {
  const { selection, options } = input;
  const byId = new Map(input.cms.map((account) => [account.ref.id, account]));
  const told = new Set(selection.undecided.map(({ okta }) => okta.ref.id));
  const isNamed = nameFilter(options);
  return input.links.flatMap((link) => {
    const left = selection.left.get(link.okta.id);
    const cms = byId.get(link.cms.id);
    if (!left || !cms) return [];
    const gone = { cms: false, okta: left.because === 'gone' };
    const pair: Pair = { ...nobody, cms, okta: left.okta, link, gone };
    if (left.because === 'undecided') {
      return told.has(link.okta.id) ? [] : [{ pair, plan: leave(pair, ...unknown), why: null }];
    }
    // Of whom Okta knows nothing any more, only the site still tells the name.
    const why = left.because === 'gone' && !isNamed(cms) ? 'filtered' : left.because;
    return [planOne(pair, why, input, context)];
  });
}

/**
 * What becomes of accounts that a list names as being only on the site. Those that the connection has neither made nor linked are
 * told and left alone. Pure.
 */
export function planNamed(input: About & { elsewhere: ReadonlySet<string> }, context: PlanContext): TargetOnlyPlan[] {
  const linkByCms = new Map(input.links.map((link) => [link.cms.id, link]));
  return input.cms.map((cms) => {
    const link = linkByCms.get(cms.ref.id) ?? null;
    const pair: Pair = { ...nobody, cms, link };
    const problem = input.elsewhere.has(cms.ref.id) ? linkedElsewhere().problem : link ? null : excluded(notOurs);
    if (problem) return { pair, plan: leave(pair, 'excluded', problem), why: null };
    const { plan, why } = planOne(pair, 'named', input, context);
    // Nobody has asked Okta, so nothing is concluded about its user.
    const items = plan.items.map((item) => ({ ...item, subject: { ...item.subject, okta: null } }));
    return { pair, plan: { ...plan, items }, why };
  });
}

const notOurs = 'Neither made nor linked by this connection, so nothing is taken.';

const unknown = [
  'undecided',
  new SyncError('undecided', 'Nobody can tell whether this user is still meant, so nothing is taken.').problem,
] as const;

function nameFilter({ userFilter }: PullDefaults): (cms: Account) => boolean {
  if (userFilter === null) return () => true;
  const pattern = readPattern(userFilter, 'whole');
  return ({ login, email }) => pattern.fits(login) || (email !== null && pattern.fits(email));
}

const whyText: Record<Why | 'filtered', string> = {
  gone: 'Only on the site: deleted in Okta.',
  deactivated: 'Only on the site: deactivated or suspended in Okta.',
  leftGroups: 'Only on the site: in none of the groups any more.',
  named: 'Only on the site: named in the list.',
  filtered: 'Filtered out, so nothing is taken from this user.',
};

/** Why an account is only on the site, which may decide what becomes of it. */
type Why = Exclude<LeftBecause, 'undecided' | 'filtered'> | 'named';

/** What is left alone as it is, whatever the reason. */
const kept: ReadonlySet<TargetOnlyAction> = new Set(['exclude', 'write-file']);

/** What the pull does with who is only on the site for this reason. */
export function actionFor(why: Why, { byReason }: PullSettings, options: PullDefaults): TargetOnlyAction {
  return (why === 'named' ? null : byReason[why]) ?? options.targetOnlyUserAction;
}

function planOne(pair: Pair, why: Why | 'filtered', input: About, context: PlanContext): TargetOnlyPlan {
  const barred = whyBarred(pair, input, context);
  if (barred !== null) return { pair, plan: leave(pair, 'excluded', excluded(barred)), why: null };
  const told = leave(pair, 'excluded', excluded(whyText[why]));
  return { pair, plan: why === 'filtered' ? told : planAction({ pair, because: why, told }, input, context), why };
}

function planAction(
  { pair, because, told }: { pair: Pair; because: Why; told: PairPlan },
  input: About,
  context: PlanContext,
): PairPlan {
  const { settings, options } = input;
  const action = actionFor(because, settings, options);
  if (kept.has(action)) return told;
  const byConnection = because === 'deactivated' && settings.byReason.deactivated === null;
  if (!byConnection && settings.limits.groupRemovalsOnly && !losesRole(pair, input.names, context)) return told;
  if (action === 'delete' && !byConnection && !context.cms.capabilities.remove) return leave(pair, ...cantDelete);
  const wanted = byConnection ? planOff(pair, context) : itemsFor(pair, { because, action }, input, context);
  const items = keepTicked(wanted, context);
  if (items.notTicked.length > 0) return { ...nothing, items: items.kept, aside: tickAside(pair, items.notTicked) };
  return items.kept.length > 0 ? { ...nothing, items: items.kept } : told;
}

const cantDelete = [
  'excluded',
  new SyncError('unsupported', 'The sign-in to the site can’t delete accounts. Nothing is written.', {
    next: 'Store a sign-in of its own for the site, or choose block.',
  }).problem,
] as const;

function whyBarred({ cms, link }: Pair, { isExcluded }: About, { connection }: PlanContext): string | null {
  if (!cms || isExcluded(cms)) return 'Left out by the pull settings.';
  if (link?.frozen) return 'This link is frozen, so nothing is written.';
  return isLeftOut([cms.login, cms.email, cms.handle, cms.ref.id], connection) ? byName : null;
}

/** Whether the user holds a role that a pull would take. */
function losesRole(pair: Pair, names: Names, context: PlanContext): boolean {
  return planRoles(pair, { names, wanted: [], before: [] }, context).items.length > 0;
}

/** Whoever is switched off in Okta is blocked as the connection says, and nothing else is changed. */
function planOff(pair: Pair, context: PlanContext): DraftItem[] {
  return planPair(pair, context).items.filter(({ action }) => action === 'deactivate');
}

const reasons = {
  gone: 'goneAtSource',
  deactivated: 'deactivatedAtSource',
  leftGroups: 'leftGroup',
  named: 'asked',
} as const;

function itemsFor(
  pair: Pair,
  { because, action }: { because: Why; action: TargetOnlyAction },
  { names, options }: About,
  context: PlanContext,
): DraftItem[] {
  const { cms, okta } = pair;
  if (!cms) return [];
  const target = { cms, okta, pair, context };
  const sourceExpect = okta && accountHash(okta, mappedNames(context.connection, 'okta'));
  if (action === 'delete') return [{ ...deleteItem(target, reasons[because], 'cms'), sourceExpect }];
  if (isOff(cms.state)) return [];
  // Roles may be known for another reason alone, such as a limit or the action for somebody else.
  if (action === 'preserve' && !options.processGroups) return [];
  if (action !== 'block') return planRoles(pair, { names, wanted: [], before: [] }, context).items;
  const step = { side: 'cms', action: 'deactivate', to: 'deactivated', reason: reasons[because] } as const;
  return [{ ...changeStateItem(target, step), sourceExpect }];
}

/** Holds the whole run where more accounts that are only on the site would be changed than the settings allow. */
export function limitBrake(
  targetOnly: readonly TargetOnlyPlan[],
  { limits }: PullSettings,
  read: number,
): PlanBrake | null {
  const count = targetOnly.filter(({ plan }) => plan.items.length > 0).length;
  const { maxTargetOnly } = limits;
  const limit = 'count' in maxTargetOnly ? maxTargetOnly.count : (maxTargetOnly.percent / 100) * read;
  if (count <= limit) return null;
  const most = Math.floor(limit);
  const text = `${count} users who are only on the site would be changed, the limit of the pull settings is ${most}.`;
  return { code: 'brake', text: `${text} Nothing is written until a person approves this plan.` };
}

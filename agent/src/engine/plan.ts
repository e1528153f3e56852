import type { Action, Aside, PlanItem } from '@rollcall/shared';

import type { Pair } from './match.ts';
import type { PairPlan } from './plan-aside.ts';
import type { DraftItem, PlanContext } from './plan-items.ts';
import { planPair } from './plan-pair.ts';

/** A planned item that the guard has not looked at yet. */
export type UnguardedItem = Omit<PlanItem, 'verdict'>;

export interface Planned {
  items: UnguardedItem[];
  asides: Aside[];
  counts: Record<string, number>;
  unchanged: number;
  undecided: number;
  excluded: number;
  /** What each pair came to, for the links and badges that are kept. */
  pairs: { pair: Pair; plan: PairPlan }[];
}

/**
 * The order in which kinds of change are carried out: what gives comes before what takes, and a rename frees a login
 * before a create wants it.
 */
export const actionOrder: readonly Action[] = [
  'renameGroup',
  'link',
  'createGroup',
  'create',
  'activate',
  'invite',
  'resume',
  'update',
  'setPassword',
  'grantGroup',
  'revokeGroup',
  'suspend',
  'deactivate',
  'unlink',
  'delete',
  'deleteGroup',
];

/** Plans all pairs. Pure: the order of the pairs does not change the plan, and an agreed pair plans nothing. */
export function planPairs(pairs: readonly Pair[], context: PlanContext): Planned {
  return joinPlans(pairs.map((pair) => ({ pair, plan: planPair(pair, context) })));
}

/** One plan of what was planned for each pair. Pure. */
export function joinPlans(planned: Planned['pairs']): Planned {
  const items = inOrder(planned.flatMap(({ plan }) => plan.items));
  const asides = planned.flatMap(({ plan }) => plan.aside ?? []).sort(bySubject);
  const counts: Record<string, number> = {};
  for (const item of items) counts[item.action] = (counts[item.action] ?? 0) + 1;
  return {
    items,
    asides,
    counts,
    unchanged: planned.filter(({ plan }) => plan.items.length === 0 && plan.aside === null).length,
    undecided: asides.filter((aside) => aside.why === 'undecided').length,
    excluded: asides.filter((aside) => aside.why === 'excluded' || aside.why === 'protected').length,
    pairs: planned,
  };
}

function inOrder(drafts: DraftItem[]): UnguardedItem[] {
  const rank = new Map(actionOrder.map((action, index) => [action, index]));
  return drafts
    .toSorted(
      (a, b) => (rank.get(a.action) ?? 0) - (rank.get(b.action) ?? 0) || bySubject(a, b) || compareText(a.id, b.id),
    )
    .map((item, index) => ({ ...item, seq: index + 1 }));
}

function bySubject(a: Pick<PlanItem, 'subject'>, b: Pick<PlanItem, 'subject'>): number {
  return (
    Number(a.subject.handle ?? 0) - Number(b.subject.handle ?? 0) ||
    compareText(a.subject.cms?.id ?? a.subject.okta?.id ?? '', b.subject.cms?.id ?? b.subject.okta?.id ?? '')
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

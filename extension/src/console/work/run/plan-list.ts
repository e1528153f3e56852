import type { PlanItemAnswer } from '@rollcall/shared/api-run';

import { type Effects, effectsOf } from '../../../plan/model.ts';

export type Verdict = PlanItemAnswer['verdict']['is'];

export interface PlanFilter {
  /** `ACTION/SIDE` as in `ActionRow.key`, or `any`. */
  action: string;
  verdict: Verdict | 'any';
}

export const everything: PlanFilter = { action: 'any', verdict: 'any' };

/** Everything of one kind that a plan would do on one side. */
export interface ActionRow {
  key: string;
  item: PlanItemAnswer;
  items: PlanItemAnswer[];
  held: number;
  refused: number;
  effects: Effects;
}

const order: PlanItemAnswer['action'][] = ['delete', 'deactivate', 'suspend', 'revokeGroup', 'unlink'];

/** What a plan would do, by action and side; what takes something away comes first. */
export function actionRows(items: readonly PlanItemAnswer[]): ActionRow[] {
  const rows = new Map<string, PlanItemAnswer[]>();
  for (const item of items) {
    const key = keyOf(item);
    const row = rows.get(key);
    if (row) row.push(item);
    else rows.set(key, [item]);
  }
  const made = [...rows].flatMap(([key, of]) => {
    const [item] = of;
    const count = (is: Verdict) => of.filter(({ verdict }) => verdict.is === is).length;
    const effects = effectsOf(of, new Set(of.map(({ id }) => id)));
    return item ? [{ key, item, items: of, held: count('hold'), refused: count('refuse'), effects }] : [];
  });
  const rank = ({ item }: ActionRow) => (order.includes(item.action) ? order.indexOf(item.action) : order.length);
  return made.toSorted((a, b) => rank(a) - rank(b));
}

function keyOf({ action, side }: PlanItemAnswer): string {
  return `${action}/${side}`;
}

export function filterItems(items: readonly PlanItemAnswer[], { action, verdict }: PlanFilter): PlanItemAnswer[] {
  return items.filter(
    (item) => (action === 'any' || keyOf(item) === action) && (verdict === 'any' || item.verdict.is === verdict),
  );
}

/** Ticks or unticks several items with what must go with them: what they need, or what needs them. Refused ones stay out. */
export function tickAll(
  ticks: ReadonlySet<string>,
  all: readonly PlanItemAnswer[],
  { these, on }: { these: readonly PlanItemAnswer[]; on: boolean },
): ReadonlySet<string> {
  const next = new Set(ticks);
  const related = relations(all, on);
  const open = these.filter(({ verdict }) => verdict.is !== 'refuse').map(({ id }) => id);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (next.has(id) === on) continue;
    if (on) next.add(id);
    else next.delete(id);
    open.push(...(related.get(id) ?? []));
  }
  return next;
}

/** What goes with an item, by its id: what it needs when it is ticked, what needs it when it is not any more. */
function relations(all: readonly PlanItemAnswer[], on: boolean): Map<string, string[]> {
  const related = new Map<string, string[]>();
  const tickable = new Set(all.filter(({ verdict }) => verdict.is !== 'refuse').map(({ id }) => id));
  const add = (id: string, other: string): void => {
    const known = related.get(id);
    if (known) known.push(other);
    else related.set(id, [other]);
  };
  for (const { id, needs } of all) {
    for (const need of needs) {
      if (on && tickable.has(need)) add(id, need);
      if (!on) add(need, id);
    }
  }
  return related;
}

const takesAway: ReadonlySet<PlanItemAnswer['action']> = new Set([
  'deactivate',
  'suspend',
  'delete',
  'unlink',
  'revokeGroup',
  'deleteGroup',
]);

/** Whether something ticked takes access or an account away, so that it is asked about once more. */
export function isHarsh(items: readonly PlanItemAnswer[], ticks: ReadonlySet<string>): boolean {
  return items.some(({ id, action, effects }) => ticks.has(id) && (takesAway.has(action) || effects.length > 0));
}

import type { PlanAnswer } from '@rollcall/shared/api-run';

import { choosable, firstTicks, toggle, toggleField } from '../plan/model.ts';

/** What is ticked when a plan opens: all that the guard allows, and of updates only these fields where some are named. */
export function ticksOf(answer: PlanAnswer, fields: readonly string[] | undefined): ReadonlySet<string> {
  let ticks = firstTicks(answer);
  if (fields === undefined) return ticks;
  for (const item of answer.items.filter(({ id, action }) => action === 'update' && ticks.has(id))) {
    const others = Object.keys(item.after ?? {}).filter((field) => !fields.includes(field));
    if (choosable(item).length > 0) for (const field of others) ticks = toggleField(ticks, item, field);
    else if (others.length > 0) ticks = toggle(ticks, answer.items, item.id);
  }
  return ticks;
}

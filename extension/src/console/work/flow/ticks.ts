import type { PlanAnswer } from '@rollcall/shared/api-run';

import { choosable, firstTicks, isFieldTicked, toggleField } from '../../../plan/model.ts';

/** Ticks of a plan of which a person wants certain fields only; whatever is no update stays as the guard allows it. */
export function ticksFor(answer: PlanAnswer, fields: readonly string[] | undefined): ReadonlySet<string> {
  let ticks = firstTicks(answer);
  if (fields === undefined) return ticks;
  for (const item of answer.items) {
    if (item.action !== 'update' || !ticks.has(item.id)) continue;
    const written = Object.keys(item.after ?? {});
    if (!written.some((field) => fields.includes(field))) {
      ticks = new Set([...ticks].filter((id) => id !== item.id));
      continue;
    }
    for (const field of choosable(item)) {
      if (!fields.includes(field) && isFieldTicked(ticks, item, field)) ticks = toggleField(ticks, item, field);
    }
  }
  return ticks;
}

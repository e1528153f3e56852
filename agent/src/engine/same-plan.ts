import type { Plan, PlanItem } from '@rollcall/shared';

import type { PlanRun } from './finish-plan.ts';
import { hashOf } from './hash.ts';
import { standing } from './saved-plan.ts';

/** The plan that an earlier try at the same change of one account left to wait for a person; null without one. */
export async function waitingPlan(
  { deps, connection, live }: PlanRun,
  items: readonly PlanItem[],
): Promise<Plan | null> {
  const { mode, trigger, desired } = live.job.request;
  if (mode !== 'apply' || !desired) return null;
  const tries = Object.values(deps.store.data.jobs).filter(
    ({ state, request }) =>
      state === 'waiting' &&
      request.connection === connection.id &&
      request.trigger === trigger &&
      request.desired?.account === desired.account,
  );
  for (const id of new Set(tries.toReversed().map(({ plan }) => plan ?? ''))) {
    const saved = await deps.plans.read(id).catch(() => null);
    const isOpen = saved && standing(saved.plan, deps.store.data.connections, deps.now()).state === 'open';
    if (isOpen && hashOf(saved.items) === hashOf(items)) return saved.plan;
  }
  return null;
}

import type { Connection, Entry } from '@rollcall/shared';

import type { Activity } from '../store/activity.ts';
import type { Plans } from '../store/plans.ts';
import type { Store } from '../store/store.ts';

export interface WeeklyDeps {
  store: Store;
  activity: Activity;
  plans: Plans;
  now: () => number;
}

export type Week = Record<'runs' | 'created' | 'updated' | 'deactivated' | 'failed' | 'waiting', number>;

/** What happened since a moment, by connection name; `waiting` is how many plans wait now. */
export async function weekOf(deps: WeeklyDeps, since: string): Promise<Map<Connection, Week>> {
  const weeks = new Map<Connection, Week>();
  for (const connection of Object.values(deps.store.data.connections)) {
    const week: Week = { runs: 0, created: 0, updated: 0, deactivated: 0, failed: 0, waiting: 0 };
    for await (const entry of entriesSince(deps.activity, connection.id, since)) count(week, entry);
    week.waiting = await waitingPlans(deps, connection.id);
    weeks.set(connection, week);
  }
  return weeks;
}

export function weekText(name: string, { runs, created, updated, deactivated, failed, waiting }: Week): string {
  return `${name}: ${runs} runs, ${created} created, ${updated} updated, ${deactivated} deactivated, ${failed} failed, ${waiting} waiting.`;
}

export function totalOf(weeks: Iterable<Week>): Week {
  const total: Week = { runs: 0, created: 0, updated: 0, deactivated: 0, failed: 0, waiting: 0 };
  for (const week of weeks) for (const name of Object.keys(total) as (keyof Week)[]) total[name] += week[name];
  return total;
}

async function* entriesSince(activity: Activity, connection: string, since: string): AsyncGenerator<Entry> {
  let after: string | undefined;
  do {
    const page = await activity.query({ connection, since, limit: 1000, ...(after === undefined ? {} : { after }) });
    yield* page.entries;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

function count(week: Week, { type, outcome }: Entry): void {
  if (type === 'run') week.runs += 1;
  else if (outcome === 'failed') week.failed += 1;
  else if (outcome !== 'done') return;
  else if (type === 'create') week.created += 1;
  else if (type === 'update') week.updated += 1;
  else if (type === 'deactivate' || type === 'suspend') week.deactivated += 1;
}

async function waitingPlans({ store, plans, now }: WeeklyDeps, connection: string): Promise<number> {
  const waiting = new Set(
    Object.values(store.data.jobs).flatMap(({ state, plan, request }) =>
      state === 'waiting' && request.connection === connection && plan !== null ? [plan] : [],
    ),
  );
  const heads = await plans.list(connection);
  return heads.filter(({ id, state, expires }) => waiting.has(id) && state === 'open' && Date.parse(expires) > now())
    .length;
}

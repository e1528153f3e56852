import type { Action, Side } from '@rollcall/shared';
import type { ConnectionAnswer, ConnectionChange } from '@rollcall/shared/api';
import type { ItemResultAnswer } from '@rollcall/shared/api-run';

import { errorOf } from './client.ts';
import type { Client } from './client.ts';
import type { PlanView } from './plan-text.ts';
import type { Session } from './session.ts';
import { watchJob } from './watch.ts';
import type { Watched } from './watch.ts';

export interface Wanted {
  connection: ConnectionAnswer;
  /** Logins, mails, page numbers or ids; empty means all accounts. */
  logins: string[];
  /** The side on which the logins name accounts; the CMS when absent. */
  side?: Side;
  operations: Action[];
  /** Settings that are not saved, to plan with. */
  trial?: ConnectionChange | undefined;
}

/** Starts a run and follows it to its rest; throws as `followRun` does. */
export async function runSync(
  session: Session,
  { connection, logins, side = 'cms', operations, trial }: Wanted,
  mode: 'plan' | 'apply',
): Promise<Watched & { view: PlanView }> {
  await session.reach.beforeRun();
  const scope = logins.length === 0 ? { kind: 'all' as const } : { kind: 'accounts' as const, side, ids: logins };
  const body = { connection: connection.id, scope, mode, operations, ...(trial ? { trial } : {}) };
  const { job } = await session.client.call('run', { body });
  return followRun(session, job);
}

/** Applies a saved plan and follows it to its rest; `items` null means all of them. */
export async function runPlan(
  session: Session,
  plan: PlanView['plan'],
  options: { items: string[] | null; approve: boolean },
): Promise<Watched & { view: PlanView }> {
  await session.reach.beforeRun();
  const body = { digest: plan.digest, ...options };
  const { job } = await session.client.call('applyPlan', { params: { id: plan.id }, body });
  return followRun(session, job);
}

/** Follows a run to its rest and reads its plan. Throws the run's problem when it did not get as far as a plan. */
export async function followRun(session: Session, id: string): Promise<Watched & { view: PlanView }> {
  const watched = await watchJob(session, id);
  const { job, results } = watched;
  if (job.plan !== null) return { ...watched, view: await readPlan(session.client, job.plan, results) };
  throw job.error ? errorOf(job.error) : new TypeError(`run ${id} ended without a plan and without a problem`);
}

/** A saved plan with all its items. */
export async function readPlan(client: Client, id: string, results: ItemResultAnswer[] = []): Promise<PlanView> {
  const { plan, items, asides, total, asidesTotal = 0 } = await client.call('plan', { params: { id } });
  while (items.length < total || asides.length < asidesTotal) {
    const query = { after: items.at(-1)?.seq ?? 0, asidesAfter: asides.length };
    const page = await client.call('plan', { params: { id }, query });
    if (page.items.length + page.asides.length === 0) break;
    items.push(...page.items);
    asides.push(...page.asides);
  }
  return { plan, items, asides, results };
}

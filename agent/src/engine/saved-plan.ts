import { SyncError } from '@rollcall/shared';
import type { Actor, Connection, ItemResult, Plan, PlanItem, Scope } from '@rollcall/shared';

import { put } from '../store/data.ts';
import type { EngineDeps } from './deps.ts';
import { isoNow } from './deps.ts';
import { settingsHash, withRule } from './finish-plan.ts';
import { plannedFor } from './pulled-for.ts';
import { runEntry } from './record.ts';
import type { ResultIndex } from './result-index.ts';

/** A saved plan with the items of it that a run is to apply. */
export interface Chosen {
  plan: Plan;
  items: PlanItem[];
}

/** A plan as it stands: `stale` where its time is up or the settings are no longer those it was made with. */
export function standing(plan: Plan, connections: Readonly<Record<string, Connection>>, now: number): Plan {
  const isOpen = plan.state === 'open' || plan.state === 'approved';
  return isOpen && whyUseless(plan, plannedFor(plan, connections), now) !== null ? { ...plan, state: 'stale' } : plan;
}

/** The items that a run over a saved plan applies; throws `moved` where the plan can't be applied as it was looked at. */
export async function chosenOf(
  deps: EngineDeps,
  results: ResultIndex,
  { scope, connection, job }: { scope: Extract<Scope, { kind: 'plan' }>; connection: Connection; job: string },
): Promise<Chosen> {
  const { plan, items } = await deps.plans.read(scope.plan);
  refuseOther(plan, scope.digest);
  const useless = whyUseless(plan, connection, deps.now());
  if (useless !== null) throw moved(useless);
  // What this very run did before it was cut off stays among its items, so that it is counted.
  const before = settledOf(deps, results, plan.id).filter((each) => each.job !== job && each.result.outcome === 'done');
  const done = new Set(before.map(({ result }) => result.item));
  const chosen = scope.items === null ? items : withNeeds(items, new Set(scope.items));
  const open = chosen.filter((item) => !done.has(item.id));
  return {
    plan,
    items: open.map((item) => {
      const needs = item.needs.filter((id) => !done.has(id));
      return narrowed({ ...item, needs }, scope.fields?.[item.id]);
    }),
  };
}

/**
 * Notes that a plan was applied, unless some of it still waits: held for a person, or not chosen yet. `all` are its items
 * where they are at hand.
 */
export async function closeApplied(
  deps: EngineDeps,
  results: ResultIndex,
  { id, all }: { id: string; all: readonly PlanItem[] | null },
): Promise<void> {
  const settled = settledOf(deps, results, id).filter(({ result }) => result.outcome !== 'held');
  const tried = new Set(settled.map(({ result }) => result.item));
  const items = all ?? (await deps.plans.read(id)).items;
  const waits = items.some((item) => item.verdict.is !== 'refuse' && !tried.has(item.id));
  if (!waits) await deps.plans.update(id, { state: 'applied' });
}

/**
 * Approves a plan's brake and, of what the guard holds, the chosen items with what they need; null chooses all. Binds to
 * the digest. What is refused stays refused.
 */
export async function approvePlan(
  deps: EngineDeps,
  { plan: id, digest, items: chosen, by }: { plan: string; digest: string; items: string[] | null; by: Actor },
): Promise<Plan> {
  const { plan, items } = await deps.plans.read(id);
  refuseOther(plan, digest);
  refuseClosed(plan);
  const wanted = chosen === null ? items : withNeeds(items, new Set(chosen));
  const approvedItems = wanted.filter((item) => item.verdict.is === 'hold').map((item) => item.id);
  const now = isoNow(deps);
  await deps.plans.update(id, { state: 'approved', approved: { by, at: now }, approvedItems });
  const approved = await deps.plans.head(id);
  await note(deps, approved, 'approve', by);
  return approved;
}

/** Says no to a plan: it can't be applied any more, and what it held no longer waits. Again changes nothing. */
export async function rejectPlan(deps: EngineDeps, id: string, by: Actor): Promise<Plan> {
  const plan = await deps.plans.head(id);
  if (plan.state === 'refused') return plan;
  refuseClosed(plan);
  await deps.plans.update(id, { state: 'refused' });
  const refused: Plan = { ...plan, state: 'refused' };
  const notes = Object.entries(deps.store.data.accounts).filter(([, { note: held }]) => held?.plan === id);
  const waiting = notes.filter(([, row]) => row.note?.kind === 'held');
  await deps.store.commit(waiting.map(([key, row]) => put('accounts', key, { ...row, note: null })));
  await note(deps, refused, 'refuse', by);
  return refused;
}

async function note(deps: EngineDeps, plan: Plan, type: 'approve' | 'refuse', by: Actor): Promise<void> {
  const now = isoNow(deps);
  const about = { id: `${plan.id}/${type}/${now}`, connection: plan.connection, job: null, by, now, problem: null };
  await deps.activity.append(runEntry(type, { ...about, outcome: 'done' }), null);
}

function whyUseless(plan: Plan, connection: Connection | undefined, now: number): string | null {
  if (plan.state === 'applied') return `Plan ${plan.id} was applied already.`;
  if (plan.state === 'refused') return `Plan ${plan.id} was refused by a person. Nothing of it is applied any more.`;
  if (Date.parse(plan.expires) < now) return `Plan ${plan.id} is older than 24 hours.`;
  // Its own rule may be among the settings already, or become so with its apply.
  if (!connection || plan.settings !== settingsHash(withRule(connection, plan))) {
    return `The connection’s settings are not those that plan ${plan.id} was made with.`;
  }
  return null;
}

/** Approving or refusing what is over would open it again. */
function refuseClosed({ id, state }: Plan): void {
  if (state === 'applied') throw moved(`Plan ${id} was applied already.`);
  if (state === 'refused') throw moved(`Plan ${id} was refused already.`);
}

function refuseOther(plan: Plan, digest: string): void {
  if (plan.digest !== digest) throw moved(`Plan ${plan.id} is not the one that was looked at.`);
}

function moved(text: string): SyncError {
  return new SyncError('moved', text, { scope: 'run', next: 'Make the plan again and look at it once more.' });
}

/** What became of a plan's items in all runs over it. */
function settledOf({ store }: EngineDeps, results: ResultIndex, plan: string): { job: string; result: ItemResult }[] {
  const jobs = Object.values(store.data.jobs).filter((job) => job.plan === plan);
  return jobs.flatMap(({ id }) => results.of(id).map((result) => ({ job: id, result })));
}

/** An update of only the chosen fields; anything else is done whole or not at all. */
function narrowed(item: PlanItem, fields: readonly string[] | undefined): PlanItem {
  if (fields === undefined || item.action !== 'update') return item;
  const pick = (values: PlanItem['after']) =>
    values === null ? null : Object.fromEntries(Object.entries(values).filter(([name]) => fields.includes(name)));
  return { ...item, before: pick(item.before), after: pick(item.after) };
}

/** The chosen items and those that must be done before them. */
function withNeeds(items: readonly PlanItem[], wanted: Set<string>): PlanItem[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const add = (id: string): void => {
    for (const need of byId.get(id)?.needs ?? []) {
      if (wanted.has(need)) continue;
      wanted.add(need);
      add(need);
    }
  };
  for (const id of Array.from(wanted)) add(id);
  return items.filter((item) => wanted.has(item.id));
}

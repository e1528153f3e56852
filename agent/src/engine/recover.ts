import { SyncError } from '@rollcall/shared';
import type { Connection, Intent, Job, Plan, PlanItem } from '@rollcall/shared';

import { del, put, resultKey } from '../store/data.ts';
import type { EngineDeps } from './deps.ts';
import { isoNow } from './deps.ts';
import { resultOf } from './job-book.ts';
import { doneChanges, entryId, entryOf, failureChanges, imageOf, resultChange } from './record.ts';
import { appliedOf, presentSource, resolveIntent, withTarget } from './resolve.ts';

/** Brings the store and the activity to where they would be without the crash, before any trigger is accepted. */
export async function recoverIntents(deps: EngineDeps): Promise<void> {
  await repeatEntries(deps);
  await settleIntents(deps, () => true);
}

/**
 * Settles intents that a crash or a lost answer left behind: what was done is recorded, what had no effect is left to
 * the resumed run, what is unclear is held for a person. A directory that can't be reached leaves its intents for the
 * next time.
 */
export async function settleIntents(deps: EngineDeps, isMeant: (intent: Intent) => boolean): Promise<void> {
  const down = new Set<string>();
  for (const [key, intent] of Object.entries(deps.store.data.intents)) {
    if (!isMeant(intent)) continue;
    const found = await load(deps, intent);
    if (!found) {
      await deps.store.commit([del('intents', key)]);
      continue;
    }
    // Who did not answer for one is not waited for again and again: the agent serves nobody until this is over.
    if (down.has(found.connection.id)) continue;
    try {
      await recoverOne(deps, intent, found);
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      if (error.problem.scope === 'run') down.add(found.connection.id);
      deps.report(error);
    }
  }
}

interface Found {
  job: Job;
  item: PlanItem;
  isPull: boolean;
  connection: Connection;
}

async function load(deps: EngineDeps, intent: Intent): Promise<Found | null> {
  const job = deps.store.data.jobs[intent.job];
  const connection = job && deps.store.data.connections[job.request.connection];
  if (!job?.plan || !connection) return null;
  const { items, plan } = await readPlan(deps, job.plan);
  const item = items.find((each) => each.id === intent.item);
  return item ? { job, item: withTarget(item, intent.target), connection, isPull: plan?.pull !== undefined } : null;
}

/** A plan with its items; none of one that can't be read any more, which must not keep the agent from starting. */
async function readPlan(deps: EngineDeps, plan: string): Promise<{ plan: Plan | null; items: PlanItem[] }> {
  try {
    return await deps.plans.read(plan);
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    deps.report(error);
    return { plan: null, items: [] };
  }
}

async function recoverOne(deps: EngineDeps, intent: Intent, { job, item, connection, isPull }: Found): Promise<void> {
  const sides = await deps.sidesOf(connection, 'cms');
  const resolved = await resolveIntent(item, intent, sides[item.side]);
  const now = isoNow(deps);
  const context = { store: deps.store, connection, sides, job, now, newId: deps.newId, isPull };
  const entry = entryId(job, item.id);
  if (resolved.is === 'repeat') {
    await deps.store.commit([del('intents', entry)]);
    return;
  }
  const problem = resolved.is === 'done' ? null : resolved.problem;
  const result = resultOf(item, { outcome: resolved.is, problem, entry }, job.seq + 1);
  const changes =
    resolved.is === 'done'
      ? doneChanges(item, appliedOf(item, resolved.account, await presentSource(item, sides)), context)
      : failureChanges(item, resolved.is, resolved.problem, context);
  const counted: Job = resolved.is === 'done' ? { ...job, done: job.done + 1 } : { ...job, failed: job.failed + 1 };
  await deps.store.commit([...changes, del('intents', entry), resultChange(job, result), put('jobs', job.id, counted)]);
  const evidence = resolved.is === 'done' ? ('readBack' as const) : ('none' as const);
  await deps.activity.append(
    entryOf(item, { result, evidence, steps: [] }, { connection, job, now }),
    imageOf(item, { connection, job }),
  );
}

/** A result that was flushed before its activity line gets the line now; its id keeps it from standing there twice. */
async function repeatEntries(deps: EngineDeps): Promise<void> {
  for (const job of Object.values(deps.store.data.jobs)) {
    if (job.ended !== null || !job.plan) continue;
    const connection = deps.store.data.connections[job.request.connection];
    if (!connection) continue;
    for (const item of (await readPlan(deps, job.plan)).items) {
      const result = deps.store.data.results[resultKey(job.id, item.id)];
      if (!result) continue;
      const outcome = { result, evidence: 'none' as const, steps: [] };
      const context = { connection, job, now: job.beat };
      await deps.activity.append(entryOf(item, outcome, context), imageOf(item, context));
    }
  }
}

import { SyncError } from '@rollcall/shared';
import type { Actor, ItemResult, Job, Plan, RunRequest } from '@rollcall/shared';
import type { JobAnswer } from '@rollcall/shared/api-run';

import { withRule } from '../engine/finish-plan.ts';
import { standing } from '../engine/saved-plan.ts';
import type { Services } from '../services.ts';
import { manualRequest } from '../trigger/manual.ts';
import type { Caller } from './caller.ts';
import { changedConnection, defined, findConnection, saveConnection } from './connection-store.ts';
import type { Handlers } from './serve.ts';

type Names = 'run' | 'jobs' | 'job' | 'cancelJob' | 'resumeJob' | 'plan' | 'applyPlan';

/** How many results or items one answer carries; the rest is read with `?after=`. */
const pageSize = 500;

/** Runs, their plans and their progress. */
export const runHandlers: Pick<Handlers, Names> = {
  async run({ body, caller, services }) {
    const saved = findConnection(services, body.connection);
    const { connection, scope, mode, operations } = body;
    const ask = manualRequest({ ...askOf(caller, body.cmsUser), connection, scope, mode, operations });
    if (body.trial === undefined) return { job: (await services.engine.start(ask)).id };
    // Checked as saving would, so that what the plan shows can also come true.
    await changedConnection(services, saved, body.trial);
    return { job: (await services.engine.start({ ...ask, trial: defined(body.trial) })).id };
  },
  jobs({ query, services }) {
    const all = Object.values(services.store.data.jobs)
      .map((job) => services.engine.job(job.id) ?? job)
      .filter((job) => query.connection === undefined || job.request.connection === query.connection)
      .toSorted((a, b) => b.created.localeCompare(a.created))
      .slice(0, 50);
    return { jobs: all.map((job) => jobAnswer(job, [], services)) };
  },
  job({ params, query, services }) {
    const job = findJob(services, params['id']);
    const after = query.after ?? 0;
    const results = services.engine.results(job.id).filter((result) => result.seq > after);
    const page = results.toSorted((a, b) => a.seq - b.seq).slice(0, pageSize);
    return jobAnswer(job, page, services);
  },
  cancelJob({ params, services }) {
    const job = findJob(services, params['id']);
    if (job.ended !== null) {
      const text = `Run ${job.id} has ended already, so there was nothing to stop.`;
      throw new SyncError('wrong_state', text, { scope: 'run', next: 'Look at what it did.' });
    }
    services.engine.cancel(job.id);
    return {};
  },
  async resumeJob({ params, caller, services }) {
    const job = findJob(services, params['id']);
    if (job.ended === null) return { job: job.id };
    if (job.state === 'done') {
      throw new SyncError('wrong_state', `Run ${job.id} has nothing left to do.`, { next: 'Start a new run.' });
    }
    const scope = await restOf(services, job);
    // What takes something back stays told as such.
    const trigger = job.request.trigger === 'undo' ? ('undo' as const) : ('resume' as const);
    const request = { ...job.request, scope, trigger, by: caller.actor };
    return { job: (await services.engine.start(request)).id };
  },
  async plan({ params, query, services }) {
    const { plan, items, asides } = await services.plans.read(params['id'] ?? '');
    const after = query.after ?? 0;
    // Who reads on behind the first items has seen the first asides.
    const asidesFrom = query.asidesAfter ?? (after === 0 ? 0 : Infinity);
    return {
      plan: standing(plan, services.store.data.connections, services.now()),
      items: items.filter((item) => item.seq > after).slice(0, pageSize),
      asides: asides.slice(asidesFrom, asidesFrom + pageSize),
      total: items.length,
      asidesTotal: asides.length,
    };
  },
  async applyPlan({ params, body, caller, services }) {
    const id = params['id'] ?? '';
    const { plan } = await services.plans.read(id);
    if (plan.rule) refuseUnlessOwner(caller, 'A rule for everybody');
    if (body.approve) {
      refuseUnlessOwner(caller, 'Approving what a limit holds');
      await services.engine.approve({ plan: id, digest: body.digest, items: body.items, by: caller.actor });
    }
    const { connection } = plan;
    const { digest, items, fields } = body;
    const scope = { kind: 'plan' as const, plan: id, digest, items, fields };
    const ask = { ...askOf(caller, body.cmsUser), connection, scope, mode: 'apply' as const, operations: [] };
    const request = manualRequest(ask);
    // What takes something back is told as such in the activity.
    const trigger = plan.trigger === 'undo' ? plan.trigger : request.trigger;
    const job = await services.engine.start({ ...request, trigger });
    if (plan.digest === digest) await saveRule(services, plan, caller.actor);
    return { job: job.id };
  },
};

/** Makes the rule of a plan that is being applied a setting; one that can't be applied changes none. */
async function saveRule(services: Services, plan: Plan, by: Actor): Promise<void> {
  const connection = findConnection(services, plan.connection);
  const { state } = standing(plan, services.store.data.connections, services.now());
  if (!plan.rule || connection.mode !== 'live' || (state !== 'open' && state !== 'approved')) return;
  await saveConnection(services, withRule(connection, plan), by, ['mapping']);
}

/** Throws `forbidden` for whoever may not do what the text names. */
export function refuseUnlessOwner({ role }: Caller, what: string): void {
  if (role === 'owner') return;
  throw new SyncError('forbidden', `${what} needs the owner role.`, { next: 'Ask an owner.' });
}

/**
 * What a stopped run still had to do. Of a saved plan exactly the changes that were chosen and are not done: to read
 * their accounts anew by name would pass for a person's wish what the plan holds or leaves alone.
 */
async function restOf(services: Services, job: Job): Promise<RunRequest['scope']> {
  const { scope } = job.request;
  if (scope.kind !== 'plan') return scope;
  const results = services.engine.results(job.id).filter((each) => each.outcome === 'done');
  if (results.length === 0) return scope;
  const done = new Set(results.map((each) => each.item));
  const chosen = scope.items ?? (await services.plans.read(scope.plan)).items.map((item) => item.id);
  return { ...scope, items: chosen.filter((id) => !done.has(id)) };
}

export function askOf(caller: Caller, cmsUser: string | undefined) {
  return { by: caller.actor, fromBrowser: caller.client !== null, cmsUser };
}

function findJob(services: Services, id: string | undefined): Job {
  const job = services.engine.job(id ?? '');
  if (!job)
    throw new SyncError('not_found', `There is no run "${id ?? ''}".`, {
      scope: 'run',
      next: 'Run "rollcall runs" to see the runs.',
    });
  return job;
}

function jobAnswer(job: Job, results: ItemResult[], services: Services): JobAnswer {
  const { request, cursor: _cursor, ...shown } = job;
  return {
    ...shown,
    connection: request.connection,
    trigger: request.trigger,
    mode: request.mode,
    by: request.by,
    secondsLeft: secondsLeft(job, services.now()),
    results,
  };
}

/** What is left at the pace so far; null until a few items are done. */
function secondsLeft(job: Job, now: number): number | null {
  const settled = job.done + job.failed + job.held + job.skipped;
  if (job.state !== 'applying' || job.started === null || settled < 3) return null;
  const elapsed = (now - Date.parse(job.started)) / 1000;
  return Math.round((elapsed / settled) * Math.max(0, job.total - settled));
}

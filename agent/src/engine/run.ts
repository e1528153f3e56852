import { SyncError, systemActor, toProblem } from '@rollcall/shared';
import type { Actor, Connection, Intent, ItemResult, Job, Plan, Problem, RunRequest, Scope } from '@rollcall/shared';

import { put } from '../store/data.ts';
import type { EngineDeps } from './deps.ts';
import { isoNow } from './deps.ts';
import { namedLimit } from './guard.ts';
import { refuseOtherPlaces } from './identity.ts';
import type { MadePlan, PlanRun } from './finish-plan.ts';
import { createJobBook } from './job-book.ts';
import type { JobBook, LiveJob } from './job-book.ts';
import { createJoiner } from './join.ts';
import { createLocks } from './lock.ts';
import type { Locks } from './lock.ts';
import { withoutNewPower } from './new-power.ts';
import type { Sides } from './observe.ts';
import { isRefusal, pauseChanges, refusingSides } from './pause.ts';
import { runEntry } from './record.ts';
import { pulledFor } from './pulled-for.ts';
import { recoverIntents, settleIntents } from './recover.ts';
import { createResultIndex } from './result-index.ts';
import type { ResultIndex } from './result-index.ts';
import { applyItems } from './run-apply.ts';
import { readAndPlanDesired } from './run-desired.ts';
import { readAndPlanMembership } from './run-membership.ts';
import { readAndPlan } from './run-plan.ts';
import { placeOfPull } from './pull-place.ts';
import { readAndPlanPull } from './run-pull.ts';
import { readAndPlanResolve } from './run-resolve.ts';
import { readAndPlanUndo } from './run-undo.ts';
import { approvePlan, chosenOf, closeApplied, rejectPlan, standing } from './saved-plan.ts';

/** The one way in which anything is synced: takes RunRequests, tells what becomes of them. */
export interface Engine {
  /** Takes a request and answers its job at once; the work goes on by itself. Throws `locked`, `paused`, `not_configured`. */
  start(request: RunRequest): Promise<Job>;
  /** The job when it has come to rest. */
  finished(id: string): Promise<Job>;
  job(id: string): Job | null;
  results(id: string): ItemResult[];
  /** Stops a run after the items that are under way; safe to repeat. */
  cancel(id: string): void;
  /** Approves a plan's brake and what it holds, or of that only the chosen items; see `approvePlan`. */
  approve(approval: { plan: string; digest: string; items: string[] | null; by: Actor }): Promise<Plan>;
  /** Says no to a plan, so that nothing of it can be applied any more. */
  reject(plan: string, by: Actor): Promise<Plan>;
  /** A connection's saved plans as they stand now, newest first. */
  plans(connection: string): Promise<Plan[]>;
  /** Settles what a crash left behind; with `resumeJobs` also goes on with the runs that were under way. */
  recover(options: { resumeJobs: boolean }): Promise<void>;
  /** Job that is writing this CMS account now. */
  busyWith(cmsId: string): string | null;
  /** Job of a run of the connection that is going on: one over all accounts, or `any`. */
  running(connection: string, which?: 'bulk' | 'any'): string | null;
  /** Cancels everything and waits until it has come to rest. */
  stop(): Promise<void>;
}

interface Inside {
  deps: EngineDeps;
  book: JobBook;
  results: ResultIndex;
  locks: Locks;
  work: Map<string, Promise<Job>>;
}

export function createEngine(deps: EngineDeps): Engine {
  const results = createResultIndex(deps.store);
  const book = createJobBook(deps, results);
  const inside: Inside = { deps, book, results, locks: createLocks(), work: new Map() };
  const { work } = inside;
  const { store } = deps;
  const joined = createJoiner(deps.now, (id) => book.live(id)?.job.ended === null);

  const job = (id: string) => book.live(id)?.job ?? store.data.jobs[id] ?? null;
  return {
    job,
    running: (connection, which = 'bulk') => runningJob(book, connection, which),
    start: (request) => joined(request, () => accept(inside, request)),
    async finished(id) {
      const now = job(id) ?? failNoJob(id);
      return work.get(id) ?? now;
    },
    results(id) {
      const live = book.live(id);
      if (live) return [...live.results.values()];
      return results.of(id);
    },
    cancel(id) {
      book.live(id)?.abort.abort();
    },
    approve: (approval) => approvePlan(deps, approval),
    async reject(plan, by) {
      const writing = book.all().find((live) => live.job.plan === plan && live.job.state === 'applying');
      if (writing) throw new SyncError('locked', `Run ${writing.job.id} is applying plan ${plan}. Stop it first.`);
      return rejectPlan(deps, plan, by);
    },
    async plans(connection) {
      const saved = await deps.plans.list(connection);
      return saved.map((plan) => standing(plan, store.data.connections, deps.now()));
    },
    async recover({ resumeJobs }) {
      await recoverIntents(deps);
      for (const left of Object.values(store.data.jobs)) {
        if (left.ended !== null || book.live(left.id)) continue;
        const goesOn = resumeJobs && left.state === 'applying' && left.plan !== null;
        if (!goesOn) await leaveStopped(deps, left, interrupted());
        else await resume(inside, left).catch((error: unknown) => leaveStopped(deps, left, toProblem(error)));
      }
    },
    busyWith: (cmsId) => book.all().find((live) => live.busy.has(cmsId))?.job.id ?? null,
    async stop() {
      for (const live of book.all()) live.abort.abort();
      await Promise.allSettled(work.values());
    },
  };
}

async function accept(inside: Inside, request: RunRequest): Promise<Job> {
  const { deps, book } = inside;
  const saved = connectionOf(deps, request.connection);
  refuseBlocked(saved);
  if (request.trial && request.mode !== 'plan') {
    throw new SyncError('invalid', 'Settings that are not saved can only be planned with.', {
      field: 'trial',
      scope: 'run',
      next: 'Plan with them, save them, then apply that plan.',
    });
  }
  const connection = { ...saved, ...request.trial };
  const sides = await deps.sidesOf(saved, sidesNeeded(request));
  if (sides.cms.capabilities.viaSession) refuseUnattended(request);
  // A look for changes gives way to a run over all, and keeps nobody from starting one.
  const alone = isBulk(request) || request.scope.kind === 'changed';
  const other = alone ? runningJob(book, request.connection, 'bulk') : null;
  if (other) throw new SyncError('locked', `Run ${other} is going on for this connection.`);
  const live = await book.open(request);
  begin(inside, live, { connection, sides });
  return live.job;
}

function runningJob(book: JobBook, connection: string, which: 'bulk' | 'any'): string | null {
  const isMine = ({ job }: LiveJob) =>
    job.ended === null && job.request.connection === connection && (which === 'any' || isBulk(job.request));
  return book.all().find(isMine)?.job.id ?? null;
}

function begin(inside: Inside, live: LiveJob, where: { connection: Connection; sides: Sides }): void {
  const ending = carryOut(inside, live, where).finally(() => {
    // An end that the disk did not take is told from memory; the next start goes on with the run.
    if (inside.deps.store.data.jobs[live.job.id]?.ended) inside.book.close(live);
    inside.work.delete(live.job.id);
  });
  inside.work.set(live.job.id, ending);
}

/** Runs a job to its rest; whatever goes wrong ends in the job's `error`, never in a throw. */
async function carryOut(
  inside: Inside,
  live: LiveJob,
  { connection, sides }: { connection: Connection; sides: Sides },
): Promise<Job> {
  const { deps, book } = inside;
  const where = { connection, sides };
  try {
    const { connections } = deps.store.data;
    const head = (plan: string) => deps.plans.head(plan);
    where.connection = await pulledFor(connection, live.job.request.scope, { connections, head });
    const made = await prepare(inside, live, where);
    if (made === null) {
      await book.forget(live);
      return live.job;
    }
    const waits = whyWaiting(made, live.job.request, where.connection);
    if (waits !== null) await rest(inside, live, waits.state, waits.problem);
    else {
      await apply(inside, live, where, made);
      const isOwn = live.job.request.scope.kind !== 'plan';
      await closeApplied(deps, inside.results, { id: made.plan.id, all: isOwn ? made.items : null });
      await rest(inside, live, 'done', null);
    }
  } catch (error) {
    const problem = toProblem(error);
    if (problem.code === 'internal') deps.report(error);
    const state = problem.code === 'cancelled' ? 'cancelled' : live.job.state === 'applying' ? 'stopped' : 'failed';
    try {
      await pauseIfLockedOut(deps, where, problem);
      await rest(inside, live, state, problem);
    } catch (unsaved) {
      if (toProblem(unsaved).code === 'internal') deps.report(unsaved);
    }
  }
  return book.live(live.job.id)?.job ?? live.job;
}

async function prepare(
  inside: Inside,
  live: LiveJob,
  where: { connection: Connection; sides: Sides },
): Promise<MadePlan | null> {
  const { deps, book } = inside;
  const { scope } = live.job.request;
  const started = isoNow(deps);
  if (scope.kind !== 'plan') {
    await book.update(live, { state: 'reading', started });
    // A user of whom an earlier run does not know what became of would be met as a stranger.
    const isLeft = ({ job }: Intent) =>
      !book.live(job) && deps.store.data.jobs[job]?.request.connection === where.connection.id;
    await settleIntents(deps, isLeft);
    if (isOverAll(scope) && !isDelta(scope)) {
      await refuseOtherPlaces(where.connection, where.sides, live.abort.signal);
    }
    const run = { deps, book, live, ...where };
    const made = await planOf(run);
    if (made === null) return null;
    await book.update(live, { plan: made.plan.id, total: made.items.length, at: 0 });
    return made;
  }
  await book.update(live, { state: 'planning', started, plan: scope.plan });
  const about = { scope, connection: where.connection, job: live.job.id };
  const { plan, items: chosen } = await chosenOf(deps, inside.results, about);
  const items = await withoutNewPower(chosen, { ...where, store: deps.store, signal: live.abort.signal });
  await book.update(live, { total: items.length });
  return { plan, items, sources: new Map() };
}

function planOf(run: PlanRun): Promise<MadePlan | null> {
  const { scope, desired } = run.live.job.request;
  if (desired) return readAndPlanDesired(run, desired);
  if (scope.kind === 'pull') return readAndPlanPull(run, scope);
  if (scope.kind === 'membership') return readAndPlanMembership(run, scope);
  if (scope.kind === 'undo') return readAndPlanUndo(run, scope);
  return scope.kind === 'resolve' ? readAndPlanResolve(run, scope) : readAndPlan(run);
}

async function apply(
  inside: Inside,
  live: LiveJob,
  where: { connection: Connection; sides: Sides },
  made: MadePlan,
): Promise<void> {
  const { deps, book, locks } = inside;
  await book.update(live, { state: 'applying' });
  const { pull } = made.plan;
  const reads = pull && made.items.length > 0;
  const place = reads ? await placeOfPull(where, { options: pull, signal: live.abort.signal }) : where;
  const about = { sources: made.sources, planned: made.plan.made, isPull: pull !== undefined };
  await applyItems({ deps, book, locks, live, ...place, ...about }, made.items);
}

function whyWaiting(
  { plan, items }: MadePlan,
  request: RunRequest,
  connection: Connection,
): { state: Job['state']; problem: Problem | null } | null {
  if (request.mode === 'plan') return { state: 'done', problem: null };
  if (items.length === 0) return null;
  if (connection.mode === 'report') {
    const text = 'This connection only reports. The plan is saved, and nothing was written.';
    return { state: 'waiting', problem: new SyncError('report_mode', text).problem };
  }
  if (plan.brake && !plan.approved) {
    const next = `Look at plan ${plan.id}, then approve it: "rollcall apply ${plan.id}".`;
    return { state: 'waiting', problem: new SyncError('brake', plan.brake.text, { next }).problem };
  }
  return null;
}

async function rest(
  { deps, book }: Inside,
  live: LiveJob,
  state: Job['state'],
  problem: Problem | null,
): Promise<void> {
  const now = isoNow(deps);
  const left = live.job.error ?? problem;
  const about = {
    id: `${live.job.id}/${state}`,
    connection: live.job.request.connection,
    job: live.job,
    by: live.job.request.by,
    now,
  };
  const outcome = state === 'done' ? 'done' : state === 'waiting' ? 'held' : 'failed';
  const saving = book.update(live, { state, error: left, ended: now });
  // Without a result nothing of the run need be on the disk: after a crash another would get its id, and no entry of its own.
  if (live.results.size === 0) await saving;
  // Whichever of the two a crash takes is written again by the next start, which goes on with the run.
  await Promise.all([saving, deps.activity.append(runEntry('run', { ...about, outcome, problem: left }), null)]);
}

async function pauseIfLockedOut(
  deps: EngineDeps,
  { connection, sides }: { connection: Connection; sides: Sides },
  problem: Problem,
): Promise<void> {
  if (!isRefusal(problem.code)) return;
  const by = await refusingSides(problem, sides);
  const present = deps.store.data.connections[connection.id];
  if (present) await deps.store.commit(pauseChanges(present, problem.code, by));
}

async function resume(inside: Inside, left: Job): Promise<void> {
  const { deps, book } = inside;
  const connection = connectionOf(deps, left.request.connection);
  const { plan } = await deps.plans.read(left.plan ?? '');
  const scope =
    left.request.scope.kind === 'plan'
      ? left.request.scope
      : { kind: 'plan' as const, plan: plan.id, digest: plan.digest, items: null };
  const sides = await deps.sidesOf(connection, sidesNeeded(left.request));
  const live = book.adopt({ ...left, request: { ...left.request, scope } }, inside.results.of(left.id));
  begin(inside, live, { connection, sides });
}

function interrupted(): Problem {
  const text = 'Rollcall was stopped while this run was going on. What was done stays done.';
  return new SyncError('cancelled', text, { next: 'Start the run again; it goes on with the rest.' }).problem;
}

async function leaveStopped(deps: EngineDeps, left: Job, problem: Problem): Promise<void> {
  const stopped: Job = { ...left, state: 'stopped', error: problem, ended: isoNow(deps), seq: left.seq + 1 };
  await deps.store.commit([put('jobs', left.id, stopped)]);
  const about = {
    id: `${left.id}/stopped`,
    connection: left.request.connection,
    job: stopped,
    by: systemActor,
    now: isoNow(deps),
  };
  await deps.activity.append(runEntry('run', { ...about, outcome: 'failed', problem }), null);
}

/** What follows a SCIM client's word asks nothing of Okta; a saved plan may be one of these, and meets a missing org itself. */
function sidesNeeded({ desired, scope }: RunRequest): 'both' | 'cms' {
  return desired || scope.kind === 'membership' || scope.kind === 'plan' || scope.kind === 'undo' ? 'cms' : 'both';
}

/** How many accounts one click may name where a person's own session does the work. */
const mostBySession = 50;

/** A person's own session serves that person's own clicks: it is not there for anything that runs by itself. */
function refuseUnattended({ scope, trigger, event, by }: RunRequest): void {
  const isPerson = trigger === 'manual' || trigger === 'cli' || trigger === 'undo' || trigger === 'resume';
  // Whose form has just succeeded is still at the page; that somebody is gone is not believed there.
  const attended = isPerson || (event !== undefined && event.kind !== 'cancelled' && by.kind === 'client');
  const few = scope.kind !== 'accounts' || scope.ids.length <= mostBySession;
  if (attended && few && !isOverAll(scope)) return;
  const text = few
    ? 'No sign-in for the site is stored, so only users that a person names can be synced.'
    : `Without a stored sign-in at most ${mostBySession} users can be synced at once.`;
  throw new SyncError('unsupported', text, { scope: 'run', next: 'Store a CMS sign-in to do this.' });
}

function refuseBlocked(connection: Connection): void {
  if (connection.pausedFor) {
    const text = `The connection "${connection.name}" is paused because a sign-in was refused (${connection.pausedFor}).`;
    throw new SyncError('paused', text, { next: 'Enter the credential again, then test the connection.' });
  }
  if (connection.mode === 'paused') throw new SyncError('paused', `The connection "${connection.name}" is paused.`);
}

function connectionOf(deps: EngineDeps, id: string): Connection {
  const connection = deps.store.data.connections[id];
  if (!connection) throw new SyncError('not_found', `There is no connection "${id}".`, { scope: 'run' });
  return connection;
}

function isOverAll({ kind }: Scope): boolean {
  return kind === 'all' || kind === 'changed' || kind === 'pull';
}

/** A pull that reads only what moved asks by itself whether the places are the same, where something did. */
function isDelta(scope: Scope): boolean {
  return scope.kind === 'pull' && scope.options.strategy === 'delta' && scope.options.targetOnlyUsers === null;
}

function isBulk(request: RunRequest): boolean {
  return (
    request.scope.kind === 'all' ||
    request.scope.kind === 'pull' ||
    (request.scope.kind === 'plan' && (request.scope.items?.length ?? Infinity) > namedLimit)
  );
}

function failNoJob(id: string): never {
  throw new SyncError('not_found', `There is no run ${id}.`, { scope: 'run' });
}

import { SyncError, systemActor, toProblem } from '@rollcall/shared';
import type {
  Actor,
  Connection,
  Entry,
  Intent,
  ItemResult,
  Job,
  Plan,
  PlanItem,
  Problem,
  RunRequest,
} from '@rollcall/shared';

import { put, resultKey } from '../store/data.ts';
import type { EngineDeps } from './deps.ts';
import { isoNow } from './deps.ts';
import { namedLimit } from './guard.ts';
import { createJobBook } from './job-book.ts';
import type { JobBook, LiveJob } from './job-book.ts';
import { createLocks } from './lock.ts';
import type { Locks } from './lock.ts';
import type { Sides } from './observe.ts';
import { resultChange, runEntry } from './record.ts';
import { recoverIntents, settleIntents } from './recover.ts';
import { applyItems } from './run-apply.ts';
import { readAndPlan, settingsHash } from './run-plan.ts';
import type { MadePlan } from './run-plan.ts';

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
  /** Marks a plan as approved; binds to its digest. Refused items stay refused. */
  approve(plan: string, digest: string, by: Actor): Promise<Plan>;
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
  locks: Locks;
  work: Map<string, Promise<Job>>;
}

export function createEngine(deps: EngineDeps): Engine {
  const inside: Inside = { deps, book: createJobBook(deps, resultChange), locks: createLocks(), work: new Map() };
  const { book, work } = inside;
  const { store } = deps;
  const joined = createJoiner(deps.now, (id) => book.live(id) !== undefined);

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
      const prefix = resultKey(id, '');
      return Object.entries(store.data.results).flatMap(([key, result]) => (key.startsWith(prefix) ? [result] : []));
    },
    cancel(id) {
      book.live(id)?.abort.abort();
    },
    approve: (plan, digest, by) => approve(deps, plan, digest, by),
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
  const connection = connectionOf(deps, request.connection);
  refuseBlocked(connection);
  const sides = await deps.sidesOf(connection);
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
async function carryOut(inside: Inside, live: LiveJob, where: { connection: Connection; sides: Sides }): Promise<Job> {
  const { deps, book } = inside;
  try {
    const made = await prepare(inside, live, where);
    if (made === null) {
      await book.forget(live);
      return live.job;
    }
    const waits = whyWaiting(made, live.job.request, where.connection);
    if (waits !== null) await rest(inside, live, waits.state, waits.problem);
    else {
      await apply(inside, live, where, made);
      await deps.plans.update(made.plan.id, { state: 'applied' });
      await rest(inside, live, 'done', null);
    }
  } catch (error) {
    const problem = toProblem(error);
    if (problem.code === 'internal') deps.report(error);
    const state = problem.code === 'cancelled' ? 'cancelled' : live.job.state === 'applying' ? 'stopped' : 'failed';
    try {
      await pauseIfLockedOut(deps, where.connection, problem);
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
    const made = await readAndPlan({ deps, book, live, ...where });
    if (made === null) return null;
    await book.update(live, { plan: made.plan.id, total: made.items.length, at: 0 });
    return made;
  }
  await book.update(live, { state: 'planning', started, plan: scope.plan });
  const { plan, items } = await deps.plans.read(scope.plan);
  refuseStale(plan, scope.digest, where.connection, deps.now());
  const chosen = scope.items === null ? items : withNeeds(items, new Set(scope.items));
  const wanted = chosen.map((item) => narrowed(item, scope.fields?.[item.id]));
  await book.update(live, { total: wanted.length });
  return { plan, items: wanted, sources: new Map() };
}

async function apply(
  inside: Inside,
  live: LiveJob,
  where: { connection: Connection; sides: Sides },
  made: MadePlan,
): Promise<void> {
  const { deps, book, locks } = inside;
  await book.update(live, { state: 'applying' });
  const approved = made.plan.approved !== null;
  await applyItems({ deps, book, locks, live, ...where, sources: made.sources, approved }, made.items);
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
  await book.update(live, { state, error: left, ended: now });
  const about = {
    id: `${live.job.id}/${state}`,
    connection: live.job.request.connection,
    job: live.job,
    by: live.job.request.by,
    now,
  };
  const outcome = state === 'done' ? 'done' : state === 'waiting' ? 'held' : 'failed';
  await deps.activity.append(runEntry('run', { ...about, outcome, problem: left }), null);
}

/** A credential that was refused is not tried again by itself, since a few wrong tries lock a Drupal account. */
async function pauseIfLockedOut(deps: EngineDeps, connection: Connection, problem: Problem): Promise<void> {
  if (problem.code !== 'bad_credentials' && problem.code !== 'anonymous') return;
  const present = deps.store.data.connections[connection.id];
  if (present) await deps.store.commit([put('connections', present.id, { ...present, pausedFor: problem.code })]);
}

async function approve(deps: EngineDeps, id: string, digest: string, by: Actor): Promise<Plan> {
  const { plan } = await deps.plans.read(id);
  if (plan.digest !== digest)
    throw new SyncError('moved', `Plan ${id} is not the one that was looked at.`, { scope: 'run' });
  // Approving would open it for a second time.
  if (plan.state === 'applied') throw new SyncError('moved', `Plan ${id} was applied already.`, { scope: 'run' });
  const now = isoNow(deps);
  const approved = await deps.plans.update(id, { state: 'approved', approved: { by, at: now } });
  const about = { id: `${id}/approve/${now}`, connection: plan.connection, job: null, by, now, problem: null };
  await deps.activity.append(runEntry('approve', { ...about, outcome: 'done' satisfies Entry['outcome'] }), null);
  return approved;
}

async function resume(inside: Inside, left: Job): Promise<void> {
  const { deps, book } = inside;
  const connection = connectionOf(deps, left.request.connection);
  const prefix = resultKey(left.id, '');
  const results = Object.entries(deps.store.data.results).flatMap(([key, result]) =>
    key.startsWith(prefix) ? [result] : [],
  );
  const { plan } = await deps.plans.read(left.plan ?? '');
  const scope =
    left.request.scope.kind === 'plan'
      ? left.request.scope
      : { kind: 'plan' as const, plan: plan.id, digest: plan.digest, items: null };
  const sides = await deps.sidesOf(connection);
  const live = book.adopt({ ...left, request: { ...left.request, scope } }, results);
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

function refuseBlocked(connection: Connection): void {
  if (connection.pausedFor) {
    const text = `The connection "${connection.name}" is paused because a sign-in was refused (${connection.pausedFor}).`;
    throw new SyncError('paused', text, { next: 'Enter the credential again, then test the connection.' });
  }
  if (connection.mode === 'paused') throw new SyncError('paused', `The connection "${connection.name}" is paused.`);
  if (connection.direction === 'oktaToCms') {
    throw new SyncError(
      'unsupported',
      'This connection goes from Okta to the site only; a sync to Okta is not part of it.',
      {
        scope: 'run',
      },
    );
  }
}

function refuseStale(plan: Plan, digest: string, connection: Connection, now: number): void {
  const again = { scope: 'run' as const, next: 'Make the plan again and look at it once more.' };
  if (plan.digest !== digest) throw new SyncError('moved', `Plan ${plan.id} is not the one that was looked at.`, again);
  if (plan.state === 'applied') throw new SyncError('moved', `Plan ${plan.id} was applied already.`, again);
  if (Date.parse(plan.expires) < now) throw new SyncError('moved', `Plan ${plan.id} is older than 24 hours.`, again);
  if (plan.settings !== settingsHash(connection)) {
    throw new SyncError('moved', `The connection’s settings changed after plan ${plan.id} was made.`, again);
  }
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

function connectionOf(deps: EngineDeps, id: string): Connection {
  const connection = deps.store.data.connections[id];
  if (!connection) throw new SyncError('not_found', `There is no connection "${id}".`, { scope: 'run' });
  return connection;
}

function isBulk(request: RunRequest): boolean {
  return (
    request.scope.kind === 'all' ||
    (request.scope.kind === 'plan' && (request.scope.items?.length ?? Infinity) > namedLimit)
  );
}

function failNoJob(id: string): never {
  throw new SyncError('not_found', `There is no run ${id}.`, { scope: 'run' });
}

/** Two browsers that click the same user within five seconds share one job, as long as it is under way. */
function createJoiner(now: () => number, isLive: (id: string) => boolean) {
  const recent = new Map<string, { job: Promise<Job>; at: number; id: string | null }>();
  const window = 5_000;
  return (request: RunRequest, start: () => Promise<Job>): Promise<Job> => {
    for (const [key, { at }] of recent) if (now() - at >= window) recent.delete(key);
    const { connection, mode, operations, scope } = request;
    const key = JSON.stringify([connection, mode, operations, scope]);
    const hit = recent.get(key);
    if (hit && (hit.id === null || isLive(hit.id))) return hit.job;
    const entry = { job: start(), at: now(), id: null as string | null };
    recent.set(key, entry);
    // A start that was refused is nobody's to share.
    entry.job.then(
      (job) => {
        entry.id = job.id;
      },
      () => recent.delete(key),
    );
    return entry.job;
  };
}

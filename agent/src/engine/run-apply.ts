import PQueue from 'p-queue';
import { SyncError, toProblem } from '@rollcall/shared';
import type {
  Account,
  AccountRef,
  Connection,
  Entry,
  Intent,
  ItemResult,
  PlanItem,
  Problem,
  Side,
  Time,
} from '@rollcall/shared';

import { accountKey, del, put } from '../store/data.ts';
import { applyItem } from './apply.ts';
import type { Applied } from './apply.ts';
import type { EngineDeps } from './deps.ts';
import { otherSide, writesTo } from './direction.ts';
import { isoNow } from './deps.ts';
import type { JobBook, LiveJob } from './job-book.ts';
import type { Locks } from './lock.ts';
import { lockName } from './lock.ts';
import { refuseUnwanted } from './membership.ts';
import type { Sides } from './observe.ts';
import { actionOrder } from './plan.ts';
import { doneChanges, entryId, entryOf, failureChanges, imageOf } from './record.ts';
import { appliedOf, presentSource, resolveIntent, withTarget } from './resolve.ts';
import type { Resolved } from './resolve.ts';
import { createSteps } from './steps.ts';
import type { Steps } from './steps.ts';
import type { NewPassword } from '../secret/passwords.ts';

export interface ApplyRun {
  deps: EngineDeps;
  book: JobBook;
  locks: Locks;
  live: LiveJob;
  connection: Connection;
  sides: Sides;
  /** Accounts of both sides as this run read them, by `accountKey`; empty when a saved plan is applied. */
  sources: ReadonlyMap<string, Account>;
  /** When the plan was made. */
  planned: Time;
  /** The plan is a pull's. */
  isPull: boolean;
  /** How many items aim at each account, by `accountKey`. */
  aims: ReadonlyMap<string, number>;
}

const neverAborted = new AbortController().signal;
/** How many items of one phase are under way at once; the pace itself is kept by the directory. */
const atOnce = 8;
const accountWait = 20_000;
/** Runs longer than this begin with a few items and stop when these go wrong. */
const canaryFrom = 50;
const canaryFailures = 2;
const equalFailures = 10;
/** Failures that say more about the other system than about one account. */
const runLike: ReadonlySet<string> = new Set([
  'server_fault',
  'timeout',
  'forbidden',
  'rate_limited',
  'read_only',
  'internal',
]);

/**
 * Applies the items phase by phase and settles each one with a result; one failing item never stops the others. Throws
 * the problem that stops the whole run: a failure of scope `run`, a failed start, or ten equal failures in a row.
 */
export async function applyItems(about: Omit<ApplyRun, 'aims'>, items: readonly PlanItem[]): Promise<void> {
  const run = { ...about, aims: aimsOf(items) };
  const open = items.filter((item) => !run.live.results.has(item.id));
  const stop = createStop(run);
  const size = open.length > canaryFrom ? run.connection.canary : 0;
  const first = open.slice(0, size);
  for (const item of first) await stop.unless(() => settle(run, item));
  stop.check();
  refuseBadStart(run, first);
  const rest = open.slice(size);
  for (const action of actionOrder) {
    const queue = new PQueue({ concurrency: atOnce });
    for (const item of rest.filter((each) => each.action === action)) {
      void queue.add(() => stop.unless(() => settle(run, item)));
    }
    await queue.onIdle();
    stop.check();
  }
}

function aimsOf(items: readonly PlanItem[]): Map<string, number> {
  const aims = new Map<string, number>();
  for (const { subject, side } of items) {
    const target = subject[side];
    if (target) aims.set(accountKey(target), (aims.get(accountKey(target)) ?? 0) + 1);
  }
  return aims;
}

/** How many items of the run write to that account of the item. */
function aimedAt({ aims }: ApplyRun, { subject }: PlanItem, side: Side): number {
  const ref = subject[side];
  return ref ? (aims.get(accountKey(ref)) ?? 0) : 0;
}

/** One item on its way, with what has been timed of it so far. */
interface Attempt {
  item: PlanItem;
  steps: Steps;
}

interface Failure {
  outcome: Exclude<ItemResult['outcome'], 'done'>;
  problem: Problem;
}

/** Carries out one item and settles it; never throws but for a failure of the store itself. */
async function settle(run: ApplyRun, planned: PlanItem): Promise<ItemResult> {
  const item = withTarget(planned, madeFor(run, planned));
  const waiting = withheld(run, item);
  if (waiting) return settleFailure(run, { item, steps: createSteps(run.deps.now) }, waiting);
  const steps = createSteps(run.deps.now);
  const cmsId = item.subject.cms?.id;
  if (cmsId) run.live.busy.add(cmsId);
  try {
    return await run.locks.hold(locksOf(run, item), accountWait, () => settleLocked(run, item, steps));
  } catch (error) {
    const sent = run.deps.store.data.intents[entryId(run.live.job, item.id)] !== undefined;
    return settleFailure(run, { item, steps }, { outcome: outcomeOf(error, sent), problem: toProblem(error) });
  } finally {
    if (cmsId) run.live.busy.delete(cmsId);
  }
}

/** An Okta user who is only read is held for this connection alone: a slow site keeps no other site of the org waiting. */
function locksOf({ connection }: ApplyRun, { subject: { cms, okta } }: PlanItem): string[] {
  const own = writesTo(connection, 'okta') ? '' : `/${connection.id}`;
  return [...(cms ? [lockName(cms)] : []), ...(okta ? [`${lockName(okta)}${own}`] : [])];
}

/** The account that this run has made for the item's source. */
function madeFor({ deps, connection }: ApplyRun, { side, subject }: PlanItem): AccountRef | null {
  const source = subject[otherSide(side)];
  return (source && deps.store.links.of(connection.id, source)?.[side]) ?? null;
}

/** Two runs may have planned to make the same account; the second finds it made, and must not count it as its own. */
function refuseMade({ deps, connection, planned }: ApplyRun, { action, subject, side }: PlanItem): void {
  const source = subject[otherSide(side)];
  const link = action === 'create' && source ? deps.store.links.of(connection.id, source) : undefined;
  if (!link || link.since <= planned) return;
  throw new SyncError('moved', `${subject.label} was made by another run after the plan.`);
}

async function settleLocked(run: ApplyRun, item: PlanItem, steps: Steps): Promise<ItemResult> {
  const { deps, live, connection, sides } = run;
  refuseMade(run, item);
  refuseUnwanted(deps.store, item);
  const key = entryId(live.job, item.id);
  const intent: Intent = {
    item: item.id,
    job: live.job.id,
    key,
    action: item.action,
    target: item.subject[item.side],
    // An intent that a start could not settle tells since when an account may be ours.
    at: deps.store.data.intents[key]?.at ?? isoNow(deps),
  };
  const source = sourceOf(run, item);
  let password: NewPassword | null = null;
  const attempt = () =>
    applyItem({
      item,
      sides,
      connection,
      // A cancelled run finishes the calls that are under way: half a change would be worse than a late stop.
      signal: neverAborted,
      sleep: deps.sleep,
      steps,
      source,
      shared: aimedAt(run, item, item.side) > 1,
      sourceShared: aimedAt(run, item, otherSide(item.side)) > 0,
      // One use: a repeat of the call brings the same one.
      password: () => (password ??= takePassword(run, item)),
      beforeEffect: () => deps.store.commit([put('intents', intent.key, intent)]),
    });
  let applied: Applied;
  try {
    applied = await attempt();
  } catch (error) {
    const found = await lookAgain(run, { item, steps }, intent, error);
    if (found.is === 'repeat') applied = await attempt();
    else if (found.is === 'done')
      applied = {
        ...appliedOf(item, found.account, source ?? (await presentSource(item, sides))),
        evidence: 'readBack',
      };
    else return settleFailure(run, { item, steps }, { outcome: found.is, problem: found.problem });
  }
  return settleDone(run, item, withSeenGroups(run, item, applied), steps);
}

/** A first meeting writes nothing, so the groups that the listing told are still those of the account. */
function withSeenGroups({ sources }: ApplyRun, { action }: PlanItem, applied: Applied): Applied {
  const seen = applied.okta && sources.get(accountKey(applied.okta.ref))?.groups;
  return action === 'link' && applied.okta && seen ? { ...applied, okta: { ...applied.okta, groups: seen } } : applied;
}

function takePassword({ deps, live }: ApplyRun, { subject }: PlanItem): NewPassword {
  const { secretSlot } = live.job.request;
  if (secretSlot !== null) return deps.passwords.take(secretSlot, subject.cms?.id ?? '');
  throw new SyncError('password_gone', 'The password is no longer at hand: a plan keeps none.');
}

/** The source as this run read it; null when somebody has read it since, so that it must be read again. */
function sourceOf(run: ApplyRun, item: PlanItem): Account | null {
  const { sources, deps } = run;
  const from = otherSide(item.side);
  const ref = item.subject[from];
  const source = ref && sources.get(accountKey(ref));
  if (!source || aimedAt(run, item, from) > 0) return null;
  const row = deps.store.data.accounts[accountKey(source.ref)];
  return row && row.seenAt > source.readAt ? null : source;
}

/** Codes after which a call may have had its effect although no good answer came. */
const unclear: ReadonlySet<string> = new Set(['timeout', 'unreachable', 'server_fault']);
/** A new login may take this long to be found by Okta's index, in milliseconds. */
const indexLag = 2_000;

/** What became of a call that was not answered well; `failed` is certain to have had no effect. */
async function lookAgain(
  run: ApplyRun,
  { item, steps }: Attempt,
  intent: Intent,
  error: unknown,
): Promise<Resolved | ({ is: 'failed' } & Pick<Failure, 'problem'>)> {
  const sent = run.deps.store.data.intents[intent.key] !== undefined;
  const code = error instanceof SyncError ? error.code : 'internal';
  const taken = item.action === 'create' && code === 'conflict';
  if (!sent || !(unclear.has(code) || taken)) throw error;
  await run.deps.sleep(indexLag);
  const found = await steps.run('look again', () => resolveIntent(item, intent, run.sides[item.side]));
  const clear = code === 'server_fault' || taken;
  return found.is === 'repeat' && clear ? { is: 'failed', problem: toProblem(error) } : found;
}

async function settleDone(run: ApplyRun, item: PlanItem, applied: Applied, steps: Steps): Promise<ItemResult> {
  const { deps, live, connection, sides, book, isPull } = run;
  const now = isoNow(deps);
  const context = { store: deps.store, connection, sides, job: live.job, now, newId: deps.newId, isPull };
  const entry = entryId(live.job, item.id);
  const changes = [...doneChanges(item, applied, context), del('intents', entry)];
  const result = await book.settle(live, item, { outcome: 'done', problem: applied.note ?? null, entry }, changes);
  const told = { result, evidence: applied.evidence, steps: steps.list };
  await writeEntry(run, { ...item, subject: knownSubject(item, applied) }, told, now);
  return result;
}

/** With the account that was just made, so that the record finds it by its own id. */
function knownSubject({ subject }: PlanItem, { cms, okta }: Applied): PlanItem['subject'] {
  return { ...subject, cms: subject.cms ?? cms?.ref ?? null, okta: subject.okta ?? okta?.ref ?? null };
}

async function settleFailure(
  run: ApplyRun,
  { item, steps }: Attempt,
  { outcome, problem }: Failure,
): Promise<ItemResult> {
  const { deps, live, connection, sides, book, isPull } = run;
  const now = isoNow(deps);
  const context = { store: deps.store, connection, sides, job: live.job, now, newId: deps.newId, isPull };
  const entry = entryId(live.job, item.id);
  // An effect that may yet show keeps its intent, so that the next start looks for it.
  const settled = outcome === 'unknown' ? [] : [del('intents', entry)];
  const changes = [...failureChanges(item, outcome, problem, context), ...settled];
  const result = await book.settle(live, item, { outcome, problem, entry }, changes);
  await writeEntry(run, item, { result, evidence: 'none', steps: steps.list }, now);
  return result;
}

async function writeEntry(
  { deps, connection, live }: ApplyRun,
  item: PlanItem,
  outcome: { result: ItemResult; evidence: Entry['evidence']; steps: Steps['list'] },
  now: string,
): Promise<void> {
  const context = { connection, job: live.job, now };
  await deps.activity.append(entryOf(item, outcome, context), imageOf(item, context));
}

function withheld(run: ApplyRun, item: PlanItem): Failure | null {
  const { verdict } = item;
  if (verdict.is === 'refuse' || (verdict.is === 'hold' && !verdict.approved)) {
    const outcome = verdict.is === 'hold' ? 'held' : 'refused';
    return { outcome, problem: new SyncError(verdict.code, verdict.text, { scope: 'item' }).problem };
  }
  const failed = item.needs.some((id) => run.live.results.get(id)?.outcome !== 'done');
  if (!failed) return null;
  const text = 'An earlier step for this user did not succeed, so this one was not tried.';
  return { outcome: 'failed', problem: new SyncError('moved', text).problem };
}

/** A call that was sent and could not be looked after may yet have had its effect. */
function outcomeOf(error: unknown, sent: boolean): 'failed' | 'moved' | 'unknown' {
  const code = error instanceof SyncError ? error.code : 'internal';
  if (code === 'moved') return 'moved';
  return sent && (unclear.has(code) || code === 'internal') ? 'unknown' : 'failed';
}

function refuseBadStart(run: ApplyRun, first: readonly PlanItem[]): void {
  // A change that read back differently is told as held, moved or unknown, and is no good start either.
  const tried = first.filter(({ verdict }) => verdict.is === 'allow' || (verdict.is === 'hold' && verdict.approved));
  const failed = tried.filter((item) => run.live.results.get(item.id)?.outcome !== 'done');
  if (failed.length < canaryFailures) return;
  const text = `${failed.length} of the first ${first.length} changes failed, so the run stopped before the rest.`;
  throw new SyncError('brake', text, { next: 'Look at the failures, repair the cause, then start again.' });
}

interface Stop {
  /** Does the work of one item, unless something has stopped the run; never throws. */
  unless(work: () => Promise<ItemResult>): Promise<void>;
  /** Throws what has stopped the run, if anything has. */
  check(): void;
}

/** Watches for what must stop the whole run: a run-wide failure, equal failures in a row, a cancel, a changed connection. */
function createStop(run: ApplyRun): Stop {
  let found: Error | null = null;
  let equal = { code: '', count: 0 };
  const judge = ({ outcome, problem }: ItemResult): void => {
    const failed = outcome === 'failed' || outcome === 'unknown';
    if (!problem || !failed || !(problem.scope === 'run' || runLike.has(problem.code))) {
      equal = { code: '', count: 0 };
      return;
    }
    equal = problem.code === equal.code ? { ...equal, count: equal.count + 1 } : { code: problem.code, count: 1 };
    if (problem.scope === 'run') found ??= new SyncError(problem.code, problem.detail, { next: problem.next });
    if (equal.count < equalFailures) return;
    const text = `${equalFailures} changes in a row failed for the same reason: ${problem.detail}`;
    found ??= new SyncError(problem.code, text, { scope: 'run', next: problem.next });
  };
  return {
    async unless(work) {
      found ??= stoppedByPerson(run);
      if (found) return;
      try {
        judge(await work());
      } catch (error) {
        // What can't be recorded must not be done to the next user as well.
        found ??= error instanceof Error ? error : new Error(String(error));
      }
    },
    check() {
      if (found) throw found;
    },
  };
}

/** A run keeps the settings it began with, but nothing is written for a connection that has since been told not to. */
function stoppedByPerson({ live, deps, connection }: ApplyRun): SyncError | null {
  if (live.abort.signal.aborted) return new SyncError('cancelled', 'The run was stopped. What was done stays done.');
  const present = deps.store.data.connections[connection.id];
  const how = 'so the run stopped after the current user.';
  if (!present) return new SyncError('cancelled', `The connection was removed, ${how}`);
  if (present.mode === 'report') return new SyncError('report_mode', `The connection now only reports, ${how}`);
  if (present.mode === 'paused') return new SyncError('paused', `The connection was paused, ${how}`);
  if (present.pausedFor) return new SyncError('paused', `A sign-in was refused (${present.pausedFor}), ${how}`);
  return null;
}

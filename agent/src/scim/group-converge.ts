import { setTimeout as delay } from 'node:timers/promises';
import { systemActor, toProblem } from '@rollcall/shared';
import type { Actor, Connection, Job, Problem, PushedGroup } from '@rollcall/shared';
import PQueue from 'p-queue';

import { writesTo } from '../engine/direction.ts';
import { forgetGroup } from '../engine/membership.ts';
import { keepOnGroup, noteProblem } from '../engine/pushed-role.ts';
import type { Engine } from '../engine/run.ts';
import { standing } from '../engine/saved-plan.ts';
import { del, memberKey, put } from '../store/data.ts';
import type { Plans } from '../store/plans.ts';
import type { Store } from '../store/store.ts';

export interface ConvergeDeps {
  store: Store;
  engine: Engine;
  plans: Plans;
  now: () => number;
  report: (error: unknown) => void;
}

/** Brings roles on the site into line with pushed groups, in the background. */
export interface Converge {
  /** Works on a group now, and resolves when that rests or the time is over, in milliseconds. */
  soon(group: string, ask: Ask): Promise<void>;
  /** Takes up what is due: after a start, after a failure, after a person has decided. Does not wait for it. */
  tick(): Promise<void>;
  /** Resolves when nothing of it goes on. */
  rest(): Promise<void>;
  /** Begins nothing more, and resolves when what is under way has come to its end. */
  stop(): Promise<void>;
}

export interface Ask {
  within: number;
  /** Ask the site again who holds the role. */
  anew?: boolean;
}

/** So many groups are worked on at once. */
const atOnce = 4;
/** First and longest wait after a failure, in milliseconds; a site that is away is asked every minute. */
const wait = { first: 15_000, most: 60 * 60_000, mostAway: 60_000 };
/** Failures that say that the site can't be reached, so that a further push of the group changes nothing. */
const away: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'server_fault', 'rate_limited', 'tls']);
const actor: Actor = { kind: 'scimToken', id: 'groups', name: 'Okta by SCIM' };

interface Work {
  going: Promise<void> | null;
  /** Something was pushed since the last run began. */
  changed: boolean;
  anew: boolean;
  failures: number;
  due: number;
}

export function createConverge(deps: ConvergeDeps): Converge {
  const { store, now, report } = deps;
  const works = new Map<string, Work>();
  const queue = new PQueue({ concurrency: atOnce });
  let stopped = false;
  const isStopped = () => stopped;
  const rest = async (): Promise<void> => {
    for (let going = goingOf(works); going.length > 0; going = goingOf(works)) await Promise.all(going);
  };
  const workOf = (group: string): Work => {
    const known = works.get(group) ?? { going: null, changed: false, anew: false, failures: 0, due: 0 };
    works.set(group, known);
    return known;
  };
  const start = (group: string): Promise<void> => {
    const work = workOf(group);
    work.going ??= queue
      .add(() => untilRest(deps, group, work, isStopped))
      .catch(report)
      .finally(() => {
        work.going = null;
        if (!store.data.pushed[group]) works.delete(group);
      });
    return work.going;
  };
  return {
    async soon(group, { within, anew = false }) {
      const work = workOf(group);
      work.changed = true;
      work.anew ||= anew;
      if (isAway(store, group) && now() < work.due) return;
      work.due = 0;
      // What is under way may have read the group before it was changed, and goes round once more.
      await Promise.race([start(group), delay(within, undefined, { ref: false })]);
    },
    async tick() {
      for (const group of Object.values(store.data.pushed)) {
        if (!store.data.connections[group.connection]) {
          await store.commit(forgetGroup(store, group));
          continue;
        }
        const work = workOf(group.id);
        if (work.going || isResumed(store, group)) continue;
        const decided = group.plan !== undefined && (await takeDecision(deps, group));
        if ((decided || now() >= work.due) && isOpen(store, group)) void start(group.id);
      }
    },
    rest,
    stop() {
      stopped = true;
      return rest();
    },
  };
}

/** Whether a run that a start has taken up again is still at work on what the client had asked for. */
function isResumed({ data }: Store, { connection }: PushedGroup): boolean {
  return Object.values(data.jobs).some(
    ({ ended, request }) =>
      ended === null &&
      request.connection === connection &&
      request.trigger === 'scim' &&
      request.scope.kind === 'plan',
  );
}

function isAway({ data }: Store, group: string): boolean {
  return away.has(data.pushed[group]?.problem?.code ?? '');
}

function goingOf(works: ReadonlyMap<string, Work>): Promise<void>[] {
  return [...works.values()].flatMap(({ going }) => going ?? []);
}

/** Whether anything is still to be done about a group that can be done without a person. */
function isOpen({ data, pushed }: Store, { id }: PushedGroup): boolean {
  const group = data.pushed[id];
  if (!group || group.plan !== undefined) return false;
  if (group.removed || group.former || group.renamed !== undefined) return true;
  // A name that the site takes for no role is tried again once the group is called otherwise.
  if (group.role === null && !group.chosen && group.refusedName !== group.name) return true;
  if (group.role === null) return false;
  for (const { settled } of pushed.members(id).values()) if (!settled) return true;
  return false;
}

async function untilRest(deps: ConvergeDeps, group: string, work: Work, isStopped: () => boolean): Promise<void> {
  while (!isStopped()) {
    const anew = work.anew;
    Object.assign(work, { changed: false, anew: false });
    const rest = await runOnce(deps, group, anew);
    if (rest === 'failed') {
      work.failures += 1;
      const most = isAway(deps.store, group) ? wait.mostAway : wait.most;
      work.due = deps.now() + Math.min(most, wait.first * 2 ** Math.min(work.failures - 1, 10));
    } else work.failures = 0;
    if (rest === 'waits') work.due = deps.now() + wait.first;
    if (!work.changed && rest !== 'goesOn') return;
  }
}

type Rest = 'done' | 'goesOn' | 'failed' | 'waits';

/** One run over a group, and what it left. */
async function runOnce(deps: ConvergeDeps, id: string, anew: boolean): Promise<Rest> {
  const { store, engine } = deps;
  const group = store.data.pushed[id];
  if (!group) return 'done';
  const connection = store.data.connections[group.connection];
  if (!connection) return 'done';
  if (isIdle(connection)) return 'waits';
  if (group.plan !== undefined) await dropPlan(deps, group);
  const before = openCount(store, id);
  try {
    const scope = { kind: 'membership' as const, group: id, anew };
    const job = await engine.start({
      connection: connection.id,
      trigger: 'scim',
      by: actor,
      scope,
      mode: 'apply',
      operations: [],
      deadline: null,
      secretSlot: null,
      desired: null,
    });
    return await restOf(deps, id, { job: await engine.finished(job.id), before });
  } catch (error) {
    await noteProblem(store, id, toProblem(error));
    return 'failed';
  }
}

/** Nothing is written for a connection that a person has stopped, or that the site has refused. */
function isIdle({ mode, pausedFor, direction, methods }: Connection): boolean {
  const { on, operations } = methods.scim;
  return (
    mode !== 'live' || pausedFor !== null || !writesTo({ direction }, 'cms') || !on || !operations.includes('update')
  );
}

/** How much of a group is still to be done: a role, or members that are not as wanted. */
function openCount({ data, pushed }: Store, id: string): number {
  const group = data.pushed[id];
  if (!group) return 0;
  const members = [...pushed.members(id).values()].filter(({ settled }) => !settled).length;
  const others = [group.role === null, group.removed === true, group.renamed !== undefined];
  return members + (group.former?.length ?? 0) + others.filter(Boolean).length;
}

async function restOf(
  { store, plans }: ConvergeDeps,
  id: string,
  { job, before }: { job: Job; before: number },
): Promise<Rest> {
  const { state, error, plan } = job;
  if (state === 'waiting' && error && plan !== null) {
    await keepOnGroup(store, id, { plan, problem: error });
    return 'waits';
  }
  if (state !== 'done') {
    if (state !== 'cancelled') await noteProblem(store, id, error ?? null);
    return 'failed';
  }
  const left = openCount(store, id);
  const isWhole = job.failed + job.held + job.skipped === 0;
  if (left > 0 && isWhole && (left < before || (await madeRole(plans, plan)))) return 'goesOn';
  const group = store.data.pushed[id];
  if (left === 0 && group?.problem) await noteProblem(store, id, null);
  return left === 0 || (group?.chosen && group.role === null) ? 'done' : 'failed';
}

/** A role that was made once more leaves more to be done than there was. */
async function madeRole(plans: Plans, plan: string | null): Promise<boolean> {
  const head = plan === null ? null : await plans.head(plan).catch(() => null);
  return (head?.counts.createGroup ?? 0) > 0;
}

/** A plan that was made before the group changed is not to be approved any more. */
async function dropPlan({ store, plans, engine }: ConvergeDeps, group: PushedGroup): Promise<void> {
  const held = await plans.head(group.plan ?? '').catch(() => null);
  if (held?.state === 'open') await engine.reject(held.id, systemActor).catch(() => undefined);
  await release(store, group.id, null);
}

async function release(store: Store, id: string, problem: Problem | null): Promise<void> {
  const present = store.data.pushed[id];
  if (!present) return;
  const { plan: _plan, ...kept } = present;
  await store.commit([put('pushed', id, { ...kept, problem })]);
}

/** Whether the plan that waited waits no more: it was applied, rejected by a person, or is out of date. */
async function takeDecision({ store, plans, now }: ConvergeDeps, group: PushedGroup): Promise<boolean> {
  const head = await plans.head(group.plan ?? '').catch(() => null);
  const held = head && standing(head, store.data.connections, now());
  if (held?.state === 'open' || held?.state === 'approved') return false;
  if (held?.state === 'refused') await giveIn(store, group);
  await release(store, group.id, null);
  return true;
}

/** A person wants nobody to lose the role: whoever has left the group counts as holding it by hand from now on. */
async function giveIn(store: Store, group: PushedGroup): Promise<void> {
  if (group.removed) return store.commit(forgetGroup(store, group));
  const { former: _former, ...kept } = store.data.pushed[group.id] ?? group;
  const left = [...store.pushed.members(group.id).values()].filter(({ wanted }) => !wanted);
  await store.commit([put('pushed', kept.id, kept), ...left.map((member) => del('members', memberKey(member)))]);
}

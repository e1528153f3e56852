import type { Connection, Problem } from '@rollcall/shared';
import type { DigestAnswer } from '@rollcall/shared/api-schedule';
import { toProblem } from '@rollcall/shared';

import type { Engine } from '../engine/run.ts';
import type { Directories } from '../services.ts';
import type { Activity } from '../store/activity.ts';
import { inTurns } from '../engine/turns.ts';
import type { Plans } from '../store/plans.ts';
import type { Store } from '../store/store.ts';
import { createAbsenceSweep } from './absence.ts';
import { createBeat, longAway } from './beat.ts';
import type { Away } from './beat.ts';
import { createDigests } from './digest.ts';
import { whyIdle } from './idle.ts';
import { createPoller } from './poll.ts';
import { createScheduler } from './scheduler.ts';
import type { Scheduler } from './scheduler.ts';
import { createSiteRest } from './site-rest.ts';
import { createSiteSweep } from './site-sweep.ts';

export interface TriggerDeps {
  store: Store;
  engine: Engine;
  activity: Activity;
  plans: Plans;
  directories: Directories;
  now: () => number;
  report: (problem: Problem) => void;
  /** Mean time of a host's answers since it was last asked, in milliseconds. */
  answerTime: (url: string) => number | null;
  /** Further work of the agent's own, done with each beat; `away` is a long absence that has just ended. */
  onBeat: ((away: Away | null) => Promise<void>)[];
}

/** Everything that starts runs without a person. */
export interface Triggers {
  scheduler: Scheduler;
  /** Why automatic sync does nothing for a connection now, as a sentence; null when it acts. */
  whyIdle(connection: Connection): string | null;
  /** The site was heard to delete somebody, so its list is read soon. */
  hintDeleted(connection: string): void;
  digest(connection: string): DigestAnswer['digest'];
  /** What keeps automatic sync from its usual pace now, as a sentence; null when nothing does. */
  notice(connection: Connection): string | null;
  /** One beat: looks at the clock and starts what is due. Does not wait for runs. */
  beat(): Promise<void>;
  /** Resolves when what the beats so far have started is over. */
  settled(): Promise<void>;
  /** Beats until the answered function is called, which resolves when nothing of it goes on. */
  start(): () => Promise<void>;
}

const beatEvery = 10_000;
const lookEvery = 60_000;
const pruneEvery = 24 * 60 * 60_000;

export function createTriggers(deps: TriggerDeps): Triggers {
  const abort = new AbortController();
  const parts = createParts(deps, abort.signal);
  const { scheduler, digests, rest, absence } = parts;
  const round = createRound(deps, parts);
  const triggers: Triggers = {
    scheduler,
    whyIdle: (connection) => whyIdle(connection, 'automatic') ?? digests.holds(connection.id),
    hintDeleted: (connection) => absence.hint(connection),
    digest: (connection) => digests.of(connection),
    notice: (connection) => digests.holds(connection.id) ?? rest.why(connection),
    ...round,
    start() {
      void createAttempt(deps.report)(() => scheduler.recover()).then(() => triggers.beat());
      const timer = setInterval(() => void triggers.beat(), beatEvery);
      timer.unref();
      return () => {
        clearInterval(timer);
        abort.abort();
        return triggers.settled();
      };
    },
  };
  return triggers;
}

function createParts(deps: TriggerDeps, signal: AbortSignal) {
  const { store, engine, report } = deps;
  const inside = { ...deps, sidesOf: deps.directories.sidesOf };
  const digests = createDigests(inside);
  const rest = createSiteRest(deps);
  const { holds } = digests;
  return {
    clock: createBeat(deps),
    scheduler: createScheduler(deps),
    digests,
    rest,
    poller: createPoller({ store, engine, report, rest, holds }),
    absence: createAbsenceSweep({ ...inside, rest, holds, signal }),
    siteSweep: createSiteSweep({ ...deps, rest, signal }),
  };
}

/** What is done with each beat, one after the other; longer work goes on by itself. */
function createRound(
  deps: TriggerDeps,
  { clock, scheduler, digests, poller, absence, siteSweep }: ReturnType<typeof createParts>,
): Pick<Triggers, 'beat' | 'settled'> {
  const { store, engine, directories, now } = deps;
  const attempt = createAttempt(deps.report);
  const turns = {
    poll: createTurn(now, lookEvery),
    absence: createTurn(now, lookEvery),
    siteSweep: createTurn(now, lookEvery),
    prune: createTurn(now, pruneEvery),
  };
  let longAbsence: Away | null = null;

  const wake = async (away: Away): Promise<void> => {
    // A session may have ended meanwhile, and what a listing shows to nobody in particular is worth nothing.
    for (const connection of Object.values(store.data.connections))
      if (engine.running(connection.id, 'any') === null) directories.forget(connection);
    turns.poll.hurry();
    if (away.to - away.from <= longAway) return;
    longAbsence = away;
    await digests.open(away);
  };
  const once = async (): Promise<void> => {
    let away: Away | null = null;
    await attempt(async () => {
      away = await clock.beat();
      if (away !== null) await wake(away);
    });
    const long = away !== null && away === longAbsence ? longAbsence : null;
    await attempt(() => scheduler.tick(longAbsence));
    await attempt(() => digests.tick());
    for (const work of deps.onBeat) await attempt(() => work(long));
    turns.poll.take(() => attempt(() => poller.look()));
    turns.absence.take(() => attempt(() => absence.look()));
    turns.siteSweep.take(() => attempt(() => siteSweep.look()));
    turns.prune.take(() => attempt(() => prune(deps)));
  };

  let beating: Promise<void> | null = null;
  return {
    beat() {
      beating ??= once().finally(() => {
        beating = null;
      });
      return beating;
    },
    async settled() {
      await beating;
      await Promise.all(Object.values(turns).map((turn) => turn.over()));
    },
  };
}

/** Does one piece of work; that it failed is told and keeps nothing else from being done. */
function createAttempt(report: (problem: Problem) => void) {
  return (work: () => Promise<void>): Promise<void> => work().catch((error: unknown) => report(toProblem(error)));
}

/** Work that is done now and then, never twice at a time. */
function createTurn(now: () => number, every: number) {
  let next = 0;
  let going: Promise<void> | null = null;
  return {
    hurry: () => {
      next = 0;
    },
    take(work: () => Promise<void>): void {
      if (going || now() < next) return;
      next = now() + every;
      going = work().finally(() => {
        going = null;
      });
    },
    over: () => going ?? Promise.resolve(),
  };
}

/** Lets go of plans and activity whose time is up; plans of runs that go on and of users who wait in one stay. */
export async function prune({
  store,
  plans,
  activity,
}: Pick<TriggerDeps, 'store' | 'plans' | 'activity'>): Promise<void> {
  const { jobs, intents } = store.data;
  const left = Object.values(intents).map(({ job }) => jobs[job]);
  const open = Object.values(jobs).filter((job) => job.ended === null);
  const needed = new Set([...open, ...left].flatMap((job) => job?.plan ?? []));
  await inTurns(store.walk('accounts'), ([, { note }]) => {
    if (note?.kind === 'held' && note.plan !== null) needed.add(note.plan);
  });
  await plans.prune(needed);
  await activity.prune();
}

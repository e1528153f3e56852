import { SyncError, toProblem } from '@rollcall/shared';
import type { Actor, Connection, Entry, Job, Problem, Schedule } from '@rollcall/shared';

import { runEntry } from '../engine/record.ts';
import type { Engine } from '../engine/run.ts';
import type { Activity } from '../store/activity.ts';
import { put } from '../store/data.ts';
import type { Store } from '../store/store.ts';
import type { Away } from './beat.ts';
import { lastDue, nextDue } from './due.ts';
import { whyScheduleIdle } from './idle.ts';
import { isPull, startScheduled } from './schedule-run.ts';
import type { Started } from './schedule-run.ts';

export interface SchedulerDeps {
  store: Store;
  engine: Engine;
  activity: Activity;
  now: () => number;
  report: (problem: Problem) => void;
}

/** Starts what schedules name, each due time once. */
export interface Scheduler {
  /** Sorts out due times whose run a crash may have cut off; to be called once, before the first tick. */
  recover(): Promise<void>;
  /**
   * Starts what is due. Of several due times that have passed only the latest counts. One that meets a run over all
   * waits for its end. What was missed in a long absence is planned only.
   */
  tick(away: Away | null): Promise<void>;
  /** Runs a schedule now, whether it is on or not. Throws `paused` with the reason when its connection can't. */
  run(schedule: Schedule, by: Actor): Promise<Job>;
}

/** When a schedule runs next and why it does not, for those who look. */
export function outlook(
  schedule: Schedule,
  connection: Connection | undefined,
  now: number,
): { next: string | null; idle: string | null } {
  if (!connection || !schedule.on) return { next: null, idle: null };
  const idle = whyScheduleIdle(schedule, connection);
  const next = idle === null ? nextDue(schedule, now) : null;
  return { next: next === null ? null : new Date(next).toISOString(), idle };
}

export function createScheduler(deps: SchedulerDeps): Scheduler {
  const { store, now } = deps;
  /** Due time that is known to wait, by schedule: told once, though tried at every tick. */
  const waiting = new Map<string, string>();

  const change = async (id: string, patch: Partial<Schedule>): Promise<void> => {
    const present = store.data.schedules[id];
    if (present) await store.commit([put('schedules', id, { ...present, ...patch })]);
  };

  const start = async (schedule: Schedule, pending: string, mode: Schedule['mode']): Promise<void> => {
    try {
      const started = await startScheduled(schedule, { mode, by: actorOf(schedule) }, deps);
      await change(schedule.id, { pending: null, lastJob: started.job.id });
      await noteOthers(deps, schedule, started, pending);
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'disk') return deps.report(problem);
      const waits = problem.code === 'locked';
      if (!waits) await change(schedule.id, { pending: null });
      else if (waiting.get(schedule.id) === pending) return;
      waiting.set(schedule.id, pending);
      await note(deps, schedule, { id: pending, outcome: waits ? 'held' : 'failed', problem });
    }
  };

  return {
    async recover() {
      for (const schedule of Object.values(store.data.schedules)) {
        const left = leftBehind(schedule, store);
        if (left) await change(schedule.id, left);
      }
    },
    async tick(away) {
      for (const schedule of Object.values(store.data.schedules)) {
        const connection = store.data.connections[schedule.connection];
        if (!schedule.on || !connection) continue;
        const fallen = fallDue(schedule, connection, now());
        // On the disk before the start, so that a kill in between is seen by `recover`.
        if (fallen) await change(schedule.id, fallen);
        const { pending } = fallen ?? schedule;
        if (pending === null) continue;
        const at = Date.parse(pending);
        const missed = away !== null && at > away.from && at <= away.to;
        await start(schedule, pending, missed ? 'plan' : schedule.mode);
      }
    },
    async run(schedule, by) {
      const connection = store.data.connections[schedule.connection];
      const idle = connection ? whyScheduleIdle(schedule, connection) : null;
      if (idle !== null) {
        const isRefused = connection !== undefined && connection.pausedFor !== null;
        const next = isRefused
          ? 'Enter the credential again, then test the connection.'
          : 'Change that in the connection’s settings.';
        throw new SyncError('paused', idle, { next });
      }
      const started = await startScheduled(schedule, { mode: schedule.mode, by }, deps);
      await change(schedule.id, { lastJob: started.job.id });
      await noteOthers(deps, schedule, started, started.job.id);
      return started.job;
    },
  };
}

function actorOf({ id }: Schedule): Actor {
  return { kind: 'schedule', id, name: `Schedule ${id}` };
}

/** What the clock changes in a schedule; null when nothing. */
function fallDue(
  schedule: Schedule,
  connection: Connection,
  now: number,
): Pick<Schedule, 'lastDue' | 'pending'> | null {
  const due = lastDue(schedule, now);
  const counted = Math.max(Date.parse(schedule.since), Date.parse(schedule.lastDue ?? schedule.since));
  const isDue = due !== null && due > counted;
  // What passes while it can't run is not made up for when a person lets it run again.
  const idle = whyScheduleIdle(schedule, connection) !== null;
  if (!isDue && !(idle && schedule.pending !== null)) return null;
  const at = isDue ? new Date(due).toISOString() : schedule.lastDue;
  return { lastDue: at, pending: idle ? null : at };
}

/** What the end of a former process left to put right in a schedule; null when nothing. */
function leftBehind(schedule: Schedule, store: Store): Partial<Schedule> | null {
  if (schedule.pending !== null) {
    const job = jobStartedFor(schedule, store);
    return job === null ? null : { pending: null, lastJob: job };
  }
  const again = schedule.on && wasCutOff(store.data.jobs[schedule.lastJob ?? '']);
  return again ? { pending: schedule.lastDue } : null;
}

/** The run that was started for the pending due time before the process ended; null when none was. */
function jobStartedFor({ id, connection, pending, lastJob }: Schedule, { data }: Store): string | null {
  const isMine = ({ connection: on, by }: Job['request']) =>
    on === connection && by.kind === 'schedule' && by.id === id;
  const mine = Object.values(data.jobs).filter(
    ({ id: job, request, created }) => isMine(request) && job !== lastJob && created >= (pending ?? ''),
  );
  return mine.toSorted((a, b) => b.created.localeCompare(a.created))[0]?.id ?? null;
}

/** It ended with its process before it had a plan, so nothing of it can be gone on with. */
function wasCutOff(job: Job | undefined): boolean {
  return job?.state === 'stopped' && job.plan === null && job.error?.code === 'cancelled';
}

/** Other sites of a pull that were not begun are nobody's answer, so the activity tells them. */
async function noteOthers(deps: SchedulerDeps, schedule: Schedule, { others }: Started, about: string): Promise<void> {
  for (const { connection, problem } of others) {
    if (problem) await note(deps, schedule, { id: `${about}/${connection}`, outcome: 'failed', problem });
  }
}

async function note(
  { activity, now }: SchedulerDeps,
  schedule: Schedule,
  about: { id: string; outcome: Entry['outcome']; problem: Problem },
): Promise<void> {
  // One entry for each due time and outcome, however often it is tried.
  const id = `${schedule.id}/${about.id}/${about.outcome}`;
  const by = actorOf(schedule);
  const whole = { ...about, id, connection: schedule.connection, job: null, by, now: new Date(now()).toISOString() };
  await activity.append({ ...runEntry('run', whole), trigger: isPull(schedule) ? 'pull' : 'schedule' }, null);
}

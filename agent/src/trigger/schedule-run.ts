import { SyncError } from '@rollcall/shared';
import type { Actor, Connection, Job, RunRequest, Schedule } from '@rollcall/shared';

import type { Engine } from '../engine/run.ts';
import { startPulls } from '../engine/start-pull.ts';
import type { StartedPull } from '../engine/start-pull.ts';
import { settingsOf } from '../pull/refuse.ts';
import type { Store } from '../store/store.ts';

/** Whether a schedule pulls from Okta. */
export function isPull({ kind }: Pick<Schedule, 'kind'>): boolean {
  return kind === 'pull' || kind === 'pullDelta';
}

interface Start {
  mode: Schedule['mode'];
  by: Actor;
}

/** What a schedule has started; `others` are the other sites of a pull. */
export type Started = { job: Job } & Pick<StartedPull, 'others'>;

/** Starts what a schedule names. Throws `locked` while another run over all goes on, and then starts nothing at all. */
export async function startScheduled(
  schedule: Schedule,
  start: Start,
  { engine, store }: { engine: Engine; store: Store },
): Promise<Started> {
  const connection = store.data.connections[schedule.connection];
  if (!connection || !isPull(schedule)) {
    return { job: await engine.start({ ...requestOf(schedule, start), connection: schedule.connection }), others: [] };
  }
  const running = engine.running(connection.id);
  // Else the other sites were pulled to again and again until this one is free.
  if (running !== null) throw new SyncError('locked', `Run ${running} is going on for this connection.`);
  return startPulls({ engine, store }, connection, pullRequestOf(schedule, start, connection));
}

type Request = Omit<RunRequest, 'connection' | 'scope'>;

function requestOf({ kind }: Schedule, start: Start): Request & Pick<RunRequest, 'scope'> {
  return { ...commonOf(start), trigger: 'schedule', scope: kind === 'full' ? { kind: 'all' } : { kind: 'changed' } };
}

function pullRequestOf({ kind }: Schedule, start: Start, connection: Connection): Parameters<typeof startPulls>[2] {
  const { defaults } = settingsOf(connection);
  const options = kind === 'pullDelta' ? { ...defaults, strategy: 'delta' as const } : defaults;
  const mode = options.testMode ? 'plan' : start.mode;
  return { ...commonOf({ ...start, mode }), trigger: 'pull', scope: { kind: 'pull', options } };
}

function commonOf({ mode, by }: Start): Omit<Request, 'trigger'> {
  return { by, mode, operations: [], deadline: null, secretSlot: null, desired: null };
}

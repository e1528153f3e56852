import { SyncError } from '@rollcall/shared';
import type { Schedule } from '@rollcall/shared';
import type { ScheduleAnswer } from '@rollcall/shared/api-schedule';

import type { Services } from '../services.ts';
import { del, put } from '../store/data.ts';
import { checkTiming } from '../trigger/due.ts';
import { outlook } from '../trigger/scheduler.ts';
import type { Caller } from './caller.ts';
import { defined, findConnection, noteSettings } from './connection-store.ts';
import type { Handlers } from './serve.ts';

type Names = 'schedules' | 'addSchedule' | 'changeSchedule' | 'removeSchedule' | 'runSchedule' | 'digest';

const counterKey = 'counter/schedule';

/** Runs that start by themselves. */
export const scheduleHandlers: Pick<Handlers, Names> = {
  schedules({ params, services }) {
    const { id } = findConnection(services, params['id']);
    const own = Object.values(services.store.data.schedules).filter((each) => each.connection === id);
    return { schedules: own.map((each) => scheduleAnswer(each, services)) };
  },
  async addSchedule({ params, body, caller, services }) {
    const connection = findConnection(services, params['id']).id;
    checkTiming(body);
    const number = Number(services.store.data.settings[counterKey] ?? 0) + 1;
    const fresh = { since: isoNow(services), lastDue: null, lastJob: null, pending: null };
    const schedule: Schedule = { ...body, ...fresh, id: `s${number}`, connection };
    await services.store.commit([put('settings', counterKey, number)]);
    return save(services, schedule, caller);
  },
  async changeSchedule({ params, body, caller, services }) {
    const schedule = findSchedule(services, params['id']);
    const change = defined(body);
    const changed = { ...schedule, ...change };
    checkTiming(changed);
    const anew = changed.cron !== schedule.cron || changed.zone !== schedule.zone || changed.on !== schedule.on;
    // What fell due by other times, or while it was off, is not made up for.
    return save(services, anew ? { ...changed, since: isoNow(services), pending: null } : changed, caller);
  },
  async removeSchedule({ params, caller, services }) {
    const { id, connection } = findSchedule(services, params['id']);
    await services.store.commit([del('schedules', id)]);
    await noteSettings(services, { connection, by: caller.actor, fields: ['schedules'] });
    return {};
  },
  async runSchedule({ params, caller, services }) {
    const schedule = findSchedule(services, params['id']);
    const job = await services.triggers.scheduler.run(schedule, caller.actor);
    return { job: job.id };
  },
  digest({ params, services }) {
    const { id } = findConnection(services, params['id']);
    return { digest: services.triggers.digest(id) };
  },
};

async function save(services: Services, schedule: Schedule, { actor }: Caller): Promise<ScheduleAnswer> {
  await services.store.commit([put('schedules', schedule.id, schedule)]);
  await noteSettings(services, { connection: schedule.connection, by: actor, fields: ['schedules'] });
  return scheduleAnswer(schedule, services);
}

function scheduleAnswer(schedule: Schedule, { store, now }: Services): ScheduleAnswer {
  const { since: _since, pending: _pending, ...shown } = schedule;
  // A look that found nothing to do leaves no run behind.
  const lastJob = schedule.lastJob !== null && store.data.jobs[schedule.lastJob] ? schedule.lastJob : null;
  return { ...shown, lastJob, ...outlook(schedule, store.data.connections[schedule.connection], now()) };
}

function findSchedule({ store }: Services, id: string | undefined): Schedule {
  const schedule = store.data.schedules[id ?? ''];
  if (!schedule)
    throw new SyncError('not_found', `There is no schedule "${id ?? ''}".`, {
      scope: 'run',
      next: 'Run "rollcall schedule list" to see the schedules.',
    });
  return schedule;
}

function isoNow({ now }: Services): string {
  return new Date(now()).toISOString();
}

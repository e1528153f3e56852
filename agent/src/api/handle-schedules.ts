import { SyncError } from '@rollcall/shared';

import type { Handlers } from './serve.ts';

type Names = 'schedules' | 'addSchedule' | 'changeSchedule' | 'removeSchedule' | 'runSchedule' | 'digest';

/** Runs that start by themselves. */
export const scheduleHandlers: Pick<Handlers, Names> = {
  schedules: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  addSchedule: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  changeSchedule: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  removeSchedule: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  runSchedule: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  digest: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
};

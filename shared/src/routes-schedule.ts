import { z } from 'zod';

import { digestAnswer, scheduleAnswer, scheduleRequest, schedulesAnswer } from './api-schedule.ts';
import { jobStarted } from './api-run.ts';
import type { Route } from './route.ts';

const nothing = z.object({});

/** Runs that start by themselves. */
export const scheduleRoutes = {
  schedules: {
    method: 'GET',
    path: '/v1/connections/{id}/schedules',
    role: 'viewer',
    summary: 'Schedules with their next run',
    body: null,
    answer: schedulesAnswer,
  },
  addSchedule: {
    method: 'POST',
    path: '/v1/connections/{id}/schedules',
    role: 'owner',
    summary: 'A new schedule',
    body: scheduleRequest,
    answer: scheduleAnswer,
  },
  changeSchedule: {
    method: 'PUT',
    path: '/v1/schedules/{id}',
    role: 'owner',
    summary: 'Change, pause or go on with a schedule',
    body: scheduleRequest.partial(),
    answer: scheduleAnswer,
  },
  removeSchedule: {
    method: 'DELETE',
    path: '/v1/schedules/{id}',
    role: 'owner',
    summary: 'Remove a schedule',
    body: null,
    answer: nothing,
  },
  runSchedule: {
    method: 'POST',
    path: '/v1/schedules/{id}/run',
    role: 'operator',
    summary: 'Run a schedule now',
    body: nothing,
    answer: jobStarted,
  },
  digest: {
    method: 'GET',
    path: '/v1/connections/{id}/digest',
    role: 'viewer',
    summary: 'What was found after the computer slept',
    body: null,
    answer: digestAnswer,
  },
} as const satisfies Record<string, Route>;

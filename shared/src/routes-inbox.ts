import { z } from 'zod';

import { inboxAnswer, plansAnswer, resolveRequest, undoRequest } from './api-inbox.ts';
import { jobStarted } from './api-run.ts';
import type { Route } from './route.ts';

const nothing = z.object({});

/** What waits for a person, and what a person decides. */
export const inboxRoutes = {
  inbox: {
    method: 'GET',
    path: '/v1/connections/{id}/inbox',
    role: 'viewer',
    summary: 'Conflicts, held and failed users, and plans that wait for approval',
    body: null,
    answer: inboxAnswer,
  },
  resolve: {
    method: 'POST',
    path: '/v1/connections/{id}/inbox/resolve',
    role: 'operator',
    summary: 'Decide field by field which side counts; starts a run that plans exactly that',
    body: resolveRequest,
    answer: jobStarted,
  },
  plans: {
    method: 'GET',
    path: '/v1/connections/{id}/plans',
    role: 'viewer',
    summary: 'Saved plans, newest first',
    body: null,
    answer: plansAnswer,
  },
  rejectPlan: {
    method: 'POST',
    path: '/v1/plans/{id}/reject',
    role: 'operator',
    summary: 'Say no to a plan: it can’t be applied any more',
    body: nothing,
    answer: nothing,
  },
  undo: {
    method: 'POST',
    path: '/v1/undo',
    role: 'operator',
    summary: 'Plan to take back a run or single changes, from the values before them',
    body: undoRequest,
    answer: jobStarted,
  },
} as const satisfies Record<string, Route>;

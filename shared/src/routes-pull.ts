import { z } from 'zod';

import { pullCounts, pullRequest } from './api-pull.ts';
import { jobStarted } from './api-run.ts';
import type { Route } from './route.ts';

/** Pulls from Okta to the site. */
export const pullRoutes = {
  startPull: {
    method: 'POST',
    path: '/v1/connections/{id}/pull',
    role: 'operator',
    summary: 'Pull users and roles from Okta: plan only, or plan and apply',
    body: pullRequest,
    strict: true,
    answer: jobStarted,
  },
  lastPull: {
    method: 'GET',
    path: '/v1/connections/{id}/pull',
    role: 'viewer',
    summary: 'What the last pull has read and selected',
    body: null,
    answer: z.object({ last: pullCounts.nullable() }),
  },
} as const satisfies Record<string, Route>;

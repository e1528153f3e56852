import { z } from 'zod';

import { configFiles, importAnswer, pullCounts, pullRequest, pullTrial, trialAnswer } from './api-pull.ts';
import { problemSchema } from './api-basics.ts';
import { jobStarted } from './api-run.ts';
import type { Route } from './route.ts';

/** The run of the connection's own site, and of each other site of its pull settings; a problem where that has none. */
const pullStarted = jobStarted.extend({
  others: z.array(z.object({ connection: z.string(), job: z.string().nullable(), problem: problemSchema.nullable() })),
});

/** Pulls from Okta to the site. */
export const pullRoutes = {
  startPull: {
    method: 'POST',
    path: '/v1/connections/{id}/pull',
    role: 'operator',
    summary: 'Pull users and roles from Okta: plan only, or plan and apply',
    body: pullRequest,
    strict: true,
    answer: pullStarted,
  },
  lastPull: {
    method: 'GET',
    path: '/v1/connections/{id}/pull',
    role: 'viewer',
    summary: 'What the last pull has read and selected',
    body: null,
    answer: z.object({ last: pullCounts.nullable() }),
  },
  tryPull: {
    method: 'POST',
    path: '/v1/connections/{id}/pull/try',
    role: 'operator',
    summary:
      'What a pull would make of one user of Okta and why, also with settings that are not saved; nothing is written',
    body: pullTrial,
    strict: true,
    answer: trialAnswer,
  },
  importPull: {
    method: 'POST',
    path: '/v1/connections/{id}/pull/import',
    role: 'owner',
    summary: 'What becomes of each key of a configuration of Adobe’s User Sync Tool; nothing is saved',
    body: configFiles,
    answer: importAnswer,
  },
  exportPull: {
    method: 'GET',
    path: '/v1/connections/{id}/pull/export',
    role: 'viewer',
    summary: 'The pull settings as files of Adobe’s User Sync Tool, without a token',
    body: null,
    answer: configFiles,
  },
} as const satisfies Record<string, Route>;

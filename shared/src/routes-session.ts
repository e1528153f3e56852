import { z } from 'zod';

import { claimAnswer, claimRequest, resultsRequest } from './api-session.ts';
import type { Route } from './route.ts';

/** What a browser carries out in the administrator's own session on the site. */
export const sessionRoutes = {
  claimTickets: {
    method: 'POST',
    path: '/v1/session/claim',
    role: 'operator',
    summary: 'Take the next errands on the site, each for one use and a minute',
    body: claimRequest,
    answer: claimAnswer,
  },
  ticketResults: {
    method: 'POST',
    path: '/v1/session/results',
    role: 'operator',
    summary: 'How the site answered the errands',
    body: resultsRequest,
    answer: z.object({}),
  },
} as const satisfies Record<string, Route>;

import { z } from 'zod';

import { leaversAnswer } from './api-leaver.ts';
import { limit, moment, text } from './query.ts';
import type { Route } from './route.ts';

/** Proof for an access review. */
export const leaverRoutes = {
  leavers: {
    method: 'GET',
    path: '/v1/connections/{id}/leavers',
    role: 'viewer',
    summary: 'Who lost access, with the proof on each side, open ones first; ?since= ?until= ?limit= ?after=',
    query: z.object({ since: moment, until: moment, limit: limit(100, 1000), after: text }),
    body: null,
    answer: leaversAnswer,
  },
} as const satisfies Record<string, Route>;

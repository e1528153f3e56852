import { z } from 'zod';

import { reportAnswer, reportGroup } from './api-report.ts';
import { limit, offset } from './query.ts';
import type { Route } from './route.ts';

/** What a new connection finds before it writes. */
export const reportRoutes = {
  firstReport: {
    method: 'GET',
    path: '/v1/connections/{id}/first-report',
    role: 'viewer',
    summary: 'How the accounts of both sides stand to each other, from the last read; ?group= ?offset= ?limit=',
    query: z.object({ group: reportGroup.optional(), offset, limit: limit(50, 200) }),
    body: null,
    answer: reportAnswer,
  },
} as const satisfies Record<string, Route>;

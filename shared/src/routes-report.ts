import { reportAnswer } from './api-report.ts';
import type { Route } from './route.ts';

/** What a new connection finds before it writes. */
export const reportRoutes = {
  firstReport: {
    method: 'GET',
    path: '/v1/connections/{id}/first-report',
    role: 'viewer',
    summary: 'How the accounts of both sides stand to each other, from the last read; ?group= ?offset= ?limit=',
    body: null,
    answer: reportAnswer,
  },
} as const satisfies Record<string, Route>;

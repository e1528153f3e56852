import { leaversAnswer } from './api-leaver.ts';
import type { Route } from './route.ts';

/** Proof for an access review. */
export const leaverRoutes = {
  leavers: {
    method: 'GET',
    path: '/v1/connections/{id}/leavers',
    role: 'viewer',
    summary: 'Who lost access, with the proof on each side, open ones first; ?since= ?until= ?limit= ?after=',
    body: null,
    answer: leaversAnswer,
  },
} as const satisfies Record<string, Route>;

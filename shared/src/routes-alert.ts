import { z } from 'zod';

import { alertAnswer, alertChange, alertTestAnswer } from './api-alert.ts';
import type { Route } from './route.ts';

/** Who is told when something goes wrong. */
export const alertRoutes = {
  alerts: {
    method: 'GET',
    path: '/v1/alerts',
    role: 'viewer',
    summary: 'Who is told, and when it last happened',
    body: null,
    answer: alertAnswer,
  },
  changeAlerts: {
    method: 'PUT',
    path: '/v1/alerts',
    role: 'owner',
    summary: 'Change who is told',
    body: alertChange,
    answer: alertAnswer,
  },
  testAlerts: {
    method: 'POST',
    path: '/v1/alerts/test',
    role: 'owner',
    summary: 'Send a message now by every way that is set',
    body: z.object({}),
    answer: alertTestAnswer,
  },
} as const satisfies Record<string, Route>;

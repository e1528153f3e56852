import { z } from 'zod';

import { clientAnswer } from './api.ts';
import {
  bundleAnswer,
  clientChange,
  expressionAnswer,
  expressionCheck,
  resumeAnswer,
  schemaAnswer,
} from './api-setting.ts';
import { text } from './query.ts';
import type { Route } from './route.ts';

const nothing = z.object({});

/** What the console's settings pages read and change. */
export const settingRoutes = {
  schema: {
    method: 'GET',
    path: '/v1/connections/{id}/schema',
    role: 'viewer',
    summary: 'Attributes and roles of both sides, for the mapping',
    body: null,
    answer: schemaAnswer,
  },
  checkExpression: {
    method: 'POST',
    path: '/v1/connections/{id}/expression',
    role: 'viewer',
    summary: 'Whether an expression can be used, with the place of what is wrong; nothing is saved',
    body: expressionCheck,
    answer: expressionAnswer,
  },
  changeClient: {
    method: 'PUT',
    path: '/v1/clients/{id}',
    role: 'owner',
    summary: 'Rename a paired browser or change its role',
    body: clientChange,
    answer: clientAnswer,
  },
  supportBundle: {
    method: 'GET',
    path: '/v1/support-bundle',
    role: 'owner',
    summary: 'Every line that a request for help would contain, redacted; ?connection=',
    query: z.object({ connection: text }),
    body: null,
    answer: bundleAnswer,
  },
  resumeConnection: {
    method: 'POST',
    path: '/v1/connections/{id}/resume',
    role: 'operator',
    summary: 'After a refused sign-in was put right: test once more and go on',
    body: nothing,
    answer: resumeAnswer,
  },
} as const satisfies Record<string, Route>;

import { z } from 'zod';

import { connectionChange } from './api.ts';
import { explainAnswer, historyAnswer, linkChange, userAnswer } from './api-user.ts';
import { moment, text } from './query.ts';
import type { Route } from './route.ts';

const nothing = z.object({});

/** One user: `{user}` is a page number, a login, a mail or the CMS account's id. */
export const userRoutes = {
  user: {
    method: 'GET',
    path: '/v1/connections/{id}/users/{user}',
    role: 'viewer',
    summary: 'One user on both sides, from the store',
    body: null,
    answer: userAnswer,
  },
  compareUser: {
    method: 'POST',
    path: '/v1/connections/{id}/users/{user}/compare',
    role: 'viewer',
    summary: 'Read one user on both sides now, field by field; writes to neither',
    body: nothing,
    answer: userAnswer,
  },
  history: {
    method: 'GET',
    path: '/v1/connections/{id}/users/{user}/history',
    role: 'viewer',
    summary: 'What happened to one user, with values; ?at= ?before=',
    query: z.object({ at: moment, before: text }),
    body: null,
    answer: historyAnswer,
  },
  changeLink: {
    method: 'PUT',
    path: '/v1/connections/{id}/users/{user}/link',
    role: 'operator',
    summary: 'Freeze a link, accept differences, or give a user that was set aside new tries',
    body: linkChange,
    answer: userAnswer,
  },
  unlink: {
    method: 'DELETE',
    path: '/v1/connections/{id}/users/{user}/link',
    role: 'operator',
    summary: 'Forget the link; both accounts stay as they are',
    body: null,
    answer: nothing,
  },
  explain: {
    method: 'POST',
    path: '/v1/connections/{id}/users/{user}/explain',
    role: 'viewer',
    summary: 'Try mapping and scope on a real user, with settings that need not be saved',
    body: connectionChange,
    answer: explainAnswer,
  },
} as const satisfies Record<string, Route>;

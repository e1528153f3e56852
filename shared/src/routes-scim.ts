import { z } from 'zod';

import { newTokenAnswer, portAnswer, scimAnswer, tokenAnswer, tokenChange, tokenRequest } from './api-scim.ts';
import type { Route } from './route.ts';

/** What lets Okta's SCIM client in. */
export const scimRoutes = {
  scimState: {
    method: 'GET',
    path: '/v1/connections/{id}/scim',
    role: 'viewer',
    summary: 'Where Okta’s SCIM client calls, and its tokens without their texts',
    body: null,
    answer: scimAnswer,
  },
  addToken: {
    method: 'POST',
    path: '/v1/connections/{id}/scim/tokens',
    role: 'owner',
    summary: 'Make a token, at most two a connection; its text is told this once',
    body: tokenRequest,
    answer: newTokenAnswer,
  },
  changeToken: {
    method: 'PUT',
    path: '/v1/scim/tokens/{id}',
    role: 'owner',
    summary: 'Switch a token on or off, or name it anew',
    body: tokenChange,
    answer: tokenAnswer,
  },
  renewToken: {
    method: 'POST',
    path: '/v1/scim/tokens/{id}/renew',
    role: 'owner',
    summary: 'A new text for a token, told this once; the former one ends at once',
    body: z.object({}),
    answer: newTokenAnswer,
  },
  removeToken: {
    method: 'DELETE',
    path: '/v1/scim/tokens/{id}',
    role: 'owner',
    summary: 'Remove a token; whoever has it is let in no more',
    body: null,
    answer: portAnswer,
  },
} as const satisfies Record<string, Route>;

import { z } from 'zod';

import { pushedAnswer, pushedChange, pushedGroup, pushedPreview } from './api-pushed.ts';
import {
  newTokenAnswer,
  portAnswer,
  reachAnswer,
  scimAnswer,
  tokenAnswer,
  tokenChange,
  tokenRequest,
} from './api-scim.ts';
import { replayAnswer, trafficAnswer, trafficEntry, trafficKind } from './api-traffic.ts';
import { count, limit } from './query.ts';
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
  checkReach: {
    method: 'POST',
    path: '/v1/connections/{id}/scim/reach',
    role: 'operator',
    summary: 'Look whether this agent answers at the connection’s public URL',
    body: z.object({}),
    answer: reachAnswer,
  },
  traffic: {
    method: 'GET',
    path: '/v1/connections/{id}/scim/traffic',
    role: 'viewer',
    summary: 'What SCIM clients asked and were answered, newest first; ?kind= ?before=ID ?limit=',
    query: z.object({ kind: trafficKind.default('all'), before: count, limit: limit(50, 200) }),
    body: null,
    answer: trafficAnswer,
  },
  trafficEntry: {
    method: 'GET',
    path: '/v1/connections/{id}/scim/traffic/{entry}',
    role: 'viewer',
    summary: 'One request and its answer, redacted',
    body: null,
    answer: trafficEntry,
  },
  replayTraffic: {
    method: 'POST',
    path: '/v1/connections/{id}/scim/traffic/{entry}/replay',
    role: 'operator',
    summary: 'What the request would do now, as a plan; nothing is written',
    body: z.object({}),
    answer: replayAnswer,
  },
  pushed: {
    method: 'GET',
    path: '/v1/connections/{id}/scim/groups',
    role: 'viewer',
    summary: 'Groups that a SCIM client has pushed, with their roles',
    body: null,
    answer: pushedAnswer,
  },
  previewPushed: {
    method: 'POST',
    path: '/v1/connections/{id}/scim/groups/{group}/preview',
    role: 'viewer',
    summary: 'Who would gain or lose what if a pushed group had a role',
    body: pushedChange.pick({ role: true }),
    answer: pushedPreview,
  },
  changePushed: {
    method: 'PUT',
    path: '/v1/connections/{id}/scim/groups/{group}',
    role: 'owner',
    summary: 'Give a pushed group a role, or none',
    body: pushedChange,
    answer: pushedGroup,
  },
} as const satisfies Record<string, Route>;

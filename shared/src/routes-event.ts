import { z } from 'zod';

import {
  applyHashesRequest,
  eventAnswer,
  eventRequest,
  hashesAnswer,
  hashesRequest,
  passwordHookAnswer,
  policyAnswer,
  slotAnswer,
  slotRequest,
  webhookAnswer,
  webhookStateAnswer,
} from './api-event.ts';
import { jobStarted } from './api-run.ts';
import type { Route } from './route.ts';

const nothing = z.object({});

/** What the browser saw happen on the site, and what other code tells. */
export const eventRoutes = {
  event: {
    method: 'POST',
    path: '/v1/events',
    role: 'operator',
    summary: 'A form of the site’s own user administration succeeded',
    body: eventRequest,
    answer: eventAnswer,
  },
  slot: {
    method: 'POST',
    path: '/v1/slots',
    role: 'operator',
    summary: 'Keep a typed password for two minutes and one use, if the site’s option is on; tells broken rules',
    body: slotRequest,
    answer: slotAnswer,
  },
  dropSlot: {
    method: 'DELETE',
    path: '/v1/slots/{id}',
    role: 'operator',
    summary: 'Forget a password that was not used',
    body: null,
    answer: nothing,
  },
  passwordPolicy: {
    method: 'GET',
    path: '/v1/connections/{id}/password-policy',
    role: 'viewer',
    summary: 'The org’s password rules as sentences',
    body: null,
    answer: policyAnswer,
  },
  keepHashes: {
    method: 'POST',
    path: '/v1/connections/{id}/password-hashes',
    role: 'owner',
    summary: 'Keep password hashes of the site in memory until they are applied, at most 100,000',
    body: hashesRequest,
    answer: hashesAnswer,
  },
  planHashes: {
    method: 'POST',
    path: '/v1/connections/{id}/password-hashes/{slot}/plan',
    role: 'owner',
    summary: 'Plan who gets one: new users and staged ones that Rollcall made',
    body: nothing,
    answer: jobStarted,
  },
  applyHashes: {
    method: 'POST',
    path: '/v1/connections/{id}/password-hashes/{slot}/apply',
    role: 'owner',
    summary: 'Apply exactly that plan',
    body: applyHashesRequest,
    answer: jobStarted,
  },
  dropHashes: {
    method: 'DELETE',
    path: '/v1/connections/{id}/password-hashes/{slot}',
    role: 'owner',
    summary: 'Forget them',
    body: null,
    answer: nothing,
  },
  webhook: {
    method: 'GET',
    path: '/v1/connections/{id}/webhook',
    role: 'viewer',
    summary: 'Whether the site’s own code may tell about changes, and since when',
    body: null,
    answer: webhookStateAnswer,
  },
  newWebhook: {
    method: 'POST',
    path: '/v1/connections/{id}/webhook',
    role: 'owner',
    summary: 'Make the secret with which the site signs its messages; replaces the former one',
    body: nothing,
    answer: webhookAnswer,
  },
  removeWebhook: {
    method: 'DELETE',
    path: '/v1/connections/{id}/webhook',
    role: 'owner',
    summary: 'Take no messages from the site any more',
    body: null,
    answer: nothing,
  },
  newPasswordHook: {
    method: 'POST',
    path: '/v1/connections/{id}/password-hook',
    role: 'owner',
    summary: 'Make the secret with which Okta’s password import hook asks the site; replaces the former one',
    body: nothing,
    answer: passwordHookAnswer,
  },
  removePasswordHook: {
    method: 'DELETE',
    path: '/v1/connections/{id}/password-hook',
    role: 'owner',
    summary: 'Answer Okta’s password import hook no more',
    body: null,
    answer: nothing,
  },
} as const satisfies Record<string, Route>;

import { z } from 'zod';

import { eventAnswer, eventRequest, policyAnswer, slotAnswer, slotRequest, webhookAnswer } from './api-event.ts';
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
} as const satisfies Record<string, Route>;

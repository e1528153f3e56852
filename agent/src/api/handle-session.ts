import { SyncError } from '@rollcall/shared';

import { findConnection } from './connection-store.ts';
import type { Handlers } from './serve.ts';

/** How long a claim waits for the first errand, in milliseconds. */
const claimTime = 10_000;
/** Longest answer of a site that is taken, in characters of JSON. */
const longestResult = 256 * 1024;

/** What a browser carries out in the administrator's own session on the site. */
export const sessionHandlers: Pick<Handlers, 'claimTickets' | 'ticketResults'> = {
  async claimTickets({ body, services }) {
    const { id, cms } = findConnection(services, body.connection);
    const place = cms?.id ?? id;
    const isNeeded = () => services.session.busy(place) || services.engine.running(id, 'any') !== null;
    const tickets = await services.session.claim(place, isNeeded() ? claimTime : 0);
    return { tickets, done: tickets.length === 0 && !isNeeded() };
  },
  ticketResults({ body, services }) {
    const { id, cms } = findConnection(services, body.connection);
    for (const { body: answer } of body.results) {
      if (JSON.stringify(answer).length <= longestResult) continue;
      throw new SyncError('invalid', 'A site’s answer to one errand is longer than 256 KiB.', { field: 'results' });
    }
    services.session.settle(cms?.id ?? id, body.results);
    return {};
  },
};

import { SyncError } from '@rollcall/shared';

import type { Handlers } from './serve.ts';

type Names = 'event' | 'slot' | 'dropSlot' | 'passwordPolicy' | 'newWebhook' | 'removeWebhook';

/** What the browser saw happen, and passwords on their way. */
export const eventHandlers: Pick<Handlers, Names> = {
  event: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  slot: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  dropSlot: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  passwordPolicy: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  newWebhook: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  removeWebhook: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
};

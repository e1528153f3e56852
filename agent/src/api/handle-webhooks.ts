import { SyncError } from '@rollcall/shared';

import type { Handlers } from './serve.ts';

/** Where a site's own code may tell about changes. */
export const webhookHandlers: Pick<Handlers, 'newWebhook' | 'removeWebhook'> = {
  newWebhook: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  removeWebhook: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
};

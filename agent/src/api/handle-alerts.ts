import { SyncError } from '@rollcall/shared';

import type { Handlers } from './serve.ts';

type Names = 'alerts' | 'changeAlerts' | 'testAlerts';

/** Who is told when something goes wrong. */
export const alertHandlers: Pick<Handlers, Names> = {
  alerts: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  changeAlerts: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  testAlerts: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
};

import { SyncError } from '@rollcall/shared';

import type { Handlers } from './serve.ts';

type Names = 'inbox' | 'resolve' | 'plans' | 'rejectPlan' | 'undo';

/** What waits for a person, and undo. */
export const inboxHandlers: Pick<Handlers, Names> = {
  inbox: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  resolve: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  plans: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  rejectPlan: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  undo: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
};

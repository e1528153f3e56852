import { SyncError } from '@rollcall/shared';

import { findConnection } from './connection-store.ts';
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
  async plans({ params, services }) {
    const { id } = findConnection(services, params['id']);
    return { plans: await services.engine.plans(id) };
  },
  async rejectPlan({ params, caller, services }) {
    await services.engine.reject(params['id'] ?? '', caller.actor);
    return {};
  },
  undo: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
};

import { SyncError } from '@rollcall/shared';

import { manualRequest } from '../trigger/manual.ts';
import { findConnection } from './connection-store.ts';
import { askOf } from './handle-runs.ts';
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
  async undo({ body, caller, services }) {
    const { id } = findConnection(services, body.connection);
    const { job, entries = [] } = body;
    const scope = job === undefined ? { kind: 'undo' as const, entries } : { kind: 'undo' as const, job };
    const ask = { ...askOf(caller, body.cmsUser), connection: id, scope, mode: 'plan' as const, operations: [] };
    return { job: (await services.engine.start({ ...manualRequest(ask), trigger: 'undo' })).id };
  },
};

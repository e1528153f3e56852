import { SyncError } from '@rollcall/shared';
import type { RunRequest } from '@rollcall/shared';

import { manualRequest } from '../trigger/manual.ts';
import { findConnection } from './connection-store.ts';
import type { Call, Handlers } from './serve.ts';

type Names = 'keepHashes' | 'planHashes' | 'applyHashes' | 'dropHashes';

/** Password hashes of a site on their way to Okta: kept in memory, planned, then applied with exactly that plan. */
export const hashHandlers: Pick<Handlers, Names> = {
  keepHashes({ params, body, services }) {
    findConnection(services, params['id']);
    return { slot: services.passwords.keepHashes(body.slot, body.rows) };
  },
  async planHashes(call) {
    const job = await call.services.engine.start({
      ...requestOf(call),
      scope: { kind: 'all' },
      mode: 'plan',
      only: 'passwords',
    });
    return { job: job.id };
  },
  async applyHashes(call) {
    const { body, caller, services } = call;
    const { plan, digest, approve } = body;
    const request = requestOf(call);
    if (approve) await services.engine.approve({ plan, digest, items: null, by: caller.actor });
    const scope = { kind: 'plan' as const, plan, digest, items: null };
    return { job: (await services.engine.start({ ...request, scope })).id };
  },
  dropHashes({ params, services }) {
    services.passwords.drop(params['slot'] ?? '');
    return {};
  },
};

function requestOf({ params, caller, services }: Call<'planHashes' | 'applyHashes'>): RunRequest {
  const { id } = findConnection(services, params['id']);
  const slot = params['slot'] ?? '';
  if (!services.passwords.hasHashes(slot)) {
    const next = 'Start the migration again; it goes on with those who have no password yet.';
    throw new SyncError('password_gone', 'The hashes are no longer in memory.', { scope: 'run', next });
  }
  const ask = { connection: id, by: caller.actor, fromBrowser: caller.client !== null, cmsUser: undefined };
  const scope = { kind: 'all' as const };
  return { ...manualRequest({ ...ask, scope, mode: 'apply', operations: [] }), secretSlot: slot };
}

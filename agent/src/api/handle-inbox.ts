import { SyncError } from '@rollcall/shared';
import type { Connection, ResolveOf } from '@rollcall/shared';

import { readInbox } from '../engine/inbox.ts';
import { manualRequest } from '../trigger/manual.ts';
import { findConnection } from './connection-store.ts';
import { askOf, refuseUnlessOwner } from './handle-runs.ts';
import { findUser } from './handle-user.ts';
import type { Handlers } from './serve.ts';

type Names = 'inbox' | 'resolve' | 'plans' | 'rejectPlan' | 'undo';

/** What waits for a person, what a person decides, and undo. */
export const inboxHandlers: Pick<Handlers, Names> = {
  async inbox({ params, services }) {
    const connection = findConnection(services, params['id']);
    const plans = await services.engine.plans(connection.id);
    return readInbox({ store: services.store, plans }, connection);
  },
  async resolve({ params, body, caller, services }) {
    const { connection, cms, link } = findUser(services, { ...params, user: body.user });
    if (!cms || !link) {
      throw new SyncError('not_found', 'This user is not linked with anybody in Okta.', {
        next: 'Sync the user first.',
      });
    }
    refuseUnmapped(connection, body.take);
    if (body.makeRule) refuseUnlessOwner(caller, 'A rule for everybody');
    const decided = { kind: 'resolve' as const, user: cms.ref.id, take: body.take };
    const scope = body.makeRule ? { ...decided, rule: true as const } : decided;
    const ask = { ...askOf(caller, body.cmsUser), connection: connection.id, scope, mode: 'plan' as const };
    return { job: (await services.engine.start(manualRequest({ ...ask, operations: [] }))).id };
  },
  async plans({ params, services }) {
    const { id } = findConnection(services, params['id']);
    return { plans: await services.engine.plans(id) };
  },
  async rejectPlan({ params, caller, services }) {
    const { engine, store, alerts } = services;
    const plan = await engine.reject(params['id'] ?? '', caller.actor);
    const connection = store.data.connections[plan.connection];
    if (!connection) return {};
    const { counts } = await readInbox({ store, plans: await engine.plans(connection.id) }, connection);
    alerts.rejected(plan, counts.plans);
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

function refuseUnmapped({ mapping }: Connection, take: ResolveOf['take']): void {
  const unknown = Object.keys(take).find((name) => name !== 'state' && !mapping.some((rule) => rule.okta === name));
  if (unknown === undefined) return;
  throw new SyncError('invalid', `The mapping has no rule for "${unknown}".`, {
    field: `take.${unknown}`,
    scope: 'run',
    next: 'Name the fields as Okta does.',
  });
}

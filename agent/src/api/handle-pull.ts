import { SyncError } from '@rollcall/shared';
import type { PullDefaults } from '@rollcall/shared';

import { startPulls } from '../engine/start-pull.ts';
import { pullCountsOf } from '../engine/pull-counts.ts';
import { settingsOf } from '../pull/refuse.ts';
import { changedConnection, defined, findConnection } from './connection-store.ts';
import type { Handlers } from './serve.ts';

type Names = 'startPull' | 'lastPull';

/** Pulls: the connection's own options, over which the request's stand. */
export const pullHandlers: Pick<Handlers, Names> = {
  async startPull({ params, body, caller, services }) {
    const saved = findConnection(services, params['id']);
    const { settings: pull, updated = saved.updated } = body;
    if (updated !== saved.updated) {
      const next = 'Look at what would change with the new settings. Nothing was run.';
      throw new SyncError('moved', 'The settings of the connection were changed meanwhile.', { scope: 'run', next });
    }
    // Checked as saving would, so that what the plan shows can also come true.
    const connection = pull ? await changedConnection(services, saved, { pull }) : saved;
    const options: PullDefaults = {
      ...settingsOf(connection).defaults,
      ...defined(body.options),
      // What a person says for this pull counts more than what is set for each reason.
      ...(body.options.targetOnlyUserAction && { oneAction: true as const }),
    };
    const { job, others } = await startPulls(services, connection, {
      trigger: 'pull',
      by: caller.actor,
      scope: { kind: 'pull', options },
      mode: options.testMode ? 'plan' : body.mode,
      operations: [],
      deadline: null,
      secretSlot: null,
      desired: null,
      ...(pull && { trial: { pull } }),
    });
    return { job: job.id, others };
  },
  lastPull({ params, services }) {
    return { last: pullCountsOf(services.store.data, findConnection(services, params['id']).id) };
  },
};

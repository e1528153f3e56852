import { SyncError } from '@rollcall/shared';
import type { RunRequest } from '@rollcall/shared';

import { pullCountsOf } from '../engine/pull-counts.ts';
import { refuseUnsupported } from '../pull/refuse.ts';
import { defined, findConnection } from './connection-store.ts';
import type { Handlers } from './serve.ts';

type Names = 'startPull' | 'lastPull';

/** Pulls: the connection's own options, over which the request's stand. */
export const pullHandlers: Pick<Handlers, Names> = {
  async startPull({ params, body, caller, services }) {
    const { id, name, pull } = findConnection(services, params['id']);
    if (pull === null) {
      throw new SyncError('not_configured', `The connection "${name}" has no pull settings.`, {
        scope: 'run',
        next: 'Run "rollcall pull import FOLDER --save", and switch pull on.',
      });
    }
    const options = { ...pull.defaults, ...defined(body.options) };
    refuseUnsupported(options);
    const request: RunRequest = {
      connection: id,
      trigger: 'pull',
      by: caller.actor,
      scope: { kind: 'pull', options },
      mode: options.testMode ? 'plan' : body.mode,
      operations: [],
      deadline: null,
      secretSlot: null,
      desired: null,
    };
    return { job: (await services.engine.start(request)).id };
  },
  lastPull({ params, services }) {
    return { last: pullCountsOf(services.store.data, findConnection(services, params['id']).id) };
  },
};

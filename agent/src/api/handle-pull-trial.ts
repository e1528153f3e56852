import { SyncError } from '@rollcall/shared';

import { tryUser } from '../pull/trial.ts';
import { refuseUnsupported } from '../pull/refuse.ts';
import { settingsForSite } from '../pull/sites.ts';
import { checkPull } from './check-pull.ts';
import { defined, findConnection } from './connection-store.ts';
import { refusePaused } from './handle-user.ts';
import type { Handlers } from './serve.ts';

/** How long both sides may take for one user, in milliseconds. */
const readTime = 25_000;

/** What a pull would make of one user. A viewer does not get to choose what is read of whom. */
export const pullTrialHandlers: Pick<Handlers, 'tryPull'> = {
  async tryPull({ params, body, services }) {
    const connection = findConnection(services, params['id']);
    refusePaused(connection);
    const settings = body.settings ?? connection.pull;
    if (settings === null) {
      const next = 'Send settings, or save pull settings first.';
      throw new SyncError('not_configured', `The connection "${connection.name}" has no pull settings.`, { next });
    }
    checkPull({ ...connection, pull: settings }, services.store.data.connections);
    const options = { ...settings.defaults, ...defined(body.options) };
    refuseUnsupported(options);
    const { store } = services;
    return tryUser(body.user, {
      place: { connection, sides: await services.directories.sidesOf(connection) },
      settings: settingsForSite(settings, null),
      options,
      isLinked: ({ ref }) => store.links.of(connection.id, ref) !== undefined,
      signal: AbortSignal.timeout(readTime),
    });
  },
};

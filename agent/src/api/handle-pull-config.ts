import { readConfig } from '../pull/config/read-config.ts';
import { sentSource } from '../pull/config/sent-source.ts';
import { findConnection } from './connection-store.ts';
import type { Handlers } from './serve.ts';

type Names = 'importPull';

/** The files of Adobe's User Sync Tool, read into pull settings. Nothing of them is kept. */
export const pullConfigHandlers: Pick<Handlers, Names> = {
  importPull({ params, body, services }) {
    const { okta } = findConnection(services, params['id']);
    return readConfig(sentSource(body.files), okta?.url ?? null);
  },
};

import { SyncError } from '@rollcall/shared';

import { readConfig } from '../pull/config/read-config.ts';
import { sentSource } from '../pull/config/sent-source.ts';
import { writeConfig } from '../pull/config/write-config.ts';
import { findConnection } from './connection-store.ts';
import type { Handlers } from './serve.ts';

type Names = 'importPull' | 'exportPull';

/** The files of Adobe's User Sync Tool, from and to pull settings. Nothing of what is sent is kept. */
export const pullConfigHandlers: Pick<Handlers, Names> = {
  importPull({ params, body, services }) {
    const { okta } = findConnection(services, params['id']);
    return readConfig(sentSource(body.files), okta?.url ?? null);
  },
  async exportPull({ params, services }) {
    const { name, pull } = findConnection(services, params['id']);
    if (pull !== null) return { files: await writeConfig(pull) };
    const next = 'Write them first, or read the tool’s files with "rollcall pull import FOLDER --save".';
    throw new SyncError('not_configured', `The connection "${name}" has no pull settings.`, { next });
  },
};

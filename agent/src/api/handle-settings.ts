import { SyncError } from '@rollcall/shared';

import type { Handlers } from './serve.ts';

type Names = 'schema' | 'changeClient' | 'supportBundle' | 'resumeConnection';

/** Schema, roles of paired browsers, support bundle. */
export const settingHandlers: Pick<Handlers, Names> = {
  schema: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  changeClient: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  supportBundle: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  resumeConnection: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
};

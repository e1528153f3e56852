import { SyncError } from '@rollcall/shared';

import type { Handlers } from './serve.ts';

type Names = 'user' | 'compareUser' | 'history' | 'changeLink' | 'unlink' | 'explain';

/** One user: both sides, history, link. */
export const userHandlers: Pick<Handlers, Names> = {
  user: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  compareUser: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  history: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  changeLink: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  unlink: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
  explain: () => {
    throw new SyncError('unsupported', 'Not there yet.');
  },
};

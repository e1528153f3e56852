import { SyncError } from '@rollcall/shared';

import type { Handlers } from './serve.ts';

type Names = 'checkReach' | 'traffic' | 'trafficEntry' | 'replayTraffic';

const missing = () => {
  throw new SyncError('unsupported', 'Traffic is not recorded.');
};

/** What SCIM clients have asked, and whether they can reach the agent. */
export const trafficHandlers: Pick<Handlers, Names> = {
  checkReach: missing,
  traffic: missing,
  trafficEntry: missing,
  replayTraffic: missing,
};

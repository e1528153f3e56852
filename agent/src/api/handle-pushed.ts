import { SyncError } from '@rollcall/shared';

import type { Handlers } from './serve.ts';

type Names = 'pushed' | 'previewPushed' | 'changePushed';

const missing = () => {
  throw new SyncError('unsupported', 'Groups are not served.');
};

/** Groups that a SCIM client has pushed. */
export const pushedHandlers: Pick<Handlers, Names> = {
  pushed: missing,
  previewPushed: missing,
  changePushed: missing,
};

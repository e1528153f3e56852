import { SyncError, toProblem } from '@rollcall/shared';
import type { Problem } from '@rollcall/shared';

import type { Services } from '../services.ts';

/**
 * Opens or closes the public port to fit what now uses it. Answers the problem where the port is taken: what was changed
 * is saved by then, and the port is tried again with the next change and with the next start.
 */
export async function fitListener({ listener, log }: Pick<Services, 'listener' | 'log'>): Promise<Problem | null> {
  try {
    await listener.refresh();
    return null;
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    log.warn({ code: error.code }, 'the public port can’t be opened');
    return toProblem(error);
  }
}

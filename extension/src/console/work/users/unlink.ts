import type { ProblemAnswer } from '@rollcall/shared/api-basics';

import { call } from '../../call.ts';

/** Forgets the links of these users, one after another; answers the first problem, where it stopped, or null. */
export async function unlinkAll(connection: string, users: readonly string[]): Promise<ProblemAnswer | null> {
  for (const user of users) {
    const outcome = await call('unlink', { path: { id: connection, user } });
    if (!outcome.ok) return outcome.problem;
  }
  return null;
}

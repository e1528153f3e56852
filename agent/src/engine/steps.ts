import { SyncError } from '@rollcall/shared';
import type { SentCall, Step } from '@rollcall/shared';

import { traceCalls } from '../directory/trace.ts';

/** Times each named step of an item and keeps what was asked of the other systems and how they answered. */
export interface Steps {
  readonly list: Step[];
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export function createSteps(now: () => number): Steps {
  const list: Step[] = [];
  return {
    list,
    async run(name, work) {
      const start = now();
      const step: Step = { name, ms: 0, status: null, requestId: null };
      list.push(step);
      const calls: SentCall[] = [];
      try {
        return await traceCalls(calls, work);
      } catch (error) {
        if (error instanceof SyncError) {
          step.status = error.problem.status;
          step.requestId = error.problem.requestId;
        }
        throw error;
      } finally {
        if (calls.length > 0) step.calls = calls;
        step.status ??= calls.at(-1)?.status ?? null;
        step.ms = Math.max(0, Math.round(now() - start));
      }
    },
  };
}

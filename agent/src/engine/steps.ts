import { SyncError } from '@rollcall/shared';
import type { Step } from '@rollcall/shared';

/** Times each named step of an item and keeps what the other system answered when one failed. */
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
      try {
        return await work();
      } catch (error) {
        if (error instanceof SyncError) {
          step.status = error.problem.status;
          step.requestId = error.problem.requestId;
        }
        throw error;
      } finally {
        step.ms = Math.max(0, Math.round(now() - start));
      }
    },
  };
}

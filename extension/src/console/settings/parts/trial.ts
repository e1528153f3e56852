import type { ConnectionChange } from '@rollcall/shared/api';
import type { PlanAnswer } from '@rollcall/shared/api-run';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useEffect, useState } from 'preact/hooks';

import { call } from '../../call.ts';

/** What changed settings would do: still being worked out, a plan that nobody asked to apply, or why there is none. */
export type Trial =
  | { is: 'running'; at: number; total: number }
  | { is: 'planned'; plan: PlanAnswer['plan'] }
  | { is: 'failed'; problem: ProblemAnswer };

const pollEvery = 500;

/** Plans over all users with settings that are not saved. Nothing is written; leaving cancels it. */
export function useTrial(connection: string, changes: ConnectionChange): Trial {
  const [trial, setTrial] = useState<Trial>({ is: 'running', at: 0, total: 0 });
  const key = JSON.stringify(changes);
  useEffect(() => {
    let stopped = false;
    let job: string | null = null;
    const tell = (next: Trial): void => {
      if (!stopped) setTrial(next);
    };
    const run = async (): Promise<void> => {
      const body = {
        connection,
        scope: { kind: 'all' as const },
        mode: 'plan' as const,
        trial: changes,
        operations: [],
      };
      const started = await call('run', { body });
      if (!started.ok) return tell({ is: 'failed', problem: started.problem });
      job = started.value.job;
      const outcome = await planOf(job, () => stopped, tell);
      job = null;
      tell(outcome);
    };
    void run();
    return () => {
      stopped = true;
      if (job !== null) void call('cancelJob', { path: { id: job } });
    };
  }, [connection, key]);
  return trial;
}

async function planOf(job: string, isStopped: () => boolean, tell: (trial: Trial) => void): Promise<Trial> {
  for (;;) {
    const outcome = await call('job', { path: { id: job } });
    if (!outcome.ok) return { is: 'failed', problem: outcome.problem };
    const { ended, state, error, plan, at, total } = outcome.value;
    // A plan that a limit would hold has been made all the same.
    if (plan !== null && (ended !== null || state === 'waiting')) return readPlan(plan);
    if (ended !== null && error !== null) return { is: 'failed', problem: error };
    if (isStopped()) return { is: 'running', at, total };
    tell({ is: 'running', at, total });
    await new Promise((resolve) => setTimeout(resolve, pollEvery));
  }
}

async function readPlan(id: string): Promise<Trial> {
  const outcome = await call('plan', { path: { id } });
  return outcome.ok ? { is: 'planned', plan: outcome.value.plan } : { is: 'failed', problem: outcome.problem };
}

import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { ItemResultAnswer, JobAnswer } from '@rollcall/shared/api-run';
import { useEffect, useState } from 'preact/hooks';

import { followJob, visiblePause } from '../../../plan/follow.ts';
import { call } from '../../call.ts';

export interface RunState {
  job: JobAnswer | null;
  results: ItemResultAnswer[];
  problem: ProblemAnswer | null;
}

const nothing: RunState = { job: null, results: [], problem: null };
const lookAgain = 2000;

/** A run with all its results, looked at again while it goes on and the window is visible, also once the agent is back. */
export function useRun(id: string): RunState {
  const [state, setState] = useState(nothing);
  useEffect(() => {
    const shown = new AbortController();
    setState(nothing);
    const read = (job: string, after: number) => call('job', { path: { id: job }, query: { after } });
    const pause = visiblePause(document, shown.signal);
    const follow = async (): Promise<void> => {
      const end = await followJob(id, { read, pause }, (job, results) => {
        if (!shown.signal.aborted) setState({ job, results, problem: null });
      });
      if (end.ok || shown.signal.aborted) return;
      setState((before) => ({ ...before, problem: end.problem }));
      if (end.problem.code !== 'unreachable') return;
      await pause(lookAgain);
      await follow();
    };
    void follow();
    return () => shown.abort();
  }, [id]);
  return state;
}

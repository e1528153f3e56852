import type { TrialAnswer } from '@rollcall/shared/api-pull';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useEffect, useState } from 'preact/hooks';

import { call } from '../../call.ts';
import type { PullSettings } from '../pull-model.ts';

interface Tried {
  answer: TrialAnswer | null;
  problem: ProblemAnswer | null;
  loading: boolean;
}

const nothing: Tried = { answer: null, problem: null, loading: false };

/** What a pull with settings that need not be saved would make of one user, asked anew when either changes; empty without a name. */
export function usePullTrial(connection: string, user: string, settings: PullSettings): Tried {
  const [state, setState] = useState(nothing);
  const key = JSON.stringify([user, settings]);
  useEffect(() => {
    if (user === '') {
      setState(nothing);
      return undefined;
    }
    let isLatest = true;
    setState((before) => ({ ...before, loading: true }));
    void call('tryPull', { path: { id: connection }, body: { user, settings } }).then((outcome) => {
      if (!isLatest) return;
      if (outcome.ok) setState({ answer: outcome.value, problem: null, loading: false });
      else setState({ answer: null, problem: outcome.problem, loading: false });
    });
    return () => {
      isLatest = false;
    };
  }, [connection, key]);
  return state;
}

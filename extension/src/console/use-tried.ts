import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { RouteAnswer, RouteName } from '@rollcall/shared/routes';
import { useEffect, useState } from 'preact/hooks';

import { type AgentCall, call } from './call.ts';

interface Tried<N extends RouteName> {
  /** What the latest try told; kept while the next is on its way, null where that failed. */
  answer: RouteAnswer<N> | null;
  problem: ProblemAnswer | null;
  loading: boolean;
}

/** Tries what need not be saved, and anew when it changes; nothing is asked, and nothing shown, for null. */
export function useTried<N extends RouteName>(route: N, input: AgentCall<N> | null): Tried<N> {
  const [state, setState] = useState<Tried<N>>({ answer: null, problem: null, loading: false });
  useEffect(() => {
    if (input === null) {
      setState({ answer: null, problem: null, loading: false });
      return undefined;
    }
    let isLatest = true;
    setState((before) => ({ ...before, loading: true }));
    void call(route, input).then((outcome) => {
      if (!isLatest) return;
      if (outcome.ok) setState({ answer: outcome.value, problem: null, loading: false });
      else setState({ answer: null, problem: outcome.problem, loading: false });
    });
    return () => {
      isLatest = false;
    };
  }, [JSON.stringify([route, input])]);
  return state;
}

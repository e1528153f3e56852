import type { ConnectionChange } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { ExplainAnswer } from '@rollcall/shared/api-user';
import { useEffect, useState } from 'preact/hooks';

import { call } from '../../call.ts';

interface Explained {
  answer: ExplainAnswer | null;
  problem: ProblemAnswer | null;
  loading: boolean;
}

const nothing: Explained = { answer: null, problem: null, loading: false };

/** What settings that need not be saved would do with one user, asked anew when either changes; empty without a name. */
export function useExplained(connection: string, user: string, changes: ConnectionChange): Explained {
  const [state, setState] = useState(nothing);
  const key = JSON.stringify([user, changes]);
  useEffect(() => {
    if (user === '') {
      setState(nothing);
      return undefined;
    }
    let isLatest = true;
    setState((before) => ({ ...before, loading: true }));
    void call('explain', { path: { id: connection, user }, body: changes }).then((outcome) => {
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

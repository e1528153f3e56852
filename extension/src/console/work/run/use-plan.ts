import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { PlanAnswer } from '@rollcall/shared/api-run';
import { useEffect, useState } from 'preact/hooks';

import { isCut } from '../../../plan/model.ts';
import { call } from '../../call.ts';

export interface PlanState {
  answer: PlanAnswer | null;
  problem: ProblemAnswer | null;
  restLoading: boolean;
  /** Reads what the first answer left out, page by page. */
  loadRest(): void;
  /** Reads it anew, for instance after it was rejected. */
  again(): void;
}

/** A saved plan; null reads none. */
export function usePlan(id: string | null): PlanState {
  const [answer, setAnswer] = useState<PlanAnswer | null>(null);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const [restLoading, setLoading] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (id === null) return undefined;
    let shown = true;
    void call('plan', { path: { id } }).then((outcome) => {
      if (!shown) return;
      setAnswer(outcome.ok ? outcome.value : null);
      setProblem(outcome.ok ? null : outcome.problem);
    });
    return () => {
      shown = false;
    };
  }, [id, turn]);
  const loadRest = async (): Promise<void> => {
    if (id === null || answer === null) return;
    setLoading(true);
    const items = [...answer.items];
    while (isCut({ ...answer, items })) {
      const outcome = await call('plan', { path: { id }, query: { after: items.at(-1)?.seq ?? 0 } });
      if (!outcome.ok) setProblem(outcome.problem);
      if (!outcome.ok || outcome.value.items.length === 0) break;
      items.push(...outcome.value.items);
    }
    setAnswer({ ...answer, items });
    setLoading(false);
  };
  return { answer, problem, restLoading, loadRest: () => void loadRest(), again: () => setTurn(turn + 1) };
}

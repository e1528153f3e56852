import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { PlanAnswer } from '@rollcall/shared/api-run';
import { useState } from 'preact/hooks';

import type { Choice } from '../../../plan/model.ts';
import { t } from '../../../words.ts';
import { call } from '../../call.ts';
import { addressOf } from '../../page.ts';

export interface Decision {
  /** Why nothing can be pressed now; null when it can. */
  busy: string | null;
  problem: ProblemAnswer | null;
  /** Applies what was chosen and goes to the run that does it. */
  apply(choice: Choice): Promise<void>;
  reject(): Promise<void>;
}

interface DecisionInput {
  answer: PlanAnswer;
  connection: string;
  onChanged(): void;
}

/** Says yes or no to a saved plan. */
export function useDecision({ answer: { plan }, connection, onChanged }: DecisionInput): Decision {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const { id, digest } = plan;
  return {
    busy: busy ? t('work.busy') : null,
    problem,
    async apply({ items, fields, approve }) {
      setBusy(true);
      const outcome = await call('applyPlan', { path: { id }, body: { digest, items, fields, approve } });
      setBusy(false);
      if (outcome.ok) location.hash = addressOf(connection, 'run', [outcome.value.job]);
      else setProblem(outcome.problem);
    },
    async reject() {
      const outcome = await call('rejectPlan', { path: { id } });
      setProblem(outcome.ok ? null : outcome.problem);
      if (outcome.ok) onChanged();
    },
  };
}

import { isCut } from '../../../plan/model.ts';
import { t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { PlanView } from './plan-view.tsx';
import type { PlanState } from './use-plan.ts';

type PlanSectionProps = Pick<PageProps, 'connection' | 'role'> & { plan: PlanState };

/** The plan as soon as it is read; its ticks begin anew when the rest of a long one has come. */
export function PlanSection({ plan, connection, role }: PlanSectionProps) {
  const { answer, restLoading, loadRest, again } = plan;
  if (answer === null)
    return plan.problem === null ? (
      <p class="muted" role="status">
        {t('parts.loading')}
      </p>
    ) : null;
  return (
    <PlanView
      key={`${answer.plan.id} ${answer.plan.state} ${isCut(answer)}`}
      {...{ answer, connection, role, restLoading }}
      onRest={loadRest}
      onChanged={again}
    />
  );
}

import { Badge } from '../../../components/badge.tsx';
import type { PlanAnswer } from '@rollcall/shared/api-run';

import { t } from '../../../words.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Time } from '../../parts/time.tsx';
import { PlanSection } from './plan-section.tsx';
import { actorText, type Look, triggerText } from './run-words.ts';
import { usePlan } from './use-plan.ts';

/** A saved plan whose run is of no interest, or no longer known. */
export function PlanPage({ connection, role, plan: id }: PageProps & { plan: string }) {
  const plan = usePlan(id);
  const head = plan.answer?.plan ?? null;
  const look = head === null ? null : planLook(head.state);
  return (
    <>
      <a class="small" href={addressOf(connection.id, 'runs')}>
        {t('work.runs.title')}
      </a>
      <div class="head">
        <h1>{t('work.plan.title', [id])}</h1>
        {look !== null && (
          <Badge tone={look.tone} icon={look.icon}>
            {look.word}
          </Badge>
        )}
        {head !== null && (
          <p>
            {actorText(head.by)}, {triggerText(head.trigger)}. <Time at={head.made} as="moment" />.
          </p>
        )}
      </div>
      {plan.problem !== null && <ProblemBox problem={plan.problem} />}
      <PlanSection plan={plan} connection={connection} role={role} />
    </>
  );
}

/** How a plan stands, as its badge says it. */
export function planLook(state: PlanAnswer['plan']['state']): Look {
  switch (state) {
    case 'open':
      return { tone: 'hold', icon: 'hold', word: t('work.run.waits') };
    case 'approved':
      return { tone: 'info', icon: 'agree', word: t('work.plan.approved') };
    case 'applied':
      return { tone: 'ok', icon: 'agree', word: t('work.plan.applied') };
    case 'stale':
      return { tone: 'idle', icon: 'clock', word: t('work.plan.stale') };
    case 'refused':
      return { tone: 'idle', icon: 'off', word: t('work.plan.rejected') };
  }
}

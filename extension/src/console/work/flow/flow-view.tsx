import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { PlanDialog } from '../../../plan/dialog.tsx';
import { choiceOf } from '../../../plan/model.ts';
import { finishedText, progressText } from '../../../plan/progress.ts';
import { number, sentence, t } from '../../../words.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Progress } from '../../parts/progress.tsx';
import type { Flow, FlowState } from './use-flow.ts';

type FlowViewProps = Pick<PageProps, 'connection' | 'role'> & { flow: Flow };

/** What a wish is at: its progress, its plan, or what came of it; nothing while there is none. */
export function FlowView({ flow, connection, role }: FlowViewProps) {
  const { state } = flow;
  switch (state.is) {
    case 'idle':
      return null;
    case 'reading':
    case 'applying':
      return <Running state={state} onStop={flow.stop} />;
    case 'plan': {
      const { answer, ticks } = state.review;
      const mayNot = choiceOf(answer, ticks).approve && role !== 'owner' ? t('plan.forbidden') : null;
      return (
        <PlanDialog
          key={answer.plan.id}
          dialog={state.review}
          title={state.title}
          unavailable={connection.mode === 'report' ? t('plan.reportOnly') : mayNot}
          statusOf={() => null}
          onChange={flow.change}
          onApply={flow.apply}
          onClose={flow.close}
        />
      );
    }
    case 'finished':
      return <Finished state={state} connection={connection.id} onClose={flow.close} />;
    case 'read':
      return (
        <Banner tone="ok" icon="agree" cause={t('work.readDone')}>
          <Close onClose={flow.close} />
        </Banner>
      );
    case 'failed':
      return (
        <ProblemBox problem={state.problem}>
          <Close onClose={flow.close} />
        </ProblemBox>
      );
  }
}

function Running({
  state: { is, job, stopping },
  onStop,
}: {
  state: Extract<FlowState, { is: 'reading' | 'applying' }>;
  onStop(): void;
}) {
  const isReading = is === 'reading';
  return (
    <section class="card" aria-label={t('work.bar')}>
      <div class="in">
        <Progress
          sentence={stopping ? t('work.stopping') : progressText(job, is)}
          done={isReading ? (job?.at ?? 0) : (job?.done ?? 0)}
          failed={isReading ? 0 : (job?.failed ?? 0)}
          total={job?.total ?? 0}
          label={t('work.bar')}
        >
          <Button small unavailable={stopping || job === null ? t('work.busy') : null} onPress={onStop}>
            {t('work.stop')}
          </Button>
        </Progress>
      </div>
    </section>
  );
}

interface FinishedProps {
  state: Extract<FlowState, { is: 'finished' }>;
  connection: string;
  onClose(): void;
}

function Finished({ state: { job, results }, connection, onClose }: FinishedProps) {
  const wrong = results.filter(({ problem, outcome }) => problem !== null && outcome !== 'held');
  const [first] = wrong;
  const cause = job.error === null ? finishedText(job) : sentence(job.error.detail);
  const next =
    first?.problem === null || first === undefined
      ? null
      : t('work.failures', wrong.length, [number(wrong.length), first.label, first.problem.detail]);
  const isGood = first === undefined && job.error === null;
  return (
    <Banner tone={isGood ? 'ok' : 'warn'} icon={isGood ? 'agree' : 'risk'} cause={cause} next={next} alert={!isGood}>
      <LinkButton small href={addressOf(connection, 'run', [job.id])}>
        {t('work.run.view', [job.id])}
      </LinkButton>
      <Close onClose={onClose} />
    </Banner>
  );
}

function Close({ onClose }: { onClose(): void }) {
  return (
    <Button small onPress={onClose}>
      {t('plan.close')}
    </Button>
  );
}

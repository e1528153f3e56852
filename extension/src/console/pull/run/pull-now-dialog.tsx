import { Fragment } from 'preact';

import { Banner } from '../../../components/banner.tsx';
import { brakeWords } from '../../../plan/brake-words.ts';
import { number, t } from '../../../words.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { useAnswer } from '../../use-answer.ts';
import { usePlan } from '../../work/run/use-plan.ts';

/** Kinds of change that a pull can plan, in the order in which a person wants to know of them. */
const told = [
  'create',
  'link',
  'update',
  'activate',
  'deactivate',
  'delete',
  'grantGroup',
  'revokeGroup',
  'createGroup',
] as const;

interface PullNowDialogProps {
  /** The run that has planned it. */
  job: string;
  onConfirm(): Promise<void>;
  onClose(): void;
}

/** Asks before a pull that writes, with what the look at it has counted. */
export function PullNowDialog({ job: id, onConfirm, onClose }: PullNowDialogProps) {
  const { value: job, problem } = useAnswer('job', { path: { id } }, { every: 1000 });
  const { answer } = usePlan(job?.ended === null ? null : (job?.plan ?? null));
  const isPending = job === null || job.ended === null;
  const failed = problem ?? job?.error ?? null;
  const counts = told.flatMap((action) => {
    const count = answer?.plan.counts[action] ?? 0;
    return count > 0 ? [{ action, count }] : [];
  });
  const brake = answer?.plan.brake ?? null;
  return (
    <ConfirmDialog
      title={t('pull.run.nowTitle')}
      summary={t('pull.run.nowText')}
      word={t('pull.run.nowWord')}
      unavailable={isPending && failed === null ? t('pull.run.stillReading') : null}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {failed !== null && <ProblemBox problem={failed} alert={false} />}
      {answer !== null && (
        <>
          <p class="strong">{t('pull.run.planned', [id])}</p>
          {counts.length === 0 && <p>{t('pull.run.plannedNothing')}</p>}
          <dl class="kv">
            {counts.map(({ action, count }) => (
              <Fragment key={action}>
                <dt>{t(`pull.would.${action}`)}</dt>
                <dd class="num">{number(count)}</dd>
              </Fragment>
            ))}
          </dl>
        </>
      )}
      {brake !== null && <Banner tone="hold" icon="hold" cause={t('pull.run.held')} next={brakeWords(brake)} />}
    </ConfirmDialog>
  );
}

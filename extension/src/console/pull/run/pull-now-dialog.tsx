import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { Banner } from '../../../components/banner.tsx';
import { brakeWords } from '../../../plan/brake-words.ts';
import { number, t } from '../../../words.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { useAnswer } from '../../use-answer.ts';
import { usePlan } from '../../work/run/use-plan.ts';
import type { PullSettings } from '../pull-model.ts';
import type { Look } from './seen.ts';

/** How the look at one site has ended. */
type Shown = 'planned' | 'failed';

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
  connection: string;
  sites: PullSettings['targets'];
  /** The runs that have planned it. */
  seen: Look;
  onConfirm(): Promise<void>;
  onClose(): void;
}

/** Asks before a pull that writes, with what the look at each site has counted. */
export function PullNowDialog({ connection, sites, seen, onConfirm, onClose }: PullNowDialogProps) {
  const [shown, setShown] = useState<Readonly<Record<string, Shown>>>({});
  const looks = [{ connection, job: seen.job, problem: null }, ...seen.others];
  const unavailable = looks.some(({ job }) => job !== null && shown[job] === undefined)
    ? t('pull.run.stillReading')
    : shown[seen.job] === 'failed'
      ? t('pull.run.lookAgain')
      : null;
  return (
    <ConfirmDialog
      title={t('pull.run.nowTitle')}
      summary={t('pull.run.nowText')}
      word={t('pull.run.nowWord')}
      unavailable={unavailable}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {looks.map(({ connection: id, job, problem }) => (
        <Fragment key={id}>
          {job !== null && (
            <Planned
              job={job}
              site={sites.find((each) => each.connection === id)?.name ?? null}
              onShown={(how) => setShown((before) => ({ ...before, [job]: how }))}
            />
          )}
          {problem !== null && <ProblemBox problem={problem} alert={false} />}
        </Fragment>
      ))}
    </ConfirmDialog>
  );
}

interface PlannedProps {
  job: string;
  /** Nickname of another site; null for the connection's own. */
  site: string | null;
  onShown(how: Shown): void;
}

/** What one run has planned, or why it has not. */
function Planned({ job: id, site, onShown }: PlannedProps) {
  const { value: job, problem } = useAnswer('job', { path: { id } }, { every: 1000 });
  const { answer, problem: unread } = usePlan(job?.ended === null ? null : (job?.plan ?? null));
  const failed = problem ?? job?.error ?? unread;
  const counts = told.flatMap((action) => {
    const count = answer?.plan.counts[action] ?? 0;
    return count > 0 ? [{ action, count }] : [];
  });
  const brake = answer?.plan.brake ?? null;
  const shown = failed !== null ? 'failed' : answer !== null ? 'planned' : null;
  useEffect(() => {
    if (shown !== null) onShown(shown);
  }, [shown]);
  return (
    <>
      {failed !== null && <ProblemBox problem={failed} alert={false} />}
      {answer !== null && (
        <>
          <p class="strong">{site === null ? t('pull.run.planned', [id]) : t('pull.run.plannedOn', [id, site])}</p>
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
    </>
  );
}

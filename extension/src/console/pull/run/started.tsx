import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { t } from '../../../words.ts';
import { addressOf } from '../../page.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import type { PullState } from './use-pull.ts';

/** The runs of a pull to several sites, each to be looked at by itself; or why there is none. */
export function Started({ connection, state, onClose }: { connection: string; state: PullState; onClose(): void }) {
  if (state.is === 'idle' || state.is === 'asking') return null;
  const close = (
    <Button small onPress={onClose}>
      {t('plan.close')}
    </Button>
  );
  if (state.is === 'failed') return <ProblemBox problem={state.problem}>{close}</ProblemBox>;
  const { job, others } = state.started;
  return (
    <>
      <Banner tone="info" icon="info" cause={t('pull.run.several')} next={t('pull.run.severalNext')}>
        {[{ connection, job }, ...others].map(
          (each) =>
            each.job !== null && (
              <LinkButton key={each.job} small href={addressOf(each.connection, 'run', [each.job])}>
                {t('work.run.view', [each.job])}
              </LinkButton>
            ),
        )}
        {close}
      </Banner>
      {others.map(
        (each) => each.problem !== null && <ProblemBox key={each.connection} problem={each.problem} alert={false} />,
      )}
    </>
  );
}

import { useState } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { useAnswer } from '../../use-answer.ts';
import { RunTable } from '../../work/run/runs-page.tsx';
import type { PullOptions, PullSettings } from '../pull-model.ts';
import { LastPull } from './last-pull.tsx';
import { PullNowDialog } from './pull-now-dialog.tsx';
import { RunOptions } from './run-options.tsx';
import { StandingCard } from './standing-card.tsx';
import { Started } from './started.tsx';
import { usePull } from './use-pull.ts';

/** Pulls are rare, so what they left is asked for this often, in milliseconds. */
const lookEvery = 10_000;

/** Whether pull is on, what the last one read, and the way to the next: first the look, then the pull. */
export function PullRun({ page, pull }: { page: PageProps; pull: PullSettings }) {
  const { connection } = page;
  const jobs = useAnswer('jobs', { query: { connection: connection.id } }, { every: lookEvery });
  const last = useAnswer('lastPull', { path: { id: connection.id } }, { every: lookEvery });
  const [options, setOptions] = useState<Partial<PullOptions>>({});
  const [asking, setAsking] = useState(false);
  const work = usePull({ ...page, options });
  const pulls = jobs.value?.jobs.filter(({ trigger }) => trigger === 'pull') ?? null;
  return (
    <>
      <StandingCard connection={connection} pull={pull}>
        <Button look={work.seen === null ? 'primary' : undefined} unavailable={work.unavailable} onPress={work.look}>
          {t('pull.run.look')}
        </Button>
        <Button
          look={work.seen === null ? undefined : 'primary'}
          unavailable={work.unavailable ?? work.whyNotNow}
          onPress={() => setAsking(true)}
        >
          {t('pull.run.now')}
        </Button>
      </StandingCard>
      <Started connection={connection.id} state={work.state} onClose={work.close} />
      <RunOptions own={pull.defaults} options={options} onChange={setOptions} />
      <LastPull connection={connection.id} last={last} />
      <section class="card" aria-labelledby="pulls">
        <header>
          <h2 id="pulls">{t('pull.run.runs')}</h2>
        </header>
        <RunTable jobs={pulls} connection={connection.id} />
      </section>
      {asking && work.seen !== null && (
        <PullNowDialog
          connection={connection.id}
          sites={pull.targets}
          seen={work.seen}
          onConfirm={async () => {
            await work.pull();
            setAsking(false);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

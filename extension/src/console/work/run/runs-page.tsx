import type { JobAnswer } from '@rollcall/shared/api-run';

import { Badge } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import { t } from '../../../words.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { Chips } from '../../parts/chips.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useAnswer } from '../../use-answer.ts';
import { FlowView } from '../flow/flow-view.tsx';
import { useFlow } from '../flow/use-flow.ts';
import { useSyncAll } from '../flow/use-sync-all.ts';
import { actorText, isActive, runLook, triggerText } from './run-words.ts';

type Shown = 'all' | 'wrote' | 'waits' | 'wrong';

const fits: Record<Shown, (job: JobAnswer) => boolean> = {
  all: () => true,
  wrote: ({ mode }) => mode === 'apply',
  waits: ({ state }) => state === 'waiting',
  wrong: ({ state, failed }) => failed > 0 || state === 'failed' || state === 'stopped',
};

function isShown(text: string | null): text is Shown {
  return text !== null && text in fits;
}

/** The latest runs, newest first. */
export function RunsPage({ connection, role, query }: PageProps) {
  const { value, problem, again } = useAnswer('jobs', { query: { connection: connection.id } }, { every: 5000 });
  const flow = useFlow({ connection, role, onDone: again });
  const syncAll = useSyncAll(connection.id, flow);
  const wanted = query.get('show');
  const shown = isShown(wanted) ? wanted : 'all';
  const jobs = value?.jobs ?? null;
  const show = (key: Shown): void => {
    location.replace(addressOf(connection.id, 'runs', [], key === 'all' ? {} : { show: key }));
  };
  return (
    <>
      <div class="head">
        <h1>{t('work.runs.title')}</h1>
        <span class="row push">
          <Button look="primary" unavailable={flow.allUnavailable} shortcut="s" onPress={syncAll}>
            {t('strip.syncAll')}
          </Button>
        </span>
        <p>{t('work.runs.text')}</p>
      </div>
      {problem !== null && <ProblemBox problem={problem} alert={false} />}
      <FlowView flow={flow} connection={connection} role={role} />
      <Chips
        label={t('work.run.result')}
        pressed={shown}
        onPress={show}
        chips={(['all', 'wrote', 'waits', 'wrong'] as const).map((key) => ({
          key,
          word: t(`work.runs.${key}`),
          count: jobs?.filter(fits[key]).length,
        }))}
      />
      <section class="card" aria-label={t('work.runs.title')}>
        <RunTable jobs={jobs?.filter(fits[shown]) ?? null} connection={connection.id} />
      </section>
    </>
  );
}

/** Runs one a line; null while they are read. */
export function RunTable({ jobs, connection }: { jobs: readonly JobAnswer[] | null; connection: string }) {
  return (
    <Table
      label={t('work.runs.title')}
      keyOf={({ id }) => id}
      rows={jobs}
      empty={<EmptyState icon="play" title={t('work.runs.none')} text={t('work.runs.noneText')} />}
      columns={[
        {
          key: 'run',
          title: t('work.run.column'),
          head: true,
          cell: ({ id }) => <a href={addressOf(connection, 'run', [id])}>{id}</a>,
        },
        {
          key: 'by',
          title: t('work.run.startedBy'),
          cell: ({ by, trigger }) => `${actorText(by)}, ${triggerText(trigger)}`,
        },
        { key: 'result', title: t('work.run.result'), cell: (job) => <RunResult job={job} /> },
        { key: 'when', title: t('work.when'), end: true, cell: ({ created }) => <Time at={created} /> },
      ]}
    />
  );
}

function RunResult({ job }: { job: JobAnswer }) {
  const { tone, icon, word } = runLook(job);
  return (
    <Badge tone={tone} icon={icon} edge="plain" spin={isActive(job)}>
      {word}
    </Badge>
  );
}

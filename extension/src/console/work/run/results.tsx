import type { ItemResultAnswer, JobAnswer } from '@rollcall/shared/api-run';
import { useState } from 'preact/hooks';

import { Badge } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import { number, pastName, problemWords, t } from '../../../words.ts';
import { addressOf } from '../../page.ts';
import { Chips } from '../../parts/chips.tsx';
import type { Column } from '../../parts/column.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Figures } from '../../parts/figures.tsx';
import { Table } from '../../parts/table.tsx';
import type { Flow } from '../flow/use-flow.ts';
import { Who } from '../who.tsx';
import { type FailureGroup, groupFailures, partsOf, usersOf } from './run-model.ts';
import { isActive, type Look } from './run-words.ts';

const pageSize = 50;

interface ResultsProps {
  job: JobAnswer;
  results: readonly ItemResultAnswer[];
  connection: string;
  flow: Flow;
}

/** What came of a run: figures that add up, failures by their cause with the next step, and every user. */
export function Results({ job, results, connection, flow }: ResultsProps) {
  const parts = partsOf(job);
  const groups = groupFailures(results);
  const figures = (['done', 'failed', 'held', 'skipped', 'left'] as const).map((key) => ({
    key,
    value: parts[key],
    label: t(`work.run.figure.${key === 'left' && isActive(job) ? 'toDo' : key}`),
  }));
  return (
    <>
      <section class="card" aria-label={t('work.run.result')}>
        <Figures figures={figures} />
      </section>
      {groups.map((group) => (
        <Failures key={group.code} {...{ group, connection, flow }} />
      ))}
      {results.length > 0 && <Everybody results={results} connection={connection} />}
    </>
  );
}

function Failures({ group, connection, flow }: { group: FailureGroup; connection: string; flow: Flow }) {
  const { code, problem, results } = group;
  const words = problemWords(problem);
  const retry = (of: readonly ItemResultAnswer[]) =>
    flow.start(
      { is: 'users', ids: usersOf(of), operations: [] },
      { title: 'title', name: of.length === 1 ? (of[0]?.label ?? null) : null },
    );
  return (
    <section class="card" aria-labelledby={`failed-${code}`}>
      <header>
        <h2 id={`failed-${code}`}>
          {words.title} <span class="muted num">{number(results.length)}</span>
        </h2>
        <span class="push">
          <Button small unavailable={flow.unavailable} onPress={() => retry(results)}>
            {t('work.run.retryAll', results.length, [number(results.length)])}
          </Button>
        </span>
        <p class="small muted after">{words.next}</p>
      </header>
      <Table
        label={words.title}
        keyOf={({ item }) => item}
        rows={results.slice(0, pageSize)}
        empty={null}
        columns={failureColumns({ connection, flow, retry })}
      />
      {results.length > pageSize && (
        <footer class="small muted">{t('work.run.firstOf', [number(pageSize), number(results.length)])}</footer>
      )}
    </section>
  );
}

interface FailureColumns {
  connection: string;
  flow: Flow;
  retry(of: readonly ItemResultAnswer[]): void;
}

function failureColumns({ connection, flow, retry }: FailureColumns): Column<ItemResultAnswer>[] {
  return [
    {
      key: 'user',
      title: t('work.user.column'),
      head: true,
      cell: (each) => <Person {...{ each, connection }} />,
    },
    {
      key: 'cause',
      title: t('work.run.cause'),
      cell: ({ problem: own }) => (
        <>
          {own?.detail}
          <p class="tiny muted num">{marksOf(own)}</p>
        </>
      ),
    },
    {
      key: 'next',
      title: t('work.run.nextStep'),
      end: true,
      cell: (each) => (
        <Button
          small
          label={t('actionOn.retry', [each.label])}
          unavailable={flow.unavailable}
          onPress={() => retry([each])}
        >
          {t('action.retry')}
        </Button>
      ),
    },
  ];
}

function marksOf(problem: ItemResultAnswer['problem']): string {
  if (problem === null) return '';
  return [problem.status, problem.code, problem.requestId].filter((part) => part !== null).join(' · ');
}

function Person({ each: { label, handle }, connection }: { each: ItemResultAnswer; connection: string }) {
  return <Who label={label} href={addressOf(connection, 'user', [handle ?? label])} />;
}

const outcomes = ['any', 'done', 'failed', 'held', 'refused', 'moved', 'unknown'] as const;
type Shown = (typeof outcomes)[number];

function Everybody({ results, connection }: { results: readonly ItemResultAnswer[]; connection: string }) {
  const [shown, setShown] = useState<Shown>('any');
  const [from, setFrom] = useState(0);
  const of = (outcome: Shown) => results.filter((each) => outcome === 'any' || each.outcome === outcome);
  const fitting = of(shown);
  const chips = outcomes
    .map((key) => ({ key, word: key === 'any' ? t('work.all') : outcomeLook(key).word, count: of(key).length }))
    .filter(({ key, count }) => key === 'any' || count > 0);
  return (
    <section class="card" aria-labelledby="everybody">
      <header>
        <h2 id="everybody">{t('work.run.everybody')}</h2>
        <span class="push">
          <Chips
            label={t('work.run.result')}
            chips={chips}
            pressed={shown}
            onPress={(key) => {
              setShown(key);
              setFrom(0);
            }}
          />
        </span>
      </header>
      <Table
        label={t('work.run.everybody')}
        keyOf={({ item }) => item}
        rows={fitting.slice(from, from + pageSize)}
        empty={<EmptyState icon="filter" title={t('work.plan.noneFits')} />}
        columns={[
          {
            key: 'user',
            title: t('work.user.column'),
            head: true,
            cell: (each) => <Person {...{ each, connection }} />,
          },
          {
            key: 'what',
            title: t('work.plan.whatColumn'),
            cell: ({ action, outcome }) => (outcome === 'done' ? pastName(action) : t(`work.tried.${action}`)),
          },
          { key: 'result', title: t('work.run.result'), cell: ({ outcome }) => <Outcome outcome={outcome} /> },
        ]}
        paging={{ from, size: pageSize, total: fitting.length, onFrom: setFrom }}
      />
    </section>
  );
}

function Outcome({ outcome }: Pick<ItemResultAnswer, 'outcome'>) {
  const { tone, icon, word } = outcomeLook(outcome);
  return (
    <Badge tone={tone} icon={icon} edge="plain">
      {word}
    </Badge>
  );
}

/** What became of one item, as its badge says it. */
export function outcomeLook(outcome: ItemResultAnswer['outcome']): Look {
  switch (outcome) {
    case 'done':
      return { tone: 'ok', icon: 'agree', word: t('work.outcome.done') };
    case 'failed':
      return { tone: 'bad', icon: 'failed', word: t('work.outcome.failed') };
    case 'refused':
      return { tone: 'bad', icon: 'shield', word: t('work.outcome.refused') };
    case 'held':
      return { tone: 'hold', icon: 'hold', word: t('work.outcome.held') };
    case 'unknown':
      return { tone: 'warn', icon: 'question', word: t('work.outcome.unknown') };
    case 'moved':
      return { tone: 'warn', icon: 'differs', word: t('work.outcome.moved') };
  }
}

import { entryAnswer, entryType } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useMemo, useState } from 'preact/hooks';

import { Badge } from '../../../components/badge.tsx';
import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { pastName, t } from '../../../words.ts';
import { call } from '../../call.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { Disclosure } from '../../parts/disclosure.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Field } from '../../parts/field.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Select } from '../../parts/select.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { FlowView } from '../flow/flow-view.tsx';
import { type Flow, useFlow } from '../flow/use-flow.ts';
import { outcomeLook } from '../run/results.tsx';
import { actorText, triggerText } from '../run/run-words.ts';
import { EntryDetail, type Told } from './entry-detail.tsx';
import { canUndo, entryText } from './entry-words.ts';
import { exportEntries, type Format } from './export-entries.ts';
import { type ActivityFilter, readFilter, type Since, toAddress, toQuery } from './filter.ts';
import { type Entries, useEntries } from './use-entries.ts';

/** Everything that was done or refused: find it, look into it, take it back, take it along. */
export function ActivityPage({ connection, role, query }: PageProps) {
  const filter = readFilter(query);
  const key = query.toString();
  // A span is reckoned from when it was chosen, or each rendering would ask anew.
  const asked = useMemo(() => ({ ...toQuery(filter, Date.now()), connection: connection.id }), [key]);
  const entries = useEntries(asked);
  const flow = useFlow({ connection, role, onDone: entries.again });
  const narrow = (change: Partial<ActivityFilter>): void => {
    location.replace(addressOf(connection.id, 'activity', [], toAddress({ ...filter, ...change })));
  };
  return (
    <>
      <Head asked={asked} onProblem={flow.fail} />
      <FlowView flow={flow} connection={connection} role={role} />
      <Filters filter={filter} onFilter={narrow} />
      {entries.problem !== null && <ProblemBox problem={entries.problem} alert={false} />}
      <section class="card" aria-label={t('work.activity.entries')}>
        <Table
          label={t('work.activity.entries')}
          keyOf={({ id }) => id}
          rows={entries.problem === null ? entries.entries : (entries.entries ?? [])}
          columns={columns({ connection: connection.id, entries, flow })}
          empty={
            key === '' ? (
              <EmptyState icon="list" title={t('work.activity.none')} text={t('work.activity.noneText')} />
            ) : (
              <EmptyState icon="filter" title={t('work.activity.noneFits')}>
                <Button onPress={() => location.replace(addressOf(connection.id, 'activity'))}>
                  {t('work.users.showAll')}
                </Button>
              </EmptyState>
            )
          }
        />
        {entries.more && (
          <footer>
            <Button unavailable={entries.loading ? t('parts.loading') : null} onPress={entries.older}>
              {t('work.activity.older')}
            </Button>
          </footer>
        )}
      </section>
    </>
  );
}

type Asked = Record<string, string>;

function Head({ asked, onProblem }: { asked: Asked; onProblem(problem: ProblemAnswer): void }) {
  const [busy, setBusy] = useState(false);
  const [intact, setIntact] = useState<{ is: boolean; at: string } | null>(null);
  const save = async (format: Format): Promise<void> => {
    setBusy(true);
    const problem = await exportEntries(asked, format);
    setBusy(false);
    if (problem !== null) onProblem(problem);
  };
  const verify = async (): Promise<void> => {
    setBusy(true);
    const outcome = await call('activity', { query: { verify: 'true', limit: 1 } });
    setBusy(false);
    if (!outcome.ok) onProblem(outcome.problem);
    else if (outcome.value.intact !== null) setIntact({ is: outcome.value.intact, at: new Date().toISOString() });
  };
  const unavailable = busy ? t('work.busy') : null;
  return (
    <>
      <div class="head">
        <h1>{t('work.activity.title')}</h1>
        <span class="row push">
          <Button unavailable={unavailable} onPress={() => void verify()}>
            {t('work.activity.verify')}
          </Button>
          <Button
            unavailable={unavailable}
            label={t('work.activity.exportAs', ['CSV'])}
            onPress={() => void save('csv')}
          >
            {t('work.activity.exportAs', ['CSV'])}
          </Button>
          <Button
            unavailable={unavailable}
            label={t('work.activity.exportAs', ['NDJSON'])}
            onPress={() => void save('ndjson')}
          >
            {t('work.activity.exportAs', ['NDJSON'])}
          </Button>
        </span>
        <p>{t('work.activity.text')}</p>
      </div>
      {intact?.is === true && (
        <Banner tone="ok" icon="agree" cause={t('work.activity.whole')} next={<Time at={intact.at} />} />
      )}
      {intact?.is === false && (
        <Banner alert tone="bad" icon="failed" cause={t('work.activity.broken')} next={t('work.activity.brokenNext')} />
      )}
    </>
  );
}

interface FiltersProps {
  filter: ActivityFilter;
  onFilter(change: Partial<ActivityFilter>): void;
}

function Filters({ filter, onFilter }: FiltersProps) {
  const [user, setUser] = useState(filter.user);
  const [run, setRun] = useState(filter.run);
  const types = entryType.options.map((value) => ({ value, word: pastName(value) }));
  const outcomes = entryAnswer.shape.outcome.options.map((value) => ({ value, word: outcomeLook(value).word }));
  const sinces: Since[] = ['any', 'hour', 'day', 'week', 'month'];
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault();
        onFilter({ user: user.trim(), run: run.trim() });
      }}
    >
      <Field
        type="search"
        label={t('work.activity.user')}
        placeholder={t('work.users.searchKey')}
        value={user}
        onInput={setUser}
      />
      <Field label={t('work.run.column')} placeholder="R-0001" value={run} onInput={setRun} />
      <Select
        label={t('work.activity.what')}
        value={filter.type}
        options={[{ value: '', word: t('work.activity.anything') }, ...types]}
        onChange={(type) => onFilter({ type, user: user.trim(), run: run.trim() })}
      />
      <Select
        label={t('work.run.result')}
        value={filter.outcome}
        options={[{ value: '', word: t('work.activity.anyResult') }, ...outcomes]}
        onChange={(outcome) => onFilter({ outcome, user: user.trim(), run: run.trim() })}
      />
      <Select
        label={t('work.when')}
        value={filter.since}
        options={sinces.map((value) => ({ value, word: t(`work.activity.since.${value}`) }))}
        onChange={(since) => onFilter({ since, user: user.trim(), run: run.trim() })}
      />
      <button type="submit" class="btn">
        {t('work.activity.filter')}
      </button>
    </form>
  );
}

interface ColumnsInput {
  connection: string;
  entries: Entries;
  flow: Flow;
}

function columns({ connection, entries: { names }, flow }: ColumnsInput) {
  const nameOf = ({ subject }: Told) => {
    const id = subject.cms ?? subject.okta;
    return id === null ? null : { user: id, label: names[id]?.label ?? names[subject.okta ?? '']?.label ?? id };
  };
  return [
    {
      key: 'at',
      title: t('work.when'),
      cell: ({ at }: Told) => <Seconds at={at} />,
    },
    {
      key: 'what',
      title: t('work.activity.happened'),
      head: true,
      cell: (entry: Told) => (
        <Disclosure summary={entryText(entry)}>
          <EntryDetail entry={entry} label={entryText(entry)} />
        </Disclosure>
      ),
    },
    { key: 'result', title: t('work.run.result'), cell: ({ outcome }: Told) => <Outcome outcome={outcome} /> },
    {
      key: 'whom',
      title: t('work.activity.whom'),
      cell: (entry: Told) => <Whom named={nameOf(entry)} connection={connection} />,
    },
    {
      key: 'side',
      title: t('work.plan.on'),
      cell: ({ side }: Told) => <span class="muted">{side === undefined ? '' : t(`plan.${side}`)}</span>,
    },
    {
      key: 'by',
      title: t('work.run.startedBy'),
      cell: ({ by, trigger, job }: Told) => (
        <span class="muted">
          {actorText(by)}, {triggerText(trigger)}{' '}
          {job !== null && (
            <a class="nowrap" href={addressOf(connection, 'run', [job])}>
              {job}
            </a>
          )}
        </span>
      ),
    },
    {
      key: 'act',
      title: <span class="vh">{t('work.plan.action')}</span>,
      end: true,
      cell: (entry: Told) => <Undo entry={entry} label={nameOf(entry)?.label ?? ''} flow={flow} />,
    },
  ];
}

function Seconds({ at }: Pick<Told, 'at'>) {
  return (
    <span class="muted num nowrap">
      <Time at={at} as="seconds" />
    </span>
  );
}

function Whom({ named, connection }: { named: { user: string; label: string } | null; connection: string }) {
  if (named === null) return <span class="muted">{t('work.overview.connection')}</span>;
  return (
    <a href={addressOf(connection, 'user', [named.user])}>
      <bdi>{named.label}</bdi>
    </a>
  );
}

function Outcome({ outcome }: Pick<Told, 'outcome'>) {
  const { tone, icon, word } = outcomeLook(outcome);
  return (
    <Badge tone={tone} icon={icon} edge="plain">
      {word}
    </Badge>
  );
}

function Undo({ entry, label, flow }: { entry: Told; label: string; flow: Flow }) {
  if (!canUndo(entry)) return null;
  const text = entryText(entry);
  return (
    <Button
      small
      shortcut="u"
      label={t('work.undo.entryOf', [text, label])}
      unavailable={flow.unavailable}
      onPress={() =>
        flow.start(
          { is: 'undoEntries', entries: [entry.id] },
          { title: 'title', name: null, text: t('work.undo.entryOfTitle', [label, text]) },
        )
      }
    >
      {t('work.undo.button')}
    </Button>
  );
}

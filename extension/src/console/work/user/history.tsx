import type { HistoryAnswer } from '@rollcall/shared/api-user';
import { useEffect, useState } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { t } from '../../../words.ts';
import { call } from '../../call.ts';
import { addressOf } from '../../page.ts';
import { Disclosure } from '../../parts/disclosure.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Time } from '../../parts/time.tsx';
import type { Answered } from '../../use-answer.ts';
import { EntryDetail } from '../activity/entry-detail.tsx';
import { canUndo, entryText } from '../activity/entry-words.ts';
import type { Flow } from '../flow/use-flow.ts';
import { outcomeLook } from '../run/results.tsx';
import { actorText } from '../run/run-words.ts';
import { MomentField } from './past.tsx';

type Entries = HistoryAnswer['entries'];

interface HistoryProps {
  path: { id: string; user: string };
  history: Answered<'history'>;
  flow: Flow;
  /** The moment that is shown above; null is now. */
  at: string | null;
  onMoment(at: string): void;
}

/** What happened to the user, newest first: values, steps, undo, and the way to the moment of each entry. */
export function History({ path, history, flow, at, onMoment }: HistoryProps) {
  const { value, problem } = history;
  const older = useOlder(path, value);
  const entries = value === null ? [] : [...value.entries, ...older.entries];
  return (
    <section class="card" aria-labelledby="history">
      <header>
        <h2 id="history">{t('work.user.history')}</h2>
        <a class="small push" href={addressOf(path.id, 'activity', [], { user: path.user })}>
          {t('work.user.inActivity')}
        </a>
      </header>
      <div class="in stack">
        {problem !== null && <ProblemBox problem={problem} alert={false} />}
        {at === null && entries.length > 0 && <MomentField at={null} onMoment={onMoment} />}
        {value !== null && entries.length === 0 && (
          <EmptyState icon="list" title={t('work.user.noHistory')} text={t('work.user.noHistoryText')} />
        )}
        <ol class="steps">
          {entries.map((entry) => (
            <Entry key={entry.id} {...{ entry, flow, onMoment }} connection={path.id} />
          ))}
        </ol>
        {older.more && (
          <Button unavailable={older.loading ? t('parts.loading') : null} onPress={older.load}>
            {t('work.activity.older')}
          </Button>
        )}
      </div>
    </section>
  );
}

interface EntryProps {
  entry: Entries[number];
  connection: string;
  flow: Flow;
  onMoment(at: string): void;
}

function Entry({ entry, connection, flow, onMoment }: EntryProps) {
  const { icon, tone } = outcomeLook(entry.outcome);
  const text = entryText(entry);
  const undo = () =>
    flow.start(
      { is: 'undoEntries', entries: [entry.id] },
      { title: 'title', name: null, text: t('work.undo.entry', [text]) },
    );
  return (
    <li>
      <Icon name={icon} tone={tone} />
      <span>
        <Disclosure summary={text}>
          <EntryDetail entry={entry} label={text} />
        </Disclosure>
        <span class="muted">
          {actorText(entry.by)}
          {entry.job !== null && (
            <>
              {', '}
              <a href={addressOf(connection, 'run', [entry.job])}>{t('work.run.title', [entry.job])}</a>
            </>
          )}
        </span>
        <span class="row">
          <Button small label={t('work.past.showAt', [text])} onPress={() => onMoment(entry.at)}>
            {t('work.past.show')}
          </Button>
          {canUndo(entry) && (
            <Button
              small
              shortcut="u"
              label={t('work.undo.entryLabel', [text])}
              unavailable={flow.unavailable}
              onPress={undo}
            >
              {t('work.undo.button')}
            </Button>
          )}
        </span>
      </span>
      <span class="tiny muted num nowrap">
        <Time at={entry.at} as="moment" />
      </span>
    </li>
  );
}

/** Entries behind the first answer, read on one page at a time; a new first answer begins anew. */
function useOlder(path: { id: string; user: string }, first: HistoryAnswer | null) {
  const [state, setState] = useState<{ entries: Entries; more: boolean; loading: boolean } | null>(null);
  useEffect(() => setState(null), [first]);
  const entries = state?.entries ?? [];
  const load = async (): Promise<void> => {
    const before = (entries.at(-1) ?? first?.entries.at(-1))?.id;
    if (before === undefined) return;
    setState({ entries, more: true, loading: true });
    const outcome = await call('history', { path, query: { before } });
    if (outcome.ok)
      setState({ entries: [...entries, ...outcome.value.entries], more: outcome.value.more, loading: false });
    else setState({ entries, more: true, loading: false });
  };
  return {
    entries,
    more: state?.more ?? first?.more ?? false,
    loading: state?.loading ?? false,
    load: () => void load(),
  };
}

import type { UserAnswer } from '@rollcall/shared/api-user';
import { useId } from 'preact/hooks';

import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { fieldName, moment as momentText, t, valueText } from '../../../words.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import type { Answered } from '../../use-answer.ts';
import { entryText } from '../activity/entry-words.ts';
import { actorText } from '../run/run-words.ts';
import { fromLocal, type PastField, pastFields, toLocal } from './moment-model.ts';

interface PastProps {
  user: UserAnswer | null;
  history: Answered<'history'>;
  /** The moment that is shown, ISO. */
  at: string;
  onMoment(at: string | null): void;
}

/** Both sides as they stood at a moment, and who or what changed each field since. */
export function Past({ user, history, at, onMoment }: PastProps) {
  const { value, problem } = history;
  const shown = value?.moment ?? null;
  const rows = user === null || shown === null ? null : pastFields(user, shown, value?.entries ?? []);
  return (
    <section class="card" aria-labelledby="past">
      <header>
        <h2 id="past">{t('work.user.both')}</h2>
      </header>
      <div class="in stack">
        <Banner tone="info" icon="clock" cause={t('work.past.looking')} next={t('work.past.held', [momentText(at)])}>
          <Button small onPress={() => onMoment(null)}>
            {t('work.past.back')}
          </Button>
        </Banner>
        <MomentField at={at} onMoment={onMoment} />
        {problem !== null && <ProblemBox problem={problem} />}
      </div>
      <Table
        label={t('work.past.table')}
        flow={false}
        keyOf={({ field }) => field}
        rows={rows}
        empty={<EmptyState icon="list" title={t('work.user.noFields')} />}
        columns={[
          { key: 'field', title: t('plan.field'), head: true, cell: ({ field }) => fieldName(field) },
          { key: 'cms', title: t('work.past.then', [t('plan.cms')]), cell: (each) => <Then past={each} side="cms" /> },
          {
            key: 'okta',
            title: t('work.past.then', [t('plan.okta')]),
            cell: (each) => <Then past={each} side="okta" />,
          },
          { key: 'since', title: t('work.past.since'), cell: (each) => <Since past={each} /> },
        ]}
      />
    </section>
  );
}

/** Any moment, typed; an entry of the history leads to its own. */
export function MomentField({ at, onMoment }: { at: string | null; onMoment(at: string): void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t('work.past.showAs')}</label>
      <input
        id={id}
        type="datetime-local"
        value={at === null ? '' : toLocal(at)}
        max={toLocal(new Date().toISOString())}
        onChange={(event) => {
          const typed = fromLocal(event.currentTarget.value);
          if (typed !== null) onMoment(typed);
        }}
      />
    </div>
  );
}

function Then({ past, side }: { past: PastField; side: 'cms' | 'okta' }) {
  const value = past[side];
  if (value === undefined) return <span class="muted">{t('work.past.unknown')}</span>;
  const text = valueText(past.field, value);
  return isSame(value, past.now[side]) ? <bdi>{text}</bdi> : <del>{text}</del>;
}

function Since({ past }: { past: PastField }) {
  const { changed, field, now } = past;
  const sides = (['cms', 'okta'] as const).filter((side) => past[side] !== undefined && !isSame(past[side], now[side]));
  if (sides.length === 0 && changed === null) return <span class="muted">{t('work.past.unchanged')}</span>;
  return (
    <>
      {sides.map((side) => (
        <div key={side}>
          {t(`plan.${side}`)}: <ins>{valueText(field, now[side])}</ins>
        </div>
      ))}
      {changed !== null && (
        <span class="tiny muted">
          {entryText(changed)}. {actorText(changed.by)}, <Time at={changed.at} as="moment" />
        </span>
      )}
    </>
  );
}

function isSame(one: PastField['cms'], other: PastField['cms']): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

import type { PullCounts } from '@rollcall/shared/api-pull';
import { Fragment } from 'preact';

import { number, t } from '../../../words.ts';
import { addressOf } from '../../page.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Figures } from '../../parts/figures.tsx';
import { Num } from '../../parts/num.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import type { Answered } from '../../use-answer.ts';

const reasons = ['gone', 'leftGroups', 'deactivated', 'filtered', 'named'] as const;

/** What the last pull that came to a plan has read, whom it selected, and who is only on the site. */
export function LastPull({ connection, last: { value, problem } }: { connection: string; last: Answered<'lastPull'> }) {
  const counts = value?.last ?? null;
  return (
    <section class="card" aria-labelledby="last">
      <header>
        <h2 id="last">{t('pull.last.title')}</h2>
        {counts !== null && (
          <span class="push small muted">
            <Time at={counts.at} /> · <a href={addressOf(connection, 'run', [counts.job])}>{counts.job}</a>
          </span>
        )}
      </header>
      {problem !== null && value === null && <ProblemBox problem={problem} alert={false} />}
      {value !== null && counts === null && (
        <EmptyState icon="play" title={t('pull.last.none')} text={t('pull.last.noneText')} />
      )}
      {counts !== null && <Counts counts={counts} />}
    </section>
  );
}

function Counts({ counts }: { counts: PullCounts }) {
  const { directoryRead, directorySelected, directoryUndecided, targetRead, targetOnly, groups } = counts;
  return (
    <>
      <Figures
        figures={[
          { key: 'read', value: directoryRead, label: t('pull.last.read') },
          { key: 'selected', value: directorySelected, label: t('pull.last.selected') },
          { key: 'undecided', value: directoryUndecided, label: t('pull.last.undecided') },
          { key: 'target', value: targetRead, label: t('pull.last.target') },
        ]}
      />
      <div class="in stack">
        <p class="small muted">
          {t('pull.strategy.title')}: {t(`pull.strategy.${counts.strategy}`)}
        </p>
        {counts.notes.map((note) => (
          <p key={note} class="small">
            {note}
          </p>
        ))}
        <h3 class="small strong">{t('pull.last.only')}</h3>
        <dl class="kv">
          {reasons.map((reason) => (
            <Fragment key={reason}>
              <dt>{t(`pull.reason.${reason}`)}</dt>
              <dd class="num">{number(targetOnly[reason])}</dd>
            </Fragment>
          ))}
          <dt>{t('pull.last.changed')}</dt>
          <dd class="num">{number(counts.targetOnlyChanged.length)}</dd>
          <dt>{t('pull.last.excluded')}</dt>
          <dd class="num">{number(counts.targetExcluded)}</dd>
        </dl>
      </div>
      {groups.length > 0 && (
        <Table
          label={t('pull.last.groups')}
          flow={false}
          rows={groups}
          keyOf={({ id }) => id}
          empty={null}
          columns={[
            { key: 'group', title: t('pull.groups.group'), head: true, cell: ({ name }) => <bdi>{name}</bdi> },
            { key: 'members', title: t('pushed.members'), end: true, cell: ({ members }) => <Num value={members} /> },
          ]}
        />
      )}
    </>
  );
}

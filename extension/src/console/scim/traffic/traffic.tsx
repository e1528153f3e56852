import { type TrafficAnswer, trafficKind } from '@rollcall/shared/api-traffic';

import { Button } from '../../../components/button.tsx';
import { number, t } from '../../../words.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { Chips } from '../../parts/chips.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { type Answered, useAnswer } from '../../use-answer.ts';
import { EntryCard } from './entry-card.tsx';
import { RequestTable } from './request-table.tsx';

const kinds = trafficKind.options;
const pageSize = 50;
const lookEvery = 5_000;

/** What SCIM clients asked and were answered, newest first; one of them in full beside the list. */
export function Traffic({ connection, rest, query, role }: PageProps) {
  const kind = kinds.find((each) => each === query.get('kind')) ?? 'all';
  const before = query.get('before');
  const chosen = rest[1] ?? null;
  const answered = useAnswer(
    'traffic',
    { path: { id: connection.id }, query: { kind, limit: pageSize, ...(before === null ? {} : { before }) } },
    // Older pages stand still; the newest is followed.
    { every: before === null ? lookEvery : 0 },
  );
  const hrefOf: HrefOf = (entry, change = {}) => {
    const next = Object.entries({ kind: kind === 'all' ? null : kind, before, ...change });
    const kept = next.flatMap(([key, to]) => (to === null ? [] : [[key, to] as const]));
    return addressOf(connection.id, 'scim', ['traffic', ...(entry === null ? [] : [entry])], Object.fromEntries(kept));
  };
  return (
    <>
      {answered.problem !== null && (
        <ProblemBox problem={answered.problem} alert={false}>
          <Button small onPress={answered.again}>
            {t('banner.tryAgain')}
          </Button>
        </ProblemBox>
      )}
      <Filters kind={kind} value={answered.value} hrefOf={hrefOf} />
      <div class={chosen === null ? undefined : 'cols2'}>
        <Requests {...{ connection: connection.id, kind, before, chosen, answered, hrefOf }} />
        {chosen !== null && <EntryCard key={chosen} {...{ connection, role }} entry={chosen} />}
      </div>
    </>
  );
}

type Kind = (typeof kinds)[number];

/** Address of a view with one request in full, or none; what is not named stays. */
type HrefOf = (entry: string | null, change?: { kind?: string | null; before?: string | null }) => string;

function Filters({ kind, value, hrefOf }: { kind: Kind; value: TrafficAnswer | null; hrefOf: HrefOf }) {
  return (
    <div class="row between">
      <Chips
        label={t('scim.traffic.which')}
        chips={kinds.map((key) => ({ key, word: t(`scim.traffic.${key}`), count: value?.counts[key] }))}
        pressed={kind}
        onPress={(key) => location.replace(hrefOf(null, { kind: key === 'all' ? null : key, before: null }))}
      />
      {value !== null && (
        <span class="small muted">{t('scim.traffic.kept', value.keptDays, [number(value.keptDays)])}</span>
      )}
    </div>
  );
}

interface RequestsProps {
  connection: string;
  kind: Kind;
  before: string | null;
  chosen: string | null;
  answered: Answered<'traffic'>;
  hrefOf: HrefOf;
}

function Requests({ connection, kind, before, chosen, answered: { value, problem }, hrefOf }: RequestsProps) {
  const last = value?.more === true ? value.rows.at(-1) : undefined;
  return (
    <section class="card" aria-label={t('scim.traffic.requests')}>
      <RequestTable
        rows={value?.rows ?? (problem === null ? null : [])}
        chosen={chosen}
        hrefOf={hrefOf}
        empty={problem === null && <Nothing connection={connection} isFiltered={kind !== 'all'} />}
      />
      {(before !== null || last !== undefined) && (
        <footer>
          {before !== null && (
            <LinkButton small href={hrefOf(chosen, { before: null })}>
              {t('scim.traffic.newest')}
            </LinkButton>
          )}
          {last !== undefined && (
            <LinkButton small href={hrefOf(chosen, { before: last.id })}>
              {t('scim.traffic.older')}
            </LinkButton>
          )}
        </footer>
      )}
    </section>
  );
}

function Nothing({ connection, isFiltered }: { connection: string; isFiltered: boolean }) {
  if (isFiltered)
    return (
      <EmptyState icon="filter" title={t('scim.traffic.noneFits')}>
        <LinkButton href={addressOf(connection, 'scim', ['traffic'])}>{t('work.users.showAll')}</LinkButton>
      </EmptyState>
    );
  return (
    <EmptyState icon="list" title={t('scim.traffic.none')} text={t('scim.traffic.noneText')}>
      <LinkButton href={addressOf(connection, 'scim', ['guide'])}>{t('scim.view.guide')}</LinkButton>
    </EmptyState>
  );
}

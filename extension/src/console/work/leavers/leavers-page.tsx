import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { LeaverRow, LeaverSide } from '@rollcall/shared/api-leaver';
import { useState } from 'preact/hooks';

import { Badge } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import { number, t } from '../../../words.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Field } from '../../parts/field.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useAnswer } from '../../use-answer.ts';
import { Who } from '../who.tsx';
import { spanQuery } from './day.ts';
import { exportLeavers } from './export-leavers.ts';
import { openText, proofText, stateText } from './leaver-words.ts';

const pageSize = 50;

/** Everybody who lost access, with the proof on both sides: what an access review asks for. */
export function LeaversPage({ connection, query }: PageProps) {
  const days = { since: query.get('since') ?? '', until: query.get('until') ?? '' };
  const after = query.get('after');
  const span = spanQuery(days);
  const { value, problem } = useAnswer('leavers', {
    path: { id: connection.id },
    query: { ...span, limit: pageSize, ...(after === null ? {} : { after }) },
  });
  const narrowed = Object.entries(days).filter(([, day]) => day !== '');
  const address = (more: Record<string, string>) =>
    addressOf(connection.id, 'leavers', [], { ...Object.fromEntries(narrowed), ...more });
  const choose = (change: Partial<typeof days>): void => {
    const chosen = Object.entries({ ...days, ...change }).filter(([, day]) => day !== '');
    location.replace(addressOf(connection.id, 'leavers', [], Object.fromEntries(chosen)));
  };
  const next = value?.next ?? null;
  return (
    <>
      <Head connection={connection.id} span={span} />
      {problem !== null && <ProblemBox problem={problem} alert={false} />}
      <div class="filters">
        <Field type="date" label={t('work.leavers.from')} value={days.since} onInput={(since) => choose({ since })} />
        <Field type="date" label={t('work.leavers.to')} value={days.until} onInput={(until) => choose({ until })} />
      </div>
      <section class="card" aria-label={t('work.leavers.title')}>
        <Table
          label={t('work.leavers.title')}
          keyOf={({ key }) => key}
          rows={value?.rows ?? (problem === null ? null : [])}
          columns={columns(connection.id)}
          empty={<Empty isFiltered={narrowed.length > 0} onClear={() => choose({ since: '', until: '' })} />}
        />
        {value !== null && value.total > 0 && (
          <footer class="row">
            <span class="small muted num">
              {t('work.leavers.count', value.total, [number(value.total), number(value.open)])}
            </span>
            {after !== null && <LinkButton href={address({})}>{t('work.leavers.first')}</LinkButton>}
            {next !== null && <LinkButton href={address({ after: next })}>{t('work.leavers.more')}</LinkButton>}
          </footer>
        )}
      </section>
    </>
  );
}

function Head({ connection, span }: { connection: string; span: Record<string, string> }) {
  const [exporting, setExporting] = useState(false);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const save = async (): Promise<void> => {
    setExporting(true);
    setProblem(await exportLeavers(connection, span));
    setExporting(false);
  };
  return (
    <>
      <div class="head">
        <h1>{t('work.leavers.title')}</h1>
        <span class="row push">
          <Button unavailable={exporting ? t('work.busy') : null} onPress={() => void save()}>
            {t('work.users.export')}
          </Button>
        </span>
        <p>{t('work.leavers.text')}</p>
      </div>
      {problem !== null && <ProblemBox problem={problem} />}
    </>
  );
}

function columns(connection: string) {
  return [
    {
      key: 'user',
      title: t('work.user.column'),
      head: true,
      cell: (row: LeaverRow) => <Whom row={row} connection={connection} />,
    },
    { key: 'open', title: t('work.leavers.access'), cell: (row: LeaverRow) => <Access row={row} /> },
    {
      key: 'cms',
      title: t('plan.cms'),
      cell: ({ cms }: LeaverRow) => <Side known={cms} side="cms" connection={connection} />,
    },
    {
      key: 'okta',
      title: t('plan.okta'),
      cell: ({ okta }: LeaverRow) => <Side known={okta} side="okta" connection={connection} />,
    },
    {
      key: 'minutes',
      title: t('work.leavers.minutes'),
      end: true,
      cell: ({ minutes }: LeaverRow) => <span class="num">{minutes === null ? '' : number(minutes)}</span>,
    },
  ];
}

function Whom({ row, connection }: { row: LeaverRow; connection: string }) {
  const { login, label, mail, cms, okta } = row;
  // Of whom nothing is kept but the record there is no page.
  if (login === null) return <bdi>{cms?.id ?? okta?.id}</bdi>;
  return <Who label={label ?? login} sub={mail ?? login} href={addressOf(connection, 'user', [login])} />;
}

function Access({ row }: { row: LeaverRow }) {
  const open = openText(row);
  if (open === null) {
    return (
      <Badge tone="ok" icon="agree" edge="plain">
        {t('work.leavers.closed')}
      </Badge>
    );
  }
  return (
    <>
      <Badge tone="bad" icon="risk">
        {open.where}
      </Badge>
      <div class="tiny muted">{open.why}</div>
    </>
  );
}

interface SideProps {
  known: LeaverSide | null;
  side: 'cms' | 'okta';
  connection: string;
}

function Side({ known, side, connection }: SideProps) {
  if (known === null) return <span class="muted">{t('work.none')}</span>;
  const { state, proof, seenAt } = known;
  return (
    <>
      <div>{stateText(state, side)}</div>
      {proof !== null && (
        <div class="tiny">
          {proof.kind === 'entry' ? (
            <a href={addressOf(connection, 'activity', [], { user: known.id })} title={proof.id}>
              {proofText(proof)}
            </a>
          ) : (
            proofText(proof)
          )}
        </div>
      )}
      {seenAt !== null && (
        <div class="tiny muted">
          {t('work.leavers.lastSeen')} <Time at={seenAt} as="moment" />
        </div>
      )}
    </>
  );
}

function Empty({ isFiltered, onClear }: { isFiltered: boolean; onClear(): void }) {
  if (!isFiltered) return <EmptyState icon="people" title={t('work.leavers.none')} text={t('work.leavers.noneText')} />;
  return (
    <EmptyState icon="filter" title={t('work.leavers.noneFits')}>
      <Button onPress={onClear}>{t('work.users.showAll')}</Button>
    </EmptyState>
  );
}

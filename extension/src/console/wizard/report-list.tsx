import type { ReportAnswer, ReportGroup } from '@rollcall/shared/api-report';
import { useState } from 'preact/hooks';

import { t } from '../../words.ts';
import { addressOf } from '../page.ts';
import type { Column } from '../parts/column.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { Table } from '../parts/table.tsx';
import { useAnswer } from '../use-answer.ts';

type Row = ReportAnswer['rows'][number];

const size = 25;

/** Who is in one group of the report. */
export function ReportList({ id, group, total }: { id: string; group: ReportGroup; total: number }) {
  const [from, setFrom] = useState(0);
  const { value, problem } = useAnswer('firstReport', { path: { id }, query: { group, offset: from, limit: size } });
  const rows = value?.rows ?? null;
  const withText = rows?.some(({ text }) => text !== null) ?? false;
  const columns: Column<Row>[] = [
    { key: 'name', title: t('wizard.report.person'), head: true, cell: (row) => <Name {...{ id, row, group }} /> },
    { key: 'login', title: t('wizard.report.login'), cell: ({ login }) => <bdi>{login}</bdi> },
    { key: 'state', title: t('wizard.report.state'), cell: ({ state }) => t(`state.${state}`) },
    ...(withText ? [{ key: 'text', title: t('wizard.report.why'), cell: ({ text }: Row) => text }] : []),
  ];
  if (problem !== null) return <ProblemBox problem={problem} />;
  return (
    <div class="listed">
      <h3>{t(`wizard.report.${group}`)}</h3>
      <Table
        label={t(`wizard.report.${group}`)}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.id}
        empty={<p class="in hint">{t('wizard.report.nobody')}</p>}
        paging={{ from, size, total, onFrom: setFrom }}
      />
    </div>
  );
}

/** An account of the site leads to its page here; one of the org alone to its page there. */
function Name({ id, row: { id: account, label, url }, group }: { id: string; row: Row; group: ReportGroup }) {
  if (group !== 'onlyInOkta')
    return (
      <a href={addressOf(id, 'user', [account])}>
        <bdi>{label}</bdi>
      </a>
    );
  return url === null ? (
    <bdi>{label}</bdi>
  ) : (
    <a href={url} target="_blank" rel="noreferrer">
      <bdi>{label}</bdi>
    </a>
  );
}

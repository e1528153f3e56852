import type { TrafficRow } from '@rollcall/shared/api-traffic';
import type { ComponentChildren } from 'preact';

import { Badge } from '../../../components/badge.tsx';
import { number, t } from '../../../words.ts';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';

interface RequestTableProps {
  /** Null while nothing has come yet. */
  rows: readonly TrafficRow[] | null;
  /** The one that is shown in full. */
  chosen: string | null;
  hrefOf(entry: string): string;
  empty: ComponentChildren;
}

/** Requests with their answers, a line each. */
export function RequestTable({ rows, chosen, hrefOf, empty }: RequestTableProps) {
  return (
    <Table
      label={t('scim.traffic.requests')}
      rows={rows}
      keyOf={({ id }) => id}
      empty={empty}
      columns={[
        { key: 'at', title: t('scim.traffic.time'), cell: ({ at }) => <Time at={at} as="seconds" /> },
        {
          key: 'request',
          title: t('scim.traffic.request'),
          head: true,
          cell: ({ id, method, path }) => (
            <a class="request" href={hrefOf(id)} aria-current={id === chosen ? 'true' : undefined}>
              <b>{method}</b> <code class="tiny">{path}</code>
            </a>
          ),
        },
        {
          key: 'answer',
          title: t('scim.traffic.answer'),
          end: true,
          cell: (row) => (
            <>
              <StatusMark status={row.status} />
              <br />
              <span class="tiny muted num">{t('scim.traffic.ms', [number(Math.round(row.ms))])}</span>
            </>
          ),
        },
      ]}
    />
  );
}

/** An HTTP status; whether it went well is also its icon. */
function StatusMark({ status }: { status: number }) {
  const isGood = status < 400;
  return (
    <Badge tone={isGood ? 'ok' : 'bad'} icon={isGood ? 'agree' : 'failed'} edge="plain">
      {status}
    </Badge>
  );
}

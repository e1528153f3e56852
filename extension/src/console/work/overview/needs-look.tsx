import type { InboxAnswer } from '@rollcall/shared/api-inbox';
import type { BadgeStatus } from '@rollcall/shared/status';

import { Badge, StatusBadge } from '../../../components/badge.tsx';
import { number, t } from '../../../words.ts';
import { addressOf } from '../../page.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { Table } from '../../parts/table.tsx';
import type { Counts } from '../users/filters.ts';

interface NeedsLookProps {
  connection: string;
  counts: Counts | null;
  inbox: InboxAnswer | null;
}

const rows = ['activeInOkta', 'held', 'conflict', 'failed', 'setAside', 'differs', 'found'] as const;
type Row = { key: (typeof rows)[number]; count: number; href: string };

/** What somebody should look at, each with the way to it. */
export function NeedsLook({ connection, counts, inbox }: NeedsLookProps) {
  const users = (status: BadgeStatus) => addressOf(connection, 'users', [], { status });
  const list = (kind: string) => addressOf(connection, 'inbox', [], { kind });
  const all: Row[] | null =
    counts === null || inbox === null
      ? null
      : [
          { key: 'activeInOkta', count: counts.activeInOkta ?? 0, href: users('activeInOkta') },
          { key: 'held', count: inbox.counts.held, href: list('held') },
          { key: 'conflict', count: inbox.counts.conflict, href: list('conflict') },
          { key: 'failed', count: inbox.counts.failed + inbox.counts.undecided, href: list('failed') },
          { key: 'setAside', count: inbox.counts.setAside, href: list('setAside') },
          { key: 'differs', count: counts.differs ?? 0, href: users('differs') },
          { key: 'found', count: counts.found ?? 0, href: users('found') },
        ];
  return (
    <section class="card" aria-labelledby="needs-look">
      <header>
        <h2 id="needs-look">{t('work.overview.needsLook')}</h2>
        <a class="small push" href={addressOf(connection, 'inbox')}>
          {t('work.overview.openInbox')}
        </a>
      </header>
      <Table
        label={t('work.overview.needsLook')}
        keyOf={({ key }) => key}
        rows={all?.filter(({ count }) => count > 0) ?? null}
        empty={<EmptyState icon="inbox" title={t('work.overview.nothingWaits')} />}
        columns={[
          { key: 'badge', title: t('work.users.status'), cell: ({ key }) => <LookBadge of={key} /> },
          {
            key: 'text',
            title: t('work.overview.what'),
            cell: ({ key, count }) => t(`work.look.${key}`, count, [number(count)]),
          },
          {
            key: 'act',
            title: <span class="vh">{t('work.plan.action')}</span>,
            end: true,
            cell: (row) => <Review row={row} />,
          },
        ]}
      />
    </section>
  );
}

function Review({ row: { key, count, href } }: { row: Row }) {
  const word = `${t('action.review')} ${number(count)}`;
  return (
    <LinkButton small href={href} label={t('work.overview.lookAt', [word, labelOf(key)])}>
      {word}
    </LinkButton>
  );
}

function labelOf(key: Row['key']): string {
  return key === 'setAside' ? t('work.inbox.kind.setAside') : t(`status.${key}`);
}

function LookBadge({ of }: { of: Row['key'] }) {
  if (of !== 'setAside') return <StatusBadge status={of} />;
  return (
    <Badge tone="warn" icon="pause">
      {t('work.inbox.kind.setAside')}
    </Badge>
  );
}

import type { InboxAnswer } from '@rollcall/shared/api-inbox';

import { brakeWords } from '../../../plan/brake-words.ts';
import { t } from '../../../words.ts';
import { addressOf } from '../../page.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { actorText, triggerText } from '../run/run-words.ts';
import { WaitingCard } from './waiting-card.tsx';

/** Plans that wait for approval as a whole. */
export function PlanList({ plans, connection }: { plans: InboxAnswer['plans']; connection: string }) {
  return (
    <WaitingCard kind="plans" count={plans.length}>
      <Table
        label={t('work.inbox.kind.plans')}
        keyOf={({ id }) => id}
        rows={plans}
        empty={null}
        columns={[
          {
            key: 'id',
            title: t('work.plan.column'),
            head: true,
            cell: ({ id }) => <a href={addressOf(connection, 'run', [id])}>{id}</a>,
          },
          {
            key: 'by',
            title: t('work.run.startedBy'),
            cell: ({ by, trigger }) => `${actorText(by)}, ${triggerText(trigger)}`,
          },
          {
            key: 'why',
            title: t('work.plan.why'),
            cell: ({ brake }) => (brake ? brakeWords(brake) : t('work.plan.waits')),
          },
          { key: 'when', title: t('work.when'), cell: ({ made }) => <Time at={made} /> },
          {
            key: 'act',
            title: <span class="vh">{t('work.plan.action')}</span>,
            end: true,
            cell: ({ id }) => (
              <LinkButton
                small
                href={addressOf(connection, 'run', [id])}
                label={t('work.inbox.reviewPlan', [t('action.review'), id])}
              >
                {t('action.review')}
              </LinkButton>
            ),
          },
        ]}
      />
    </WaitingCard>
  );
}

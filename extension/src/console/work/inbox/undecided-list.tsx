import type { InboxAnswer } from '@rollcall/shared/api-inbox';

import { list, number, t } from '../../../words.ts';
import { addressOf } from '../../page.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { Time } from '../../parts/time.tsx';
import { WaitingCard } from './waiting-card.tsx';

export type Undecided = NonNullable<InboxAnswer['pull']>;

/** Users of Okta whom the last pull could not decide: one line for each reason, however many they are. */
export function UndecidedList({ waits, connection }: { waits: Undecided; connection: string }) {
  return (
    <WaitingCard kind="pull" count={usersOf(waits)}>
      <ul class="waiting">
        {waits.map((wait) => (
          <li key={wait.problem.detail}>
            <Reason wait={wait} connection={connection} />
          </li>
        ))}
      </ul>
    </WaitingCard>
  );
}

/** How many users wait in all. */
export function usersOf(waits: Undecided): number {
  return waits.reduce((sum, { count }) => sum + count, 0);
}

function Reason({ wait, connection }: { wait: Undecided[number]; connection: string }) {
  const { problem, count, examples, at, plan } = wait;
  const names = examples.map(({ label }) => label);
  const more = count - names.length;
  return (
    <>
      <div class="in row">
        <b>{t('work.inbox.users', count, [number(count)])}</b>
        <bdi>{list(more > 0 ? [...names, t('work.inbox.more', [number(more)])] : names)}</bdi>
        <span class="tiny muted">
          <Time at={at} />
        </span>
        <span class="row push">
          <LinkButton small href={addressOf(connection, 'run', [plan])}>
            {t('work.inbox.reviewPlan', [t('action.review'), plan])}
          </LinkButton>
        </span>
      </div>
      <p class="in small why">
        {problem.detail} <span class="muted">{problem.next}</span>
      </p>
    </>
  );
}

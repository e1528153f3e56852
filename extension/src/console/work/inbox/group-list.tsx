import type { InboxAnswer } from '@rollcall/shared/api-inbox';

import { t } from '../../../words.ts';
import { addressOf } from '../../page.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { Time } from '../../parts/time.tsx';
import { WaitingCard } from './waiting-card.tsx';

export type WaitingGroups = NonNullable<InboxAnswer['groups']>;

/** Groups that Okta has pushed and that wait for a role, or whose role can't be brought into line. */
export function GroupList({ groups, connection }: { groups: WaitingGroups; connection: string }) {
  return (
    <WaitingCard kind="groups" count={groups.length}>
      <ul class="waiting">
        {groups.map((group) => (
          <li key={group.id}>
            <Group group={group} connection={connection} />
          </li>
        ))}
      </ul>
    </WaitingCard>
  );
}

function Group({ group: { name, problem, at }, connection }: { group: WaitingGroups[number]; connection: string }) {
  return (
    <>
      <div class="in row">
        <b>
          <bdi>{name}</bdi>
        </b>
        <span class="tiny muted">
          <Time at={at} />
        </span>
        <span class="row push">
          <LinkButton
            small
            href={addressOf(connection, 'groups')}
            label={t('work.inbox.reviewPlan', [t('action.review'), name])}
          >
            {t('action.review')}
          </LinkButton>
        </span>
      </div>
      <p class="in small why">
        {problem.detail} <span class="muted">{problem.next}</span>
      </p>
    </>
  );
}

import type { InboxAnswer } from '@rollcall/shared/api-inbox';

import { number, t } from '../../../words.ts';
import { addressOf } from '../../page.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { Time } from '../../parts/time.tsx';

export type WaitingGroups = NonNullable<InboxAnswer['groups']>;

/** Groups that Okta has pushed and that wait for a role, or whose role can't be brought into line. */
export function GroupList({ groups, connection }: { groups: WaitingGroups; connection: string }) {
  return (
    <section class="card" aria-labelledby="waiting-groups">
      <header>
        <h2 id="waiting-groups">
          {t('work.inbox.kind.groups')} <span class="muted num">{number(groups.length)}</span>
        </h2>
        <p class="small muted">{t('work.inbox.about.groups')}</p>
      </header>
      <ul class="waiting">
        {groups.map((group) => (
          <li key={group.id}>
            <Group group={group} connection={connection} />
          </li>
        ))}
      </ul>
    </section>
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

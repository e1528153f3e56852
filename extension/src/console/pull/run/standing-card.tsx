import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ComponentChildren } from 'preact';

import { Badge } from '../../../components/badge.tsx';
import { Banner } from '../../../components/banner.tsx';
import { list, number, t } from '../../../words.ts';
import { addressOf } from '../../page.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { actionWords } from '../parts/action-words.ts';
import { usersWords } from '../parts/users-words.ts';
import type { PullSettings } from '../pull-model.ts';

interface StandingCardProps {
  connection: ConnectionAnswer;
  pull: PullSettings;
  /** What can be done now. */
  children: ComponentChildren;
}

/** Whether a pull may run and what for, in one look. */
export function StandingCard({ connection, pull, children }: StandingCardProps) {
  const { on, operations } = connection.methods.pull;
  const may = operations.map((operation) => t(`wizard.operation.${operation}`));
  const { users, strategy, processGroups, targetOnlyUserAction } = pull.defaults;
  const roles = pull.groups.flatMap((each) => each.roles).length;
  return (
    <section class="card" aria-labelledby="standing">
      <header>
        <h2 id="standing">{t('pull.run.title')}</h2>
        <span class="push">
          <Badge tone={on ? 'ok' : 'idle'} icon={on ? 'agree' : 'off'}>
            {t(on ? 'pull.run.isOn' : 'pull.run.isOff')}
          </Badge>
        </span>
      </header>
      <div class="in stack">
        <Obstacle connection={connection} />
        <dl class="kv">
          <dt>{t('pull.run.may')}</dt>
          <dd>{on && may.length > 0 ? list(may) : t('pull.run.nothing')}</dd>
          <dt>{t('pull.run.from')}</dt>
          <dd>{connection.okta?.url ?? pull.okta.url}</dd>
          <dt>{t('pull.users.title')}</dt>
          <dd>{usersWords(users)}</dd>
          <dt>{t('pull.groups.title')}</dt>
          <dd>
            {t('pull.run.groupsAndRoles', [number(pull.groups.length), number(roles)])}
            {!processGroups && ` ${t('pull.run.rolesOff')}`}
          </dd>
          <dt>{t('pull.only.title')}</dt>
          <dd>{actionWords(targetOnlyUserAction)}</dd>
          <dt>{t('pull.strategy.title')}</dt>
          <dd>{t(`pull.strategy.${strategy}`)}</dd>
        </dl>
        <div class="row">{children}</div>
      </div>
    </section>
  );
}

/** The first thing that is in the way of a pull that writes; nothing where none is. */
function Obstacle({ connection: { id, methods, mode } }: { connection: ConnectionAnswer }) {
  if (!methods.pull.on)
    return (
      <Banner tone="warn" icon="off" cause={t('pull.run.off')} next={t('pull.run.offNext')}>
        <LinkButton small href={addressOf(id, 'pull', ['settings'])}>
          {t('pull.view.settings')}
        </LinkButton>
      </Banner>
    );
  if (mode !== 'report') return null;
  return <Banner tone="info" icon="info" cause={t('pull.run.report')} next={t('pull.run.reportNext')} />;
}

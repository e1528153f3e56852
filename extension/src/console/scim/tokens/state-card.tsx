import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ScimAnswer } from '@rollcall/shared/api-scim';

import { Badge } from '../../../components/badge.tsx';
import { Banner } from '../../../components/banner.tsx';
import { list, number, t } from '../../../words.ts';
import { addressOf } from '../../page.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { type Obstacle, obstacleOf } from '../standing.ts';

interface StateCardProps {
  connection: ConnectionAnswer;
  state: ScimAnswer;
}

/** Who may call, what that may do, and the first thing that stands in the way. */
export function StateCard({ connection, state }: StateCardProps) {
  const { methods, direction, okta } = connection;
  const { on, operations } = methods.scim;
  const obstacle = obstacleOf(connection, state);
  return (
    <section class="card" aria-labelledby="scim-state">
      <header>
        <h2 id="scim-state">{t('scim.state.title')}</h2>
        <Badge tone={on ? 'ok' : 'idle'} icon={on ? 'agree' : 'off'}>
          {t(on ? 'scim.state.on' : 'scim.state.off')}
        </Badge>
      </header>
      <div class="in stack">
        {obstacle !== null && <InTheWay connection={connection.id} obstacle={obstacle} />}
        <dl class="kv">
          <dt>{t('scim.state.provider')}</dt>
          <dd>Okta{okta !== null && <span class="muted"> · {new URL(okta.url).host}</span>}</dd>
          <dt>{t('scim.state.may')}</dt>
          <dd>
            {operations.length === 0
              ? t('scim.state.nothing')
              : list(operations.map((operation) => t(`wizard.operation.${operation}`)))}
          </dd>
          <dt>{t('setting.methods.direction.title')}</dt>
          <dd>{t(`setting.methods.direction.${direction}`)}</dd>
          <dt>{t('scim.state.brought')}</dt>
          <dd>{t('scim.state.counts', [number(state.users), number(state.groups)])}</dd>
        </dl>
      </div>
    </section>
  );
}

/** Page and part of it where an obstacle is put right. */
const places: Record<Obstacle, readonly string[]> = {
  off: ['scim', 'settings'],
  operations: ['scim', 'settings'],
  direction: ['scim', 'settings'],
  public: ['scim', 'settings'],
  reach: ['scim', 'settings'],
  paused: ['sites'],
  report: ['sites'],
  port: ['health'],
};

function InTheWay({ connection, obstacle }: { connection: string; obstacle: Obstacle }) {
  const [page = 'scim', ...rest] = places[obstacle];
  return (
    <Banner
      tone={obstacle === 'off' ? 'idle' : 'warn'}
      icon={obstacle === 'off' ? 'off' : 'risk'}
      cause={t(`scim.obstacle.${obstacle}`)}
      next={t(`scim.obstacle.${obstacle}Next`)}
    >
      <LinkButton small href={addressOf(connection, page, rest)}>
        {t(`scim.obstacle.${page === 'scim' ? 'settings' : page === 'sites' ? 'connection' : 'health'}`)}
      </LinkButton>
    </Banner>
  );
}

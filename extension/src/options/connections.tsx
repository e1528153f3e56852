import type { ConnectionAnswer } from '@rollcall/shared/api';
import { useEffect, useState } from 'preact/hooks';

import { Badge, type Tone } from '../components/badge.tsx';
import type { IconName } from '../components/icon.tsx';
import type { AgentView } from '../messages.ts';
import { send } from '../send.ts';
import { problemWords, t } from '../words.ts';

const looks: Record<ConnectionAnswer['mode'], { tone: Tone; icon: IconName }> = {
  live: { tone: 'ok', icon: 'agree' },
  report: { tone: 'warn', icon: 'info' },
  paused: { tone: 'bad', icon: 'pause' },
};

/** What the agent connects, for reading. */
export function Connections({ agent }: { agent: AgentView | null }) {
  const [connections, setConnections] = useState<ConnectionAnswer[] | null>(null);
  const paired = agent !== null && agent.condition === null && agent.problem === null;
  useEffect(() => {
    if (paired) void send('connections', {}).then((reply) => setConnections(reply.ok ? reply.value : null));
    else setConnections(null);
  }, [paired]);
  return (
    <section aria-labelledby="connections">
      <h2 id="connections">{t('options.connections')}</h2>
      <p class="hint">{t('options.connectionsHint')}</p>
      {connections === null ? (
        <p>{t('options.pairFirst')}</p>
      ) : connections.length === 0 ? (
        <p>{t('options.noConnections')}</p>
      ) : (
        <ul class="lines">
          {connections.map((connection) => (
            <Line key={connection.id} connection={connection} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Line({ connection }: { connection: ConnectionAnswer }) {
  const { name, mode, pausedFor, cms, okta } = connection;
  const reason = pausedFor === null ? null : problemWords({ code: pausedFor, title: pausedFor, detail: '', next: '' });
  return (
    <li>
      <span class="grow">
        <b>{name}</b>
        <br />
        <span class="hint">
          {cms?.url ?? ''} · {okta === null ? t('options.oktaMissing') : okta.url}
        </span>
        {reason !== null && <p class="small t-bad">{`${reason.title}. ${reason.next}`}</p>}
      </span>
      <Badge {...looks[mode]}>{t(`options.mode.${mode}`)}</Badge>
      {cms !== null && (
        <a
          href={`${cms.url.replace(/\/+$/, '')}/admin/people`}
          target="_blank"
          rel="noreferrer"
          aria-label={t('options.openPeopleOf', [name])}
        >
          {t('options.openPeople')}
        </a>
      )}
    </li>
  );
}

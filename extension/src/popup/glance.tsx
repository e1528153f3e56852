import type { JobAnswer } from '@rollcall/shared/api-run';

import { Badge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import type { MessageOutputs } from '../messages.ts';
import { age, moment, number, problemWords, t } from '../words.ts';
import { Frame, OpenButton } from './frame.tsx';
import { openTab } from './open-tab.ts';

interface GlanceProps {
  glance: MessageOutputs['glance'];
  connection: NonNullable<MessageOutputs['glance']['connection']>;
  site: string;
}

/** A connected site: its counts, how old they are, and what waits. */
export function Glance({ glance, connection, site }: GlanceProps) {
  const { lastRun, summary, problem } = glance;
  const waiting = lastRun?.state === 'waiting' ? lastRun : null;
  const words = connection.mode === 'paused' && problem !== null ? problemWords(problem) : null;
  const footer = (
    <>
      <Button look="primary" onPress={() => void openTab(`${site}/admin/people`)}>
        {t('popup.people')}
      </Button>
      <OpenButton />
    </>
  );
  return (
    <Frame badge={<ModeBadge {...{ connection, waiting }} />} footer={footer} more={<More {...{ summary, lastRun }} />}>
      <div>
        <h2>{connection.name}</h2>
        {connection.oktaUrl !== null && <p class="muted">{new URL(connection.oktaUrl).host}</p>}
      </div>
      {words !== null && <p>{`${words.title}. ${words.next}`}</p>}
      {waiting !== null && (
        <div>
          <h3>{t('popup.waitingTitle')}</h3>
          <p>{t('popup.waitingText', waiting.total, [number(waiting.total)])}</p>
        </div>
      )}
    </Frame>
  );
}

function ModeBadge({ connection, waiting }: { connection: GlanceProps['connection']; waiting: JobAnswer | null }) {
  if (connection.mode === 'paused')
    return (
      <Badge tone="bad" icon="pause">
        {t('popup.paused')}
      </Badge>
    );
  if (waiting !== null)
    return (
      <Badge tone="hold" icon="hold">
        {t('popup.waiting')}
      </Badge>
    );
  if (connection.mode === 'report')
    return (
      <Badge tone="warn" icon="info">
        {t('popup.reportOnly')}
      </Badge>
    );
  if (connection.colour === 'practice')
    return (
      <Badge tone="hold" icon="info">
        {t('strip.practice')}
      </Badge>
    );
  if (connection.colour === 'test')
    return (
      <Badge tone="warn" icon="info">
        {t('strip.test')}
      </Badge>
    );
  return (
    <Badge tone="ok" icon="agree">
      {t('strip.live')}
    </Badge>
  );
}

function More({ summary, lastRun }: Pick<GlanceProps['glance'], 'summary' | 'lastRun'>) {
  const read = summary?.readAt ?? null;
  return (
    <>
      {summary !== null && read !== null && (
        <div class="figs">
          {(['linked', 'notInOkta', 'needLook'] as const).map((part) => (
            <div key={part}>
              <b>{number(summary[part])}</b>
              <span>{t(`popup.${part}`)}</span>
            </div>
          ))}
        </div>
      )}
      <div class="muted tiny">
        <p>{read === null ? t('popup.neverRead') : t('popup.read', [age(read)])}</p>
        {typeof lastRun?.ended === 'string' && (
          <p>{t('popup.lastRun', [moment(lastRun.ended), number(lastRun.done), number(lastRun.failed)])}</p>
        )}
      </div>
    </>
  );
}

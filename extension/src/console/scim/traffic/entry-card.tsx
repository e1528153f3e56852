import type { TrafficEntry } from '@rollcall/shared/api-traffic';
import { useEffect, useRef } from 'preact/hooks';

import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { number, sentence, t } from '../../../words.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Time } from '../../parts/time.tsx';
import { useAnswer } from '../../use-answer.ts';
import { Redacted } from './redacted.tsx';
import { useReplay, Replayed } from './replay.tsx';

type EntryCardProps = Pick<PageProps, 'connection' | 'role'> & { entry: string };

/** One request and its answer, without secrets and personal values. */
export function EntryCard({ connection, role, entry }: EntryCardProps) {
  const { value, problem, again } = useAnswer('trafficEntry', { path: { id: connection.id, entry } });
  const replay = useReplay(connection.id, entry);
  const heading = useRef<HTMLHeadingElement>(null);
  // Who opened it from the list is brought to what was opened, also where it stands below the list.
  const isShown = value !== null;
  useEffect(() => {
    if (isShown) heading.current?.focus();
  }, [isShown]);
  if (value === null)
    return (
      <section class="card" aria-label={t('scim.traffic.one')}>
        <div class="in stack">
          {problem === null ? (
            <p role="status">{t('parts.loading')}</p>
          ) : (
            <ProblemBox problem={problem} alert={false}>
              <Button small onPress={again}>
                {t('banner.tryAgain')}
              </Button>
            </ProblemBox>
          )}
        </div>
      </section>
    );
  const isWrite = value.method !== 'GET';
  return (
    <section class="card" aria-labelledby="request">
      <header>
        <h2 id="request" ref={heading} tabIndex={-1}>
          {t('scim.traffic.title', [value.method, String(value.status)])}
        </h2>
        <span class="row push">
          <CopyButton text={() => value.curl} word={t('scim.traffic.curl')} done={t('parts.copied')} />
          {isWrite && (
            <Button small unavailable={whyNoReplay(value, role) ?? replay.busy} onPress={replay.start}>
              {t('scim.traffic.replay')}
            </Button>
          )}
        </span>
      </header>
      <div class="in stack">
        <Replayed replay={replay} connection={connection.id} />
        <Failure entry={value} connection={connection.id} />
        <Sides entry={value} />
        {isWrite && <p class="small muted">{t(`scim.traffic.can.${value.replay}`)}</p>}
      </div>
    </section>
  );
}

function whyNoReplay({ replay }: TrafficEntry, role: PageProps['role']): string | null {
  if (role === 'viewer') return t('console.viewerOnly');
  return replay === 'no' ? t('scim.traffic.can.no') : null;
}

/** What was not done and what a person can do about it; the plan that a request led to. */
function Failure({ entry: { detail, next, plan }, connection }: { entry: TrafficEntry; connection: string }) {
  const link = plan !== null && (
    <LinkButton small href={addressOf(connection, 'run', [plan])}>
      {t('scim.traffic.plan', [plan])}
    </LinkButton>
  );
  if (detail === null) return link === false ? null : <div class="row">{link}</div>;
  return (
    <Banner tone="bad" icon="shield" cause={sentence(detail)} next={next}>
      {link}
    </Banner>
  );
}

function Sides({ entry }: { entry: TrafficEntry }) {
  const { method, path, request, status, ms, answer, at } = entry;
  return (
    <>
      <h3>{t('scim.traffic.request')}</h3>
      <p class="small muted">
        <Time at={at} as="seconds" />
      </p>
      <Message first={`${method} ${path}`} side={request} label={t('scim.traffic.request')} />
      <h3>{t('scim.traffic.answer')}</h3>
      <Message
        first={`${status} · ${t('scim.traffic.ms', [number(Math.round(ms))])}`}
        side={answer}
        label={t('scim.traffic.answer')}
      />
    </>
  );
}

function Message({ first, side, label }: { first: string; side: TrafficEntry['request']; label: string }) {
  const lines = [first, ...side.headers.map(([name, value]) => `${name}: ${value}`)];
  const body = side.body === null ? [] : [JSON.stringify(side.body, null, 2)];
  return (
    <pre class="bundle" tabIndex={0} role="group" aria-label={label}>
      <Redacted text={[...lines, ...body].join('\n')} />
    </pre>
  );
}

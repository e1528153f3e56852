import type { ConnectionAnswer } from '@rollcall/shared/api';
import { useState } from 'preact/hooks';

import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { moment, problemWords, t } from '../../words.ts';
import { call } from '../call.ts';
import { addressOf } from '../page.ts';
import { LinkButton } from '../parts/link-button.tsx';
import { useAnswer } from '../use-answer.ts';
import { isSetUp } from '../wizard/standing.ts';
import { browserPlace, setupStep } from './address.ts';
import { GoLive } from './go-live.tsx';
import { isPaired, roleOf, type KnownAgent } from './use-agent.ts';

interface BannerProps {
  known: KnownAgent;
  connection: ConnectionAnswer | null;
}

/** The one banner of a page: what blocks most comes first, the rest waits until that is done. */
export function ProblemBanner({ known, connection }: BannerProps) {
  const { agent } = known;
  if (agent === null) return null;
  if (!isPaired(agent)) return <AgentBanner known={known} />;
  if (connection === null) return null;
  if (connection.mode === 'paused' || connection.pausedFor !== null) return <Paused {...{ known, connection }} />;
  if (!isSetUp(connection))
    return (
      <Banner tone="warn" icon="info" cause={t('console.notSetUp')} next={t('console.notSetUpNext')}>
        <LinkButton small primary href={setupStep(connection.id, '')}>
          {t('console.goOn')}
        </LinkButton>
      </Banner>
    );
  if (connection.mode === 'report') return <Report {...{ known, connection }} />;
  return <Slept connection={connection} />;
}

function AgentBanner({ known: { agent, look } }: Pick<BannerProps, 'known'>) {
  const [looking, setLooking] = useState(false);
  const again = async (): Promise<void> => {
    setLooking(true);
    await look();
    setLooking(false);
  };
  const lookAgain = (
    <Button small unavailable={looking ? t('options.lookingFor') : null} onPress={() => void again()}>
      {t('banner.tryAgain')}
    </Button>
  );
  const pair = (
    <LinkButton small primary href={browserPlace}>
      {t('banner.pair')}
    </LinkButton>
  );
  switch (agent?.condition) {
    case 'off':
      return (
        <Banner tone="idle" icon="plug" cause={t('banner.off')} next={t('console.offNext')}>
          <CopyButton text={() => 'npx rollcall serve'} word={t('popup.copyCommand')} done={t('popup.copied')} />
          {lookAgain}
        </Banner>
      );
    case 'revoked':
      return (
        <Banner tone="info" icon="key" cause={t('banner.revoked')} next={t('banner.revokedNext')}>
          {pair}
        </Banner>
      );
    case 'version':
      return (
        <Banner
          tone="warn"
          icon="info"
          cause={t('banner.version')}
          next={t('banner.versionNext')}
          detail={agent.problem?.detail ?? null}
        >
          {lookAgain}
        </Banner>
      );
    default:
      return (
        <Banner tone="info" icon="key" cause={t('banner.notPaired')} next={t('banner.notPairedNext')}>
          {pair}
        </Banner>
      );
  }
}

/** A paused connection: by a refused sign-in, or by a person. */
function Paused({ known, connection }: { known: KnownAgent; connection: ConnectionAnswer }) {
  const [problem, setProblem] = useState<Parameters<typeof problemWords>[0] | null>(null);
  const { id, pausedFor } = connection;
  const why = pausedFor === null ? null : problemWords({ code: pausedFor, title: pausedFor, detail: '', next: '' });
  const goOn = async (): Promise<void> => {
    const outcome = await call('resumeConnection', { path: { id } });
    setProblem(outcome.ok ? null : outcome.problem);
    await known.look();
  };
  const step = pausedFor === 'anonymous' ? 'site' : 'okta';
  const cause = why === null ? t('console.pausedByHand') : t('console.paused', [why.title]);
  const unavailable = roleOf(known.agent) === 'viewer' ? t('console.viewerOnly') : null;
  return (
    <Banner
      tone="bad"
      icon="pause"
      cause={cause}
      next={why === null ? t('console.pausedByHandNext') : t('console.pausedNext')}
      detail={problem?.detail ?? null}
    >
      {why !== null && (
        <LinkButton small primary href={setupStep(id, step)}>
          {t('console.newCredential')}
        </LinkButton>
      )}
      <Button small unavailable={unavailable} onPress={() => void goOn()}>
        {t('console.testAndGoOn')}
      </Button>
    </Banner>
  );
}

function Report({ known, connection }: { known: KnownAgent; connection: ConnectionAnswer }) {
  const [asked, setAsked] = useState(false);
  const isOwner = roleOf(known.agent) === 'owner';
  return (
    <>
      <Banner tone="warn" icon="info" cause={t('banner.report')} next={t('banner.reportNext')}>
        <Button small unavailable={isOwner ? null : t('live.forbidden')} onPress={() => setAsked(true)}>
          {t('banner.goLive')}
        </Button>
      </Banner>
      {asked && <GoLive connection={connection} onClose={() => setAsked(false)} onLive={() => void known.look()} />}
    </>
  );
}

/** What was found after the computer slept, while it waits for a look. */
function Slept({ connection }: { connection: ConnectionAnswer }) {
  const { value } = useAnswer('digest', { path: { id: connection.id } }, { every: 60_000 });
  const digest = value?.digest ?? null;
  if (digest === null)
    return connection.colour === 'practice' ? (
      <Banner tone="practice" icon="info" cause={t('banner.practice')} />
    ) : null;
  const { from, to, plan, job } = digest;
  const target =
    plan !== null
      ? addressOf(connection.id, 'run', [plan])
      : job !== null
        ? addressOf(connection.id, 'run', [job])
        : addressOf(connection.id, 'activity');
  return (
    <Banner
      tone="hold"
      icon="hold"
      cause={t('console.slept', [moment(from), moment(to)])}
      next={plan === null ? t('console.sleptNothing') : t('console.sleptNext')}
    >
      <LinkButton small primary href={target}>
        {t('console.sleptLook')}
      </LinkButton>
    </Banner>
  );
}

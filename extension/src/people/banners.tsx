import type { ProblemAnswer } from '@rollcall/shared/api-basics';

import { Banner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import type { PageStatus } from '../messages.ts';
import { moment, problemDetails, problemWords, t } from '../words.ts';
import type { Controller } from './controller.ts';

interface BannersProps {
  status: PageStatus;
  site: string;
  controller: Pick<Controller, 'refresh' | 'openOptions' | 'askLive'>;
}

/** The one banner of the page: what blocks most comes first, the rest waits until that is done. */
export function PageBanner({ status, site, controller }: BannersProps) {
  const { condition, connection, problem, summary } = status;
  if (condition !== null) return <AgentBanner {...{ status, controller }} />;
  if (connection === null && problem !== null && problem.code !== 'not_configured')
    return <ProblemBanner {...{ problem, controller }} />;
  if (connection === null)
    return (
      <Banner tone="info" icon="info" cause={t('banner.notConnected')} next={t('banner.notConnectedNext', [site])}>
        <Button small onPress={controller.refresh}>
          {t('banner.tryAgain')}
        </Button>
      </Banner>
    );
  if (connection.mode === 'paused' || connection.pausedFor !== null)
    return <PausedBanner {...{ status, controller }} />;
  if (problem !== null && problem.code !== 'report_mode') return <ProblemBanner {...{ problem, controller }} />;
  if (connection.mode === 'report')
    return (
      <Banner tone="warn" icon="info" cause={t('banner.report')} next={t('banner.reportNext')}>
        <Button small onPress={controller.askLive}>
          {t('banner.goLive')}
        </Button>
      </Banner>
    );
  if (connection.colour === 'practice') return <Banner tone="practice" icon="info" cause={t('banner.practice')} />;
  if (typeof summary?.readAt === 'string' && summary.users === 0)
    return <Banner tone="idle" icon="people" cause={t('banner.noUsers')} next={t('banner.noUsersNext')} />;
  return null;
}

function AgentBanner({ status: { condition, asOf, rows, problem }, controller }: Omit<BannersProps, 'site'>) {
  const again = (
    <Button small onPress={controller.refresh}>
      {t('banner.tryAgain')}
    </Button>
  );
  const open = (word: string) => (
    <Button small look="primary" onPress={controller.openOptions}>
      {word}
    </Button>
  );
  if (condition === 'off') {
    const known = asOf !== null && rows.length > 0 ? t('banner.known', [moment(asOf)]) : null;
    return (
      <Banner tone="idle" icon="plug" cause={t('banner.off')} next={t('banner.offNext')} detail={known}>
        {open(t('banner.howToStart'))}
        {again}
      </Banner>
    );
  }
  if (condition === 'revoked')
    return (
      <Banner tone="info" icon="key" cause={t('banner.revoked')} next={t('banner.revokedNext')}>
        {open(t('banner.pair'))}
      </Banner>
    );
  if (condition === 'version')
    return (
      <Banner
        tone="warn"
        icon="info"
        cause={t('banner.version')}
        next={t('banner.versionNext')}
        detail={problem?.detail ?? null}
      >
        {again}
      </Banner>
    );
  return (
    <Banner tone="info" icon="key" cause={t('banner.notPaired')} next={t('banner.notPairedNext')}>
      {open(t('banner.pair'))}
      {again}
    </Banner>
  );
}

function PausedBanner({ status: { connection, problem }, controller }: Omit<BannersProps, 'site'>) {
  const code = connection?.pausedFor ?? 'paused';
  const words = problemWords(problem ?? { code: 'paused', title: code, detail: '', next: '' });
  return (
    <Banner
      tone="bad"
      icon="pause"
      cause={t('banner.paused', [words.title])}
      next={words.next}
      detail={problem?.detail ?? null}
    >
      <Button small onPress={controller.refresh}>
        {t('banner.tryAgain')}
      </Button>
      {problem !== null && <CopyProblem problem={problem} />}
    </Banner>
  );
}

function ProblemBanner({ problem, controller }: { problem: ProblemAnswer; controller: BannersProps['controller'] }) {
  const words = problemWords(problem);
  const waits = problem.code === 'rate_limited' || problem.code === 'locked';
  return (
    <Banner
      tone={waits ? 'warn' : 'bad'}
      icon={waits ? 'clock' : 'failed'}
      cause={`${words.title}.`}
      next={words.next}
      detail={problemLine(problem)}
    >
      <Button small onPress={controller.refresh}>
        {t('banner.tryAgain')}
      </Button>
      <CopyProblem problem={problem} />
    </Banner>
  );
}

export function CopyProblem({ problem }: { problem: ProblemAnswer }) {
  return <CopyButton text={() => problemDetails(problem)} word={t('strip.details')} done={t('strip.copied')} />;
}

/** The other system's own words with the numbers that help to find the case, as a muted second line. */
export function problemLine(problem: ProblemAnswer): string {
  const until = problem.retryAt === null ? [] : [moment(problem.retryAt)];
  const marks = [
    ...until,
    ...(problem.status === null ? [] : [String(problem.status)]),
    ...(problem.requestId === null ? [] : [problem.requestId]),
  ];
  return marks.length === 0 ? problem.detail : `${problem.detail} (${marks.join(', ')})`;
}

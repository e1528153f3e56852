import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { ReplayAnswer } from '@rollcall/shared/api-traffic';
import { useState } from 'preact/hooks';

import { Banner } from '../../../components/banner.tsx';
import { list, t } from '../../../words.ts';
import { call } from '../../call.ts';
import { addressOf } from '../../page.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';

interface Replay {
  answer: ReplayAnswer | null;
  problem: ProblemAnswer | null;
  /** Why it can't be started now; null when it can. */
  busy: string | null;
  start(): void;
}

/** Asks what a kept request would do now. Where that is a plan of the whole request, the plan is opened. */
export function useReplay(connection: string, entry: string): Replay {
  const [answer, setAnswer] = useState<ReplayAnswer | null>(null);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const [busy, setBusy] = useState(false);
  const start = async (): Promise<void> => {
    setBusy(true);
    const outcome = await call('replayTraffic', { path: { id: connection, entry }, body: {} });
    setBusy(false);
    setAnswer(outcome.ok ? outcome.value : null);
    setProblem(outcome.ok ? outcome.value.problem : outcome.problem);
    if (!outcome.ok || outcome.value.plan === null) return;
    const { plan, skipped } = outcome.value;
    if (skipped.length === 0) location.hash = addressOf(connection, 'run', [plan]);
  };
  return { answer, problem, busy: busy ? t('scim.traffic.replaying') : null, start: () => void start() };
}

/** What a replay found where no plan could be opened at once. */
export function Replayed({ replay: { answer, problem, busy }, connection }: { replay: Replay; connection: string }) {
  if (busy !== null) return <p role="status">{busy}</p>;
  if (problem !== null) return <ProblemBox problem={problem} />;
  if (answer === null) return null;
  const { plan, skipped } = answer;
  return (
    <div role="status">
      <Banner
        tone="info"
        icon="info"
        cause={t(plan === null ? 'scim.traffic.nothing' : 'scim.traffic.planned')}
        next={skipped.length === 0 ? null : t('scim.traffic.skipped', [list(skipped)])}
      >
        {plan !== null && (
          <LinkButton small href={addressOf(connection, 'run', [plan])}>
            {t('scim.traffic.plan', [plan])}
          </LinkButton>
        )}
      </Banner>
    </div>
  );
}

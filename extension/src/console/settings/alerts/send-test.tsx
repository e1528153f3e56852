import type { RouteAnswer } from '@rollcall/shared/routes';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useState } from 'preact/hooks';

import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { problemWords, t } from '../../../words.ts';
import { call } from '../../call.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';

type Ways = RouteAnswer<'testAlerts'>['ways'];

/** Sends a message now, and tells for each way whether it arrived. */
export function SendTest({ unavailable, onSent }: { unavailable: string | null; onSent(): void }) {
  const [ways, setWays] = useState<Ways | null>(null);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    const outcome = await call('testAlerts', { body: {} });
    setBusy(false);
    setProblem(outcome.ok ? null : outcome.problem);
    setWays(outcome.ok ? outcome.value.ways : null);
    onSent();
  };
  return (
    <section class="card" aria-labelledby="try">
      <header>
        <h2 id="try">{t('setting.alerts.try')}</h2>
      </header>
      <div class="in stack">
        <p class="small muted">{t('setting.alerts.tryText')}</p>
        <Button unavailable={busy ? t('parts.busy') : unavailable} onPress={() => void send()}>
          {t('setting.alerts.send')}
        </Button>
        {problem !== null && <ProblemBox problem={problem} />}
        <div role="status" class="stack">
          {ways?.map(({ way, ok, problem: failed }) => (
            <Banner
              key={way}
              tone={ok ? 'ok' : 'bad'}
              icon={ok ? 'agree' : 'failed'}
              cause={t(ok ? `setting.alerts.sent.${way}` : `setting.alerts.notSent.${way}`)}
              next={failed === null ? undefined : problemWords(failed).next}
              detail={failed?.detail ?? null}
            />
          ))}
        </div>
      </div>
    </section>
  );
}

import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { RefObject } from 'preact';

import { Badge } from '../../components/badge.tsx';
import { Banner } from '../../components/banner.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { problemDetails, t } from '../../words.ts';
import { StepTrace, type Step } from '../parts/step-trace.tsx';
import { Time } from '../parts/time.tsx';
import { attributesId } from './attributes.tsx';
import { causeOf, clockOff } from './cause.ts';
import type { SideTest } from './use-side-test.ts';

/** On top of a step: whether the test passed, with the way to its cause or to what it received. */
export function ResultBanner({ test, onCause }: { test: SideTest; onCause(): void }) {
  const { passed, side, problem, user } = test;
  if (passed === null) return null;
  if (!passed && problem !== null) {
    const { cause, next } = causeOf(problem, test.which, side?.url ?? '');
    return (
      <Banner tone="bad" icon="failed" cause={cause} next={next} alert>
        <button type="button" class="link" onClick={onCause}>
          {t('wizard.result.seeCause')}
        </button>
      </Banner>
    );
  }
  const count = user === null ? 0 : Object.keys(user.attributes).length;
  return (
    <div role="status">
      <Banner
        tone="ok"
        icon="agree"
        cause={t('wizard.result.connected', [side === null ? '' : new URL(side.url).host])}
        next={side?.level === 'full' ? t('wizard.result.mayWrite') : t('wizard.result.mayRead')}
      >
        {user === null ? undefined : (
          <button type="button" class="link" onClick={() => document.getElementById(attributesId)?.focus()}>
            {t('wizard.result.seeAttributes', count, [String(count)])}
          </button>
        )}
      </Banner>
    </div>
  );
}

interface ResultProps {
  test: SideTest;
  /** Where the cause is shown, for the link to it. */
  forward: RefObject<HTMLElement | null>;
  testUser: string;
}

/** What the test did, step by step, and why it stopped. */
export function TestResult({ test, forward, testUser }: ResultProps) {
  const { busy, passed, problem, at } = test;
  if (!busy && passed === null) return null;
  return (
    <section class="card" ref={forward} tabIndex={-1} aria-labelledby="result-title" aria-busy={busy}>
      <header>
        <h2 id="result-title">{t('wizard.result.title')}</h2>
        {busy ? (
          <Badge tone="info" icon="sync" spin>
            {t('wizard.testing')}
          </Badge>
        ) : (
          <Badge tone={passed ? 'ok' : 'bad'} icon={passed ? 'agree' : 'failed'}>
            {passed ? t('wizard.result.passed') : t('wizard.result.failed')}
          </Badge>
        )}
        {at !== null && (
          <span class="small muted push">
            <Time at={at} as="seconds" />
          </span>
        )}
      </header>
      {!busy && (
        <div class="in stack">
          <StepTrace steps={stepsOf(test, testUser)} />
          {problem !== null && <Cause test={test} problem={problem} />}
        </div>
      )}
    </section>
  );
}

function Cause({ test, problem }: { test: SideTest; problem: ProblemAnswer }) {
  const { cause, next } = causeOf(problem, test.which, test.side?.url ?? '');
  return (
    <>
      <p class={test.passed ? undefined : 'err'}>
        {cause} {next}
      </p>
      <p class="small muted">{problem.detail}</p>
      <div class="row">
        <CopyButton text={() => problemDetails(problem)} word={t('parts.copyDetails')} done={t('parts.copied')} />
        <span class="tiny muted">
          {t('wizard.result.noSecrets')} {problem.requestId !== null && t('parts.request', [problem.requestId])}
        </span>
      </div>
    </>
  );
}

/** Which step of the test a problem stopped. */
function stopOf(problem: ProblemAnswer): 'reach' | 'signIn' | 'clock' | 'read' {
  switch (problem.code) {
    case 'unreachable':
    case 'timeout':
    case 'tls':
    case 'wrong_site':
    case 'invalid':
    case 'server_fault':
      return 'reach';
    case 'bad_credentials':
    case 'anonymous':
    case 'token_revoked':
      return 'signIn';
    case 'clock_skew':
      return 'clock';
    default:
      return 'read';
  }
}

function stepsOf(test: SideTest, testUser: string): Step[] {
  const { side, problem, passed, user } = test;
  const order = ['reach', 'signIn', 'clock', 'read'] as const;
  const stopped = passed || problem === null ? order.length : order.indexOf(stopOf(problem));
  const account = side?.account?.displayName ?? side?.account?.login ?? null;
  const words: Record<(typeof order)[number], Pick<Step, 'text' | 'detail'>> = {
    reach: { text: t('wizard.result.reach', [side?.url ?? t('wizard.result.address')]) },
    signIn: { text: account === null ? t('wizard.result.signIn') : t('wizard.result.signedIn', [account]) },
    clock: { text: t('wizard.result.clock'), ...(passed && side ? { detail: clockOff(side.skewMs) } : {}) },
    read: {
      text: t('wizard.result.read'),
      ...(passed && side && side.permissions.length > 0 ? { detail: side.permissions.join(', ') } : {}),
    },
  };
  const steps: Step[] = order.map((key, index) => ({
    key,
    ...words[key],
    state: index < stopped ? 'done' : index === stopped ? 'failed' : 'notTried',
  }));
  if (testUser !== '' && test.which === 'okta')
    steps.push({
      key: 'user',
      text: t('wizard.result.user', [testUser]),
      state: user !== null ? 'done' : passed ? 'failed' : 'notTried',
    });
  for (const note of passed ? (side?.notes ?? []) : [])
    steps.push({ key: note.detail, text: note.detail, detail: note.next, state: 'next' });
  return steps;
}

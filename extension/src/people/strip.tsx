import type { ItemResultAnswer } from '@rollcall/shared/api-run';

import { Badge } from '../components/badge.tsx';
import { Banner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { Icon, Mark } from '../components/icon.tsx';
import type { PageStatus } from '../messages.ts';
import { age, list, number, problemWords, sentence, t } from '../words.ts';
import { CopyProblem, problemLine } from './banners.tsx';
import type { Controller } from './controller.ts';
import { finishedText, progressText } from '../plan/progress.ts';
import { resultText } from './result.ts';
import { Selected } from './selected.tsx';
import type { PeopleState, Work } from './state.ts';

interface StripProps {
  state: PeopleState;
  unavailable: string | null;
  controller: Controller;
}

/** Above the list: what is going on; else how it went, until that is closed, and what is known or selected. */
export function Strip({ state, unavailable, controller }: StripProps) {
  const { status, work, selected } = state;
  return (
    <>
      <WorkLine {...{ state, controller }} />
      {status === null && work === null && <Line text={t('strip.loading')} />}
      {status !== null && status.connection !== null && work?.is !== 'running' && selected.length === 0 && (
        <Summary {...{ status, unavailable, controller }} />
      )}
      {status !== null && status.connection !== null && work?.is !== 'running' && selected.length > 0 && (
        <Selected {...{ state, unavailable, controller }} />
      )}
    </>
  );
}

/** What is going on, or how it went; nothing when neither. */
export function WorkLine({ state, controller }: Omit<StripProps, 'unavailable'>) {
  const { work } = state;
  if (work?.is === 'running') return <Running {...{ work, controller }} />;
  if (work?.is === 'finished') return <Finished {...{ work, state, controller }} />;
  if (work?.is === 'failed') return <Failed {...{ work, controller }} />;
  return work?.is === 'said' ? <Line text={work.text} onClose={controller.closeWork} /> : null;
}

function Line({ text, onClose }: { text: string; onClose?: () => void }) {
  return (
    <div class="strip">
      <Mark />
      <span>{text}</span>
      {onClose && (
        <span class="row push">
          <Button small look="quiet" onPress={onClose}>
            {t('strip.close')}
          </Button>
        </span>
      )}
    </div>
  );
}

function Summary({ status, unavailable, controller }: { status: PageStatus } & Omit<StripProps, 'state'>) {
  const { connection, summary } = status;
  return (
    <div class={connection?.colour === 'practice' ? 'strip practice' : 'strip'}>
      <Mark />
      {connection !== null && connection.colour !== 'live' && connection.mode !== 'live' && (
        <Badge tone={connection.colour === 'practice' ? 'hold' : 'warn'} icon="info" edge="plain">
          {t(connection.colour === 'practice' ? 'strip.practice' : 'strip.test')}
        </Badge>
      )}
      <span class="num">
        {summary === null || summary.readAt === null ? (
          t('strip.neverRead')
        ) : (
          <>
            <b>{t('strip.users', summary.users, [number(summary.users)])}</b> {parts(summary)}.{' '}
            <span class="muted" title={summary.readAt}>
              {t('strip.read', [age(summary.readAt)])}
            </span>
          </>
        )}
      </span>
      {connection !== null && (
        <span class="row push">
          <Button small unavailable={unavailable} onPress={controller.readAgain}>
            {t('strip.readAgain')}
          </Button>
          <Button
            small
            look="primary"
            unavailable={unavailable}
            onPress={() => controller.plan({ handles: null, operations: [], title: 'titleAll', name: null })}
          >
            {t('strip.syncAll')}
          </Button>
        </span>
      )}
    </div>
  );
}

/** Disjoint parts that add up to all users; empty ones stay unsaid, except that linked is always told. */
function parts(summary: NonNullable<PageStatus['summary']>): string {
  const said = [t('strip.linked', summary.linked, [number(summary.linked)])];
  for (const part of ['notInOkta', 'needLook', 'unknown'] as const)
    if (summary[part] > 0) said.push(t(`strip.${part}`, summary[part], [number(summary[part])]));
  return list(said);
}

function Running({ work, controller }: { work: Extract<Work, { is: 'running' }>; controller: Controller }) {
  const { job, step, stopping } = work;
  const total = job?.total ?? 0;
  const done = step === 'reading' ? (job?.at ?? 0) : (job?.done ?? 0);
  const failed = job?.failed ?? 0;
  const text = stopping ? t('work.stopping') : progressText(job, step);
  const share = (count: number) => ({ width: total === 0 ? '0' : `${(100 * count) / total}%` });
  return (
    <div class="strip on">
      <Mark />
      <span class="grow working">
        <span class="row between num">
          <b>{text}</b>
          <Button small unavailable={stopping ? t('work.stopping') : null} onPress={controller.stop}>
            {t('work.stop')}
          </Button>
        </span>
        <span
          class="bar"
          role="progressbar"
          aria-label={t('work.bar')}
          aria-valuemin={0}
          aria-valuemax={Math.max(total, 1)}
          aria-valuenow={Math.min(done + failed, Math.max(total, 1))}
          aria-valuetext={text}
        >
          <span style={share(done)} />
          <span class="f" style={share(failed)} />
        </span>
      </span>
    </div>
  );
}

function Finished({
  work,
  state,
  controller,
}: { work: Extract<Work, { is: 'finished' }> } & Omit<StripProps, 'unavailable'>) {
  const { job, results } = work;
  const failures = results.filter((result) => result.outcome !== 'done' && result.outcome !== 'held');
  const [first] = failures;
  const retry = [...new Set(failures.flatMap((failure) => failure.handle ?? []))];
  return (
    <div class="strip">
      <Mark />
      <span class="num grow">
        <Icon name={first === undefined ? 'agree' : 'failed'} tone={first === undefined ? 'ok' : 'bad'} />{' '}
        <b>{job.total === 0 && job.state === 'done' ? t('work.planNothing') : finishedText(job)}</b>{' '}
        {resultText(results, state.statuses)}{' '}
        {first !== undefined && (
          <>
            {t('work.failures', failures.length, [number(failures.length), first.label, sentence(reasonOf(first))])}{' '}
            {failures.length === 1 && first.problem !== null && problemWords(first.problem).next}{' '}
            {job.total > failures.length && <span class="muted">{t('work.rest')}</span>}
          </>
        )}
      </span>
      <span class="row push">
        {retry.length > 0 && (
          <Button
            small
            look="primary"
            onPress={() =>
              controller.plan({ handles: retry.slice(0, 300), operations: [], title: 'title', name: null })
            }
          >
            {t('work.retry', retry.length, [number(retry.length)])}
          </Button>
        )}
        {first !== undefined && first.problem !== null && <CopyProblem problem={first.problem} />}
        <Button small look="quiet" onPress={controller.closeWork}>
          {t('strip.close')}
        </Button>
      </span>
    </div>
  );
}

function reasonOf({ problem, outcome }: ItemResultAnswer): string {
  if (problem !== null) return problem.detail;
  const words = problemWords({
    code: outcome === 'moved' ? 'moved' : 'internal',
    title: outcome,
    detail: '',
    next: '',
  });
  return words.title;
}

function Failed({ work: { problem }, controller }: { work: Extract<Work, { is: 'failed' }>; controller: Controller }) {
  const words = problemWords(problem);
  return (
    <Banner
      alert
      tone="bad"
      icon="failed"
      cause={t('work.notStarted', [`${words.title}.`])}
      next={words.next}
      detail={problemLine(problem)}
    >
      <Button small onPress={controller.closeWork}>
        {t('strip.close')}
      </Button>
      <CopyProblem problem={problem} />
    </Banner>
  );
}

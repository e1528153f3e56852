import type { JobAnswer } from '@rollcall/shared/api-run';
import { useState } from 'preact/hooks';

import { Badge } from '../../../components/badge.tsx';
import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { progressText } from '../../../plan/progress.ts';
import { problemWords, t } from '../../../words.ts';
import { call } from '../../call.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Progress } from '../../parts/progress.tsx';
import { Time } from '../../parts/time.tsx';
import { FlowView } from '../flow/flow-view.tsx';
import { type Flow, useFlow } from '../flow/use-flow.ts';
import { planLook } from './plan-page.tsx';
import { PlanSection } from './plan-section.tsx';
import { Results } from './results.tsx';
import { canResume } from './run-model.ts';
import { actorText, isActive, runLook, triggerText } from './run-words.ts';
import { type PlanState, usePlan } from './use-plan.ts';
import { type RunState, useRun } from './use-run.ts';

/** One run: while it waits its plan, while it goes on its progress, and afterwards what came of each user. */
export function RunView({ connection, role, run: id }: PageProps & { run: string }) {
  const run = useRun(id);
  const { job } = run;
  const isPlanned = job !== null && !isActive(job) && (job.mode === 'plan' || job.state === 'waiting');
  const plan = usePlan(isPlanned ? job.plan : null);
  const flow = useFlow({ connection, role, onDone: plan.again });
  return (
    <>
      <a class="small" href={addressOf(connection.id, 'runs')}>
        {t('work.runs.title')}
      </a>
      <div class="head">
        <h1>{t('work.run.title', [id])}</h1>
        {job !== null && <RunBadge job={job} plan={isPlanned ? plan : null} />}
        {job !== null && !isPlanned && <Actions {...{ job, flow, connection, role }} />}
        {job !== null && <p>{aboutText(job)}</p>}
      </div>
      {/* That the agent is off the console's frame says. */}
      {run.problem !== null && run.problem.code !== 'unreachable' && <ProblemBox problem={run.problem} />}
      <FlowView flow={flow} connection={connection} role={role} />
      {job !== null && <Standing {...{ run, job, plan, connection, role, flow, isPlanned }} />}
    </>
  );
}

function RunBadge({ job, plan }: { job: JobAnswer; plan: PlanState | null }) {
  const state = plan?.answer?.plan.state;
  const waits = state !== undefined && (plan?.answer?.total ?? 0) > 0;
  const { tone, icon, word } = waits ? planLook(state) : runLook(job);
  return (
    <Badge tone={tone} icon={icon} spin={isActive(job)}>
      {word}
    </Badge>
  );
}

function aboutText(job: JobAnswer) {
  return (
    <>
      {actorText(job.by)}, {triggerText(job.trigger)} · <Time at={job.created} as="moment" />
      {job.ended !== null && (
        <>
          {' '}
          {t('work.run.to')} <Time at={job.ended} as="moment" />
        </>
      )}
    </>
  );
}

interface StandingProps extends Pick<PageProps, 'connection' | 'role'> {
  run: RunState;
  job: JobAnswer;
  plan: PlanState;
  flow: Flow;
  isPlanned: boolean;
}

function Standing({ run, job, plan, connection, role, flow, isPlanned }: StandingProps) {
  if (isActive(job)) return <Underway job={job} run={run} connection={connection.id} role={role} flow={flow} />;
  if (isPlanned && job.plan !== null)
    return (
      <>
        {plan.problem !== null && <ProblemBox problem={plan.problem} />}
        <PlanSection plan={plan} connection={connection} role={role} />
      </>
    );
  return (
    <>
      <Ending job={job} />
      <Results job={job} results={run.results} connection={connection.id} flow={flow} />
    </>
  );
}

/** Why a run did not reach its end; that a person stopped it is no fault. */
function Ending({ job: { error } }: { job: JobAnswer }) {
  if (error === null) return null;
  if (error.code !== 'cancelled') return <ProblemBox problem={error} alert={false} />;
  const { title, next } = problemWords(error);
  return <Banner tone="warn" icon="pause" cause={`${title}.`} next={next} />;
}

type UnderwayProps = { run: RunState; job: JobAnswer; connection: string; role: PageProps['role']; flow: Flow };

function Underway({ job, run, connection, role, flow }: UnderwayProps) {
  const [stopping, setStopping] = useState(false);
  const step = job.state === 'applying' ? 'applying' : 'reading';
  const stop = (): void => {
    setStopping(true);
    void call('cancelJob', { path: { id: job.id } });
  };
  const unavailable = role === 'viewer' ? t('console.viewerOnly') : stopping ? t('work.stopping') : null;
  return (
    <>
      <section class="card" aria-label={t('work.bar')}>
        <div class="in stack">
          <Progress
            sentence={stopping ? t('work.stopping') : progressText(job, step)}
            done={step === 'reading' ? job.at : job.done}
            failed={job.failed}
            total={job.total}
            label={t('work.run.title', [job.id])}
          >
            <Button unavailable={unavailable} onPress={stop}>
              {t('work.stop')}
            </Button>
          </Progress>
          <p class="small muted">{t(step === 'reading' ? 'work.run.readsOnly' : 'work.run.canClose')}</p>
        </div>
      </section>
      {run.results.length > 0 && <Results job={job} results={run.results} connection={connection} flow={flow} />}
    </>
  );
}

type ActionsProps = Pick<PageProps, 'connection' | 'role'> & { job: JobAnswer; flow: Flow };

function Actions({ job, flow, connection }: ActionsProps) {
  if (isActive(job)) return null;
  const resume = async (): Promise<void> => {
    const outcome = await call('resumeJob', { path: { id: job.id } });
    if (outcome.ok) location.hash = addressOf(connection.id, 'run', [outcome.value.job]);
    else flow.fail(outcome.problem);
  };
  const undo = () =>
    flow.start({ is: 'undoRun', job: job.id }, { title: 'title', name: null, text: t('work.undo.run', [job.id]) });
  return (
    <span class="row push">
      {job.plan !== null && (
        <LinkButton href={addressOf(connection.id, 'run', [job.plan])}>{t('work.run.itsPlan')}</LinkButton>
      )}
      {canResume(job) && (
        <Button look="primary" unavailable={flow.unavailable} onPress={() => void resume()}>
          {t('work.run.resume')}
        </Button>
      )}
      {job.done > 0 && (
        <Button unavailable={flow.unavailable} shortcut="u" onPress={undo}>
          {t('work.undo.runButton')}
        </Button>
      )}
    </span>
  );
}

import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { ItemResultAnswer, JobAnswer, PlanAnswer } from '@rollcall/shared/api-run';
import { useRef, useState } from 'preact/hooks';

import { followJob } from '../../../plan/follow.ts';
import type { Choice } from '../../../plan/model.ts';
import { isCut } from '../../../plan/model.ts';
import { morePeople, type PlanReview } from '../../../plan/review.ts';
import { problemWords, t } from '../../../words.ts';
import { call, type Outcome } from '../../call.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { type Ask, askPlan, type Heading } from './ask.ts';
import { usePause } from './pause.ts';
import { ticksFor } from './ticks.ts';

/** Where a wish stands between being asked and being done. */
export type FlowState =
  | { is: 'idle' }
  | { is: 'reading' | 'applying'; job: JobAnswer | null; stopping: boolean }
  | { is: 'plan'; review: PlanReview; title: string | undefined }
  | { is: 'finished'; job: JobAnswer; results: ItemResultAnswer[] }
  | { is: 'read' }
  | { is: 'failed'; problem: ProblemAnswer };

export interface Flow {
  state: FlowState;
  /** Why nothing can be started now; null when it can. */
  unavailable: string | null;
  /** Why nothing over everybody can be started now, which needs more than a person's own session; null when it can. */
  allUnavailable: string | null;
  /** Reads what is needed, and opens the plan. */
  start(ask: Ask, heading: Heading): void;
  /** Reads both sides of everybody and writes nothing. */
  read(): void;
  change(change: Partial<Pick<PlanReview, 'ticks' | 'shown'>>): void;
  apply(choice: Choice): void;
  stop(): void;
  /** Shows why something else that was pressed did not work. */
  fail(problem: ProblemAnswer): void;
  close(): void;
}

type FlowInput = Pick<PageProps, 'connection' | 'role'> & {
  /** Something was read or written: what the page shows is old now. */
  onDone(): void;
};

/** Plans what is asked, shows the plan, applies what is chosen of it and tells what came of it; one at a time. */
export function useFlow({ connection, role, onDone }: FlowInput): Flow {
  const [state, setState] = useState<FlowState>({ is: 'idle' });
  const asked = useRef<{ ask: Ask; heading: Heading } | null>(null);
  const follow = useFollow(setState);
  const makePlan = async (ask: Ask): Promise<{ plan: string | null; job: string } | null> => {
    setState({ is: 'reading', job: null, stopping: false });
    const end = await follow(await askPlan(connection.id, ask), 'reading');
    onDone();
    const problem = end.ok ? end.job.error : end.problem;
    if (problem !== null) setState({ is: 'failed', problem });
    return end.ok && problem === null ? { plan: end.job.plan, job: end.job.id } : null;
  };
  const open = async (ask: Ask, heading: Heading, again: string | null): Promise<void> => {
    asked.current = { ask, heading };
    const made = await makePlan(ask);
    if (made === null) return;
    if (made.plan === null) return setState({ is: 'read' });
    const outcome = await call('plan', { path: { id: made.plan } });
    if (!outcome.ok) return setState({ is: 'failed', problem: outcome.problem });
    if (isCut(outcome.value)) {
      // A plan this long is looked at on a page of its own.
      setState({ is: 'idle' });
      location.hash = addressOf(connection.id, 'run', [made.job]);
    } else setState(reviewOf(outcome.value, { ask, heading, again }));
  };
  const apply = async ({ items, fields, approve }: Choice): Promise<void> => {
    if (state.is !== 'plan' || asked.current === null) return;
    const { ask, heading } = asked.current;
    const { id, digest, expires } = state.review.answer.plan;
    if (Date.parse(expires) <= Date.now()) return open(ask, heading, t('plan.expired'));
    const body = { digest, items, fields, approve };
    const started = await call('applyPlan', { path: { id }, body });
    if (!started.ok && started.problem.code === 'moved') return open(ask, heading, problemWords(started.problem).title);
    if (!started.ok && started.problem.code === 'forbidden')
      return setState({ ...state, review: { ...state.review, forbidden: true } });
    setState({ is: 'applying', job: null, stopping: false });
    const end = await follow(started, 'applying');
    setState(end.ok ? { is: 'finished', job: end.job, results: end.results } : { is: 'failed', problem: end.problem });
    onDone();
  };
  const isBusy = state.is === 'reading' || state.is === 'applying';
  return {
    state,
    ...whyNot({ connection, role }, isBusy),
    start: (ask, heading) => void open(ask, heading, null),
    read: () => void makePlan({ is: 'all' }).then((made) => made !== null && setState({ is: 'read' })),
    change: (change) => {
      if (state.is === 'plan') setState({ ...state, review: { ...state.review, ...change } });
    },
    apply: (choice) => void apply(choice),
    stop: () => {
      if (!isBusy || state.job === null) return;
      setState({ ...state, stopping: true });
      void call('cancelJob', { path: { id: state.job.id } });
    },
    fail: (problem) => setState({ is: 'failed', problem }),
    close: () => setState({ is: 'idle' }),
  };
}

function whyNot({ connection, role }: Omit<FlowInput, 'onDone'>, isBusy: boolean) {
  const unavailable = role === 'viewer' ? t('console.viewerOnly') : isBusy ? t('work.busy') : whyPaused(connection);
  const ownSession = connection.cms?.auth === 'browser' ? t('work.ownSession') : null;
  return { unavailable, allUnavailable: unavailable ?? ownSession };
}

function whyPaused({ mode, pausedFor }: FlowInput['connection']): string | null {
  if (pausedFor !== null) return t('console.pausedNext');
  return mode === 'paused' ? t('console.pausedByHandNext') : null;
}

/** Follows a started run and shows its progress; answers its end, or why it could not be started or followed. */
function useFollow(setState: (change: (before: FlowState) => FlowState) => void) {
  const pause = usePause();
  return async (started: Outcome<'run'>, step: 'reading' | 'applying') => {
    if (!started.ok) return started;
    const read = (job: string, after: number) => call('job', { path: { id: job }, query: { after } });
    return followJob(started.value.job, { read, pause }, (job) =>
      setState((before) => ({ is: step, job, stopping: 'stopping' in before && before.stopping })),
    );
  };
}

function reviewOf(
  answer: PlanAnswer,
  { ask, heading, again }: { ask: Ask; heading: Heading; again: string | null },
): FlowState {
  const { title, name, text, fields } = heading;
  const request = { title, name, handles: ask.is === 'users' ? ask.ids : null };
  const ticks = ticksFor(answer, fields);
  return { is: 'plan', title: text, review: { request, answer, again, forbidden: false, ticks, shown: morePeople } };
}

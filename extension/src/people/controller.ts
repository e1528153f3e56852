import type { RowStatusAnswer } from '@rollcall/shared/api';
import type { JobAnswer } from '@rollcall/shared/api-run';

import type { Reply } from '../messages.ts';
import type { PeoplePage } from '../pages/page.ts';
import type { Send } from '../send.ts';
import { followJob, type Watch } from './follow.ts';
import type { Choice } from './plan-model.ts';
import { clearTicks, tickedHandles } from './selection.ts';
import type { Request, Store, Work } from './state.ts';
import { number, problemWords, t, timeLeft } from '../words.ts';

/** Badges older than this are read again when the page is looked at again, in milliseconds. */
const staleAfter = 60_000;
/** Progress is said to assistive technology no more often than this, in milliseconds. */
const sayEvery = 5000;

export interface ControllerParts extends Watch {
  page: PeoplePage;
  store: Store;
  send: Send;
  now(): number;
  /** The site is not enabled (any more): take everything off the page. */
  leave(): void;
}

export type Controller = ReturnType<typeof createController>;

/** Everything a person can do on the list, and what it asks of the background. */
export function createController(parts: ControllerParts) {
  const { page, store, send, now } = parts;
  let saidAt = 0;

  function say(text: string): void {
    saidAt = now();
    store.set({ said: text });
  }

  function fail(reply: Extract<Reply<'plan'>, { ok: false }>): void {
    store.set({ work: { is: 'failed', problem: reply.problem } });
    if (reply.condition !== null) void refresh();
  }

  async function refresh(): Promise<void> {
    const rows = page.rows();
    const handles = [...new Set(rows.map((row) => row.handle))];
    store.set({ rows });
    const reply = await send('status', { basePath: page.basePath, handles: handles.slice(0, 300) });
    if (!reply.ok) {
      if (reply.condition === 'notEnabled') parts.leave();
      else store.set({ work: { is: 'failed', problem: reply.problem } });
      return;
    }
    const status = reply.value;
    store.set({ status, statuses: new Map(status.rows.map((row) => [row.handle, row])) });
    if (status.condition === null && store.get().work === null) say(t('strip.shown', status.rows.length, [number(status.rows.length)]));
    if (status.job !== null && store.get().work === null) void watchRunning(status.job);
  }

  /** Rows came, went or were ticked: asks for badges only when other users are shown. */
  function rowsChanged(): void {
    const before = store.get().rows.map((row) => row.handle);
    const rows = page.rows();
    store.set({ rows, selected: tickedHandles(rows) });
    const known = new Set(before);
    if (rows.some((row) => !known.has(row.handle))) void refresh();
  }

  function seenAgain(): void {
    const { status, work } = store.get();
    const old = status?.asOf == null || now() - Date.parse(status.asOf) > staleAfter;
    if (old && work?.is !== 'running') void refresh();
  }

  function running(step: 'reading' | 'applying', handles: string[] | null): Extract<Work, { is: 'running' }> {
    return { is: 'running', step, job: null, handles, stopping: false, results: [] };
  }

  async function follow(id: string, work: Extract<Work, { is: 'running' }>): ReturnType<typeof followJob> {
    return followJob(id, parts, (job, results) => {
      const current = store.get().work;
      store.set({ work: { ...work, job, results, stopping: current?.is === 'running' && current.stopping } });
      if (now() - saidAt >= sayEvery) say(progressText(job, work.step));
    });
  }

  /** Plans and returns the id of the plan; null when it failed, which the strip then shows. */
  async function makePlan(request: Request): Promise<string | null> {
    const work = running('reading', request.handles);
    store.set({ work, dialog: null });
    say(t('work.readingSome'));
    const { handles, operations } = request;
    const reply = await send('plan', { basePath: page.basePath, handles, operations, cmsUser: page.currentUser() });
    if (!reply.ok) {
      fail(reply);
      return null;
    }
    const end = await follow(reply.value.job, work);
    if (!end.ok) store.set({ work: { is: 'failed', problem: end.problem } });
    else if (end.job.plan !== null) return end.job.plan;
    else if (end.job.error !== null) store.set({ work: { is: 'failed', problem: end.job.error } });
    else store.set({ work: { is: 'finished', job: end.job, results: end.results } });
    return null;
  }

  async function plan(request: Request, again: string | null = null): Promise<void> {
    const id = await makePlan(request);
    if (id === null) return;
    const reply = await send('planAnswer', { plan: id });
    if (!reply.ok) return fail(reply);
    store.set({ work: null, dialog: { is: 'plan', request, answer: reply.value, again, forbidden: false } });
  }

  async function readAgain(handles: string[] | null): Promise<void> {
    if ((await makePlan({ handles, operations: [], title: 'titleAll' })) === null) return;
    await refresh();
    store.set({ work: { is: 'said', text: t('work.readDone') } });
    say(t('work.readDone'));
  }

  async function apply(choice: Choice): Promise<void> {
    const { dialog } = store.get();
    if (dialog?.is !== 'plan') return;
    const { plan: head } = dialog.answer;
    if (Date.parse(head.expires) <= now()) return plan(dialog.request, t('plan.expired'));
    const reply = await send('apply', {
      plan: head.id,
      digest: head.digest,
      items: choice.items,
      approve: choice.approve,
      cmsUser: page.currentUser(),
    });
    if (!reply.ok) return refuseApply(reply, dialog.request);
    const handles = dialog.request.handles;
    const work = running('applying', handles);
    store.set({ dialog: null, work });
    await finish(await follow(reply.value.job, work));
  }

  function refuseApply(reply: Extract<Reply<'apply'>, { ok: false }>, request: Request): Promise<void> | void {
    const { dialog } = store.get();
    if (reply.problem.code === 'moved') return plan(request, problemWords(reply.problem).title);
    if (reply.problem.code === 'forbidden' && dialog?.is === 'plan')
      return store.set({ dialog: { ...dialog, forbidden: true } });
    store.set({ dialog: null });
    fail(reply);
  }

  async function finish(end: Awaited<ReturnType<typeof followJob>>): Promise<void> {
    await refresh();
    if (!end.ok) return store.set({ work: { is: 'failed', problem: end.problem } });
    store.set({ work: { is: 'finished', job: end.job, results: end.results } });
    say(finishedText(end.job));
  }

  async function watchRunning(job: string): Promise<void> {
    const work = running('applying', []);
    const first = await send('job', { job, after: 0 });
    if (!first.ok || first.value.ended !== null || first.value.state === 'waiting') return;
    await finish(await follow(job, { ...work, step: first.value.mode === 'plan' ? 'reading' : 'applying' }));
  }

  async function stop(): Promise<void> {
    const { work } = store.get();
    if (work?.is !== 'running' || work.job === null || work.stopping) return;
    store.set({ work: { ...work, stopping: true } });
    await send('cancelJob', { job: work.job.id });
  }

  async function goLive(): Promise<void> {
    const reply = await send('goLive', { basePath: page.basePath });
    if (!reply.ok && reply.problem.code === 'forbidden') return store.set({ dialog: { is: 'live', forbidden: true } });
    store.set({ dialog: null });
    if (!reply.ok) return fail(reply);
    await refresh();
    store.set({ work: { is: 'said', text: t('live.done') } });
    say(t('live.done'));
  }

  function actOn(row: RowStatusAnswer, name: string): void {
    const one = [row.handle];
    const ask = (title: Request['title'], ...operations: Request['operations']) =>
      void plan({ handles: one, operations, title });
    switch (row.action) {
      case 'sync':
      case 'retry':
        return ask('title');
      case 'check':
        return void readAgain(one);
      case 'view':
        return row.job === null ? ask('titleReview') : void watchRunning(row.job);
      case 'review':
        return ask('titleReview');
      case 'compare':
      case 'choose':
        return ask('titleCompare');
      case 'link':
        return ask('titleLink', 'link');
      case 'resend':
        return ask('titleInvite', 'invite');
      case 'activate':
        return ask('titleActivate', 'activate');
      case 'reactivate':
        return ask('titleReactivate', row.status === 'suspended' ? 'resume' : 'activate');
      case 'deactivate':
        return ask('titleDeactivate', 'deactivate');
      case 'why':
        return store.set({ dialog: { is: 'reason', row, name } });
    }
  }

  return {
    refresh,
    rowsChanged,
    seenAgain,
    actOn,
    plan: (request: Request) => void plan(request),
    readAgain: () => void readAgain(null),
    apply: (choice: Choice) => void apply(choice),
    stop: () => void stop(),
    goLive: () => void goLive(),
    askLive: () => store.set({ dialog: { is: 'live', forbidden: false } }),
    closeDialog: () => store.set({ dialog: null }),
    closeWork: () => store.set({ work: null }),
    openOptions: () => void send('openOptions', {}),
    clear: () => clearTicks(page.rows()),
  };
}

/** Progress as one sentence, the same for eyes and ears. */
export function progressText(job: JobAnswer | null, step: 'reading' | 'applying'): string {
  if (job === null || job.total === 0) return step === 'reading' ? t('work.readingSome') : t('plan.nothingYet');
  if (job.state === 'planning') return t('work.planning');
  if (step === 'reading') return t('work.reading', [number(job.at), number(job.total)]);
  const parts = [t('work.applying', job.done, [number(job.done), number(job.total)])];
  if (job.failed > 0) parts.push(t('work.failed', job.failed, [number(job.failed)]));
  const left = job.secondsLeft === null ? '' : ` ${t('work.left', [timeLeft(job.secondsLeft)])}`;
  return `${parts.join(', ')}.${left}`;
}

export function finishedText(job: JobAnswer): string {
  const counts: [string, string] = [number(job.done), number(job.total)];
  const stopped = job.state === 'cancelled' || job.state === 'stopped';
  const parts = [stopped ? t('work.stopped', job.done, counts) : t('work.finished', job.done, counts)];
  if (job.held > 0) parts.push(t('work.heldLeft', job.held, [number(job.held)]));
  return parts.join(' ');
}

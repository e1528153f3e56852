import type { PlanAnswer } from '@rollcall/shared/api-run';

import type { Reply } from '../messages.ts';
import type { PeoplePage } from '../pages/page.ts';
import { number, problemWords, t } from '../words.ts';
import type { Badges } from './badges.ts';
import { followJob, type Followed, type Pause } from '../plan/follow.ts';
import type { Send } from '../send.ts';
import { isCut, type Choice } from '../plan/model.ts';
import { ticksOf } from './ticks.ts';
import { morePeople } from '../plan/review.ts';
import { finishedText, progressText } from '../plan/progress.ts';
import type { Request, Store, Work } from './state.ts';

/** Progress is said to assistive technology no more often than this, in milliseconds. */
const sayEvery = 5000;

/** How to ask the background, and how to wait between looks. */
export interface Watch {
  send: Send;
  pause: Pause;
}

export interface RunsParts extends Watch {
  page: PeoplePage;
  store: Store;
  badges: Badges;
  now(): number;
}

type Running = Extract<Work, { is: 'running' }>;
type Refusal = Extract<Reply<'plan'>, { ok: false }>;

/** Plans, applies and watches runs, one at a time, and leaves what came of it in the store. */
export class Runs {
  readonly #parts: RunsParts;
  #saidAt = 0;

  constructor(parts: RunsParts) {
    this.#parts = parts;
  }

  /** Plans what was asked for and opens the plan; `again` says why it had to be made once more. */
  async plan(request: Request, again: string | null = null): Promise<void> {
    const id = await this.#makePlan(request);
    if (id === null) return;
    const reply = await this.#parts.send('planAnswer', { plan: id });
    if (!reply.ok) return this.#fail(reply);
    const answer = reply.value;
    const fresh = { ticks: ticksOf(answer, request.fields), shown: morePeople, forbidden: false };
    this.#parts.store.set({ work: null, dialog: { is: 'plan', request, answer, again, ...fresh } });
  }

  /** Reads both sides and writes nothing; `handles` null reads everybody. */
  async readAgain(handles: string[] | null): Promise<void> {
    if ((await this.#makePlan({ handles, operations: [], title: 'titleAll', name: null })) === null) return;
    await this.#tell(t('work.readDone'));
  }

  /** Applies what is ticked in the open plan; one that is too old or met a moved account is made again. */
  async apply(choice: Choice): Promise<void> {
    const { store, send, page, now } = this.#parts;
    const { dialog } = store.get();
    if (dialog?.is !== 'plan') return;
    const { id, digest, expires } = dialog.answer.plan;
    if (Date.parse(expires) <= now()) return this.plan(dialog.request, t('plan.expired'));
    const { items, fields, approve } = choice;
    const reply = await send('apply', { plan: id, digest, items, fields, approve, cmsUser: page.currentUser() });
    if (reply.ok) {
      const work = running('applying', touched(dialog.answer, choice));
      store.set({ dialog: null, work });
      return this.#finish(await this.#follow(reply.value.job, work));
    }
    if (reply.problem.code === 'moved') return this.plan(dialog.request, problemWords(reply.problem).title);
    if (reply.problem.code === 'forbidden') return store.set({ dialog: { ...dialog, forbidden: true } });
    store.set({ dialog: null });
    this.#fail(reply);
  }

  /** Shows a run that somebody else started; one that has ended is left alone. */
  async watch(job: string): Promise<void> {
    const first = await this.#parts.send('job', { job, after: 0 });
    if (!first.ok || first.value.ended !== null || first.value.state === 'waiting') return;
    const work = running(first.value.mode === 'plan' ? 'reading' : 'applying', []);
    await this.#finish(await this.#follow(job, work));
  }

  /** Follows a run to its end and says how it went, also one that has ended by now. */
  async show(job: string): Promise<void> {
    const work = running('applying', null);
    this.#parts.store.set({ work });
    await this.#finish(await this.#follow(job, work));
  }

  /** Unlinks whom the open question names. */
  async unlink(): Promise<void> {
    const { store, send, page } = this.#parts;
    const { dialog } = store.get();
    if (dialog?.is !== 'unlink') return;
    const handles = dialog.people.map(({ handle }) => handle);
    const reply = await send('unlink', { basePath: page.basePath, handles });
    const problem = reply.ok ? reply.value.problem : reply.problem;
    const done = reply.ok ? reply.value.done.length : 0;
    if (problem !== null) {
      const people = dialog.people.slice(done);
      store.set({ dialog: { is: 'unlink', people, problem } });
      return this.#parts.badges.refresh();
    }
    store.set({ dialog: null });
    await this.#tell(t('unlink.done', done, [number(done)]));
  }

  /** Stops the run after the user it is busy with. */
  async stop(): Promise<void> {
    const { store, send } = this.#parts;
    const { work } = store.get();
    if (work?.is !== 'running' || work.job === null || work.stopping) return;
    store.set({ work: { ...work, stopping: true } });
    await send('cancelJob', { job: work.job.id });
  }

  async goLive(): Promise<void> {
    const { store, send, page } = this.#parts;
    const reply = await send('goLive', { basePath: page.basePath });
    if (!reply.ok && reply.problem.code === 'forbidden') return store.set({ dialog: { is: 'live', forbidden: true } });
    store.set({ dialog: null });
    if (!reply.ok) return this.#fail(reply);
    await this.#tell(t('live.done'));
  }

  /** Id of the plan; null when it failed, which the strip then shows. */
  async #makePlan({ handles, operations }: Request): Promise<string | null> {
    const { store, send, page } = this.#parts;
    const work = running('reading', handles);
    store.set({ work, dialog: null });
    this.#say(t('work.readingSome'));
    const reply = await send('plan', { basePath: page.basePath, handles, operations, cmsUser: page.currentUser() });
    if (!reply.ok) {
      this.#fail(reply);
      return null;
    }
    const end = await this.#follow(reply.value.job, work);
    if (end.ok && end.job.plan !== null) return end.job.plan;
    const problem = end.ok ? end.job.error : end.problem;
    store.set({
      work:
        problem !== null
          ? { is: 'failed', problem }
          : end.ok
            ? { is: 'finished', job: end.job, results: end.results }
            : null,
    });
    return null;
  }

  #follow(id: string, work: Running): Promise<Followed> {
    const { store, now } = this.#parts;
    const { send, pause } = this.#parts;
    const read = (job: string, after: number) => send('job', { job, after });
    return followJob(id, { read, pause }, (job, results) => {
      const current = store.get().work;
      store.set({ work: { ...work, job, results, stopping: current?.is === 'running' && current.stopping } });
      if (now() - this.#saidAt >= sayEvery) this.#say(progressText(job, work.step));
    });
  }

  async #finish(end: Followed): Promise<void> {
    const { store, badges } = this.#parts;
    await badges.refresh();
    if (!end.ok) return store.set({ work: { is: 'failed', problem: end.problem } });
    store.set({ work: { is: 'finished', job: end.job, results: end.results } });
    this.#say(finishedText(end.job));
  }

  async #tell(text: string): Promise<void> {
    await this.#parts.badges.refresh();
    this.#parts.store.set({ work: { is: 'said', text } });
    this.#say(text);
  }

  #fail(reply: Refusal): void {
    this.#parts.store.set({ work: { is: 'failed', problem: reply.problem } });
    if (reply.condition !== null) void this.#parts.badges.refresh();
  }

  #say(text: string): void {
    this.#saidAt = this.#parts.now();
    this.#parts.store.set({ said: text });
  }
}

function running(step: Running['step'], handles: string[] | null): Running {
  return { is: 'running', step, job: null, handles, stopping: false, results: [] };
}

/** Handles of the users that a choice writes to; null when the plan is too long to name them all. */
function touched(answer: PlanAnswer, choice: Choice): string[] | null {
  if (isCut(answer)) return null;
  const items = answer.items.filter((item) => choice.items?.includes(item.id) ?? item.verdict.is === 'allow');
  return items.flatMap((item) => item.subject.handle ?? []);
}

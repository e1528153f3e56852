import type { ItemResult, Job, PlanItem, RunRequest } from '@rollcall/shared';

import { del, put } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import type { EngineDeps } from './deps.ts';
import { isoNow } from './deps.ts';
import { resultChange } from './record.ts';
import type { ResultIndex } from './result-index.ts';

/** A job that this process is working on. */
export interface LiveJob {
  job: Job;
  readonly abort: AbortController;
  readonly results: Map<string, ItemResult>;
  /** CMS ids of accounts that are being written now. */
  readonly busy: Set<string>;
  saved: number;
}

/** The jobs of this process and their progress; what is told to pollers is also kept, so that a restart knows it. */
export interface JobBook {
  open(request: RunRequest): Promise<LiveJob>;
  /** Takes up a job that a former process left behind. */
  adopt(job: Job, results: ItemResult[]): LiveJob;
  /** Changes what pollers see; written to disk at once only when the state changes. */
  update(live: LiveJob, patch: Partial<Job>): Promise<void>;
  /** Settles one item together with what it changed, in one durable commit. */
  settle(live: LiveJob, item: PlanItem, result: Outcome, changes: Change[]): Promise<ItemResult>;
  /** Ends a job that found nothing to do, and keeps nothing of it. */
  forget(live: LiveJob): Promise<void>;
  close(live: LiveJob): void;
  live(id: string): LiveJob | undefined;
  all(): LiveJob[];
}

/** What became of an item, before it is put beside its subject. */
export type Outcome = Pick<ItemResult, 'outcome' | 'problem' | 'entry'>;

/** The result of an item as pollers and the store get it. */
export function resultOf(item: PlanItem, outcome: Outcome, seq: number): ItemResult {
  const { label, handle } = item.subject;
  return { item: item.id, ...outcome, label, handle, action: item.action, seq };
}

/** Progress is written at most this often, in milliseconds; item results are written always. */
const saveEvery = 1000;
const jobsKept = 200;
/** A job that found nothing to do still answers those who follow it for so long, in milliseconds. */
const forgottenAfter = 60_000;
const counterKey = 'counter/job';

export function createJobBook(deps: EngineDeps, kept: ResultIndex): JobBook {
  const lives = new Map<string, LiveJob>();
  const { store } = deps;

  const dueSave = (live: LiveJob): Change[] => {
    if (deps.now() - live.saved < saveEvery) return [];
    live.saved = deps.now();
    return [put('jobs', live.job.id, live.job)];
  };
  const begin = (job: Job): LiveJob => {
    const live: LiveJob = { job, abort: new AbortController(), results: new Map(), busy: new Set(), saved: 0 };
    lives.set(job.id, live);
    return live;
  };

  return {
    async open(request) {
      dropForgotten(lives, deps);
      const number = Number(store.data.settings[counterKey] ?? 0) + 1;
      const job = newJob(`R-${String(number).padStart(4, '0')}`, request, isoNow(deps));
      const live = begin(job);
      const changes = [put('settings', counterKey, number), put('jobs', job.id, job), ...retire(deps, kept, job)];
      await save(deps, live, changes);
      return live;
    },
    adopt(left, results) {
      // Results are always on the disk, progress up to a second late.
      const job: Job = { ...left, done: 0, failed: 0, held: 0, skipped: 0 };
      for (const result of results) {
        Object.assign(job, counted(job, result), { seq: Math.max(job.seq, result.seq) });
      }
      const live = begin(job);
      for (const result of results) live.results.set(result.item, result);
      return live;
    },
    async update(live, patch) {
      const moved = patch.state !== undefined && patch.state !== live.job.state;
      live.job = { ...live.job, ...patch, beat: isoNow(deps), seq: live.job.seq + 1 };
      if (moved) live.saved = 0;
      await save(deps, live, dueSave(live));
    },
    async settle(live, item, settled, changes) {
      const seq = live.job.seq + 1;
      const result = resultOf(item, settled, seq);
      live.results.set(item.id, result);
      live.job = { ...live.job, ...counted(live.job, result), seq, cursor: item.seq, beat: isoNow(deps) };
      await store.commit([...changes, resultChange(live.job, result), ...dueSave(live)]);
      return result;
    },
    async forget(live) {
      const now = isoNow(deps);
      live.job = { ...live.job, state: 'done', ended: now, beat: now, seq: live.job.seq + 1 };
      await store.commit([del('jobs', live.job.id)]);
    },
    close(live) {
      lives.delete(live.job.id);
    },
    live: (id) => lives.get(id),
    all: () => [...lives.values()],
  };
}

/** Keeps a job's progress. A SCIM client waits, so what is on its way to the end is left to the next commit. */
async function save({ store, report }: EngineDeps, { job }: LiveJob, changes: Change[]): Promise<void> {
  if (job.request.trigger === 'scim' && job.ended === null) store.note(changes).catch(report);
  else await store.commit(changes);
}

function dropForgotten(lives: Map<string, LiveJob>, { store, now }: EngineDeps): void {
  for (const [id, { job }] of lives) {
    const over = job.ended !== null && now() - Date.parse(job.ended) >= forgottenAfter;
    if (over && store.data.jobs[id] === undefined) lives.delete(id);
  }
}

function counted(job: Job, result: ItemResult): Partial<Job> {
  switch (result.outcome) {
    case 'done':
      return { done: job.done + 1 };
    case 'failed':
    case 'unknown':
    case 'moved':
      return { failed: job.failed + 1 };
    case 'held':
      return { held: job.held + 1 };
    case 'refused':
      return { skipped: job.skipped + 1 };
  }
}

function newJob(id: string, request: RunRequest, now: string): Job {
  return {
    id,
    request,
    state: 'queued',
    plan: null,
    at: 0,
    total: 0,
    done: 0,
    failed: 0,
    held: 0,
    skipped: 0,
    cursor: 0,
    created: now,
    started: null,
    beat: now,
    ended: null,
    error: null,
    seq: 0,
  };
}

/** The oldest jobs over the number that is kept, with their results; SCIM makes one a write, and pushes out its own only. */
function retire({ store }: EngineDeps, results: ResultIndex, opened: Job): Change[] {
  const isKind = ({ request }: Job) => (request.trigger === 'scim') === (opened.request.trigger === 'scim');
  const ended = Object.values(store.data.jobs).filter((job) => job.ended !== null && isKind(job));
  if (ended.length < jobsKept) return [];
  const old = ended.toSorted((a, b) => a.created.localeCompare(b.created)).slice(0, ended.length - jobsKept + 1);
  const keys = old.flatMap((job) => results.keys(job.id));
  return [...old.map((job) => del('jobs', job.id)), ...keys.map((key) => del('results', key))];
}

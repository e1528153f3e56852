import type { ItemResultAnswer, JobAnswer } from '@rollcall/shared/api-run';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';

/** How many results one answer carries at most. */
const pageSize = 500;
const ended: ReadonlySet<JobAnswer['state']> = new Set(['waiting', 'done', 'stopped', 'cancelled', 'failed']);

/** Resolves after the time, not before the page is visible, and never once our parts have left the page. */
export type Pause = (milliseconds: number) => Promise<void>;

type Read = (
  job: string,
  after: number,
) => Promise<{ ok: true; value: JobAnswer } | { ok: false; problem: ProblemAnswer }>;

export type Followed =
  | { ok: true; job: JobAnswer; results: ItemResultAnswer[] }
  | { ok: false; problem: ProblemAnswer };

/** Asks for a job's progress once a second while the page is visible (the first looks come sooner) until it ends. */
export async function followJob(
  id: string,
  { read, pause }: { read: Read; pause: Pause },
  onProgress: (job: JobAnswer, results: ItemResultAnswer[]) => void,
): Promise<Followed> {
  const results: ItemResultAnswer[] = [];
  let after = 0;
  for (let wait = 150; ; wait = Math.min(wait * 2, 1000)) {
    await pause(wait);
    const reply = await read(id, after);
    if (!reply.ok) return { ok: false, problem: reply.problem };
    const job = reply.value;
    results.push(...job.results);
    after = results.at(-1)?.seq ?? 0;
    onProgress(job, [...results]);
    // A full answer is followed by another, also when the run has ended.
    if (job.results.length >= pageSize) wait = 75;
    else if (ended.has(job.state)) return { ok: true, job, results };
  }
}

/** A pause that a hidden page prolongs until it is looked at again. */
export function visiblePause(document: Document, signal: AbortSignal): Pause {
  return (milliseconds) =>
    new Promise((resolve) => {
      const onVisible = (): void => {
        if (document.hidden || signal.aborted) return;
        document.removeEventListener('visibilitychange', onVisible);
        resolve();
      };
      setTimeout(() => {
        document.addEventListener('visibilitychange', onVisible, { signal });
        onVisible();
      }, milliseconds);
    });
}

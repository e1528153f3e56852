import { SyncError } from '@rollcall/shared';
import type { ItemResultAnswer, JobAnswer } from '@rollcall/shared/api-run';

import type { Client } from './client.ts';
import { createProgress } from './progress.ts';
import type { Session } from './session.ts';

/** A run at its rest, with what became of each item. */
export interface Watched {
  job: JobAnswer;
  results: ItemResultAnswer[];
}

/** As many results as one answer carries: then there may be more. */
const pageSize = 500;
const firstPause = 50;
const longestPause = 1_000;
/** Exit code by which a shell knows that Ctrl-C ended a program. */
const interrupted = 130;

/**
 * Follows a run to its rest and shows how far it is. The first Ctrl-C stops the run after the users that are under way,
 * the second ends the command at once.
 */
export async function watchJob({ client, terminal }: Session, id: string): Promise<Watched> {
  const progress = createProgress(terminal);
  const release = terminal.onInterrupt(createInterrupt(client, id, terminal));
  const results = new Map<string, ItemResultAnswer>();
  let pause = firstPause;
  let after = 0;
  try {
    for (;;) {
      const job = await readJob(client, id, after);
      for (const result of job.results) results.set(result.item, result);
      progress.show(job);
      after = job.results.at(-1)?.seq ?? after;
      if (job.results.length >= pageSize) continue;
      if (job.ended !== null) return { job, results: [...results.values()] };
      await terminal.sleep(pause);
      pause = Math.min(longestPause, pause * 2);
    }
  } finally {
    release();
    progress.stop();
  }
}

/** A run and all its results so far. */
export async function readRun(client: Client, id: string): Promise<Watched> {
  const results: ItemResultAnswer[] = [];
  for (;;) {
    const job = await readJob(client, id, results.at(-1)?.seq ?? 0);
    results.push(...job.results);
    if (job.results.length < pageSize) return { job, results };
  }
}

async function readJob(client: Client, id: string, after: number): Promise<JobAnswer> {
  try {
    return await client.call('job', { params: { id }, query: { after } });
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== 'unreachable') throw error;
    throw new SyncError('unreachable', `The agent stopped answering while run ${id} was going on.`, {
      next: `Start it again with "rollcall serve", then look with "rollcall run show ${id}".`,
      cause: error,
    });
  }
}

function createInterrupt(client: Client, id: string, terminal: Session['terminal']): () => void {
  let asked = false;
  return () => {
    if (asked) {
      terminal.quit(interrupted);
      return;
    }
    asked = true;
    terminal.err(`\nStopping run ${id} after the users that are under way. Press Ctrl-C again to leave at once.`);
    // A run that just ended can't be stopped, and an agent that is gone is told by the next look.
    client.call('cancelJob', { params: { id }, body: {} }).catch(() => undefined);
  };
}

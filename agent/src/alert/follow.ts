import { toProblem } from '@rollcall/shared';
import type { Connection, Job, Problem } from '@rollcall/shared';

import type { Change } from '../store/data.ts';
import type { Store } from '../store/store.ts';

/** Who wants to hear of ended runs and saved connections. */
export interface Listener {
  ended(job: Job): Promise<void>;
  saved(connection: Connection): Promise<void>;
}

/**
 * Hands each run that has come to rest, and each connection that was saved, over as soon as it is on the disk, one after
 * the other. The answered function ends that, and resolves when what was heard is dealt with.
 */
export function followStore(store: Store, listener: Listener, report: (problem: Problem) => void): () => Promise<void> {
  /** Runs under way, so that one that found nothing to do, and leaves nothing behind, is heard of too. */
  const going = new Map<string, Job>();
  let last = Promise.resolve();
  const queue = (work: () => Promise<void>): void => {
    last = last.then(work).catch((error: unknown) => report(toProblem(error)));
  };
  const hearJob = (id: string, job: Job | undefined): void => {
    if (job?.ended === null) {
      going.set(id, job);
      return;
    }
    const known = going.get(id);
    going.delete(id);
    // A run that a former process left is stopped without having been seen to go.
    if (job && (known || job.state === 'stopped')) queue(() => listener.ended(job));
    else if (known && !job) queue(() => listener.ended({ ...known, state: 'done' }));
  };
  const hear = (change: Change): void => {
    if (change.collection === 'jobs') hearJob(change.key, change.value);
    if (change.collection !== 'connections' || !change.value) return;
    const connection = change.value;
    queue(() => listener.saved(connection));
  };
  const stop = store.onCommit((changes) => changes.forEach(hear));
  return async () => {
    // The last commits are told a moment after they are durable.
    await new Promise((resolve) => setImmediate(resolve));
    stop();
    await last;
  };
}

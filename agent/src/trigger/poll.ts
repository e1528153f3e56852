import { toProblem } from '@rollcall/shared';
import type { Actor, Connection, Problem } from '@rollcall/shared';

import type { Engine } from '../engine/run.ts';
import type { Store } from '../store/store.ts';

/** Looks for changes of every connection whose automatic method is on. */
export interface Poller {
  /** One look at each connection; resolves when all have come to rest. A failing one does not keep the others. */
  look(): Promise<void>;
  /** Looks again and again until the answered function is called. */
  start(everyMs?: number): () => void;
}

const minute = 60_000;
const by: Actor = { kind: 'system', id: 'automatic', name: 'Automatic sync' };

/**
 * The automatic method without a module on the site: what the admin interface, the user's own form, other code or self
 * registration changed is seen by the time of change that the site keeps. Deletions leave no such trace; a run over all
 * users finds them.
 */
export function createPoller(deps: { store: Store; engine: Engine; report: (problem: Problem) => void }): Poller {
  let looking: Promise<void> | null = null;

  const lookAt = async (connection: Connection): Promise<void> => {
    try {
      const job = await deps.engine.start({
        connection: connection.id,
        trigger: 'event',
        by,
        scope: { kind: 'changed' },
        mode: 'apply',
        operations: [],
        deadline: null,
        secretSlot: null,
        desired: null,
      });
      await deps.engine.finished(job.id);
    } catch (error) {
      const problem = toProblem(error);
      // Another run is going on: what changed is still there to be seen in a minute.
      if (problem.code !== 'locked') deps.report(problem);
    }
  };

  const poller: Poller = {
    async look() {
      const wanted = Object.values(deps.store.data.connections).filter(isAutomatic);
      await Promise.all(wanted.map(lookAt));
    },
    start(everyMs = minute) {
      const timer = setInterval(() => {
        looking ??= poller.look().finally(() => {
          looking = null;
        });
      }, everyMs);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
  return poller;
}

/** Only a live connection acts by itself. */
function isAutomatic({ methods, mode, pausedFor, cms, okta, direction }: Connection): boolean {
  const complete = cms !== null && okta !== null && direction !== 'oktaToCms';
  return methods.automatic.on && complete && mode === 'live' && pausedFor === null;
}

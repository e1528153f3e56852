import { toProblem } from '@rollcall/shared';
import type { Connection, Problem } from '@rollcall/shared';

import type { Engine } from '../engine/run.ts';
import type { Store } from '../store/store.ts';
import { automaticRequest } from './automatic.ts';
import { whyIdle } from './idle.ts';
import type { SiteRest } from './site-rest.ts';

/** Looks for changes of every connection whose automatic method is on. */
export interface Poller {
  /** One look at each connection; resolves when all have come to rest. A failing one does not keep the others. */
  look(): Promise<void>;
}

export interface PollerDeps {
  store: Store;
  engine: Engine;
  report: (problem: Problem) => void;
  /** Which sites are to be left in peace; none without it. */
  rest?: SiteRest;
  /** Why nothing may be applied by itself now; null when it may. */
  holds?: (connection: string) => string | null;
}

/**
 * The automatic method without a module on the site: what the admin interface, the user's own form, other code or self
 * registration changed is seen by the time of change that the site keeps. Deletions leave no such trace; the sweep for
 * absent accounts finds them.
 */
export function createPoller({ store, engine, report, rest, holds = () => null }: PollerDeps): Poller {
  const lookAt = async (connection: Connection): Promise<void> => {
    let failed = false;
    try {
      const job = await engine.start(automaticRequest(connection.id, { kind: 'changed' }, 'apply'));
      failed = (await engine.finished(job.id)).state === 'failed';
    } catch (error) {
      const problem = toProblem(error);
      // Another run is going on: what changed is still there to be seen in a minute.
      failed = problem.code !== 'locked';
      if (failed) report(problem);
    }
    rest?.looked(connection, failed ? 'failed' : 'answered');
  };

  return {
    async look() {
      const wanted = Object.values(store.data.connections).filter(
        (each) => whyIdle(each, 'automatic') === null && !rest?.why(each) && !holds(each.id),
      );
      await Promise.all(wanted.map(lookAt));
    },
  };
}

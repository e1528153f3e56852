import { SyncError, toProblem } from '@rollcall/shared';
import type { Connection, Job, Problem, PullDefaults, PullOf, PullSettings, RunRequest } from '@rollcall/shared';

import { refuseUnsupported, settingsOf } from '../pull/refuse.ts';
import { optionsForSite, whyNoSite } from '../pull/sites.ts';
import type { Store } from '../store/store.ts';
import type { Engine } from './run.ts';

export interface StartedPull {
  job: Job;
  /** One for each other site of the pull settings; a problem where there is no job. */
  others: { connection: string; job: string | null; problem: Problem | null }[];
}

/**
 * Starts a pull on the connection and one on each other site of its pull settings; each goes its own way from there. A site
 * that can't be started is told and stops no other. Throws why there is no pull on the connection's own site.
 */
export async function startPulls(
  { engine, store }: { engine: Pick<Engine, 'start'>; store: Store },
  main: Connection,
  request: Omit<RunRequest, 'connection' | 'scope'> & { scope: PullOf },
): Promise<StartedPull> {
  const settings = main.pull;
  settingsOf(main);
  refuseUnsupported(request.scope.options);
  const start = (connection: string, site: string | null): Promise<Job> => {
    const options: PullDefaults = settings
      ? optionsForSite(request.scope.options, site, settings)
      : request.scope.options;
    const scope: PullOf = { kind: 'pull', options, ...(site === null ? {} : { main: main.id }) };
    return engine.start({ ...request, connection, scope });
  };
  const isMeant = ({ name }: PullSettings['targets'][number]) =>
    settings !== null && optionsForSite(request.scope.options, name, settings).targetOnlyUsers?.length !== 0;
  // A list of accounts names those of a site by its nickname, and says nothing of the other sites. Settings that are not saved
  // count on no other site.
  const sites = request.trial ? [] : (settings?.targets ?? []).filter(isMeant);
  const own = await settled(() => start(main.id, null));
  const others = await Promise.all(
    sites.map(async (target) => {
      const { job, problem } = await settled(async () => {
        const why = whyNoSite(main, target, store.data.connections[target.connection]);
        if (why) throw why;
        return start(target.connection, target.name);
      });
      return { connection: target.connection, job: job?.id ?? null, problem };
    }),
  );
  if (own.job) return { job: own.job, others };
  throw withRuns(own.problem, others);
}

type Settled = { job: Job; problem: null } | { job: null; problem: Problem };

async function settled(start: () => Promise<Job>): Promise<Settled> {
  try {
    return { job: await start(), problem: null };
  } catch (error) {
    return { job: null, problem: toProblem(error) };
  }
}

/** Says that the other sites are pulled to although this one is not. */
function withRuns({ code, detail, scope, retry, field, next }: Problem, others: StartedPull['others']): SyncError {
  const runs = others.flatMap(({ job }) => job ?? []).join(', ');
  const told = runs === '' ? next : `The pulls of the other sites go on: ${runs}.`;
  return new SyncError(code, detail, { scope, retry, next: told, ...(field === null ? {} : { field }) });
}

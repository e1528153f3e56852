import { SyncError, toProblem } from '@rollcall/shared';
import type { Connection, Problem } from '@rollcall/shared';

import type { Directory } from '../directory/directory.ts';
import type { Sides } from '../engine/observe.ts';
import type { Engine } from '../engine/run.ts';
import { isShrunken, lastSweep, sweepChange } from '../engine/sweep.ts';
import { accountKey, put } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import type { Plans } from '../store/plans.ts';
import type { Store } from '../store/store.ts';
import { automaticActor, automaticRequest } from './automatic.ts';
import { whyIdle } from './idle.ts';
import type { SiteRest } from './site-rest.ts';

export interface AbsenceDeps {
  store: Store;
  engine: Engine;
  plans: Plans;
  sidesOf: (connection: Connection) => Promise<Sides>;
  now: () => number;
  report: (problem: Problem) => void;
  rest?: SiteRest;
  holds?: (connection: string) => string | null;
  /** Ends a listing that goes on. */
  signal?: AbortSignal;
}

/** Finds who was deleted on the site, which leaves no time of change behind. */
export interface AbsenceSweep {
  /** Reads the ids of each site whose last complete listing is an hour old. A failing one does not keep the others. */
  look(): Promise<void>;
  /** The site was heard to delete somebody, so the next look reads it whatever the hour. */
  hint(connection: string): void;
}

/** Between two listings, in milliseconds. */
const every = 60 * 60_000;
/** A listing may take this share of the time at most. */
const share = 1 / 20;
/** How long a plan may be applied, in milliseconds. */
const planLife = 24 * every;
/** Store changes a commit. */
const chunk = 200;

/**
 * Only the site is listed, not the org. Who is missing from two complete listings is handed to a run by id, which asks
 * the site for each of them once more before it believes it.
 */
export function createAbsenceSweep(deps: AbsenceDeps): AbsenceSweep {
  const { store, engine, now, rest, holds = () => null } = deps;
  const hinted = new Set<string>();
  const took = new Map<string, number>();

  const isDue = ({ id, cms }: Connection): boolean => {
    const directory = cms?.id ?? '';
    const before = lastSweep(store.data, directory);
    const pause = Math.max(every, (took.get(directory) ?? 0) / share);
    return hinted.has(id) || before === null || now() - Date.parse(before.at) >= pause;
  };
  const mayLook = (each: Connection): boolean =>
    whyIdle(each, 'automatic') === null && each.direction !== 'oktaToCms' && !rest?.why(each) && !holds(each.id);
  const handOver = async (connection: Connection, missed: string[]): Promise<void> => {
    const asked = await alreadyAsked(connection, deps);
    const gone = missed.filter((id) => !asked.has(id) && isStillOn(id, connection, store));
    if (gone.length === 0) return;
    const scope = { kind: 'accounts' as const, side: 'cms' as const, ids: gone };
    // Two complete listings say what a message of the site would say.
    const request = { ...automaticRequest(connection.id, scope, 'apply'), event: { kind: 'cancelled' as const } };
    const job = await engine.start(request);
    await engine.finished(job.id);
  };
  const sweep = async (connections: Connection[]): Promise<void> => {
    const [first] = connections;
    if (!first) return;
    const begun = now();
    for (const { id } of connections) hinted.delete(id);
    try {
      const { cms } = await deps.sidesOf(first);
      // A listing through a person's session proves no absence.
      if (cms.capabilities.viaSession) return;
      const seen = await listIds(cms, Math.min(...connections.map((each) => each.shrinkPercent)), deps);
      const missed = await countMissing(cms, seen, deps);
      took.set(cms.id, now() - begun);
      rest?.looked(first, 'answered');
      for (const connection of connections) await handOver(connection, missed);
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'locked' || deps.signal?.aborted) return;
      deps.report(problem);
      rest?.looked(first, 'failed');
    }
  };

  return {
    hint: (connection) => void hinted.add(connection),
    async look() {
      const wanted = Object.values(store.data.connections).filter(mayLook);
      const sites = Map.groupBy(wanted, ({ cms }) => cms?.id ?? '');
      const due = [...sites.values()].filter(
        (each) => each.some(isDue) && each.every(({ id }) => engine.running(id) === null),
      );
      await Promise.all(due.map(sweep));
    },
  };
}

/** Ids that a plan of the last day, or one that a person rejected, has asked about. */
async function alreadyAsked({ id }: Connection, { store, plans, now }: AbsenceDeps): Promise<Set<string>> {
  const asked = new Set<string>();
  for (const { request, plan, created, state } of Object.values(store.data.jobs)) {
    const { scope, event, by } = request;
    const mine = request.connection === id && by.id === automaticActor.id && event?.kind === 'cancelled';
    if (!mine || plan === null || scope.kind !== 'accounts' || state === 'stopped') continue;
    const head = await plans.head(plan).catch(() => null);
    if (head?.state === 'refused' || now() - Date.parse(created) < planLife)
      for (const each of scope.ids) asked.add(each);
  }
  return asked;
}

async function listIds(cms: Directory, shrinkPercent: number, { store, signal }: AbsenceDeps): Promise<Set<string>> {
  const seen = new Set<string>();
  const listing = cms.list(signal ? { signal } : {});
  for await (const page of listing) for (const { ref } of page.accounts) seen.add(ref.id);
  const before = lastSweep(store.data, cms.id)?.count ?? null;
  if (isShrunken(seen.size, before, { shrinkPercent })) {
    const text = `The site listed ${seen.size} accounts, ${before} the time before. Nothing is concluded from so short a list.`;
    throw new SyncError('shrunken', text);
  }
  return seen;
}

/** Notes for each account how often it was missed, and answers the ids of those that were missed before. */
async function countMissing(cms: Directory, seen: ReadonlySet<string>, { store, now }: AbsenceDeps): Promise<string[]> {
  const changes: Change[] = [];
  const gone: string[] = [];
  for (const [key, row] of store.walk('accounts')) {
    if (row.ref.directory !== cms.id) continue;
    const missing = seen.has(row.ref.id) ? 0 : row.missing === 0 ? 1 : 2;
    if (missing === 2) gone.push(row.ref.id);
    if (missing !== row.missing) changes.push(put('accounts', key, { ...row, missing }));
    // Committed in the turn in which they were read, so that nothing newer is written over.
    if (changes.length >= chunk) await store.commit(changes.splice(0));
  }
  const number = (lastSweep(store.data, cms.id)?.number ?? 0) + 1;
  const at = new Date(now()).toISOString();
  await store.commit([...changes, sweepChange(cms.id, { at, count: seen.size, number })]);
  return gone;
}

/** Somebody has to be switched off for it in Okta. */
function isStillOn(id: string, { id: connection, cms, onCmsDelete }: Connection, store: Store): boolean {
  if (onCmsDelete === 'nothing') return false;
  const link = store.links.of(connection, { directory: cms?.id ?? '', id });
  const partner = link ? store.data.accounts[accountKey(link.okta)] : undefined;
  return partner !== undefined && partner.state !== 'deactivated';
}

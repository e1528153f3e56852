import { isDeepStrictEqual } from 'node:util';
import { SyncError, toProblem } from '@rollcall/shared';
import type { Account, AccountRow, Connection, Problem } from '@rollcall/shared';

import type { Directory } from '../directory/directory.ts';
import { isRefusal, pauseChanges } from '../engine/pause.ts';
import { rowOf } from '../engine/record.ts';
import { isShrunken, lastSweep, sweepChange } from '../engine/sweep.ts';
import type { Directories } from '../services.ts';
import { accountKey, put } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import type { Store } from '../store/store.ts';
import type { SiteRest } from './site-rest.ts';

export interface SiteSweepDeps {
  store: Store;
  directories: Pick<Directories, 'side'>;
  now: () => number;
  report: (problem: Problem) => void;
  rest: SiteRest;
  /** Ends a listing that goes on. */
  signal: AbortSignal;
}

/** Reads everybody of a site whose connection has no org: nothing else would, and a SCIM client asks for the list. */
export interface SiteSweep {
  /** Lists each such site whose last complete listing is an hour old. A failing one does not keep the others. */
  look(): Promise<void>;
}

/** Between two listings, in milliseconds; a listing may take this share of the time at most. */
const every = 60 * 60_000;
const share = 1 / 20;
/** Store changes a commit. */
const chunk = 200;

export function createSiteSweep(deps: SiteSweepDeps): SiteSweep {
  const { store, now, rest } = deps;
  const took = new Map<string, number>();
  const isDue = ({ cms }: Connection): boolean => {
    const directory = cms?.id ?? '';
    const before = lastSweep(store.data, directory);
    const pause = Math.max(every, (took.get(directory) ?? 0) / share);
    return before === null || now() - Date.parse(before.at) >= pause;
  };
  const sweep = async (connection: Connection): Promise<void> => {
    const begun = now();
    try {
      const site = await deps.directories.side(connection, 'cms');
      // A listing through a person's session is there for that person's clicks.
      if (!site || site.capabilities.viaSession) return;
      await readEverybody(site, connection, deps);
      took.set(site.id, now() - begun);
      rest.looked(connection, 'answered');
    } catch (error) {
      const problem = toProblem(error);
      if (deps.signal.aborted) return;
      deps.report(problem);
      rest.looked(connection, 'failed');
      const present = store.data.connections[connection.id];
      if (present && isRefusal(problem.code)) await store.commit(pauseChanges(present, problem.code, ['cms']));
    }
  };
  return {
    async look() {
      const due = Object.values(store.data.connections).filter(
        (each) => servesAlone(each) && isDue(each) && rest.why(each) === null,
      );
      // Two connections to one site learn the same from one listing.
      const sites = new Map(due.map((each) => [each.cms?.id ?? '', each]));
      await Promise.all([...sites.values()].map(sweep));
    },
  };
}

/** Whether a SCIM client is served from a site that no run over both sides reads. */
function servesAlone({ cms, okta, mode, pausedFor, methods }: Connection): boolean {
  const { on, operations } = methods.scim;
  return cms !== null && okta === null && mode !== 'paused' && pausedFor === null && on && operations.includes('read');
}

async function readEverybody(site: Directory, connection: Connection, deps: SiteSweepDeps): Promise<void> {
  const { store, now, signal } = deps;
  const begun = new Date(now()).toISOString();
  const seen = new Set<string>();
  for await (const { accounts } of site.list({ signal })) {
    for (const { ref } of accounts) seen.add(ref.id);
    await store.commit(accounts.flatMap((account) => changedRow(account, connection, store)));
  }
  const before = lastSweep(store.data, site.id);
  if (isShrunken(seen.size, before?.count ?? null, connection)) {
    const text = `The site listed ${seen.size} accounts, ${before?.count} the time before. Nothing is concluded from so short a list.`;
    throw new SyncError('shrunken', text);
  }
  const changes: Change[] = [];
  for (const [key, row] of store.walk('accounts')) {
    if (row.ref.directory === site.id && !seen.has(row.ref.id)) changes.push(...missedRow(key, row, begun));
    // Committed in the turn in which they were read, so that nothing newer is written over.
    if (changes.length >= chunk) await store.commit(changes.splice(0));
  }
  const number = (before?.number ?? 0) + 1;
  await store.commit([...changes, sweepChange(site.id, { at: begun, count: seen.size, number })]);
}

/** Only what differs is written: the time of a complete listing is kept once for all. */
function changedRow(account: Account, connection: Connection, store: Store): Change[] {
  const key = accountKey(account.ref);
  const before = store.data.accounts[key];
  // Written by SCIM since this page was asked for.
  if (before && before.seenAt > account.readAt) return [];
  const row = rowOf(account, { store, connection, side: 'cms' });
  return before && isSame(before, row) ? [] : [put('accounts', key, row)];
}

function isSame(before: AccountRow, row: AccountRow): boolean {
  return isDeepStrictEqual({ ...before, seenAt: row.seenAt }, row);
}

/** Who was made after the listing began can't be missed by it. */
function missedRow(key: string, row: AccountRow, begun: string): Change[] {
  if (row.missing === 2 || row.seenAt >= begun) return [];
  const missing = row.missing === 0 ? 1 : 2;
  return [put('accounts', key, { ...row, missing, missingAt: row.missingAt ?? begun })];
}

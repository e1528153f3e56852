import type { RunRequest } from '@rollcall/shared';

import { accountKey, put } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import type { Store } from '../store/store.ts';
import type { Observed } from './observe.ts';

/** What the browser or the site said of the change that brings a run. */
export interface Told {
  /** The site's form of a signed-in person made the change. */
  form: boolean;
  /** The site deleted the named accounts. */
  deleted: boolean;
}

/** What an event tells; only who stands at the page, and no message of the site's code, knows who filled in the form. */
export function toldBy({ event, by }: RunRequest): Told {
  const ofForm = event?.kind === 'created' || event?.kind === 'edited';
  const isPerson = by.kind === 'client' || by.kind === 'cli';
  return {
    form: ofForm && isPerson && by.cmsUser !== undefined,
    deleted: event?.kind === 'cancelled',
  };
}

/** CMS ids that the site told it deleted: for these one answer of `not_found` is proof enough. */
export function toldDeleted({ event, scope }: RunRequest): string[] {
  return event?.kind === 'cancelled' && scope.kind === 'accounts' ? scope.ids : [];
}

/** The CMS ids among these that are gone indeed; that the site has no such account is then no mistake of the asker. */
export function takeDeleted(request: RunRequest, observed: Observed): string[] {
  const told = new Set(toldDeleted(request));
  if (told.size === 0) return [];
  const gone = [...observed.unknown, ...observed.gone.cms].filter((id) => told.has(id));
  observed.unknown = observed.unknown.filter((id) => !told.has(id));
  return gone;
}

/** Rows of accounts that are proven gone, as two complete listings without them would leave them. */
export function deletedRows({ data }: Store, directory: string, ids: readonly string[]): Change[] {
  return ids.flatMap((id) => {
    const key = accountKey({ directory, id });
    const row = data.accounts[key];
    return row ? [put('accounts', key, { ...row, missing: 2 as const })] : [];
  });
}

import type { RowStatusAnswer } from '@rollcall/shared/api';

import type { PageRow } from '../pages/page.ts';

/** What may be done with the ticked rows. */
export interface Selection {
  handles: string[];
  /** A plain sync may do something for these. */
  ready: string[];
  /** These wait for activation in Okta. */
  staged: string[];
  /** These got Okta's activation mail and have not signed in yet. */
  invited: string[];
  linked: string[];
  /** Linked, and not off in Okta yet. */
  running: string[];
  held: number;
  protected: number;
  excluded: number;
}

export function tickedHandles(rows: readonly PageRow[]): string[] {
  return [...new Set(rows.filter((row) => row.checkbox?.checked).map((row) => row.handle))];
}

export function summarise(handles: string[], statuses: ReadonlyMap<string, RowStatusAnswer>): Selection {
  const of = (...wanted: RowStatusAnswer['status'][]) =>
    handles.filter((handle) => wanted.includes(statuses.get(handle)?.status ?? 'unknown'));
  const held = of('held');
  const kept = of('protected');
  const excluded = of('excluded');
  const linked = handles.filter((handle) => isLinked(statuses.get(handle)));
  const apart = new Set([...held, ...kept, ...excluded]);
  return {
    handles,
    ready: handles.filter((handle) => !apart.has(handle)),
    staged: of('staged'),
    invited: of('invited'),
    linked,
    running: linked.filter((handle) => statuses.get(handle)?.okta?.state !== 'deactivated' && !kept.includes(handle)),
    held: held.length,
    protected: kept.length,
    excluded: excluded.length,
  };
}

/** A badge names an Okta user that is only found, too. */
function isLinked(row: RowStatusAnswer | undefined): boolean {
  return row !== undefined && row.okta !== null && row.status !== 'found';
}

/** Unticks rows as a person would, so that the page's own counters follow. */
export function clearTicks(rows: readonly PageRow[]): void {
  for (const { checkbox } of rows) if (checkbox?.checked) checkbox.click();
}

import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { leaverLine, type LeaverRow } from '@rollcall/shared/api-leaver';

import { call, type Outcome } from '../../call.ts';
import { csvOf, download } from '../download.ts';

const pageSize = 1000;

/** Reads everybody who fits and saves them as CSV; answers why it could not, or null. */
export async function exportLeavers(connection: string, span: Record<string, string>): Promise<ProblemAnswer | null> {
  const rows: LeaverRow[] = [];
  for (let after: string | null = ''; after !== null;) {
    const outcome: Outcome<'leavers'> = await call('leavers', {
      path: { id: connection },
      query: { ...span, limit: pageSize, ...(after === '' ? {} : { after }) },
    });
    if (!outcome.ok) return outcome.problem;
    rows.push(...outcome.value.rows);
    after = outcome.value.next;
  }
  download(`rollcall-leavers-${new Date().toISOString().slice(0, 10)}.csv`, 'text/csv', csvOf(rows.map(leaverLine)));
  return null;
}

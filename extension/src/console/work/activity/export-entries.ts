import type { ActivityAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';

import { call, type Outcome } from '../../call.ts';
import { csvOf, download } from '../download.ts';
import { entryText } from './entry-words.ts';

const pageSize = 1000;

export type Format = 'ndjson' | 'csv';

/** Reads everything that fits and saves it as a file; answers why it could not, or null. */
export async function exportEntries(query: Record<string, string>, format: Format): Promise<ProblemAnswer | null> {
  const entries: ActivityAnswer['entries'] = [];
  const names: ActivityAnswer['names'] = {};
  for (let after: string | null = ''; after !== null;) {
    const outcome: Outcome<'activity'> = await call('activity', {
      query: { ...query, limit: pageSize, ...(after === '' ? {} : { after }) },
    });
    if (!outcome.ok) return outcome.problem;
    entries.push(...outcome.value.entries);
    Object.assign(names, outcome.value.names);
    after = outcome.value.next;
  }
  const name = `rollcall-activity-${new Date().toISOString().slice(0, 10)}.${format}`;
  if (format === 'csv') download(name, 'text/csv', csvOf(entries.map((entry) => lineOf(entry, names))));
  else download(name, 'application/x-ndjson', entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  return null;
}

/** One entry as a line of a table: keys stay the same in every language, what happened is said in words beside them. */
export function lineOf(entry: ActivityAnswer['entries'][number], names: ActivityAnswer['names']) {
  const { at, type, outcome, evidence, side = null, subject, fields, by, trigger, job, problem, id } = entry;
  const login = (account: string | null) => (account === null ? null : (names[account]?.login ?? null));
  return {
    at,
    what: entryText(entry),
    type,
    outcome,
    evidence,
    side,
    user: login(subject.cms) ?? login(subject.okta),
    cms_id: subject.cms,
    okta_id: subject.okta,
    fields: fields.join(' '),
    by: by.name,
    cms_user: by.cmsUser ?? null,
    trigger,
    run: job,
    problem: problem?.detail ?? null,
    id,
  };
}

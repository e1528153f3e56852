import { entryAnswer, entryType } from '@rollcall/shared/api';

/** What the list of what happened is narrowed to; the address says it, so a list can be passed on. */
export interface ActivityFilter {
  user: string;
  type: string;
  outcome: string;
  run: string;
  since: Since;
}

/** Hours back from now. */
const spans = { any: null, hour: 1, day: 24, week: 7 * 24, month: 30 * 24 } as const;
export type Since = keyof typeof spans;

function isSince(text: string | null): text is Since {
  return text !== null && text in spans;
}

export function readFilter(query: URLSearchParams): ActivityFilter {
  const since = query.get('since');
  const type = entryType.safeParse(query.get('type'));
  const outcome = entryAnswer.shape.outcome.safeParse(query.get('outcome'));
  return {
    user: query.get('user') ?? '',
    type: type.success ? type.data : '',
    outcome: outcome.success ? outcome.data : '',
    run: query.get('run') ?? '',
    since: isSince(since) ? since : 'any',
  };
}

/** The part of the address that says the filter; what does not narrow is left out. */
export function toAddress(filter: ActivityFilter): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== '' && value !== 'any'));
}

/** What the agent is asked for; `now` is in ms. */
export function toQuery({ user, type, outcome, run, since }: ActivityFilter, now: number): Record<string, string> {
  const hours = spans[since];
  const from = hours === null ? '' : new Date(now - hours * 3_600_000).toISOString();
  const asked = { user, type, outcome, job: run, since: from };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''));
}

import type { ResolveRequest } from '@rollcall/shared/api-inbox';
import type { RouteBody } from '@rollcall/shared/routes';

import type { PlanHeading } from '../../../plan/review.ts';
import { call, type Outcome } from '../../call.ts';

type Operations = NonNullable<RouteBody<'run'>['operations']>;

/** What a person wants to have planned. */
export type Ask =
  | { is: 'all' }
  /** Page numbers, logins or ids of the site's accounts. */
  | { is: 'users'; ids: string[]; operations: Operations }
  | { is: 'undoRun'; job: string }
  | { is: 'undoEntries'; entries: string[] }
  | { is: 'resolve'; body: ResolveRequest };

/** How the plan is shown once it is there. */
export interface Heading {
  title: PlanHeading['title'];
  /** The one person's name where it is one. */
  name: string | null;
  /** The whole title, where it is not a sync. */
  text?: string;
  /** Okta's names of the only fields that are ticked at first; all when missing. */
  fields?: readonly string[];
}

/** Starts the run that plans it and writes nothing. */
export function askPlan(connection: string, ask: Ask): Promise<Outcome<'run'>> {
  switch (ask.is) {
    case 'all':
      return call('run', { body: { connection, scope: { kind: 'all' }, mode: 'plan' } });
    case 'users': {
      const { ids, operations } = ask;
      return call('run', {
        body: { connection, scope: { kind: 'accounts', side: 'cms', ids }, mode: 'plan', operations },
      });
    }
    case 'undoRun':
      return call('undo', { body: { connection, job: ask.job } });
    case 'undoEntries':
      return call('undo', { body: { connection, entries: ask.entries } });
    case 'resolve':
      return call('resolve', { path: { id: connection }, body: ask.body });
  }
}

import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { PullCounts } from '@rollcall/shared/api-pull';

import { sampleConnection, sampleItem, sampleJob, samplePlan, sampleResult } from '../fixture.ts';
import type { FakeAgent, FakeAnswers } from '../fixture.ts';

export const counts: PullCounts = {
  at: '2026-03-04T12:00:00.000Z',
  job: 'R-0001',
  strategy: 'sync',
  notes: [],
  directoryRead: 7,
  directorySelected: 5,
  directoryUndecided: 1,
  targetRead: 9,
  targetExcluded: 2,
  targetOnly: { gone: 1, deactivated: 0, leftGroups: 0, filtered: 1, named: 0 },
  targetOnlyChanged: ['uuid-2'],
  targetOnlyUsers: [{ id: 'uuid-2', handle: '2', login: '=user2', email: 'user2@school.example', reason: 'gone' }],
  groups: [],
};

/** An agent whose pull makes one user and blocks one who is only on the site. */
export function pullAnswers(change: Partial<ConnectionAnswer> = {}): FakeAnswers {
  const plan = samplePlan([
    sampleItem(1, { side: 'cms' }),
    sampleItem(2, { action: 'deactivate', side: 'cms', after: { state: 'deactivated' }, before: { state: 'active' } }),
  ]);
  let applied = false;
  return {
    connections: () => ({ connections: [sampleConnection(change)] }),
    startPull: ({ body }) => {
      applied = JSON.stringify(body).startsWith('{"mode":"apply"');
      return { others: [], job: 'R-0001' };
    },
    job: () => sampleJob({ id: 'R-0001', results: applied ? [1, 2].map((seq) => sampleResult(seq)) : [] }),
    plan: () => plan,
    lastPull: () => ({ last: counts }),
    changeConnection: () => sampleConnection(change),
  };
}
/** The bodies of all pulls that were started. */
export const startedWith = (agent: FakeAgent) =>
  agent.calls.filter(({ name }) => name === 'startPull').map(({ call }) => call.body);

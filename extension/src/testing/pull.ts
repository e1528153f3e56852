import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { PullCounts } from '@rollcall/shared/api-pull';

import { blankPull, type PullSettings } from '../console/pull/pull-model.ts';

/** The org that is pulled from. */
export function oktaSideOf(): NonNullable<ConnectionAnswer['okta']> {
  return {
    id: 'okta-1',
    kind: 'okta',
    url: 'https://harbor.okta.example',
    auth: 'token',
    secretRef: null,
    account: null,
    identity: '00o1',
    options: {},
  };
}

/** Settings of a pull that gives one role to the members of one group. */
export function pullSettingsOf(change: Partial<PullSettings> = {}): PullSettings {
  return {
    ...blankPull('https://harbor.okta.example'),
    groups: [{ group: 'Writers', roles: [{ target: null, role: 'Author' }] }],
    ...change,
  };
}

/** What a pull of three users has read, one of them blocked since. */
export function pullCountsOf(change: Partial<PullCounts> = {}): PullCounts {
  return {
    at: '2026-01-15T10:00:00.000Z',
    job: 'R-0007',
    strategy: 'sync',
    notes: [],
    directoryRead: 40,
    directorySelected: 31,
    directoryUndecided: 2,
    targetRead: 57,
    targetExcluded: 4,
    targetOnly: { gone: 1, deactivated: 0, leftGroups: 3, filtered: 5, named: 0 },
    targetOnlyChanged: ['u1', 'u2'],
    targetOnlyUsers: [],
    groups: [{ id: '00gw', name: 'Writers', members: 31 }],
    ...change,
  };
}

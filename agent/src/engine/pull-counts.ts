import { pullCounts } from '@rollcall/shared/api-pull';
import type { PullCounts } from '@rollcall/shared/api-pull';
import type { Account, PullDefaults, PullSettings } from '@rollcall/shared';

import type { Selection } from '../pull/select.ts';
import { put } from '../store/data.ts';
import type { Change, Data } from '../store/data.ts';
import { hashOf } from './hash.ts';
import type { Planned } from './plan.ts';

interface Asked {
  settings: PullSettings;
  options: PullDefaults;
}

interface Read extends Asked, Pick<PullCounts, 'at' | 'job' | 'targetExcluded'> {
  selection: Selection;
  cms: readonly Account[];
  /** What was planned for who is only on the site. */
  targetOnly: Planned['pairs'];
}

/** Where what a connection's last pull has read is kept. */
export const lastPullKey = (connection: string) => `pull/last/${connection}`;

/** What selects users: two pulls can be compared only where it is the same. */
function selectorOf({ settings, options }: Asked): string {
  return hashOf([settings.filter.cel, settings.groups.map(({ group }) => group), options.users, options.userFilter]);
}

export function countsChange(connection: string, { selection, settings, options, cms, ...read }: Read): Change {
  const because = [...selection.left.values()].map((each) => each.because);
  const count = (wanted: string) => because.filter((each) => each === wanted).length;
  const counts: PullCounts = {
    at: read.at,
    job: read.job,
    targetRead: cms.length,
    targetExcluded: read.targetExcluded,
    targetOnlyChanged: read.targetOnly.flatMap(({ pair, plan }) =>
      plan.items.length > 0 && pair.cms ? [pair.cms.ref.id] : [],
    ),
    targetOnlyUsers: options.targetOnlyUserAction === 'write-file' ? usersOf(read.targetOnly, selection) : [],
    directoryRead: selection.read,
    directorySelected: selection.selected.length,
    directoryUndecided: selection.undecided.length,
    targetOnly: {
      gone: count('gone'),
      deactivated: count('deactivated'),
      leftGroups: count('leftGroups'),
      filtered: count('filtered'),
    },
    groups: selection.groups.map(({ group, members }) => ({ id: group.id, name: group.name, members })),
  };
  return put('settings', lastPullKey(connection), { ...counts, selector: selectorOf({ settings, options }) });
}

function usersOf(targetOnly: Planned['pairs'], { left }: Selection): PullCounts['targetOnlyUsers'] {
  return targetOnly.flatMap(({ pair: { cms, link } }) => {
    const reason = left.get(link?.okta.id ?? '')?.because;
    if (!cms || reason === undefined || reason === 'filtered' || reason === 'undecided') return [];
    return [{ id: cms.ref.id, handle: cms.handle, login: cms.login, email: cms.email, reason }];
  });
}

/** What the connection's last pull has read; null where there was none. */
export function pullCountsOf(data: Readonly<Data>, connection: string): PullCounts | null {
  return pullCounts.safeParse(data.settings[lastPullKey(connection)]).data ?? null;
}

/** How many users the last pull that asked for the same had selected; null where there was none. */
export function lastCounts(data: Readonly<Data>, connection: string, asked: Asked): number | null {
  const kept = data.settings[lastPullKey(connection)];
  const counts = pullCountsOf(data, connection);
  const isSame = kept !== null && typeof kept === 'object' && !Array.isArray(kept);
  if (!counts || !isSame || kept['selector'] !== selectorOf(asked)) return null;
  return counts.directorySelected + counts.directoryUndecided;
}

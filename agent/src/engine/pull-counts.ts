import { pullCounts } from '@rollcall/shared/api-pull';
import type { PullCounts } from '@rollcall/shared/api-pull';
import type { PullDefaults, PullSettings } from '@rollcall/shared';

import type { Selection } from '../pull/select.ts';
import { put } from '../store/data.ts';
import type { Change, Data } from '../store/data.ts';
import { hashOf } from './hash.ts';

interface Asked {
  settings: PullSettings;
  options: PullDefaults;
}

interface Read extends Asked {
  at: string;
  job: string;
  selection: Selection;
  targetRead: number;
  targetExcluded: number;
}

const keyOf = (connection: string) => `pull/last/${connection}`;

/** What selects users: two pulls can be compared only where it is the same. */
function selectorOf({ settings, options }: Asked): string {
  return hashOf([settings.filter.cel, settings.groups.map(({ group }) => group), options.users, options.userFilter]);
}

export function countsChange(connection: string, { selection, settings, options, ...read }: Read): Change {
  const because = [...selection.left.values()].map((each) => each.because);
  const count = (wanted: string) => because.filter((each) => each === wanted).length;
  const counts: PullCounts = {
    ...read,
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
  return put('settings', keyOf(connection), { ...counts, selector: selectorOf({ settings, options }) });
}

/** What the connection's last pull has read; null where there was none. */
export function pullCountsOf(data: Readonly<Data>, connection: string): PullCounts | null {
  return pullCounts.safeParse(data.settings[keyOf(connection)]).data ?? null;
}

/** How many users the last pull that asked for the same had selected; null where there was none. */
export function lastCounts(data: Readonly<Data>, connection: string, asked: Asked): number | null {
  const kept = data.settings[keyOf(connection)];
  const counts = pullCountsOf(data, connection);
  const isSame = kept !== null && typeof kept === 'object' && !Array.isArray(kept);
  if (!counts || !isSame || kept['selector'] !== selectorOf(asked)) return null;
  return counts.directorySelected + counts.directoryUndecided;
}

import { pullCounts } from '@rollcall/shared/api-pull';
import type { PullCounts } from '@rollcall/shared/api-pull';
import type { Account, PullDefaults, PullSettings } from '@rollcall/shared';
import { z } from 'zod';

import type { Selection } from '../pull/select.ts';
import { actionFor } from '../pull/target-only.ts';
import type { TargetOnlyPlan } from '../pull/target-only.ts';
import { put } from '../store/data.ts';
import type { Change, Data } from '../store/data.ts';
import { hashOf } from './hash.ts';

interface Asked {
  settings: PullSettings;
  options: PullDefaults;
}

interface Read extends Asked, Pick<PullCounts, 'at' | 'job' | 'targetExcluded' | 'strategy' | 'notes'> {
  selection: Selection;
  cms: readonly Account[];
  /** What was planned for who is only on the site. */
  targetOnly: readonly TargetOnlyPlan[];
}

/** Where what a connection's last pull has read is kept. */
export const lastPullKey = (connection: string) => `pull/last/${connection}`;

/** What selects users: two pulls can be compared only where it is the same. */
function selectorOf({ settings, options }: Asked): string {
  return hashOf([settings.filter.cel, settings.groups.map(({ group }) => group), options.users, options.userFilter]);
}

/** What a connection's pull has read, to be kept in place of what the one before it has. */
export function countsChange(data: Readonly<Data>, connection: string, pull: Read): Change {
  const { selection, settings, options, cms, ...read } = pull;
  const count = (wanted: TargetOnlyPlan['why']) => read.targetOnly.filter(({ why }) => why === wanted).length;
  const counts: PullCounts = {
    at: read.at,
    job: read.job,
    strategy: read.strategy,
    notes: read.notes,
    targetRead: cms.length,
    targetExcluded: read.targetExcluded,
    targetOnlyChanged: read.targetOnly.flatMap(({ pair, plan }) =>
      plan.items.length > 0 && pair.cms ? [pair.cms.ref.id] : [],
    ),
    targetOnlyUsers: usersOf(pull),
    directoryRead: selection.read,
    directorySelected: selection.selected.length,
    directoryUndecided: selection.undecided.length,
    targetOnly: {
      gone: count('gone'),
      deactivated: count('deactivated'),
      leftGroups: count('leftGroups'),
      filtered: count('filtered'),
      named: count('named'),
    },
    groups: selection.groups.map(({ group, members }) => ({ id: group.id, name: group.name, members })),
  };
  const selected = counts.directorySelected + counts.directoryUndecided;
  const selector = selectorOf({ settings, options });
  const before = comparedOf(data, connection);
  const others = before.filter((each) => each.selector !== selector);
  // How many a list names, or have moved, says nothing of how many the next pull may select.
  const saysNothing = namesPeople(options) || read.strategy === 'delta';
  const compared = saysNothing ? before : [{ selector, selected }, ...others].slice(0, mostCompared);
  return put('settings', lastPullKey(connection), { ...counts, compared });
}

/** Whether a pull is about people who are named one by one, so that it says nothing of all the others. */
export function namesPeople({ users, targetOnlyUsers }: PullDefaults): boolean {
  return users.kind === 'list' || targetOnlyUsers !== null;
}

/** How many users the last pulls have selected, the latest first, by what selected them: a narrow one hides no other. */
const comparable = z.object({ compared: z.array(z.object({ selector: z.string(), selected: z.number() })) });

const mostCompared = 50;

function comparedOf(data: Readonly<Data>, connection: string): z.infer<typeof comparable>['compared'] {
  return comparable.safeParse(data.settings[lastPullKey(connection)]).data?.compared ?? [];
}

function usersOf({ targetOnly, settings, options }: Read): PullCounts['targetOnlyUsers'] {
  return targetOnly.flatMap(({ pair: { cms }, why }) => {
    // A list is not written again.
    if (!cms || why === null || why === 'filtered' || why === 'named') return [];
    if (actionFor(why, settings, options) !== 'write-file') return [];
    return [{ id: cms.ref.id, handle: cms.handle, login: cms.login, email: cms.email, reason: why }];
  });
}

/** What the connection's last pull has read; null where there was none. */
export function pullCountsOf(data: Readonly<Data>, connection: string): PullCounts | null {
  return pullCounts.safeParse(data.settings[lastPullKey(connection)]).data ?? null;
}

/** How many users the last pull that asked for the same had selected; null where there was none. */
export function lastCounts(data: Readonly<Data>, connection: string, asked: Asked): number | null {
  const wanted = selectorOf(asked);
  return comparedOf(data, connection).find(({ selector }) => selector === wanted)?.selected ?? null;
}

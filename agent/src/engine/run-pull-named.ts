import type { Link, PullDefaults, PullSettings } from '@rollcall/shared';

import { rolesToRead } from '../pull/names.ts';
import type { Names } from '../pull/names.ts';
import { findPeople, planUnmet } from '../pull/people.ts';
import { exclusionOf } from '../pull/plan-selected.ts';
import type { Selection } from '../pull/select.ts';
import { planNamed } from '../pull/target-only.ts';
import type { MadePlan, PlanRun } from './finish-plan.ts';
import { finishPull } from './finish-pull.ts';
import { nothingSeen } from './observe.ts';
import { fillGroups } from './observe-groups.ts';
import type { PlanContext } from './plan-items.ts';

interface NamedPull {
  settings: PullSettings;
  options: PullDefaults;
  names: Names;
  context: PlanContext;
  links: readonly Link[];
  elsewhere: ReadonlySet<string>;
}

/**
 * Plans what becomes of the accounts that a list names as being only on the site. Asks the site for these alone, and Okta for
 * nobody. A name that means no account, or two, is told and stops nothing.
 */
export async function planNamedPull(run: PlanRun, pull: NamedPull): Promise<MadePlan> {
  const { deps, live, sides } = run;
  const { settings, options, names, context, links } = pull;
  const { signal } = live.abort;
  const listed = options.targetOnlyUsers ?? [];
  const { accounts: cms, unmet } = await findPeople(listed, { directory: sides.cms, side: 'cms', signal });
  const roles = rolesToRead(names);
  const open = cms.filter(({ groups }) => groups === null);
  if (roles.length > 0) await fillGroups(open, sides.cms, roles, { signal, everybody: false });
  await run.book.update(live, { state: 'planning' });
  const isExcluded = exclusionOf(settings, names);
  const targetOnly = planNamed({ ...pull, cms, isExcluded }, context);
  const { observation, ...nothing } = nothingSeen(deps);
  return finishPull(run, {
    settings,
    options,
    names,
    selection: { ...nobodySelected, unmet },
    observed: { ...nothing, cms, observation: { ...observation, cms: { ...observation.cms, count: cms.length } } },
    pairs: [...planUnmet(unmet), ...targetOnly],
    targetOnly,
    unchanged: 0,
    strategy: 'sync',
    notes: [],
    mark: null,
    targetExcluded: cms.filter(isExcluded).length,
    // The site is not counted; of the accounts that could be meant, the linked ones are known.
    limitOf: links.length,
  });
}

const nobodySelected: Selection = { selected: [], undecided: [], unmet: [], left: new Map(), read: 0, groups: [] };

import type { Account, PullOf } from '@rollcall/shared';

import type { PulledPlace } from '../pull/effective.ts';
import { matchSelected } from '../pull/match-selected.ts';
import { planNewRoles } from '../pull/new-roles.ts';
import { planUnmet } from '../pull/people.ts';
import { exclusionOf, planSelected, planUndecided } from '../pull/plan-selected.ts';
import { planTargetOnly } from '../pull/target-only.ts';
import { refuseUnsupported } from '../pull/refuse.ts';
import { accountKey } from '../store/data.ts';
import { isoNow } from './deps.ts';
import type { MadePlan, PlanRun } from './finish-plan.ts';
import { finishPull } from './finish-pull.ts';
import { isGiven } from './membership.ts';
import { nothingSeen } from './observe.ts';
import type { Observed } from './observe.ts';
import type { PlanContext } from './plan-items.ts';
import type { Planned } from './plan.ts';
import { pulledPlace, settingsFor } from './pull-place.ts';
import type { PullReading } from './pull-reading.ts';
import { readPull } from './read-pull.ts';
import { planNamedPull } from './run-pull-named.ts';
import { linksOf, ticksOf } from './run-plan.ts';
import { inTurns } from './turns.ts';

/**
 * Reads what the pull's strategy asks for of Okta and the site, and plans what brings the site into line. Throws `not_configured`
 * where the connection does not pull, and whatever makes a reading incomplete: then there is no plan at all.
 */
export async function readAndPlanPull(run: PlanRun, { options }: PullOf): Promise<MadePlan> {
  const { deps, live } = run;
  const settings = settingsFor(run.connection, options);
  refuseUnsupported(options);
  const { links, elsewhere } = await linksOf(run);
  if (options.targetOnlyUsers !== null) {
    const { place, names } = await pulledPlace(run, { settings, options });
    return planNamedPull(run, { settings, options, names, context: contextOf(run, place), links, elsewhere });
  }
  const { place, names, selection, cms, ...reading } = await readPull(run, { settings, options, links });
  const context = contextOf(run, place);
  await run.book.update(live, { state: 'planning' });
  const isExcluded = exclusionOf(settings, names);
  const told = [...planUndecided(selection), ...planUnmet(selection.unmet)];
  const pairs: Planned['pairs'] = [...planNewRoles(names, context), ...told];
  const row = (account: Account) => deps.store.data.accounts[accountKey(account.ref)];
  let unchanged = 0;
  await inTurns(matchSelected({ selected: selection.selected, cms, links, elsewhere }), (pair) => {
    const plan = planSelected(pair, { options, names, isExcluded, row }, context);
    // What was compared for somebody who agrees is kept nowhere.
    if (plan.items.length > 0 || plan.aside) pairs.push({ pair, plan });
    else unchanged += 1;
  });
  const targetOnly = planTargetOnly({ selection, cms, links, options, settings, names, isExcluded }, context);
  pairs.push(...targetOnly);
  const targetExcluded = cms.filter(isExcluded).length;
  const observed = observedOf(run, { ...reading, cms, selection });
  return finishPull(run, {
    settings,
    options,
    names,
    selection,
    observed,
    pairs,
    targetOnly,
    unchanged,
    targetExcluded,
    ...reading,
    limitOf: reading.limitOf ?? cms.length - targetExcluded,
  });
}

function contextOf({ deps, connection, live }: PlanRun, { connection: seen, sides }: PulledPlace): PlanContext {
  return {
    connection: seen,
    ...sides,
    trigger: live.job.request.trigger,
    groups: { cms: new Map(), okta: new Map() },
    isPushed: (account, role) => isGiven(deps.store, account, role),
    listed: { cms: true, okta: true },
    operations: [],
    ticks: ticksOf(connection, 'pull'),
    absenceProven: true,
  };
}

function observedOf(
  { deps }: PlanRun,
  { cms, selection, strategy }: Pick<PullReading, 'cms' | 'selection' | 'strategy'>,
): Observed {
  const { selected, left, read } = selection;
  const at = isoNow(deps);
  const seen = (count: number, complete: boolean) => ({ at, count, complete, serverClockSkewMs: 0 });
  const others = [...left.values()].flatMap(({ okta }) => okta ?? []);
  return {
    ...nothingSeen(deps),
    cms,
    okta: [...selected, ...others],
    observation: { cms: seen(cms.length, strategy === 'sync'), okta: seen(read, strategy !== 'delta') },
  };
}

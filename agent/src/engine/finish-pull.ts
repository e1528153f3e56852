import type { Account, Aside, PullDefaults, PullSettings } from '@rollcall/shared';

import { heldForNames } from '../pull/new-roles.ts';
import type { Names } from '../pull/names.ts';
import type { Selection } from '../pull/select.ts';
import { limitBrake } from '../pull/target-only.ts';
import type { TargetOnlyPlan } from '../pull/target-only.ts';
import { isoNow } from './deps.ts';
import { guardPlan, savePlan } from './finish-plan.ts';
import type { MadePlan, PlanRun } from './finish-plan.ts';
import type { Observed } from './observe.ts';
import { joinPlans } from './plan.ts';
import type { Planned } from './plan.ts';
import { countsChange, namesPeople } from './pull-counts.ts';
import { markChange } from './pull-mark.ts';
import { withAdministrators } from './pull-site.ts';
import type { PullReading } from './pull-reading.ts';
import { waitsChange } from './pull-waits.ts';
import type { Change } from '../store/data.ts';
import { sourcesOf } from './run-plan.ts';

/** What a pull has read and planned, before the guard has looked at it. */
interface Pulled extends Pick<PullReading, 'strategy' | 'notes' | 'mark'> {
  settings: PullSettings;
  options: PullDefaults;
  names: Names;
  selection: Selection;
  observed: Observed;
  pairs: Planned['pairs'];
  /** Of the pairs, those of accounts that are only on the site. */
  targetOnly: readonly TargetOnlyPlan[];
  /** How many users agree already and are among no pairs. */
  unchanged: number;
  /** How many accounts of the site are left alone for the exclusions. */
  targetExcluded: number;
  /** How many accounts a limit in percent is of. */
  limitOf: number;
}

/** Guards and saves the plan of a pull, and keeps what the pull has read. */
export async function finishPull(run: PlanRun, pull: Pulled): Promise<MadePlan> {
  const { deps, live, connection } = run;
  const { settings, options, selection, observed, targetOnly, targetExcluded } = pull;
  const planned = { ...joinPlans(pull.pairs), unchanged: pull.unchanged };
  // Each was asked for by id.
  const draft = { planned, observed, named: false, absenceProven: true, linked: deps.store.links.count(connection) };
  const cms = await withAdministrators(run, observed.cms);
  const judged = await guardPlan(run, { ...draft, observed: { ...observed, cms }, knowsAdministrators: true });
  const guarded = { ...judged, items: heldForNames(judged.items, pull.names) };
  const brake = guarded.brake ?? limitBrake(targetOnly, settings, pull.limitOf);
  const plan = await savePlan(run, { ...draft, ...guarded, brake });
  const read = { at: isoNow(deps), job: live.job.id, selection, cms: observed.cms, targetOnly, targetExcluded };
  const { strategy, notes, mark, limitOf } = pull;
  await deps.store.commit([
    ...waitsOf(run, pull, { asides: planned.asides, plan: plan.id }),
    countsChange(deps.store.data, connection.id, { ...read, options, settings, strategy, notes }),
    // A plan that is only looked at leaves open what it would do.
    ...(mark && live.job.request.mode === 'apply'
      ? [markChange(connection.id, { ...mark, at: deps.now(), plan: plan.id, job: live.job.id, limitOf })]
      : []),
  ]);
  const sources = live.job.request.mode === 'plan' ? new Map<string, Account>() : await sourcesOf(observed);
  return { plan, items: guarded.items, sources };
}

/** A plan that is only looked at tells whoever looks, and a list of people says nothing of the others. */
function waitsOf(
  { deps, live, connection }: PlanRun,
  { options, strategy }: Pulled,
  made: { asides: Aside[]; plan: string },
): Change[] {
  if (live.job.request.mode === 'plan' || namesPeople(options)) return [];
  return [waitsChange(deps.store.data, connection.id, { ...made, at: isoNow(deps), isWhole: strategy !== 'delta' })];
}

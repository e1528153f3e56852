import { SyncError } from '@rollcall/shared';
import type { Account, DirectoryGroup, Link, PullDefaults, PullOf, PullSettings } from '@rollcall/shared';

import { effective } from '../pull/effective.ts';
import type { PulledPlace } from '../pull/effective.ts';
import { matchSelected } from '../pull/match-selected.ts';
import { findNames, managesRoles, readsGroups } from '../pull/names.ts';
import type { Names } from '../pull/names.ts';
import { makesRoles, planNewRoles } from '../pull/new-roles.ts';
import { planUnmet } from '../pull/people.ts';
import { exclusionOf, planSelected, planUndecided } from '../pull/plan-selected.ts';
import { planTargetOnly } from '../pull/target-only.ts';
import { pulled } from '../pull/pulled.ts';
import { refuseUnsupported, settingsOf } from '../pull/refuse.ts';
import { select, small } from '../pull/select.ts';
import type { Selection } from '../pull/select.ts';
import { readBy } from '../pull/wishes.ts';
import { accountKey } from '../store/data.ts';
import { groupsOf } from './apply-group.ts';
import { isoNow } from './deps.ts';
import type { MadePlan, PlanRun } from './finish-plan.ts';
import { finishPull } from './finish-pull.ts';
import { mappedNames } from './map.ts';
import { isGiven } from './membership.ts';
import { nothingSeen } from './observe.ts';
import type { Observed } from './observe.ts';
import { fillGroups } from './observe-groups.ts';
import type { PlanContext } from './plan-items.ts';
import type { Planned } from './plan.ts';
import { lastCounts, namesPeople } from './pull-counts.ts';
import { planNamedPull } from './run-pull-named.ts';
import { linksOf, ticksOf } from './run-plan.ts';
import { isShrunken, lastSweep } from './sweep.ts';
import { inTurns } from './turns.ts';

/**
 * Reads who is in scope in Okta and the whole site, and plans what brings the site into line. Throws `not_configured`
 * where the connection does not pull, and whatever makes a reading incomplete: then there is no plan at all.
 */
export async function readAndPlanPull(run: PlanRun, { options }: PullOf): Promise<MadePlan> {
  const { deps, live } = run;
  const settings = settingsOf(run.connection);
  refuseUnsupported(options);
  const { place, names } = await pulledPlace(run, { settings, options });
  const { links, elsewhere } = await linksOf(run);
  const context = contextOf(run, place);
  if (options.targetOnlyUsers !== null) {
    return planNamedPull(run, { settings, options, names, context, links, elsewhere });
  }
  const selection = await readSelection(run, { settings, options, names, place, links });
  const cms = await readSite(run, names, mappedNames(place.connection, 'cms'));
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
  const observed = observedOf(run, cms, selection);
  const limitOf = cms.length - targetExcluded;
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
    limitOf,
  });
}

/** The connection and its sides as the pull with these options saw them. */
export async function placeOfPull(
  place: PulledPlace,
  asked: { options: PullDefaults; signal: AbortSignal },
): Promise<PulledPlace> {
  return (await namesAndPlace(place, { settings: settingsOf(place.connection), ...asked })).place;
}

interface Asked {
  settings: PullSettings;
  options: PullDefaults;
}

function pulledPlace(
  { connection, sides, live }: PlanRun,
  asked: Asked,
): Promise<{ place: PulledPlace; names: Names }> {
  return namesAndPlace({ connection, sides }, { ...asked, signal: live.abort.signal });
}

/** The connection and its sides as a pull with these settings sees them, and the groups and roles that it is about. */
export async function namesAndPlace(
  place: PulledPlace,
  { settings, options, signal }: Asked & { signal: AbortSignal },
): Promise<{ place: PulledPlace; names: Names }> {
  const roles = managesRoles(settings, options);
  const needsRoles = roles || options.targetUsers.kind !== 'all' || settings.exclude.roles.length > 0;
  const list = async (side: 'cms' | 'okta', isNeeded: boolean): Promise<DirectoryGroup[]> =>
    isNeeded ? groupsOf(place.sides[side]).list({ signal }) : [];
  const known = {
    groups: await list('okta', readsGroups(settings, options)),
    roles: await list('cms', needsRoles),
    nextId: makesRoles(settings, options) ? place.sides.cms.groups?.nextId?.bind(place.sides.cms.groups) : undefined,
  };
  const names = findNames(settings, options, known);
  return { names, place: effective(place, { settings, options, names }) };
}

function isOther({ live }: PlanRun): boolean {
  const { scope } = live.job.request;
  return scope.kind === 'pull' && scope.main !== undefined;
}

async function readSelection(
  run: PlanRun,
  { settings, options, names, place, links }: Asked & { names: Names; place: PulledPlace; links: readonly Link[] },
): Promise<Selection> {
  const { deps, live, book, connection, sides } = run;
  let shown = 0;
  const own = ['login', 'email', 'firstName', 'lastName'];
  const mapped = mappedNames(place.connection, 'okta');
  const selection = await select({
    okta: sides.okta,
    settings,
    options,
    names,
    rolesOnly: isOther(run),
    linked: new Set(links.map((link) => link.okta.id)),
    keep: new Set([...own, ...readBy(settings), ...mapped]),
    kept: new Set([...mapped, ...Object.values(pulled)]),
    signal: live.abort.signal,
    progress: (at) => {
      if (deps.now() - shown < 200) return;
      shown = deps.now();
      void book.update(live, { at, total: Math.max(live.job.total, at) });
    },
  });
  if (namesPeople(options)) return selection;
  const before = lastCounts(deps.store.data, connection.id, { settings, options });
  const count = selection.selected.length + selection.undecided.length;
  if (!isShrunken(count, before, connection) && (count > 0 || links.length === 0)) return selection;
  const then = before === null ? `${links.length} are linked` : `${before} were the time before`;
  throw new SyncError('shrunken', `${count} users of Okta are selected, ${then}. Nothing is concluded from so few.`);
}

/** Every account of the site with its roles, as far as they are managed. */
async function readSite(
  { deps, sides, live, connection }: PlanRun,
  names: Names,
  mapped: readonly string[],
): Promise<Account[]> {
  const { signal } = live.abort;
  const cms: Account[] = [];
  const keep = new Set(mapped);
  for await (const { accounts } of sides.cms.list({ signal })) cms.push(...accounts.map((each) => small(each, keep)));
  const before = lastSweep(deps.store.data, sides.cms.id)?.count ?? null;
  if (isShrunken(cms.length, before, connection)) {
    const text = `The site listed ${cms.length} accounts, ${before} the time before. Nothing is concluded from so short a list.`;
    throw new SyncError('shrunken', text);
  }
  const open = cms.filter(({ groups }) => groups === null);
  const all = new Set([...names.managed.keys(), ...names.excluded, ...(names.target ?? [])]);
  const roles = [...all].filter((id) => !names.fresh.has(id));
  if (roles.length > 0) await fillGroups(open, sides.cms, roles, { signal, everybody: true });
  return cms;
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

function observedOf({ deps }: PlanRun, cms: Account[], { selected, left, read }: Selection): Observed {
  const at = isoNow(deps);
  const seen = (count: number) => ({ at, count, complete: true, serverClockSkewMs: 0 });
  const others = [...left.values()].flatMap(({ okta }) => okta ?? []);
  return {
    ...nothingSeen(deps),
    cms,
    okta: [...selected, ...others],
    observation: { cms: seen(cms.length), okta: seen(read) },
  };
}

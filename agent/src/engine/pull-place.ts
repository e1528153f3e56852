import type { Connection, DirectoryGroup, PullDefaults, PullSettings } from '@rollcall/shared';

import type { Directory } from '../directory/directory.ts';
import { effective } from '../pull/effective.ts';
import type { PulledPlace } from '../pull/effective.ts';
import { makesRoles } from '../pull/new-roles.ts';
import { findNames, managesRoles, readsGroups } from '../pull/names.ts';
import type { Known, Names } from '../pull/names.ts';
import { settingsOf } from '../pull/refuse.ts';
import { groupsOf } from './apply-group.ts';
import type { PlanRun } from './finish-plan.ts';

interface Asked {
  settings: PullSettings;
  options: PullDefaults;
}

/** Where a pull works, and the groups and roles that it is about. */
export interface NamedPlace {
  place: PulledPlace;
  names: Names;
}

/** How a connection pulls with these options; throws `not_configured` where it does not. */
export function settingsFor(connection: Connection, { oneAction }: PullDefaults): PullSettings {
  const settings = settingsOf(connection);
  return oneAction ? { ...settings, byReason: { gone: null, leftGroups: null, deactivated: null } } : settings;
}

/** The connection and its sides as the pull with these options saw them. */
export async function placeOfPull(
  place: PulledPlace,
  asked: { options: PullDefaults; signal: AbortSignal },
): Promise<PulledPlace> {
  return (await namesAndPlace(place, { settings: settingsFor(place.connection, asked.options), ...asked })).place;
}

/** The same for a run that is going on; `groups` are those of Okta where they are known. */
export function pulledPlace(
  { connection, sides, live }: PlanRun,
  asked: Asked & { groups?: readonly DirectoryGroup[] },
): Promise<NamedPlace> {
  return namesAndPlace({ connection, sides }, { ...asked, signal: live.abort.signal });
}

/** The connection and its sides as a pull with these settings sees them. */
export async function namesAndPlace(
  place: PulledPlace,
  { settings, options, signal, groups }: Asked & { signal: AbortSignal; groups?: readonly DirectoryGroup[] },
): Promise<NamedPlace> {
  const roles = managesRoles(settings, options);
  const needsRoles = roles || options.targetUsers.kind !== 'all' || settings.exclude.roles.length > 0;
  const list = async (side: 'cms' | 'okta', isNeeded: boolean): Promise<readonly DirectoryGroup[]> =>
    isNeeded ? groupsOf(place.sides[side]).list({ signal }) : [];
  const known = {
    groups: groups ?? (await list('okta', readsGroups(settings, options))),
    roles: await list('cms', needsRoles),
    ...(makesRoles(settings, options) ? nextIdOf(place.sides.cms) : {}),
  };
  const names = findNames(settings, options, known);
  return { names, place: effective(place, { settings, options, names }) };
}

function nextIdOf({ groups }: Directory): Pick<Known, 'nextId'> {
  const nextId = groups?.nextId?.bind(groups);
  return nextId ? { nextId } : {};
}

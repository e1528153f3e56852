import { SyncError } from '@rollcall/shared';
import type { Connection, PullDefaults, PullRole, PullSettings } from '@rollcall/shared';

import { isSameName } from '../engine/apply-role.ts';
import { readRole } from './config/role.ts';

/**
 * The pull settings as if the site of that nickname were the only one, null being the main one: roles and patterns of the
 * others are left out, and its own have no nickname any more.
 */
export function settingsForSite(settings: PullSettings, site: string | null): PullSettings {
  const roles = (all: readonly PullRole[]) =>
    all.filter(({ target }) => target === site).map(({ role }): PullRole => ({ target: null, role }));
  const texts = (all: readonly string[]) => namesFor(all, site, settings);
  return {
    ...settings,
    targets: [],
    groups: settings.groups.map((each) => ({ ...each, roles: roles(each.roles) })),
    additionalGroups: settings.additionalGroups.flatMap((each) =>
      texts([each.target]).map((target) => ({ ...each, target })),
    ),
    extendedRoles: roles(settings.extendedRoles),
    rules: settings.rules.map((rule) => ({
      ...rule,
      addRoles: texts(rule.addRoles),
      removeRoles: texts(rule.removeRoles),
    })),
    exclude: { ...settings.exclude, roles: texts(settings.exclude.roles) },
  };
}

/** The options of a pull for one site. As in the tool, another site than the main one gets only users who have a role there. */
export function optionsForSite(options: PullDefaults, site: string | null, settings: PullSettings): PullDefaults {
  const { targetUsers, targetOnlyUsers } = options;
  return {
    ...options,
    targetOnlyUsers: targetOnlyUsers && namesFor(targetOnlyUsers, site, settings),
    targetUsers:
      targetUsers.kind === 'groups'
        ? { ...targetUsers, groups: namesFor(targetUsers.groups, site, settings) }
        : targetUsers,
    excludeUnmappedUsers: options.excludeUnmappedUsers || site !== null,
  };
}

/** `nick::Role` for the site of that nickname, everything else for the main one. */
function namesFor(names: readonly string[], site: string | null, { targets }: PullSettings): string[] {
  const nicknames = targets.map(({ name }) => name);
  return names.flatMap((name) => {
    const { target, role } = readRole(name, nicknames) ?? { target: null, role: name };
    return target === site ? [role] : [];
  });
}

/**
 * Throws `invalid` for a nickname that roles use and `targets` does not know, and for one that is there twice: nobody could
 * tell whose role is meant.
 */
export function checkNicknames({ targets, groups, extendedRoles }: PullSettings): void {
  const names = targets.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`Two sites have the nickname "${twice}".`);
  const colon = names.find((name) => name.includes('::'));
  if (colon !== undefined) throw invalid(`The nickname "${colon}" has "::" in it, which stands between it and a role.`);
  const roles = [...groups.flatMap((each) => each.roles), ...extendedRoles];
  const lost = roles.find(({ target }) => target !== null && !names.includes(target));
  if (lost) throw invalid(`The role ${lost.target}::${lost.role} is of a site that the pull settings do not name.`);
}

/** The same for roles that are named as a text, unless one of the main site is called so. */
function checkTexts({ targets, groups, extendedRoles, additionalGroups, rules, exclude }: PullSettings): void {
  const names = targets.map(({ name }) => name);
  const own = [...groups.flatMap(({ roles }) => roles), ...extendedRoles].filter(({ target }) => target === null);
  const texts = [
    ...additionalGroups.map(({ target }) => target),
    ...rules.flatMap(({ addRoles, removeRoles }) => [...addRoles, ...removeRoles]),
    ...exclude.roles,
  ];
  const lost = texts.find((text) => readRole(text, names) === null && !own.some(({ role }) => isSameName(role, text)));
  if (lost !== undefined) throw invalid(`The role ${lost} is of a site that the pull settings do not name.`);
}

/** Throws `invalid` for the first other site that a pull of this connection can't write to. */
export function checkSites(connection: Connection, connections: Readonly<Record<string, Connection>>): void {
  const { pull } = connection;
  if (pull === null) return;
  checkNicknames(pull);
  checkTexts(pull);
  pull.targets.forEach((target, index) => {
    const first = pull.targets.findIndex((each) => each.connection === target.connection);
    if (first !== index) throw invalid(`"${target.name}" and "${pull.targets[first]?.name}" are the same connection.`);
    const problem = whyNoSite(connection, target, connections[target.connection]);
    if (problem) throw problem;
  });
}

/** Why a pull of the main connection does not reach another site; null where it does. */
export function whyNoSite(
  main: Connection,
  { name, connection }: PullSettings['targets'][number],
  other: Connection | undefined,
): SyncError | null {
  if (!other) return invalid(`There is no connection "${connection}" for the site "${name}".`);
  const isSame = other.id === main.id || (main.cms !== null && other.cms?.url === main.cms.url);
  if (isSame) return invalid(`The site "${name}" is the connection’s own one.`);
  if (main.okta && other.okta?.url === main.okta.url) return null;
  return invalid(`The connection "${other.name}" of the site "${name}" is for another Okta org.`);
}

/** Another site's connection with what the main one's pull settings say of it; null where they do not name it. */
export function asSite(connection: Connection, main: Connection | undefined): Connection | null {
  const target = main?.pull?.targets.find((each) => each.connection === connection.id);
  return main?.pull && target ? { ...connection, pull: settingsForSite(main.pull, target.name) } : null;
}

function invalid(text: string): SyncError {
  const next = 'Correct the sites of the pull settings. Nothing was saved or run.';
  return new SyncError('invalid', text, { field: 'pull.targets', scope: 'run', next });
}

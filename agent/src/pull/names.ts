import { SyncError } from '@rollcall/shared';
import type { DirectoryGroup, PullDefaults, PullSettings } from '@rollcall/shared';
import { readPattern } from '@rollcall/shared/pattern';

import type { Groups } from '../directory/directory.ts';
import { isSameName } from '../engine/apply-role.ts';
import { groupsAsked } from './conditions.ts';

/** The groups and roles of a pull, found among those that there are. */
export interface Names {
  /** Groups whose members are in scope, by id; null where everybody of the org is, or everybody who is named. */
  scope: ReadonlySet<string> | null;
  /** Ids of the groups whose members are kept, whatever this pull narrows them to; null where that is everybody of the org. */
  home: ReadonlySet<string> | null;
  /** Every group that is read, by id. */
  groups: ReadonlyMap<string, DirectoryGroup>;
  /** Ids of the groups that conditions test, by the name that they say. */
  tested: ReadonlyMap<string, string>;
  /** Ids of the roles that each group gives, by the group's id. */
  rolesOf: ReadonlyMap<string, readonly string[]>;
  /** Roles that a pull may give or take, by id. */
  managed: ReadonlyMap<string, DirectoryGroup>;
  /** Of these, the ones that the site lacks and the pull makes, by the id that each will have. */
  fresh: ReadonlyMap<string, DirectoryGroup>;
  /** The roles of the site, as far as they were read. */
  present: readonly DirectoryGroup[];
  /** Ids of the roles whose holders are left alone. */
  excluded: ReadonlySet<string>;
  /** Ids of the roles whose holders alone are changed; null where everybody is. */
  target: ReadonlySet<string> | null;
  /** Lists of ids that users share. */
  lists: Map<string, string[]>;
  /** The role of that name or id among the managed ones. */
  role(name: string): DirectoryGroup | undefined;
}

export interface Known {
  /** Groups of Okta and roles of the site. */
  groups: readonly DirectoryGroup[];
  roles: readonly DirectoryGroup[];
  /** Which id a role that is to be made will have; missing where none is made. */
  nextId?: Groups['nextId'];
}

/**
 * Finds the groups and roles that a pull of one site is about. Throws `missing_group` for one that is not there: a group that is
 * missing must never look like an empty one. Throws `ambiguous` for a name that two groups have.
 */
export function findNames(settings: PullSettings, options: PullDefaults, known: Known): Names {
  const { users } = options;
  const groups = new Map<string, DirectoryGroup>();
  const managed = new Map<string, DirectoryGroup>();
  const fresh = new Map<string, DirectoryGroup>();
  const rolesOf = new Map<string, string[]>();
  const read = (name: string) => {
    const group = findGroup(name, known.groups);
    groups.set(group.id, group);
    return group;
  };
  const give = (group: DirectoryGroup | null, name: string) => {
    const role = roleFor(name, known, fresh);
    managed.set(role.id, role);
    if (group) rolesOf.set(group.id, [...new Set([...(rolesOf.get(group.id) ?? []), role.id])]);
  };
  const wanted = users.kind === 'groups' ? users.groups : settings.groups.map(({ group }) => group);
  // Who is named as being only on the site is looked for in no group.
  const asksOkta = options.targetOnlyUsers === null;
  const scope = asksOkta && takesGroups(users) ? new Set(wanted.map((name) => read(name).id)) : null;
  const kept = asksOkta && takesGroups(users) ? homeOf(settings, wanted) : [];
  const home = kept && new Set(kept.map((name) => read(name).id));
  const tested = new Map(asksOkta ? groupsAsked(settings).map((name) => [name, read(name).id]) : []);
  if (managesRoles(settings, options)) {
    for (const { group, roles } of settings.groups) {
      const found = asksOkta ? read(group) : null;
      for (const { role } of roles) give(found, role);
    }
    for (const { source, target } of settings.additionalGroups) {
      const pattern = readPattern(source, 'start');
      for (const group of known.groups) {
        const name = pattern.rename(group.name, target);
        if (name !== null) give(read(`id:${group.id}`), name);
      }
    }
    for (const { role } of settings.extendedRoles) give(null, role);
  }
  const role = (name: string) => [...managed.values()].find((each) => each.id === name || isSameName(each.name, name));
  const present = known.roles;
  const idOf = (each: string) => findRole(each, [...present, ...fresh.values()]).id;
  const excluded = new Set(settings.exclude.roles.map(idOf));
  const target = targetOf(settings, options, idOf);
  const found = { scope, home, groups, tested, rolesOf, managed, fresh, present, excluded, target, role };
  return { ...found, lists: new Map() };
}

/** Ids of the roles of which it must be known who holds them; nobody holds one that is yet to be made. */
export function rolesToRead({ managed, fresh, excluded, target }: Names): string[] {
  const all = new Set([...managed.keys(), ...excluded, ...(target ?? [])]);
  return [...all].filter((id) => !fresh.has(id));
}

/** Whether the names of Okta's groups must be known. */
export function readsGroups(settings: PullSettings, options: PullDefaults): boolean {
  const roles = managesRoles(settings, options);
  if (options.targetOnlyUsers !== null) return roles && settings.additionalGroups.length > 0;
  return takesGroups(options.users) || roles || groupsAsked(settings).length > 0;
}

/** Whether users are taken from groups; else everybody is in scope, or everybody who is named. */
function takesGroups({ kind }: PullDefaults['users']): boolean {
  return kind !== 'all' && kind !== 'list';
}

/** Whether a pull gives or takes roles at all, or asks who holds one. */
export function managesRoles({ byReason, limits }: PullSettings, options: PullDefaults): boolean {
  const actions = [options.targetOnlyUserAction, ...Object.values(byReason)];
  const asks = limits.groupRemovalsOnly || options.excludeUnmappedUsers;
  return options.processGroups || asks || actions.includes('remove-roles');
}

/** Naming some groups for one pull says nothing of who is in the others; null where everybody of the org is meant otherwise. */
function homeOf({ groups, defaults }: PullSettings, named: readonly string[]): string[] | null {
  if (defaults.users.kind === 'all') return null;
  const own = defaults.users.kind === 'groups' ? defaults.users.groups : [];
  return [...groups.map(({ group }) => group), ...own, ...named];
}

function targetOf(
  { groups }: PullSettings,
  { targetUsers }: PullDefaults,
  idOf: (role: string) => string,
): ReadonlySet<string> | null {
  if (targetUsers.kind === 'all') return null;
  const mapped = groups.flatMap(({ roles }) => roles.map(({ role }) => role));
  return new Set((targetUsers.kind === 'mapped' ? mapped : targetUsers.groups).map(idOf));
}

function findGroup(name: string, known: readonly DirectoryGroup[]): DirectoryGroup {
  const found = known.filter((group) => (name.startsWith('id:') ? group.id === name.slice(3) : group.name === name));
  const [only] = found;
  if (found.length > 1) {
    throw new SyncError('ambiguous', `${found.length} groups of Okta are called "${name}".`, {
      scope: 'run',
      next: `Name the one that is meant by its id, such as id:${only?.id ?? ''}. Nothing was run.`,
    });
  }
  if (only) return only;
  throw new SyncError('missing_group', `Okta has no group "${name}", which this pull reads.`, {
    scope: 'run',
    next: 'Correct its name, or take it out of the pull settings. Nothing was run.',
  });
}

/** A role that is there or is to be made already; a missing one joins the latter where the pull makes roles. */
function roleFor(name: string, { roles, nextId }: Known, fresh: Map<string, DirectoryGroup>): DirectoryGroup {
  const all = [...roles, ...fresh.values()];
  const isThere = all.some((role) => role.id === name || isSameName(role.name, name));
  if (!nextId || isThere) return findRole(name, all);
  const label = name.trim();
  const id = nextId(label, new Set(all.map((role) => role.id)));
  const role: DirectoryGroup = {
    id,
    name: label,
    description: null,
    kind: 'role',
    writable: true,
    privileged: false,
    guarded: [],
  };
  fresh.set(id, role);
  return role;
}

function findRole(name: string, known: readonly DirectoryGroup[]): DirectoryGroup {
  const found = known.find((role) => role.id === name) ?? known.find((role) => isSameName(role.name, name));
  if (found) return found;
  throw new SyncError('missing_group', `The site has no role "${name}", which this pull gives.`, {
    scope: 'run',
    next: 'Make the role on the site, or take it out of the pull settings. Nothing was run.',
  });
}

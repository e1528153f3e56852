import type { SchemaAnswer } from '@rollcall/shared/api-setting';
import { readPattern } from '@rollcall/shared/pattern';

import { type PullRole, type PullSettings, roleText } from '../pull-model.ts';

export type GroupFlaw = 'noName' | 'groupTwice' | 'noGroup';
export type RoleFlaw = 'noName' | 'noSite' | 'noRole' | 'power';
type Known = Pick<SchemaAnswer, 'groups' | 'roles'> | null;

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** What stands against the Okta group of a line. */
export function groupFlaw({ groups }: PullSettings, index: number, known: Known): GroupFlaw | null {
  const name = groups[index]?.group ?? '';
  if (name.trim() === '') return 'noName';
  if (groups.findIndex(({ group }) => group === name) !== index) return 'groupTwice';
  const isThere = known?.groups?.some((each) =>
    name.startsWith('id:') ? each.id === name.slice(3) : each.name === name,
  );
  return isThere === false ? 'noGroup' : null;
}

/** What stands against a role; of other sites only their nickname is known here. */
export function roleFlaw(
  { target, role }: PullRole,
  { targets, createRoles }: Pick<PullSettings, 'targets' | 'createRoles'>,
  known: Known,
): RoleFlaw | null {
  if (role.trim() === '') return 'noName';
  if (target !== null) return targets.some(({ name }) => name === target) ? null : 'noSite';
  if (known === null || known.roles.length === 0) return null;
  const found = known.roles.find(({ id, name }) => id === role || isSame(name, role));
  if (found === undefined) return createRoles ? null : 'noRole';
  return found.privileged === true ? 'power' : null;
}

/** Whether nobody could use the pattern: none at all, or one that could take very long. */
export function isBadPattern(source: string, fit: 'whole' | 'start'): boolean {
  try {
    readPattern(source, fit);
    return false;
  } catch {
    return true;
  }
}

/** Groups of the org whose names a pattern turns into roles, with the role's name; none for a pattern that can't be used. */
export function renamed(
  { source, target }: PullSettings['additionalGroups'][number],
  names: readonly string[],
): { group: string; role: string }[] {
  if (source === '' || isBadPattern(source, 'start')) return [];
  const pattern = readPattern(source, 'start');
  return names.flatMap((group) => {
    const role = pattern.rename(group, target);
    return role === null ? [] : [{ group, role }];
  });
}

/** Whether the settings can't be saved as they are, told at the fields themselves. */
export function isUnsound(pull: PullSettings): boolean {
  const { attributes, groups, additionalGroups, rules, targets, exclude, extendedRoles, defaults } = pull;
  const roles = [...groups.flatMap((each) => each.roles), ...extendedRoles];
  const ruled = rules.flatMap(({ addRoles, removeRoles }) => [...addRoles, ...removeRoles]);
  const names = targets.map(({ name }) => name);
  return (
    attributes.email.trim() === '' ||
    groups.some((_group, index) => groupFlaw(pull, index, null) !== null) ||
    [...roles.map(roleText), ...ruled].some((text) => text.trim() === '' || text.endsWith('::')) ||
    additionalGroups.some(({ source, target }) => source === '' || target === '' || isBadPattern(source, 'start')) ||
    exclude.users.some((source) => isBadPattern(source, 'whole')) ||
    (defaults.userFilter !== null && isBadPattern(defaults.userFilter, 'whole')) ||
    targets.some(({ name, connection }) => name === '' || connection === '') ||
    new Set(names).size < names.length ||
    isNobody(defaults.users) ||
    isNobody(defaults.targetUsers)
  );
}

function isNobody(users: PullSettings['defaults']['users']): boolean {
  if (users.kind === 'groups') return users.groups.length === 0;
  return users.kind === 'list' && users.users.length === 0;
}

import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { SchemaAnswer } from '@rollcall/shared/api-setting';

export type GroupMap = ConnectionAnswer['groupMaps'][number];

/** What stands against a line; `privileged` only until a person has named it all the same. */
export type GroupFlaw = 'groupTwice' | 'roleTwice' | 'noGroup' | 'noRole' | 'fixedGroup' | 'privileged';

export function flawsOf(maps: readonly GroupMap[], index: number, schema: SchemaAnswer | null): GroupFlaw[] {
  const map = maps[index];
  if (!map) return [];
  const flaws: GroupFlaw[] = [];
  const isSecond = (key: 'group' | 'role') => maps.findIndex((each) => each[key] === map[key]) !== index;
  if (isSecond('group')) flaws.push('groupTwice');
  if (isSecond('role')) flaws.push('roleTwice');
  const group = schema?.groups?.find(({ id }) => id === map.group);
  const role = schema?.roles.find(({ id }) => id === map.role);
  if (schema?.groups && !group) flaws.push('noGroup');
  if (schema && schema.roles.length > 0 && !role) flaws.push('noRole');
  if (group && !group.writable && map.owner === 'cms') flaws.push('fixedGroup');
  if ((group?.privileged || role?.privileged) && !map.namedPrivileged) flaws.push('privileged');
  return flaws;
}

/** What the agent refuses to save. */
export function isUnsound(maps: readonly GroupMap[]): boolean {
  return (['group', 'role'] as const).some((key) => new Set(maps.map((map) => map[key])).size < maps.length);
}

/** A line of the first group and role that have none yet, those of one name first; null when nothing is left. */
export function newMap(maps: readonly GroupMap[], schema: SchemaAnswer): GroupMap | null {
  const groups = (schema.groups ?? []).filter(({ id, writable }) => writable && maps.every((map) => map.group !== id));
  const roles = schema.roles.filter(({ id, privileged }) => !privileged && maps.every((map) => map.role !== id));
  const plain = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const namesake = groups.find((each) => roles.some((role) => plain(role.name) === plain(each.name)));
  const group = namesake ?? groups[0];
  const role = roles.find(({ name }) => namesake && plain(name) === plain(namesake.name)) ?? roles[0];
  return group && role ? { group: group.id, role: role.id, owner: 'cms', namedPrivileged: false } : null;
}

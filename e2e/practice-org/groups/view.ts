import type { Group } from '../model.ts';

/** A group as the API answers it. */
export function toGroup(group: Group, origin: string): Record<string, unknown> {
  const self = `${origin}/api/v1/groups/${group.id}`;
  return {
    id: group.id,
    created: group.created,
    lastUpdated: group.lastUpdated,
    lastMembershipUpdated: group.lastMembershipUpdated,
    objectClass: ['okta:user_group'],
    type: group.type,
    profile: group.profile,
    _links: {
      self: { href: self },
      users: { href: `${self}/users` },
      apps: { href: `${self}/apps` },
    },
  };
}

/** The same with `expand=stats`. */
export function withStats(view: Record<string, unknown>, usersCount: number): Record<string, unknown> {
  return {
    ...view,
    _embedded: { stats: { usersCount, appsCount: 0, groupPushMappingsCount: 0, hasAdminPrivilege: false } },
  };
}

import type { Party } from '../model.ts';

export type Resource = 'users' | 'groups' | 'logs' | 'schemas' | 'apps' | 'orgs' | 'policies';
export type Right = 'read' | 'manage';

/** Who makes a request, what they may do, and what the System Log writes about it. */
export interface Caller {
  readonly actor: Party;
  /** The user that `me` stands for; null for a service app. */
  readonly userId: string | null;
  readonly tokenId: string | null;
  readonly requestId: string;
  readonly requestUri: string;
  /** Scheme, host and port of the request; links are built on it. */
  readonly origin: string;
  readonly ip: string;
  readonly userAgent: string;
  may(resource: Resource, right: Right): boolean;
}

/** Okta itself: consequences that nobody asked for by name, such as a lock-out or a rule at work. */
export function systemCaller(): Caller {
  return {
    actor: { id: 'okta', type: 'SystemPrincipal', alternateId: 'system@okta.com', displayName: 'Okta System' },
    userId: null,
    tokenId: null,
    requestId: 'system',
    requestUri: '/',
    origin: '',
    ip: '127.0.0.1',
    userAgent: '',
    may: () => true,
  };
}

const everything: readonly Resource[] = ['users', 'groups', 'logs', 'schemas', 'apps', 'orgs', 'policies'];

/** Standard admin roles, as far as the practice org's calls go: https://help.okta.com/en-us/content/topics/security/administrators-admin-comparison.htm */
const roleRights: Readonly<
  Record<string, { readonly read: readonly Resource[]; readonly manage: readonly Resource[] }>
> = {
  SUPER_ADMIN: { read: everything, manage: everything },
  ORG_ADMIN: { read: everything, manage: everything },
  READ_ONLY_ADMIN: { read: everything, manage: [] },
  REPORT_ADMIN: { read: ['logs', 'orgs'], manage: [] },
  APP_ADMIN: { read: ['users', 'groups', 'apps', 'schemas', 'logs', 'orgs'], manage: ['apps', 'schemas'] },
  USER_ADMIN: { read: ['users', 'groups', 'schemas', 'orgs', 'policies'], manage: ['users', 'groups'] },
  GROUP_MEMBERSHIP_ADMIN: { read: ['users', 'groups', 'orgs'], manage: ['groups'] },
};

/** True if one of the admin roles grants the right; `manage` includes `read`. */
export function rolesMay(roles: readonly string[], resource: Resource, right: Right): boolean {
  return roles.some((role) => {
    const rights = roleRights[role];
    if (rights === undefined) return false;
    return rights.manage.includes(resource) || (right === 'read' && rights.read.includes(resource));
  });
}

/** True if one of the granted scopes, such as `okta.users.manage`, covers the right. */
export function scopesMay(scopes: readonly string[], resource: Resource, right: Right): boolean {
  return scopes.includes(`okta.${resource}.manage`) || (right === 'read' && scopes.includes(`okta.${resource}.read`));
}

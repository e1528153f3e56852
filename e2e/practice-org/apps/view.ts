import type { AppGroup, AppUser, Feature, GroupPush, ScimApp, SyncState } from './app.ts';
import { userNameOf, toScimUser } from '../scim/user-body.ts';
import { nameAt } from '../scim/push-group.ts';
import type { Org } from '../org.ts';
import type { User } from '../model.ts';

type View = Record<string, unknown>;

/** What Okta's Applications API calls the ticks of provisioning. */
const featureNames: Readonly<Record<Feature, readonly string[]>> = {
  create: ['PUSH_NEW_USERS'],
  update: ['PUSH_PROFILE_UPDATES'],
  deactivate: ['PUSH_USER_DEACTIVATION', 'REACTIVATE_USERS'],
  password: ['PUSH_PASSWORD_UPDATES'],
  import: ['IMPORT_NEW_USERS'],
  importGroups: [],
  groups: ['GROUP_PUSH'],
};

/** An app as `/api/v1/apps` answers it; its SCIM connection is not part of it, as in Okta. */
export function toApp(app: ScimApp, origin: string): View {
  const self = `${origin}/api/v1/apps/${app.id}`;
  const link = (path: string): View => ({ href: `${self}${path}` });
  return {
    id: app.id,
    name: app.name,
    label: app.label,
    status: app.status,
    created: app.created,
    lastUpdated: app.lastUpdated,
    accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null },
    visibility: { autoSubmitToolbar: false, hide: { iOS: false, web: false } },
    features: app.connection?.features.flatMap((feature) => featureNames[feature]) ?? [],
    signOnMode: app.signOnMode,
    credentials: {
      userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' },
      signing: {},
    },
    settings: { app: {}, notifications: { vpn: { network: { connection: 'DISABLED' }, message: null } } },
    _links: {
      self: { href: self },
      users: link('/users'),
      groups: link('/groups'),
      [app.status === 'ACTIVE' ? 'deactivate' : 'activate']: link(
        `/lifecycle/${app.status === 'ACTIVE' ? 'deactivate' : 'activate'}`,
      ),
    },
  };
}

const syncStates: Readonly<Record<SyncState, string>> = {
  idle: 'DISABLED',
  due: 'SYNCING',
  done: 'SYNCHRONIZED',
  error: 'ERROR',
};

/** An assignment as `/api/v1/apps/{id}/users` answers it. */
export function toAppUser(org: Org, assigned: AppUser, origin: string): View {
  const user = org.state.users.byId(assigned.userId);
  const app = org.state.scim.byId(assigned.appId);
  if (user === undefined || app === undefined) return {};
  const { userName: _name, ...profile } = profileAt(app, user, assigned);
  return {
    id: user.id,
    externalId: assigned.externalId,
    created: assigned.created,
    lastUpdated: assigned.lastUpdated,
    lastSync: assigned.lastSync,
    scope: assigned.scope,
    status: statusOf(assigned),
    statusChanged: assigned.statusChanged,
    passwordChanged: assigned.passwordSent,
    syncState: syncStates[assigned.state],
    credentials: { userName: userNameOf(user, assigned) },
    profile,
    _links: {
      app: { href: `${origin}/api/v1/apps/${app.id}` },
      user: { href: `${origin}/api/v1/users/${user.id}` },
    },
  };
}

function statusOf({ isOn, externalId, state }: AppUser): string {
  if (isOn) return 'PROVISIONED';
  if (state === 'idle') return 'ACTIVE';
  return externalId === null ? 'STAGED' : 'DEPROVISIONED';
}

/** What the person is at the app: the mapped values with the assigner's own over them. */
function profileAt(app: ScimApp, user: User, assigned: AppUser): View {
  const { schemas: _schemas, externalId: _id, ...mapped } = toScimUser(user, assigned, app);
  const { name, emails, ...rest } = mapped;
  const flat = typeof name === 'object' && name !== null ? name : {};
  const [mail] = Array.isArray(emails) ? emails : [];
  const email = typeof mail === 'object' && mail !== null && 'value' in mail ? { email: mail.value } : {};
  return { ...flat, ...email, ...rest };
}

/** A group's assignment as `/api/v1/apps/{id}/groups` answers it. */
export function toAppGroup({ appId, groupId, lastUpdated }: AppGroup, origin: string): View {
  return {
    id: groupId,
    lastUpdated,
    priority: 0,
    profile: {},
    _links: {
      app: { href: `${origin}/api/v1/apps/${appId}` },
      group: { href: `${origin}/api/v1/groups/${groupId}` },
    },
  };
}

/** A group push mapping as `/api/v1/apps/{id}/group-push/mappings` answers it. */
export function toMapping(org: Org, push: GroupPush, origin: string): View {
  const group = org.state.groups.byId(push.groupId);
  return {
    id: push.id,
    created: push.created,
    lastUpdated: push.lastUpdated,
    lastPush: push.lastSync,
    sourceGroupId: push.groupId,
    targetGroupId: push.externalId,
    targetGroupName: group === undefined ? push.sentName : nameAt(push, group),
    status: push.state === 'error' ? 'ERROR' : push.status,
    errorSummary: push.problem?.summary ?? null,
    _links: {
      self: { href: `${origin}/api/v1/apps/${push.appId}/group-push/mappings/${push.id}` },
      app: { href: `${origin}/api/v1/apps/${push.appId}` },
      sourceGroup: { href: `${origin}/api/v1/groups/${push.groupId}` },
    },
  };
}

import type { Caller } from '../access/caller.ts';
import { userParty } from '../log/system-log.ts';
import type { Group, Party, Profile, User } from '../model.ts';
import { OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import type { AppGroup, AppUser, ScimApp } from './app.ts';

/** An app as the System Log names it. */
export function appParty(app: ScimApp): Party {
  return { id: app.id, type: 'AppInstance', alternateId: app.label, displayName: app.label };
}

interface Assignment {
  readonly org: Org;
  readonly caller: Caller;
  readonly app: ScimApp;
  readonly user: User;
}

/** Assigns a person by name, with what the assigner wrote over the mapped values. Throws E0000117 for a deactivated user. */
export function assignUser({ org, caller, app, user }: Assignment, overrides: Profile): AppUser {
  if (user.status === 'DEPROVISIONED') throw new OktaError('E0000117');
  const known = org.state.scim.user(app.id, user.id);
  const before = known?.scope === null ? {} : known?.overrides;
  return putAssignment({ org, caller, app, user }, { scope: 'USER', overrides: { ...before, ...overrides } });
}

/** Takes a person's own assignment away; who is in an assigned group stays by it. */
export function unassignUser(assignment: Assignment): void {
  const { org, app, user } = assignment;
  putAssignment(assignment, { scope: isByGroup(org, app, user) ? 'GROUP' : null });
}

/** Assigns a group: its members, now and later, are. */
export function assignGroup(org: Org, caller: Caller, { app, group }: { app: ScimApp; group: Group }): AppGroup {
  const known = org.state.scim.group(app.id, group.id);
  const assigned: AppGroup = {
    appId: app.id,
    groupId: group.id,
    seq: known?.seq ?? org.state.nextSeq(),
    lastUpdated: org.now(),
  };
  org.state.commit({ kind: 'appGroup', group: assigned });
  reassessAll(org, caller, app);
  return assigned;
}

export function unassignGroup(org: Org, caller: Caller, { app, group }: { app: ScimApp; group: Group }): void {
  org.state.commit({ kind: 'appGroupGone', appId: app.id, groupId: group.id });
  reassessAll(org, caller, app);
}

/** Brings a person's assignment in line with status and groups. */
export function reassess(assignment: Assignment): void {
  const { org, app, user } = assignment;
  const scope = org.state.scim.user(app.id, user.id)?.scope ?? null;
  // Deactivation takes every assignment away, and activation brings none back but by group.
  const isLive = user.status !== 'DEPROVISIONED';
  const wanted = !isLive ? null : scope === 'USER' ? scope : isByGroup(org, app, user) ? 'GROUP' : null;
  if (wanted !== scope) putAssignment(assignment, { scope: wanted });
}

function reassessAll(org: Org, caller: Caller, app: ScimApp): void {
  for (const user of org.state.users.after(0)) reassess({ org, caller, app, user });
}

function isByGroup(org: Org, app: ScimApp, user: User): boolean {
  const { groups, scim } = org.state;
  return scim
    .groupsOf(app.id)
    .some(({ groupId }) => groupId === groups.everyone()?.id || groups.isMember(groupId, user.id));
}

function putAssignment(
  { org, caller, app, user }: Assignment,
  change: Pick<AppUser, 'scope'> & Partial<AppUser>,
): AppUser {
  const known = org.state.scim.user(app.id, user.id);
  const now = org.now();
  const isNew = (known?.scope ?? null) === null;
  const assigned: AppUser = {
    ...(known ?? { ...blank, appId: app.id, userId: user.id, seq: org.state.nextSeq(), created: now }),
    ...change,
    lastUpdated: now,
    statusChanged: known?.scope === change.scope ? known.statusChanged : now,
  };
  const [verb, message] =
    change.scope === null ? (['remove', 'Remove user’s'] as const) : (['add', 'Add user to'] as const);
  if (isNew || change.scope === null)
    org.log.record(caller, {
      eventType: `application.user_membership.${verb}`,
      message: `${message} application membership`,
      target: [userParty(user), appParty(app)],
    });
  return putDue(org, app, assigned);
}

/** Stores an assignment as one that the app is to hear of; where provisioning is not set up it only is. */
export function putDue(org: Org, app: ScimApp, assigned: AppUser): AppUser {
  if (app.connection === null && assigned.scope === null) {
    org.state.commit({ kind: 'appUserGone', appId: app.id, userId: assigned.userId });
    return assigned;
  }
  const state = app.connection === null ? ('idle' as const) : ('due' as const);
  const user: AppUser = { ...assigned, state, revision: assigned.revision + 1 };
  org.state.commit({ kind: 'appUser', user });
  return user;
}

const blank = {
  scope: null,
  statusChanged: '',
  lastUpdated: '',
  overrides: {},
  sent: null,
  isOn: false,
  passwordSent: null,
  externalId: null,
  state: 'idle',
  revision: 0,
  lastSync: null,
  problem: null,
} as const satisfies Partial<AppUser>;

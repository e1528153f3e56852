import { systemCaller } from '../access/caller.ts';
import { putDue, reassess } from '../apps/assign.ts';
import { applyRules, putPushDue } from '../apps/push.ts';
import type { AppUser, ScimApp } from '../apps/app.ts';
import type { User } from '../model.ts';
import type { Org } from '../org.ts';
import type { Change } from '../store/change.ts';
import { isWanted } from './provision-user.ts';
import { isSame, toScimUser } from './user-body.ts';

/** What follows from a change of people and groups for the apps: who is assigned, and what is to be sent. */
export function followChange(org: Org, change: Change): void {
  switch (change.kind) {
    case 'user':
      for (const app of org.state.scim.all()) followUser(org, app, change.user);
      break;
    case 'member':
    case 'memberGone':
      for (const app of org.state.scim.all()) followMember(org, app, change);
      break;
    case 'group':
      for (const app of org.state.scim.all()) followGroup(org, app, change.group.id);
      break;
    case 'groupGone':
      for (const app of org.state.scim.all()) forgetGroup(org, app, change.id);
      break;
    case 'appUser':
      followAppUser(org, change.user);
      break;
    case 'appUserGone':
      touchPushes(org, change.appId, change.userId);
      break;
    default:
  }
}

function followUser(org: Org, app: ScimApp, user: User): void {
  reassess({ org, caller: systemCaller(), app, user });
  const assigned = org.state.scim.user(app.id, user.id);
  // Who was assigned before provisioning was set up waits for "Provision users".
  if (assigned === undefined || assigned.state === 'idle' || assigned.scope === null) return;
  const wanted = isWanted(assigned, user);
  const isMoved = wanted !== assigned.isOn || !isSame(assigned.sent, toScimUser(user, assigned, app));
  // A problem is tried again when something about the person changes, not when somebody merely signs in.
  if (assigned.state === 'done' ? isMoved : isMoved && assigned.lastUpdated !== user.lastUpdated)
    putDue(org, app, { ...assigned, lastUpdated: user.lastUpdated });
}

function followMember(
  org: Org,
  app: ScimApp,
  { groupId, userId }: { readonly groupId: string; readonly userId: string },
): void {
  const user = org.state.users.byId(userId);
  if (user !== undefined && org.state.scim.group(app.id, groupId) !== undefined)
    reassess({ org, caller: systemCaller(), app, user });
  for (const push of org.state.scim.pushesAfter(app.id, 0)) if (push.groupId === groupId) putPushDue(org, push);
}

function followGroup(org: Org, app: ScimApp, groupId: string): void {
  for (const push of org.state.scim.pushesAfter(app.id, 0))
    if (push.groupId === groupId && push.targetName === null) putPushDue(org, push);
  applyRules(org, app);
}

/** A group that is gone assigns nobody and is pushed no more; what it is at the app stays. */
function forgetGroup(org: Org, app: ScimApp, groupId: string): void {
  const pushes = [...org.state.scim.pushesAfter(app.id, 0)];
  for (const push of pushes)
    if (push.groupId === groupId && !push.isUnlinked)
      org.state.commit({ kind: 'pushGone', appId: app.id, id: push.id });
  if (org.state.scim.group(app.id, groupId) === undefined) return;
  org.state.commit({ kind: 'appGroupGone', appId: app.id, groupId });
  for (const user of org.state.users.after(0)) reassess({ org, caller: systemCaller(), app, user });
}

/** Who becomes known at the app, or is no longer, moves the members of pushed groups. */
function followAppUser(org: Org, { appId, userId, isOn, externalId, scope }: AppUser): void {
  const isMember = isOn && externalId !== null && scope !== null;
  for (const push of org.state.scim.pushesAfter(appId, 0)) {
    const told = org.state.scim.membersOf(push.id).get(userId);
    const wanted = isMember && org.state.groups.isMember(push.groupId, userId) ? externalId : undefined;
    if (told !== wanted) putPushDue(org, push);
  }
}

function touchPushes(org: Org, appId: string, userId: string): void {
  for (const push of org.state.scim.pushesAfter(appId, 0))
    if (org.state.scim.membersOf(push.id).has(userId)) putPushDue(org, push);
}

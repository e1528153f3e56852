import type { Caller } from '../access/caller.ts';
import { groupParty, userParty } from '../log/system-log.ts';
import type { Group, User } from '../model.ts';
import { OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';

export interface Membership {
  readonly org: Org;
  readonly caller: Caller;
  readonly group: Group;
  readonly user: User;
}

/** Adds a user to a group; safe to repeat. Only groups of type OKTA_GROUP take members by hand (E0000006 otherwise). */
export function joinGroup({ org, caller, group, user }: Membership): void {
  refuseOthers(group);
  if (org.state.groups.isMember(group.id, user.id)) return;
  org.state.commit({ kind: 'member', groupId: group.id, userId: user.id, seq: org.state.nextSeq(), at: org.now() });
  org.log.record(caller, {
    eventType: 'group.user_membership.add',
    message: 'Add user to group membership',
    target: [userParty(user), groupParty(group)],
  });
}

/** Takes a user out of a group; safe when the user is not in it. */
export function leaveGroup({ org, caller, group, user }: Membership): void {
  refuseOthers(group);
  if (!org.state.groups.isMember(group.id, user.id)) return;
  org.state.commit({ kind: 'memberGone', groupId: group.id, userId: user.id, at: org.now() });
  org.log.record(caller, {
    eventType: 'group.user_membership.remove',
    message: 'Remove user from group membership',
    target: [userParty(user), groupParty(group)],
  });
}

/** Deactivation takes a user out of every group. */
export function leaveAllGroups(org: Org, caller: Caller, user: User): void {
  for (const groupId of org.state.groups.groupIdsOf(user.id)) {
    const group = org.state.groups.byId(groupId);
    if (group !== undefined) leaveGroup({ org, caller, group, user });
  }
}

function refuseOthers(group: Group): void {
  if (group.type !== 'OKTA_GROUP') throw new OktaError('E0000006');
}

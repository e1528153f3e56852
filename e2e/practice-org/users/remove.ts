import type { Caller } from '../access/caller.ts';
import { leaveAllGroups } from '../groups/membership.ts';
import { userParty } from '../log/system-log.ts';
import type { User } from '../model.ts';
import type { Org } from '../org.ts';
import { performOperation } from './lifecycle.ts';

/** DELETE deactivates a live user and erases a deactivated one. */
export function removeUser(org: Org, caller: Caller, user: User): void {
  if (user.status === 'DEPROVISIONED') {
    eraseUser(org, caller, user);
    return;
  }
  recordStart(org, caller, user);
  performOperation('deactivate', { org, caller, user, sendEmail: false });
}

/** Erases a user for good: the id is never used again, the login is free. */
export function eraseUser(org: Org, caller: Caller, user: User): void {
  recordStart(org, caller, user);
  leaveAllGroups(org, caller, user);
  org.state.commit({ kind: 'userGone', id: user.id });
  org.log.record(caller, {
    eventType: 'user.lifecycle.delete.completed',
    message: 'Delete Okta user completed',
    target: [userParty(user)],
  });
}

function recordStart(org: Org, caller: Caller, user: User): void {
  org.log.record(caller, {
    eventType: 'user.lifecycle.delete.initiated',
    message: 'Delete Okta user initiated',
    target: [userParty(user)],
  });
}

import { systemCaller } from '../access/caller.ts';
import { userParty } from '../log/system-log.ts';
import type { User } from '../model.ts';
import type { Org } from '../org.ts';

export type UserPatch = Partial<Omit<User, 'id' | 'seq' | 'version' | 'created' | 'lastUpdated' | 'statusChanged'>>;

/** Stores a user with some fields changed; keeps version, `lastUpdated` and `statusChanged` in step. */
export function changeUser(org: Org, user: User, patch: UserPatch): User {
  const now = org.now();
  const next: User = {
    ...user,
    ...patch,
    version: user.version + 1,
    lastUpdated: now,
    statusChanged: patch.status === undefined || patch.status === user.status ? user.statusChanged : now,
  };
  org.state.commit({ kind: 'user', user: next });
  return next;
}

/** Makes a user ACTIVE (with a password or a provider that has one) or PROVISIONED, at once or after `activationMs`. */
export function startActivation(org: Org, user: User): User {
  const to = user.password === null && user.provider.type === 'OKTA' ? 'PROVISIONED' : 'ACTIVE';
  const { activationMs } = org.behaviour;
  if (activationMs > 0) return changeUser(org, user, { transition: { to, endsAt: org.clock() + activationMs } });
  return changeUser(org, user, { status: to, activated: org.now(), transition: null });
}

/** Ends every activation whose time has come; called before each request reads the state. */
export function settleActivations(org: Org): void {
  for (const user of org.state.users.inTransition()) {
    if (user.transition === null || user.transition.endsAt > org.clock()) continue;
    changeUser(org, user, { status: user.transition.to, activated: org.now(), transition: null });
    org.log.record(systemCaller(), {
      eventType: 'user.lifecycle.activate',
      message: 'Activate Okta user',
      target: [userParty(user)],
    });
  }
}

import { newId } from '../id.ts';
import type { User } from '../model.ts';
import type { Org } from '../org.ts';
import { userTypeId } from '../schema/schema.ts';

/** A user as it is born, STAGED and without a password, with what is given instead; not yet stored. */
export function newUser(org: Org, given: Partial<User> & Pick<User, 'profile'>): User {
  const now = org.now();
  return {
    id: newId('00u'),
    seq: org.state.nextSeq(),
    version: 1,
    status: 'STAGED',
    created: now,
    activated: null,
    statusChanged: null,
    lastLogin: null,
    lastUpdated: now,
    passwordChanged: null,
    transition: null,
    typeId: userTypeId(org),
    realmId: null,
    provider: { type: 'OKTA', name: 'OKTA' },
    password: null,
    earlierPasswords: [],
    recovery: null,
    wrongPasswords: 0,
    ...given,
  };
}

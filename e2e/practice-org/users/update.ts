import { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import { userParty } from '../log/system-log.ts';
import type { Profile, User, UserStatus } from '../model.ts';
import { notFound, OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { checkProfile, withoutNulls } from '../schema/profile.ts';
import { changeUser, type UserPatch } from './change.ts';
import { credentialsSchema, takePassword, takeRecovery, withPassword } from './credentials.ts';
import { checkMatch } from './etag.ts';

export const updateUserSchema = z.object({
  profile: z.record(z.string(), z.unknown()).nullish(),
  credentials: credentialsSchema.nullish(),
  type: z.object({ id: z.string() }).nullish(),
  realmId: z.string().nullish(),
});

export interface UpdateUser {
  readonly id: string;
  readonly body: z.infer<typeof updateUserSchema>;
  /** PUT: what the profile leaves out is removed. POST: only what it names is changed. */
  readonly replace: boolean;
  readonly ifMatch: string | undefined;
}

/** Where the profile's master is another directory, Okta refuses changes (E0000023). */
const mastering = ['ACTIVE_DIRECTORY', 'LDAP'];

/** Updates a user as POST or PUT `/api/v1/users/{id}` does. A DEPROVISIONED user answers 404 E0000007. */
export async function updateUser(org: Org, caller: Caller, request: UpdateUser): Promise<User> {
  const before = writable(org, request);
  const nextProfile = profileAfter(before, request);
  checkProfile({ state: org.state, profile: nextProfile, userId: before.id });
  const credentials = request.body.credentials ?? undefined;
  const password = await takePassword(credentials, String(nextProfile['login']), before);

  // The user may have changed while the password was hashed.
  const user = writable(org, request);
  const profile = profileAfter(user, request);
  checkProfile({ state: org.state, profile, userId: user.id });
  const profileChanged = !sameProfile(profile, user.profile);
  if (profileChanged && mastering.includes(user.provider.type)) throw new OktaError('E0000023');

  const patch: UserPatch = {
    profile,
    recovery: takeRecovery(credentials, user.recovery),
    ...(password === undefined
      ? {}
      : { ...withPassword(user, password, org.now()), status: afterPasswordSet(user.status) }),
    ...(request.replace && request.body.type ? { typeId: request.body.type.id } : {}),
  };
  if (!profileChanged && password === undefined && patch.recovery === user.recovery && patch.typeId === undefined)
    return user;
  const changed = changeUser(org, user, patch);
  const value = credentials?.password?.value;
  if (value) org.hearPassword(user.id, value);
  recordUpdate({ org, caller, before: user, user: changed });
  return changed;
}

/** An administrator's new password ends the wait for the user's own. */
export function afterPasswordSet(status: UserStatus): UserStatus {
  return status === 'RECOVERY' || status === 'PASSWORD_EXPIRED' || status === 'PROVISIONED' ? 'ACTIVE' : status;
}

function writable(org: Org, { id, ifMatch }: UpdateUser): User {
  const user = org.state.users.byId(id);
  if (user === undefined || user.status === 'DEPROVISIONED') throw notFound(id, 'User');
  if (user.transition !== null) throw new OktaError('E0000112');
  checkMatch(user, ifMatch);
  return user;
}

function profileAfter(user: User, { body, replace }: UpdateUser): Profile {
  const given = body.profile ?? {};
  return withoutNulls(replace ? given : { ...user.profile, ...given });
}

function sameProfile(left: Profile, right: Profile): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => JSON.stringify(left[name]) === JSON.stringify(right[name]))
  );
}

interface Update {
  readonly org: Org;
  readonly caller: Caller;
  readonly before: User;
  readonly user: User;
}

function recordUpdate({ org, caller, before, user }: Update): void {
  const target = [userParty(user)];
  if (!sameProfile(before.profile, user.profile))
    org.log.record(caller, { eventType: 'user.account.update_profile', message: 'Update user profile', target });
  if (before.profile['email'] !== user.profile['email'])
    org.log.record(caller, {
      eventType: 'user.account.update_primary_email',
      message: 'Update primary email for user',
      target,
    });
  if (before.password !== user.password)
    org.log.record(caller, { eventType: 'user.account.update_password', message: 'Update user password', target });
}

import { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import { joinGroup } from '../groups/membership.ts';
import { userParty } from '../log/system-log.ts';
import type { Group, User } from '../model.ts';
import { notFound, OktaError, validationFailed } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { checkProfile, withoutNulls } from '../schema/profile.ts';
import { changeUser, startActivation } from './change.ts';
import { credentialsSchema, takePassword, takeRecovery, withPassword, type NewPassword } from './credentials.ts';
import { newUser } from './new-user.ts';

export const createUserSchema = z.object({
  profile: z.record(z.string(), z.unknown()).default({}),
  credentials: credentialsSchema.nullish(),
  groupIds: z.array(z.string()).nullish(),
  type: z.object({ id: z.string() }).nullish(),
  realmId: z.string().nullish(),
});

export interface CreateUser {
  readonly body: z.infer<typeof createUserSchema>;
  readonly activate: boolean;
  /** `provider=true`: the user signs in elsewhere and has no password here. */
  readonly provider: boolean;
  readonly nextLogin: string | undefined;
}

const mostGroups = 20;
/** Providers whose users never have a password of their own in Okta. */
const outsideProviders = ['FEDERATION', 'SOCIAL'];

/** Creates a user as `POST /api/v1/users` does and answers it in its first status. Throws E0000001, 7, 93, 124, 125. */
export async function createUser(org: Org, caller: Caller, request: CreateUser): Promise<User> {
  const { body } = request;
  const profile = withoutNulls(body.profile);
  checkProfile({ state: org.state, profile, userId: null });
  const groups = takeGroups(org, body.groupIds ?? []);
  const password = await takePassword(body.credentials ?? undefined, String(profile['login']), null);
  refuseNextLogin(request, password);
  const provider = takeProvider(request, password);
  // Another call may have taken the login while the password was hashed.
  checkProfile({ state: org.state, profile, userId: null });

  const user = newUser(org, {
    profile,
    recovery: takeRecovery(body.credentials ?? undefined, null),
    ...(password === undefined ? {} : withPassword(null, password, org.now())),
    ...(provider === undefined ? {} : { provider }),
    ...(body.type ? { typeId: body.type.id } : {}),
    ...(body.realmId ? { realmId: body.realmId } : {}),
  });
  org.state.commit({ kind: 'user', user });
  org.log.record(caller, {
    eventType: 'user.lifecycle.create',
    message: 'Create Okta user',
    target: [userParty(user)],
  });
  for (const group of groups) joinGroup({ org, caller, group, user });
  const value = body.credentials?.password?.value;
  if (value) org.hearPassword(user.id, value);
  return request.activate ? activateNew(org, caller, user, request.nextLogin) : user;
}

function activateNew(org: Org, caller: Caller, user: User, nextLogin: string | undefined): User {
  const active = startActivation(org, user);
  if (active.transition !== null) return active;
  org.log.record(caller, {
    eventType: 'user.lifecycle.activate',
    message: 'Activate Okta user',
    target: [userParty(user)],
  });
  return nextLogin === 'changePassword' ? changeUser(org, active, { status: 'PASSWORD_EXPIRED' }) : active;
}

function takeGroups(org: Org, ids: readonly string[]): Group[] {
  if (ids.length > mostGroups) throw new OktaError('E0000093');
  return ids.map((id) => {
    const group = org.state.groups.byId(id);
    if (group === undefined) throw notFound(id, 'UserGroup');
    return group;
  });
}

function refuseNextLogin({ nextLogin, activate }: CreateUser, password: NewPassword | undefined): void {
  if (nextLogin === undefined) return;
  if (nextLogin !== 'changePassword') throw new OktaError('E0000002', { args: ['nextLogin'] });
  if (password === undefined) throw new OktaError('E0000124');
  if (!activate) throw new OktaError('E0000125');
}

function takeProvider({ body, provider }: CreateUser, password: NewPassword | undefined): User['provider'] | undefined {
  const given = body.credentials?.provider;
  if (!provider || !given || given.type === 'OKTA') return undefined;
  if (!outsideProviders.includes(given.type)) throw validationFailed(['provider: The provider type is not supported']);
  if (password !== undefined)
    throw validationFailed(['password: A password cannot be set for a user of this provider']);
  return { type: given.type, name: given.name === '' ? given.type : given.name };
}

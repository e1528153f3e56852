import { z } from 'zod';
import { generatePeople } from './generate.ts';
import { newGroup } from './groups/new-group.ts';
import { userStatuses, type Group, type StoredPassword, type User } from './model.ts';
import type { Org } from './org.ts';
import { keepPassword } from './password/hash.ts';
import { passwordPolicy } from './password/policy.ts';
import { checkProfile } from './schema/profile.ts';
import { customAttributesSchema } from './schema/definition.ts';
import { newUser } from './users/new-user.ts';

const seedUserSchema = z.object({
  profile: z.record(z.string(), z.unknown()),
  status: z.enum(userStatuses).default('ACTIVE'),
  password: z.string().optional(),
  groups: z.array(z.string()).default([]),
  provider: z.object({ type: z.string(), name: z.string() }).optional(),
});

/** What a seed file may say; everything is optional. Groups are named, members are logins. */
export const seedSchema = z.object({
  schema: customAttributesSchema.optional(),
  groups: z.array(z.object({ name: z.string(), description: z.string().default('') })).optional(),
  users: z.array(seedUserSchema).optional(),
  memberships: z.record(z.string(), z.array(z.string())).optional(),
  generate: z.int().min(0).optional(),
});

export type Seed = z.input<typeof seedSchema>;
export type SeedUser = z.output<typeof seedUserSchema>;

/** The password of the administrator and of every generated person. */
const practicePassword = 'Lantern-2468';

/** Fills an empty org: its administrator and token, then what the seed names. Throws E0000001 for a profile the schema refuses. */
export function plantSeed(org: Org, seed: Seed): void {
  const { schema, groups, users, memberships, generate } = seedSchema.parse(seed);
  const shared = keepPassword(practicePassword);
  if (schema !== undefined) org.state.commit({ kind: 'attributes', custom: schema, base: {} });
  plantAdmin(org, shared);
  const made = generate === undefined ? { groups: [], users: [] } : generatePeople(generate);
  for (const group of [...(groups ?? []), ...made.groups]) plantGroup(org, group);
  for (const user of users ?? []) plantUser({ org, user });
  for (const user of made.users) plantUser({ org, user, password: shared });
  for (const [name, logins] of Object.entries(memberships ?? {})) plantMembers({ org, name, logins });
}

function plantAdmin(org: Org, password: StoredPassword): void {
  const { adminId, token, tokenId } = org.identity;
  const login = 'admin@practice.example';
  const profile = { login, email: login, firstName: 'Pat', lastName: 'Keeper' };
  org.state.commit({ kind: 'user', user: seededUser(org, { id: adminId, profile, status: 'ACTIVE', password }) });
  if (!org.state.tokens.has(token))
    org.state.commit({
      kind: 'token',
      token: { id: tokenId, value: token, ownerId: adminId, roles: ['SUPER_ADMIN'] },
    });
}

interface PlantUser {
  readonly org: Org;
  readonly user: SeedUser;
  readonly password?: StoredPassword;
}

function plantUser({ org, user: { profile, status, groups, provider, ...given }, password }: PlantUser): void {
  checkProfile({ state: org.state, profile, userId: null });
  const own = given.password === undefined ? null : keepPassword(given.password);
  const fields = { profile, status, password: own ?? password ?? null };
  const user = seededUser(org, provider === undefined ? fields : { ...fields, provider });
  org.state.commit({ kind: 'user', user });
  if (status === 'DEPROVISIONED') return;
  for (const name of groups) {
    const group = org.state.groups.byName(name) ?? plantGroup(org, { name, description: '' });
    plantMember(org, group, user);
  }
}

/** What a seed names is how things are, not something that happens: it leaves no event in the log. */
function plantMember(org: Org, group: Group, user: User): void {
  const at = org.now();
  org.state.commit({ kind: 'member', groupId: group.id, userId: user.id, seq: org.state.nextSeq(), at });
}

function plantGroup(org: Org, profile: { readonly name: string; readonly description: string }): Group {
  const known = org.state.groups.byName(profile.name);
  if (known !== undefined) return known;
  const group = newGroup(org, 'OKTA_GROUP', profile);
  org.state.commit({ kind: 'group', group });
  return group;
}

interface PlantMembers {
  readonly org: Org;
  readonly name: string;
  readonly logins: readonly string[];
}

function plantMembers({ org, name, logins }: PlantMembers): void {
  const group = plantGroup(org, { name, description: '' });
  for (const login of logins) {
    const user = org.state.users.byLogin(login);
    if (user !== undefined) plantMember(org, group, user);
  }
}

function seededUser(org: Org, given: Partial<User> & Pick<User, 'profile' | 'status' | 'password'>): User {
  const since = given.status === 'STAGED' ? null : org.now();
  return newUser(org, {
    activated: since,
    statusChanged: since,
    passwordChanged: given.password === null ? null : org.now(),
    wrongPasswords: given.status === 'LOCKED_OUT' ? passwordPolicy.maxAttempts : 0,
    ...given,
  });
}

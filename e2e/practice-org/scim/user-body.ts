import { isDeepStrictEqual } from 'node:util';
import type { AppUser, CustomAttribute, Resource, ScimApp } from '../apps/app.ts';
import { textOf, type Profile, type User } from '../model.ts';

const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Okta's profile names that SCIM calls the same. */
const plain = ['nickName', 'title', 'profileUrl', 'userType', 'preferredLanguage', 'timezone'] as const;
const enterprise = ['employeeNumber', 'costCenter', 'organization', 'division', 'department'] as const;
const nameParts = {
  givenName: 'firstName',
  familyName: 'lastName',
  middleName: 'middleName',
  honorificPrefix: 'honorificPrefix',
  honorificSuffix: 'honorificSuffix',
} as const;
const addressParts = {
  streetAddress: 'streetAddress',
  locality: 'city',
  region: 'state',
  postalCode: 'zipCode',
  country: 'countryCode',
  formatted: 'postalAddress',
} as const;

/** The name that a person has at the app: what the assigner wrote, else the login. */
export function userNameOf(user: User, { overrides }: Pick<AppUser, 'overrides'>): string {
  return textOf(overrides, 'userName') || textOf(user.profile, 'login');
}

/** A user as Okta's default mapping writes it for SCIM, without `active` and password. */
export function toScimUser(
  user: User,
  assigned: Pick<AppUser, 'overrides'>,
  { connection }: Pick<ScimApp, 'connection'>,
): Resource {
  const profile: Profile = { ...user.profile, ...assigned.overrides };
  const custom = customOf(profile, connection?.custom ?? []);
  const extensions = { ...ifAny(enterpriseUrn, enterpriseOf(profile)), ...custom };
  const displayName =
    textOf(profile, 'displayName') || `${textOf(profile, 'firstName')} ${textOf(profile, 'lastName')}`.trim();
  return {
    schemas: [userUrn, ...Object.keys(extensions)],
    userName: userNameOf(user, assigned),
    name: picked(profile, nameParts),
    emails: [
      { primary: true, value: textOf(profile, 'email'), type: 'work' },
      ...ifText(profile, 'secondEmail', (value) => ({ primary: false, value, type: 'home' })),
    ],
    displayName,
    locale: (textOf(profile, 'locale') || 'en-US').replace('_', '-'),
    externalId: user.id,
    ...picked(profile, Object.fromEntries(plain.map((name) => [name, name]))),
    ...ifAny('phoneNumbers', [
      ...ifText(profile, 'primaryPhone', (value) => ({ primary: true, value, type: 'work' })),
      ...ifText(profile, 'mobilePhone', (value) => ({ primary: false, value, type: 'mobile' })),
    ]),
    ...ifAny('addresses', addressesOf(profile)),
    ...extensions,
  };
}

/**
 * What a PUT carries: the server's own resource with Okta's values over it. A value that Okta sent before and no longer
 * has is left out; what only the server knows goes back to it.
 */
export function mergeUser(server: Resource, sent: Resource | null, wanted: Resource): Resource {
  const merged: Record<string, unknown> = withoutDropped(server, sent, wanted);
  for (const [name, value] of Object.entries(wanted)) {
    const there = merged[name];
    if (name === 'schemas') merged[name] = [...new Set([...listOf(there), ...listOf(value)])];
    else if (isObject(value) && isObject(there))
      merged[name] = { ...withoutDropped(there, objectOr(sent?.[name]), value), ...value };
    else merged[name] = value;
  }
  return merged;
}

export function isSame(left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(left, right);
}

function withoutDropped(server: Resource, sent: Resource | null, wanted: Resource): Resource {
  return Object.fromEntries(
    Object.entries(server).filter(([name]) => name in wanted || sent === null || !(name in sent)),
  );
}

function enterpriseOf(profile: Profile): Record<string, unknown> {
  const manager = ifAny('manager', picked(profile, { value: 'managerId' }));
  return { ...picked(profile, Object.fromEntries(enterprise.map((name) => [name, name]))), ...manager };
}

function customOf(profile: Profile, custom: readonly CustomAttribute[]): Record<string, Record<string, unknown>> {
  const extensions: Record<string, Record<string, unknown>> = {};
  for (const { name, urn } of custom) {
    const value = profile[name];
    if (value !== undefined && value !== null) extensions[urn] = { ...extensions[urn], [name]: value };
  }
  return extensions;
}

function addressesOf(profile: Profile): Resource[] {
  const parts = picked(profile, addressParts);
  return Object.keys(parts).length === 0 ? [] : [{ primary: true, type: 'work', ...parts }];
}

/** The texts of a profile under other names; an empty one is left out. */
function picked(profile: Profile, names: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([to, from]) => {
      const value = textOf(profile, from);
      return value === '' ? [] : [[to, value]];
    }),
  );
}

function ifText<T>(profile: Profile, name: string, to: (value: string) => T): T[] {
  const value = textOf(profile, name);
  return value === '' ? [] : [to(value)];
}

function ifAny(name: string, value: object): Record<string, unknown> {
  return Object.keys(value).length === 0 ? {} : { [name]: value };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOr(value: unknown): Resource | null {
  return isObject(value) ? value : null;
}

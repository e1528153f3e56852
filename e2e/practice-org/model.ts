/** Milliseconds since 1970; passed in so that tests decide what time it is. */
export type Clock = () => number;

export const userStatuses = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
] as const;
export type UserStatus = (typeof userStatuses)[number];

export type Profile = Readonly<Record<string, unknown>>;

/** A text of a profile; empty when it is absent or no text. */
export function textOf(profile: Profile, name: string): string {
  const value = profile[name];
  return typeof value === 'string' ? value : '';
}

/** A password as it is kept: never the value itself. `import` keeps the digest another system made. */
export type StoredPassword =
  | { readonly kind: 'scrypt'; readonly salt: string; readonly digest: string }
  | { readonly kind: 'import'; readonly hash: ImportedHash }
  | { readonly kind: 'hook' };

export interface ImportedHash {
  readonly algorithm: 'BCRYPT' | 'SHA-512' | 'SHA-256' | 'SHA-1' | 'MD5' | 'PBKDF2';
  readonly value: string;
  readonly salt?: string | undefined;
  readonly saltOrder?: 'PREFIX' | 'POSTFIX' | undefined;
  readonly workFactor?: number | undefined;
  readonly iterationCount?: number | undefined;
  readonly keySize?: number | undefined;
  readonly digestAlgorithm?: 'SHA256_HMAC' | 'SHA512_HMAC' | undefined;
}

interface Provider {
  readonly type: string;
  readonly name: string;
}

/** One user as it is stored; every change makes a new object with a higher `version`. */
export interface User {
  readonly id: string;
  /** Creation order; pages follow it. */
  readonly seq: number;
  readonly version: number;
  readonly status: UserStatus;
  readonly created: string;
  readonly activated: string | null;
  readonly statusChanged: string | null;
  readonly lastLogin: string | null;
  readonly lastUpdated: string;
  readonly passwordChanged: string | null;
  /** Set while an activation is still running (`activationMs`), with the time it ends. */
  readonly transition: { readonly to: UserStatus; readonly endsAt: number } | null;
  readonly typeId: string;
  readonly realmId: string | null;
  readonly profile: Profile;
  readonly provider: Provider;
  readonly password: StoredPassword | null;
  readonly earlierPasswords: readonly StoredPassword[];
  readonly recovery: { readonly question: string; readonly answer: StoredPassword } | null;
  readonly wrongPasswords: number;
}

export interface Group {
  readonly id: string;
  readonly seq: number;
  readonly version: number;
  readonly type: 'OKTA_GROUP' | 'BUILT_IN' | 'APP_GROUP';
  readonly created: string;
  readonly lastUpdated: string;
  readonly lastMembershipUpdated: string;
  readonly profile: Profile;
}

export interface GroupRule {
  readonly id: string;
  readonly seq: number;
  readonly name: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly created: string;
  readonly lastUpdated: string;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly groupIds: readonly string[];
}

/** One attribute of the user schema, in the words of JSON Schema draft 4 that Okta uses. */
export interface AttributeDefinition {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly type: 'string' | 'boolean' | 'number' | 'integer' | 'array';
  readonly items?: Readonly<Record<string, unknown>> | undefined;
  readonly required?: boolean | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly oneOf?: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly pattern?: string | undefined;
  readonly format?: string | undefined;
  readonly unique?: boolean | string | undefined;
  readonly [more: string]: unknown;
}

/** An OAuth service app: a client that proves itself with a private key. */
export interface ServiceApp {
  readonly clientId: string;
  readonly label: string;
  readonly dpopRequired: boolean;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
}

/** An SSWS token: it acts with the rights of the person who made it. */
export interface ApiToken {
  readonly id: string;
  readonly value: string;
  readonly ownerId: string;
  readonly roles: readonly string[];
}

/** Who acted or was acted on, as the System Log names it. */
export interface Party {
  readonly id: string;
  readonly type: string;
  readonly alternateId: string;
  readonly displayName: string;
}

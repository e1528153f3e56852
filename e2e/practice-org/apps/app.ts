import type { Profile } from '../model.ts';

/** What Okta's admin may tick for an app with a SCIM connection. */
export const features = ['create', 'update', 'deactivate', 'password', 'import', 'importGroups', 'groups'] as const;
export type Feature = (typeof features)[number];

/** Which requests Okta's client writes: an app of the integration wizard replaces, one of the catalogue patches. */
export const dialects = ['put', 'patch'] as const;
export type Dialect = (typeof dialects)[number];

/** Any JSON object, such as a SCIM resource. */
export type Resource = Readonly<Record<string, unknown>>;

/** An attribute of Okta's profile that goes to the app under an extension of its own. */
export interface CustomAttribute {
  readonly name: string;
  readonly urn: string;
}

/** How an app reaches the other side; its token is kept apart so that an app can be shown to anybody. */
export interface ScimConnection {
  readonly baseUrl: string;
  readonly dialect: Dialect;
  readonly features: readonly Feature[];
  readonly custom: readonly CustomAttribute[];
}

/** One app of the org; `connection` is null until provisioning is set up. */
export interface ScimApp {
  readonly id: string;
  readonly seq: number;
  readonly name: string;
  readonly label: string;
  readonly signOnMode: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly created: string;
  readonly lastUpdated: string;
  readonly connection: ScimConnection | null;
}

/** Why the last try failed, in the words Okta's Tasks page shows. */
export interface Problem {
  readonly summary: string;
  readonly at: string;
  readonly tries: number;
  /** When it is tried again by itself; null when only a person's Retry does. */
  readonly retryAt: string | null;
}

/** `due` is to be sent, `error` waits for its retry or for a person, `done` is agreed on, `idle` was never due. */
export type SyncState = 'idle' | 'due' | 'done' | 'error';

/** What both kinds of things that are kept in step at the app have in common. */
interface Kept {
  readonly appId: string;
  readonly seq: number;
  readonly created: string;
  readonly lastUpdated: string;
  /** The id at the app: what its SCIM server answered. */
  readonly externalId: string | null;
  readonly state: SyncState;
  /** Rises each time it becomes due, so that a job under way sees that something changed meanwhile. */
  readonly revision: number;
  readonly lastSync: string | null;
  readonly problem: Problem | null;
}

/** One person's assignment to an app. */
export interface AppUser extends Kept {
  readonly userId: string;
  /** How the person was assigned; null when no longer, kept until the app has heard of it. */
  readonly scope: 'USER' | 'GROUP' | null;
  readonly statusChanged: string;
  /** What the assigner wrote over the mapped values; `userName` among them. */
  readonly overrides: Profile;
  /** What the app was last told, without password; null when it knows nothing of the person. */
  readonly sent: Resource | null;
  /** Whether the app was last told that the person is active. */
  readonly isOn: boolean;
  /** `passwordChanged` of the user as of the last password that the app took. */
  readonly passwordSent: string | null;
}

/** A group that is assigned to an app: its members are. */
export interface AppGroup {
  readonly appId: string;
  readonly groupId: string;
  readonly seq: number;
  readonly lastUpdated: string;
}

/** A group that is pushed to an app. */
export interface GroupPush extends Kept {
  readonly id: string;
  readonly groupId: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  /** The name at the app; null is the group's own, which then follows a rename. */
  readonly targetName: string | null;
  /** The rule that made it; null when it was made by name. */
  readonly ruleId: string | null;
  readonly sentName: string | null;
  /** The next push overwrites all members, as "Push now" does. */
  readonly isFull: boolean;
  /** Unlinked; kept until the group at the app is deleted. */
  readonly isUnlinked: boolean;
}

export const comparisons = ['startsWith', 'contains', 'endsWith'] as const;

/** "Find groups by rule": each group whose name fits is pushed. */
export interface PushRule {
  readonly id: string;
  readonly appId: string;
  readonly seq: number;
  readonly name: string;
  readonly comparison: (typeof comparisons)[number];
  readonly value: string;
}

/** One user that an import found and Okta did not know as assigned. */
export interface ImportedUser {
  readonly externalId: string;
  readonly userName: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** The Okta user with the same login or mail; null when there is none. */
  readonly match: string | null;
}

/** What the last import found; users wait until a person confirms them. */
export interface ImportResult {
  readonly appId: string;
  readonly at: string;
  readonly scanned: number;
  readonly inactive: number;
  readonly known: number;
  readonly groups: number;
  readonly waiting: readonly ImportedUser[];
}

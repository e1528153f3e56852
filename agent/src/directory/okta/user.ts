import type { Account, Attrs, AttributeValue, State } from '@rollcall/shared';
import { z } from 'zod';

/** A user as Okta's Users API answers it, as far as Rollcall reads it. */
export const oktaUser = z.object({
  id: z.string(),
  status: z.string(),
  created: z.string().nullish(),
  lastUpdated: z.string().nullish(),
  transitioningToStatus: z.string().nullish(),
  profile: z.record(z.string(), z.unknown()),
  credentials: z.object({ password: z.unknown().optional() }).nullish(),
});

export type OktaUser = z.infer<typeof oktaUser>;

const states: Record<string, State> = {
  STAGED: 'staged',
  SUSPENDED: 'suspended',
  DEPROVISIONED: 'deactivated',
};

/** Statuses that a state says in full; all others keep Okta's word in `detail`. */
const plain = new Set(['STAGED', 'ACTIVE', 'SUSPENDED', 'DEPROVISIONED']);

/** PROVISIONED, RECOVERY, PASSWORD_EXPIRED and LOCKED_OUT are active, and so is a status that isn't known yet. */
export function toState(status: string): State {
  return states[status] ?? 'active';
}

export interface AccountContext {
  directory: string;
  /** The user whose token Rollcall uses; null for a service app. */
  owner: string | null;
  /** Every attribute of the org's schema, empty: Okta leaves empty ones out of a profile. */
  blank: Attrs;
  /** Once for all that one reading shows. */
  readAt: string;
}

export function toAccount(user: OktaUser, context: AccountContext, version: string | null): Account {
  const createdAt = toTime(user.created);
  const attributes = { ...context.blank, ...toAttributes(user.profile) };
  return {
    ref: { directory: context.directory, id: user.id },
    handle: null,
    login: text(attributes['login']) ?? '',
    email: text(attributes['email']),
    displayName: text(attributes['displayName']) ?? fullName(attributes),
    state: toState(user.status),
    detail: plain.has(user.status) ? null : user.status,
    attributes,
    groups: null,
    guarded: user.id === context.owner ? ['tokenOwner'] : [],
    createdAt,
    // Of many who never changed, the time is kept once.
    changedAt: user.lastUpdated === user.created ? createdAt : toTime(user.lastUpdated),
    readAt: context.readAt,
    version,
  };
}

/** Trimmed, and null for empty: Okta keeps no difference between an empty and an absent attribute. */
export function normalise(attributes: Attrs): Attrs {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'string' ? value.trim() || null : value]),
  );
}

function toAttributes(profile: OktaUser['profile']): Attrs {
  return Object.fromEntries(Object.entries(profile).map(([name, value]) => [name, toValue(value)]));
}

function toValue(value: unknown): AttributeValue {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'string') return value || null;
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function fullName(attributes: Attrs): string | null {
  return [attributes['firstName'], attributes['lastName']].filter((part) => typeof part === 'string').join(' ') || null;
}

function text(value: AttributeValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function toTime(value: string | null | undefined): string | null {
  return value === null || value === undefined ? null : new Date(value).toISOString();
}

import type { AccountRef, Attrs, AttributeValue, State } from './account.ts';
import type { Actor } from './actor.ts';
import type { ErrorCode } from './error.ts';
import type { Side, Time } from './json.ts';
import type { Difference } from './plan.ts';

/** The stored pair of a CMS account and an Okta account, with what both sides last agreed on. */
export interface Link {
  id: string;
  connection: string;
  cms: AccountRef;
  okta: AccountRef;
  origin: 'created' | 'adopted' | 'imported';
  createdSide: Side | null;
  by: Actor;
  since: Time;
  /** Agreed values of the mapped attributes, by Okta's names: what a three-way compare needs. */
  base: Attrs;
  baseState: Record<Side, State>;
  hash: Record<Side, string>;
  syncedAt: Time;
  /** Which side switched the person off: only that side may switch the person on again. */
  stoppedBy: Side | null;
  stoppedAt: Time | null;
  /** Differences that a person accepted, by Okta attribute name. */
  ignored: string[];
  /**
   * Values at which a difference of `ignored` was accepted: it counts again as soon as either
   * side moves away from them. A field that is not here is accepted for good.
   */
  accepted?: Record<string, { cms: AttributeValue; okta: AttributeValue }>;
  /** Whether the person was last agreed to be in a mapped group, by Okta's group id; missing = never agreed. */
  groups?: Record<string, boolean>;
  /** Made, linked or last changed by a pull. */
  pulled?: true;
  /** A frozen link is never written. */
  frozen: boolean;
  /** What differed when both sides were last read, by Okta attribute name or `state`; sensitive values are null. */
  differences: Difference[];
  /** Both sides moved away from `base`, or the field's owner is `ask`: a person must choose. */
  conflict: boolean;
  lastError: { code: ErrorCode; at: Time; tries: number } | null;
}

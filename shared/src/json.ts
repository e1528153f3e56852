/** An instant as an ISO 8601 string in UTC, as `Date.toISOString()` prints it. */
export type Time = string;

/** Any value that survives JSON unchanged. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Which of the two directories of a connection is meant. */
export type Side = 'cms' | 'okta';

/** The side across from `side`. */
export function otherSide(side: Side): Side {
  return side === 'cms' ? 'okta' : 'cms';
}

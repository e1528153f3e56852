import type { Problem } from '../apps/app.ts';
import { ScimProblem } from './http.ts';

/** How often Okta repeats a 429 by itself, and the first wait (s) where the app names none. */
const mostTries = 10;
const usualWait = 300;

export interface Failure {
  readonly error: unknown;
  readonly before: Problem | null;
  /** What was to be done, such as `Automatic provisioning of user Ann Ito to app Site failed: …`. */
  readonly lead: string;
  readonly now: number;
  /** Waits are so many times shorter than Okta's. */
  readonly hurry: number;
}

/**
 * What a failed try leaves: only a 429 is repeated by itself, after `Retry-After` or five minutes, twice as long each
 * time, ten times at most (https://developer.okta.com/docs/api/openapi/okta-scim/guides/scim-20/). Throws what is no
 * ScimProblem.
 */
export function problemOf({ error, before, lead, now, hurry }: Failure): Problem {
  if (!(error instanceof ScimProblem)) throw error;
  const tries = (before?.tries ?? 0) + 1;
  const wait = ((error.retryAfter ?? usualWait) * 1000 * 2 ** (tries - 1)) / hurry;
  const isRepeated = error.status === 429 && tries < mostTries;
  return {
    summary: `${lead}${error.message}`,
    at: new Date(now).toISOString(),
    tries,
    retryAt: isRepeated ? new Date(now + wait).toISOString() : null,
  };
}

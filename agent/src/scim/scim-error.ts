import type { Resource } from './filter-match.ts';

/** Words that RFC 7644 section 3.12 and RFC 9865 section 2.1 have for what was wrong with a request. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

export const faultText = 'Rollcall met a fault of its own.';

/** A refusal in SCIM's own words; `message` is read by an administrator in the client's task list. */
export class ScimError extends Error {
  readonly status: number;
  readonly scimType: ScimType | null;
  /** Seconds after which the client may try again; null where that would change nothing. */
  readonly retryAfter: number | null;
  /** What a person can do about it, where the cause tells. */
  next: string | null = null;

  constructor(status: number, scimType: ScimType | null, message: string, retryAfter: number | null = null) {
    super(message);
    this.name = 'ScimError';
    this.status = status;
    this.scimType = scimType;
    this.retryAfter = retryAfter;
  }
}

/** The refusal as the body of an answer (RFC 7644 section 3.12); what should never happen tells nothing of the inside. */
export function errorBody(error: unknown): { error: ScimError; body: Resource } {
  const known = error instanceof ScimError ? error : new ScimError(500, null, faultText);
  const body = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(known.status),
    ...(known.scimType === null ? {} : { scimType: known.scimType }),
    detail: known.message,
  };
  return { error: known, body };
}

export function badFilter(message: string): ScimError {
  return new ScimError(400, 'invalidFilter', message);
}

export function badPath(message: string): ScimError {
  return new ScimError(400, 'invalidPath', message);
}

export function badValue(message: string): ScimError {
  return new ScimError(400, 'invalidValue', message);
}

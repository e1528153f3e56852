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

/** A refusal in SCIM's own words; `message` is read by an administrator in the client's task list. */
export class ScimError extends Error {
  readonly status: number;
  readonly scimType: ScimType | null;

  constructor(status: number, scimType: ScimType | null, message: string) {
    super(message);
    this.name = 'ScimError';
    this.status = status;
    this.scimType = scimType;
  }
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

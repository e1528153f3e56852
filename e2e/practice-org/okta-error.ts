import type { ContentfulStatusCode } from 'hono/utils/http-status';

const catalogue = {
  E0000001: [400, 'Api validation failed: {0}'],
  E0000002: [400, 'The request was not valid: {0}'],
  E0000003: [400, 'The request body was not well-formed.'],
  E0000004: [401, 'Authentication failed'],
  E0000005: [403, 'Invalid session'],
  E0000006: [403, 'You do not have permission to perform the requested action'],
  E0000007: [404, 'Not found: Resource not found: {0} ({1})'],
  E0000008: [404, 'The requested path was not found'],
  E0000009: [500, 'Internal Server Error'],
  E0000010: [503, 'Service is in read only mode'],
  E0000011: [401, 'Invalid token provided'],
  E0000014: [403, 'Update of credentials failed'],
  E0000016: [403, 'Activation failed because the user is already active'],
  E0000017: [403, 'Password reset failed'],
  E0000022: [405, 'The endpoint does not support the provided HTTP method'],
  E0000023: [403, 'Operation failed because user profile is mastered under another system'],
  E0000031: [400, 'Invalid search criteria.'],
  E0000032: [403, 'Unlock is not allowed for this user.'],
  E0000033: [400, "Can't specify a search query and filter in the same request"],
  E0000038: [403, "This operation is not allowed in the user's current status."],
  E0000047: [429, 'API call exceeded rate limit due to too many requests.'],
  E0000056: [403, 'Delete application forbidden.'],
  E0000060: [501, 'Unsupported operation.'],
  E0000080: [403, 'The password does not meet the complexity requirements of the current password policy.'],
  E0000093: [400, 'Target count limit exceeded'],
  E0000112: [409, 'Cannot update this user because they are still being activated. Try again in a few minutes.'],
  E0000117: [403, 'Cannot assign apps or update app profiles for an inactive user.'],
  E0000124: [
    400,
    'Could not create user. To create a user and expire their password immediately, a password must be specified',
  ],
  E0000125: [
    400,
    'Could not create user. To create a user and expire their password immediately, "activate" must be true',
  ],
  E0000195: [409, 'Api validation failed due to conflict: {0}'],
  E0000231: [412, "ETag value doesn't match. The resource has been modified since it was read."],
  E0000242: [400, 'The If-Match header is malformed.'],
} as const satisfies Record<string, readonly [ContentfulStatusCode, string]>;

export type OktaErrorCode = keyof typeof catalogue;

/** The body of every management API error: https://developer.okta.com/docs/reference/error-codes/ */
export interface OktaErrorBody {
  readonly errorCode: string;
  readonly errorSummary: string;
  readonly errorLink: string;
  readonly errorId: string;
  readonly errorCauses: readonly { readonly errorSummary: string }[];
}

export interface OktaErrorDetail {
  /** Values for {0}, {1} of the summary. */
  readonly args?: readonly string[];
  readonly causes?: readonly string[];
  /** A full summary instead of the catalogue's, for the few answers whose wording differs by call. */
  readonly summary?: string;
}

/** A refusal as Okta words it; the HTTP edge turns it into status and body. */
export class OktaError extends Error {
  readonly code: OktaErrorCode;
  readonly status: ContentfulStatusCode;
  readonly causes: readonly string[];

  constructor(code: OktaErrorCode, detail: OktaErrorDetail = {}) {
    const [status, template] = catalogue[code];
    const args = detail.args ?? [];
    super(detail.summary ?? template.replaceAll(/\{(\d)\}/g, (_, n: string) => args[Number(n)] ?? ''));
    this.name = 'OktaError';
    this.code = code;
    this.status = status;
    this.causes = detail.causes ?? [];
  }
}

/** E0000001 for one or more causes of the form `field: reason`; the summary names the first field. */
export function validationFailed(causes: readonly string[], field?: string): OktaError {
  const named = field ?? causes[0]?.split(':')[0] ?? 'request';
  return new OktaError('E0000001', { args: [named], causes });
}

/** E0000007 in the wording that names the id and the kind of thing, for example `User`. */
export function notFound(id: string, kind: string): OktaError {
  return new OktaError('E0000007', { args: [id, kind] });
}

export function toErrorBody(error: OktaError, errorId: string): OktaErrorBody {
  return {
    errorCode: error.code,
    errorSummary: error.message,
    errorLink: error.code,
    errorId,
    errorCauses: error.causes.map((errorSummary) => ({ errorSummary })),
  };
}

/** The code Okta uses for an HTTP status when nothing more is known; used for faults on demand. */
export function codeForStatus(status: number): OktaErrorCode {
  const known: Record<number, OktaErrorCode> = {
    400: 'E0000001',
    401: 'E0000011',
    403: 'E0000006',
    404: 'E0000007',
    405: 'E0000022',
    409: 'E0000195',
    412: 'E0000231',
    429: 'E0000047',
    501: 'E0000060',
    503: 'E0000010',
  };
  return known[status] ?? 'E0000009';
}

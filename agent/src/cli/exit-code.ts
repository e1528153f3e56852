import type { ErrorCode } from '@rollcall/shared';

/**
 * What a command's exit tells a script: 0 done, 1 internal, 2 configuration or wrong use, 3 held back by a brake, a
 * hold or report mode, 4 partly failed, 5 locked by another process, 6 the other side can't be reached.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6;

const codes: Record<ErrorCode, ExitCode> = {
  internal: 1,
  disk: 1,
  clock_skew: 2,
  bad_credentials: 2,
  anonymous: 2,
  forbidden: 2,
  read_only: 2,
  wrong_site: 2,
  not_found: 2,
  conflict: 2,
  linked_elsewhere: 2,
  invalid: 2,
  missing_group: 2,
  unsupported: 2,
  not_configured: 2,
  not_paired: 2,
  token_revoked: 2,
  version: 2,
  shrunken: 3,
  privileged_group: 3,
  protected: 3,
  brake: 3,
  needs_approval: 3,
  report_mode: 3,
  paused: 3,
  moved: 3,
  ambiguous: 4,
  missing_name: 4,
  unsupported_character: 4,
  password_policy: 4,
  password_gone: 4,
  wrong_state: 4,
  undecided: 4,
  cancelled: 4,
  locked: 5,
  unreachable: 6,
  timeout: 6,
  tls: 6,
  rate_limited: 6,
  server_fault: 6,
  partial_listing: 6,
};

/** The exit code of a command that a problem ended; a code that this version doesn't know is 1. */
export function exitCodeOf(code: string): ExitCode {
  return isErrorCode(code) ? codes[code] : 1;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(codes, code);
}

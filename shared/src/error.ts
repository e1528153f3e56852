import type { Time } from './json.ts';

/** Every way in which something can go wrong; people, scripts and the extension's texts rely on these words. */
export type ErrorCode =
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'clock_skew'
  | 'bad_credentials'
  | 'anonymous'
  | 'forbidden'
  | 'read_only'
  | 'wrong_site'
  | 'rate_limited'
  | 'server_fault'
  | 'not_found'
  | 'conflict'
  | 'ambiguous'
  | 'linked_elsewhere'
  | 'invalid'
  | 'missing_name'
  | 'unsupported_character'
  | 'password_policy'
  | 'password_gone'
  | 'wrong_state'
  | 'moved'
  | 'undecided'
  | 'partial_listing'
  | 'shrunken'
  | 'missing_group'
  | 'privileged_group'
  | 'protected'
  | 'brake'
  | 'needs_approval'
  | 'report_mode'
  | 'paused'
  | 'locked'
  | 'cancelled'
  | 'unsupported'
  | 'not_configured'
  | 'not_paired'
  | 'token_revoked'
  | 'version'
  | 'disk'
  | 'internal';

export type Retry = 'never' | 'later' | 'after';

/** The one error shape: problem+json answers, activity, badges and the CLI. */
export interface Problem {
  code: ErrorCode;
  /** Short name of the kind of failure. */
  title: string;
  /** What happened, as one sentence for the person at the screen. */
  detail: string;
  /** What to do next, as one sentence. */
  next: string;
  /** Id of the docs page about this code. */
  help: string;
  /** `run` failures stop everything, `item` failures concern one account. */
  scope: 'item' | 'run';
  retry: Retry;
  retryAt: Time | null;
  /** HTTP status of the other system's answer, where there was one. */
  status: number | null;
  requestId: string | null;
  field: string | null;
}

interface Kind {
  title: string;
  next: string;
  scope: 'item' | 'run';
  retry: Retry;
}

const run = (title: string, next: string, retry: Retry = 'never'): Kind => ({ title, next, scope: 'run', retry });
const item = (title: string, next: string, retry: Retry = 'never'): Kind => ({ title, next, scope: 'item', retry });

/** What each code means when the place that raises it says nothing more precise. */
export const errorKinds: Record<ErrorCode, Kind> = {
  unreachable: run('Can’t be reached', 'Check the address and the network, then try again.', 'later'),
  timeout: run('No answer in time', 'Try again; if it stays slow, look at the other system’s status page.', 'later'),
  tls: run('Certificate not trusted', 'Add your company’s CA file with NODE_EXTRA_CA_CERTS, then test again.'),
  clock_skew: run('Clock differs', 'Set this computer’s clock, then test again.'),
  bad_credentials: run('Sign-in refused', 'Enter a new credential with "rollcall connect", then test again.'),
  anonymous: run(
    'Not signed in',
    'Enter name and password again; Rollcall stopped trying, so the account isn’t locked.',
  ),
  forbidden: run('Not allowed', 'Give Rollcall’s account the missing permission, then test again.'),
  read_only: run('Read-only', 'Allow all operations at /admin/config/services/jsonapi on the site.'),
  wrong_site: run('Another site answered', 'Check the address; connect again if the site or org was really replaced.'),
  rate_limited: item('Asked to wait', 'Nothing to do: Rollcall waits and goes on by itself.', 'after'),
  server_fault: item('The other system failed', 'Try again in a minute.', 'later'),
  not_found: item('Not found', 'Check the login, or read both sides again.'),
  conflict: item('Already taken', 'Change one of the two accounts so that they differ, or link them.'),
  ambiguous: item('More than one candidate', 'Choose the right account by linking it by hand.'),
  linked_elsewhere: item('Linked elsewhere', 'Unlink it in the other connection first.'),
  invalid: item('Value refused', 'Correct the named field, then sync again.'),
  missing_name: item('Name or mail missing', 'Fill in mail and name on the site, or change the mapping.'),
  unsupported_character: item('Character not possible', 'Change the named field to characters both systems know.'),
  password_policy: item('Password refused', 'Choose a password that meets the org’s policy, or create without one.'),
  password_gone: item('Password no longer at hand', 'Create without a password, then send the person a reset mail.'),
  wrong_state: item('Not possible in this state', 'Read the account again and choose an action its state allows.'),
  moved: item('Changed meanwhile', 'Make the plan again and look at it once more.'),
  undecided: item('Could not be decided', 'Look at the value that the rule could not handle.'),
  partial_listing: run('Listing incomplete', 'Run again; nothing is concluded from a partial list.', 'later'),
  shrunken: run('Listing much smaller than before', 'Check the other system; approve the plan if this is right.'),
  missing_group: run('Group missing', 'Check the group’s name or id; it may have been renamed.'),
  privileged_group: item('Grants power', 'Name the group in the connection’s group map if this is intended.'),
  protected: item('Protected account', 'Do this by hand in the other system if it is really intended.'),
  brake: run('Stopped by a limit', 'Look at the plan, then approve it.'),
  needs_approval: item('Waits for approval', 'Look at the plan, then approve it.'),
  report_mode: run('Report only', 'Run "rollcall connection set mode=live" when the report looks right.'),
  paused: run('Paused', 'Repair the cause, test the connection, then set mode=live.'),
  locked: run('In use', 'Wait for the other one to finish, or stop it.', 'later'),
  cancelled: run('Cancelled', 'Start it again to go on with the rest.'),
  unsupported: item('Not offered', 'Use an action this system offers.'),
  not_configured: run('Not set up', 'Connect both sides first.'),
  not_paired: run('Not paired', 'Pair this browser with the code that the agent prints.'),
  token_revoked: run('Pairing revoked', 'Pair again with a new code.'),
  version: run('Versions differ', 'Update the older of agent and extension.'),
  disk: run('Disk full', 'Free space on the agent’s disk; Rollcall reads only until then.', 'later'),
  internal: item('Unexpected fault', 'Try again; if it comes back, send the details from "Copy details".', 'later'),
};

export interface SyncErrorOptions {
  next?: string;
  scope?: 'item' | 'run';
  retry?: Retry;
  retryAt?: Time;
  status?: number;
  requestId?: string;
  field?: string;
  cause?: unknown;
}

/** The one error type: carries a `Problem`; `detail` never holds a secret. */
export class SyncError extends Error {
  readonly problem: Problem;

  constructor(code: ErrorCode, detail: string, options: SyncErrorOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SyncError';
    const kind = errorKinds[code];
    this.problem = {
      code,
      title: kind.title,
      detail,
      next: options.next ?? kind.next,
      help: code.replaceAll('_', '-'),
      scope: options.scope ?? kind.scope,
      retry: options.retry ?? kind.retry,
      retryAt: options.retryAt ?? null,
      status: options.status ?? null,
      requestId: options.requestId ?? null,
      field: options.field ?? null,
    };
  }

  get code(): ErrorCode {
    return this.problem.code;
  }
}

/** Turns anything thrown into a Problem; what is not a SyncError is `internal` and keeps its text out of the answer. */
export function toProblem(error: unknown): Problem {
  if (error instanceof SyncError) return error.problem;
  if (error instanceof Error && error.name === 'AbortError')
    return new SyncError('cancelled', 'The run was cancelled.').problem;
  return new SyncError('internal', 'Something unexpected happened inside Rollcall; the log has the details.').problem;
}

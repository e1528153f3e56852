import type { Caller } from '../access/caller.ts';
import { leaveAllGroups } from '../groups/membership.ts';
import { randomWord } from '../id.ts';
import { userParty } from '../log/system-log.ts';
import { userStatuses, type User, type UserStatus } from '../model.ts';
import { notFound, OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { keepPassword } from '../password/hash.ts';
import { changeUser, startActivation } from './change.ts';

export interface LifecycleRequest {
  readonly org: Org;
  readonly caller: Caller;
  readonly user: User;
  /** The `sendEmail` query parameter as given; each operation has its own default. */
  readonly sendEmail: boolean | undefined;
}

/** What a lifecycle call leaves: the user as stored, and the body beside it (null = the user itself). */
export interface LifecycleResult {
  readonly user: User;
  readonly body: Readonly<Record<string, unknown>> | null;
}

interface Operation {
  readonly from: readonly UserStatus[];
  /** The answer from any other status. */
  readonly refusal: (user: User) => OktaError;
  readonly perform: (request: LifecycleRequest) => LifecycleResult;
}

const wrongStatus = (): OktaError => new OktaError('E0000038');

/** Which operation is legal from which status, and what it does: the user lifecycle of Okta's Users API. */
export const operations = {
  activate: {
    from: ['STAGED', 'DEPROVISIONED'],
    refusal: () => new OktaError('E0000016'),
    perform: activate,
  },
  reactivate: { from: ['PROVISIONED', 'RECOVERY'], refusal: wrongStatus, perform: reactivate },
  deactivate: {
    from: userStatuses.filter((status) => status !== 'DEPROVISIONED'),
    refusal: (user) => notFound(user.id, 'User'),
    perform: deactivate,
  },
  suspend: {
    from: ['ACTIVE'],
    refusal: () => refusedStatus('Cannot suspend a user that is not active'),
    perform: (request) => simple(request, 'SUSPENDED', ['user.lifecycle.suspend', 'Suspend Okta user']),
  },
  unsuspend: {
    from: ['SUSPENDED'],
    refusal: () => refusedStatus('Cannot unsuspend a user that is not suspended'),
    perform: (request) => simple(request, 'ACTIVE', ['user.lifecycle.unsuspend', 'Unsuspend Okta user']),
  },
  unlock: {
    from: ['LOCKED_OUT'],
    refusal: () => new OktaError('E0000032'),
    perform: (request) => simple(request, 'ACTIVE', ['user.account.unlock', 'Unlock user account']),
  },
  expire_password: { from: ['ACTIVE'], refusal: wrongStatus, perform: expirePassword },
  expire_password_with_temp_password: { from: ['ACTIVE'], refusal: wrongStatus, perform: expireWithTempPassword },
  reset_password: {
    from: ['PROVISIONED', 'ACTIVE', 'PASSWORD_EXPIRED', 'LOCKED_OUT', 'RECOVERY'],
    refusal: wrongStatus,
    perform: resetPassword,
  },
  reset_factors: {
    from: userStatuses.filter((status) => status !== 'STAGED' && status !== 'DEPROVISIONED'),
    refusal: wrongStatus,
    perform: resetFactors,
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

export function isLegal(name: OperationName, status: UserStatus): boolean {
  const from: readonly UserStatus[] = operations[name].from;
  return from.includes(status);
}

/** Carries out one lifecycle operation, or throws the refusal that belongs to the user's status. */
export function performOperation(name: OperationName, request: LifecycleRequest): LifecycleResult {
  if (request.user.transition !== null) throw new OktaError('E0000112');
  if (!isLegal(name, request.user.status)) throw operations[name].refusal(request.user);
  return operations[name].perform(request);
}

function refusedStatus(cause: string): OktaError {
  return new OktaError('E0000001', { summary: `Api validation failed: ${cause}`, causes: [cause] });
}

function record({ org, caller, user }: LifecycleRequest, [eventType, message]: readonly [string, string]): void {
  org.log.record(caller, { eventType, message, target: [userParty(user)] });
}

function simple(request: LifecycleRequest, status: UserStatus, event: readonly [string, string]): LifecycleResult {
  const user = changeUser(request.org, request.user, { status, wrongPasswords: 0 });
  record(request, event);
  return { user, body: {} };
}

function activationLink({ caller }: LifecycleRequest): Record<string, string> {
  const activationToken = randomWord(20);
  return { activationUrl: `${caller.origin}/welcome/${activationToken}`, activationToken };
}

function activate(request: LifecycleRequest): LifecycleResult {
  const user = startActivation(request.org, request.user);
  if (user.transition === null) record(request, ['user.lifecycle.activate', 'Activate Okta user']);
  return { user, body: request.sendEmail === false ? activationLink(request) : {} };
}

function reactivate(request: LifecycleRequest): LifecycleResult {
  const user = changeUser(request.org, request.user, { status: 'PROVISIONED' });
  record(request, ['user.lifecycle.reactivate', 'Reactivate Okta user']);
  return { user, body: request.sendEmail === true ? {} : activationLink(request) };
}

function deactivate(request: LifecycleRequest): LifecycleResult {
  const user = changeUser(request.org, request.user, { status: 'DEPROVISIONED' });
  leaveAllGroups(request.org, request.caller, user);
  record(request, ['user.lifecycle.deactivate', 'Deactivate Okta user']);
  return { user, body: {} };
}

function expirePassword(request: LifecycleRequest): LifecycleResult {
  const user = changeUser(request.org, request.user, { status: 'PASSWORD_EXPIRED' });
  record(request, ['user.account.expire_password', 'Expire user password']);
  return { user, body: null };
}

function expireWithTempPassword(request: LifecycleRequest): LifecycleResult {
  // One character of each kind the policy asks for, whatever chance brings.
  const tempPassword = `${randomWord(9)}aB7`;
  const user = changeUser(request.org, request.user, {
    status: 'PASSWORD_EXPIRED',
    password: keepPassword(tempPassword),
    passwordChanged: request.org.now(),
  });
  record(request, ['user.account.expire_password', 'Expire user password']);
  return { user, body: { tempPassword } };
}

function resetPassword(request: LifecycleRequest): LifecycleResult {
  if (request.sendEmail === undefined) throw new OktaError('E0000002', { args: ['sendEmail is required'] });
  if (request.user.password === null) throw new OktaError('E0000017');
  const user = changeUser(request.org, request.user, { status: 'RECOVERY' });
  record(request, ['user.account.reset_password', 'Reset user password']);
  if (request.sendEmail) return { user, body: {} };
  return { user, body: { resetPasswordUrl: `${request.caller.origin}/reset_password/${randomWord(20)}` } };
}

/** The practice org knows no factors, so the user stays as it is. */
function resetFactors(request: LifecycleRequest): LifecycleResult {
  record(request, ['user.mfa.factor.reset_all', 'Reset all factors for user']);
  return { user: request.user, body: {} };
}

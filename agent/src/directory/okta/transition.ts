import { type State, SyncError } from '@rollcall/shared';
import { toState } from './user.ts';

/** A lifecycle call, with `sendEmail` where Okta's own default would not do. */
export interface Step {
  operation: 'activate' | 'unsuspend' | 'suspend' | 'deactivate';
  query: Record<string, string>;
}

/**
 * The call that brings a user from Okta's `status` to `target`; null when it is there already. `wrong_state` where Okta
 * has no way, `unsupported` for `staged`, which no user ever comes back to. Okta's Users API, lifecycle operations.
 */
export function stepTo(target: State, status: string): Step | null {
  if (toState(status) === target) return null;
  switch (target) {
    case 'staged':
      throw new SyncError('unsupported', 'Okta can’t bring a user back to STAGED.');
    case 'active':
      // Without the mail Okta would hand over an activation link, which is a secret.
      if (status !== 'SUSPENDED') return { operation: 'activate', query: { sendEmail: 'true' } };
      return { operation: 'unsuspend', query: {} };
    case 'suspended':
      if (status === 'ACTIVE') return { operation: 'suspend', query: {} };
      throw new SyncError('wrong_state', `Okta suspends only ACTIVE users; this one is ${status}.`, {
        next: status === 'DEPROVISIONED' ? 'Leave the user deactivated, or activate it first.' : 'Deactivate the user.',
      });
    case 'deactivated':
      return { operation: 'deactivate', query: {} };
  }
}

import type { Account, Action, Connection, Link, Reason, State } from '@rollcall/shared';

import type { Capabilities } from '../directory/directory.ts';

export type StateStep =
  | { kind: 'agree' }
  | { kind: 'change'; action: Action; to: State; reason: Reason }
  | { kind: 'waits'; text: string }
  | { kind: 'conflict'; text: string };

export interface StateInput {
  cms: Account;
  okta: Account;
  link: Link | null;
  connection: Connection;
  can: Capabilities;
  /** A person named this account, so that a difference which only waits is carried out. */
  asked: boolean;
  operations: readonly Action[];
}

/**
 * What the two states call for on the Okta side. A switch-off on either side wins; switching on again is planned only
 * from the side that switched off, or when a person asks. An active CMS account agrees with every Okta state but
 * suspended and deactivated, so that a staged user is no difference. Pure.
 */
export function compareStates(input: StateInput): StateStep {
  const explicit = explicitStep(input);
  if (explicit) return explicit;
  const off = isOff(input.cms.state);
  if (off === isOff(input.okta.state)) return { kind: 'agree' };
  return off ? switchOff(input) : switchOn(input);
}

/** Activation and the like are never a difference, only something a person asks for by name. */
function explicitStep({ operations, okta, cms, can }: StateInput): StateStep | null {
  const switchesOn = operations.includes('activate') || operations.includes('resume');
  if (switchesOn && okta.state !== 'active') {
    if (isOff(cms.state)) {
      return {
        kind: 'waits',
        text: 'Blocked on the site, so it is not activated in Okta. Unblock it on the site first.',
      };
    }
    return {
      kind: 'change',
      action: okta.state === 'suspended' ? 'resume' : 'activate',
      to: 'active',
      reason: 'asked',
    };
  }
  if (operations.includes('invite') && can.invite && okta.state === 'active') {
    return { kind: 'change', action: 'invite', to: 'active', reason: 'asked' };
  }
  if (operations.includes('deactivate') && okta.state !== 'deactivated') {
    return { kind: 'change', action: 'deactivate', to: 'deactivated', reason: 'asked' };
  }
  if (operations.includes('suspend') && okta.state === 'active') {
    return { kind: 'change', action: 'suspend', to: 'suspended', reason: 'asked' };
  }
  return null;
}

function switchOff({ link, cms, okta, asked, connection, can }: StateInput): StateStep {
  const neverAgreed = link === null || (isOff(link.baseState.cms) && !isOff(link.baseState.okta));
  if (neverAgreed && !asked) {
    return { kind: 'waits', text: `${cms.login} is blocked on the site and still has access in Okta.` };
  }
  // Okta suspends only ACTIVE users; whoever is staged, invited or locked out can only be deactivated.
  const word = okta.detail ?? okta.state.toUpperCase();
  const suspend = connection.onBlock === 'suspend' && okta.state === 'active' && can.suspendFrom.includes(word);
  return suspend
    ? { kind: 'change', action: 'suspend', to: 'suspended', reason: 'deactivatedAtSource' }
    : { kind: 'change', action: 'deactivate', to: 'deactivated', reason: 'deactivatedAtSource' };
}

function switchOn({ link, okta, asked }: StateInput): StateStep {
  if (link?.stoppedBy === 'cms' || asked) {
    const action = okta.state === 'suspended' ? 'resume' : 'activate';
    return { kind: 'change', action, to: 'active', reason: link?.stoppedBy === 'cms' ? 'returned' : 'asked' };
  }
  return {
    kind: 'conflict',
    text: `${okta.state === 'suspended' ? 'Suspended' : 'Deactivated'} in Okta, active on the site. Rollcall switches on only what the site switched off.`,
  };
}

export function isOff(state: State): boolean {
  return state === 'deactivated' || state === 'suspended';
}

import type { Account, Action, Connection, Link, Reason, Side, State } from '@rollcall/shared';

import type { Capabilities } from '../directory/directory.ts';
import { writesTo } from './direction.ts';

export interface StateChange {
  kind: 'change';
  /** The side that is written to. */
  side: Side;
  action: Action;
  to: State;
  reason: Reason;
}

export type StateStep =
  | { kind: 'agree' }
  | StateChange
  | { kind: 'waits'; text: string }
  | { kind: 'conflict'; text: string };

export interface StateInput {
  cms: Account;
  okta: Account;
  link: Link | null;
  connection: Connection;
  /** What Okta can. */
  can: Capabilities;
  /** A person named this account, so that a difference which only waits is carried out. */
  asked: boolean;
  operations: readonly Action[];
}

/**
 * What the two states call for. A switch-off on either side wins; switching on again is planned only from the side that
 * switched off, or, towards Okta alone, when a person asks. An active CMS account agrees with every Okta state but
 * suspended and deactivated, so that a staged user is no difference. Pure.
 */
export function compareStates(input: StateInput): StateStep {
  const explicit = explicitStep(input);
  if (explicit) return explicit;
  const off = isOff(input.cms.state);
  if (off === isOff(input.okta.state)) return { kind: 'agree' };
  return off ? onlyCmsOff(input) : onlyOktaOff(input);
}

function onlyCmsOff(input: StateInput): StateStep {
  const { connection, link } = input;
  if (!writesTo(connection, 'cms')) return switchOff(input);
  if (wereBothOff(link)) return oktaReturned(input);
  return writesTo(connection, 'okta') ? switchOff(input) : stillOn(input);
}

function onlyOktaOff(input: StateInput): StateStep {
  const { connection, link, asked } = input;
  if (link?.ignored.includes('state') && !asked) return { kind: 'agree' };
  if (!writesTo(connection, 'cms')) return switchOn(input);
  const writesOkta = writesTo(connection, 'okta');
  // The site switched both off and is on again.
  if (wereBothOff(link)) return writesOkta && link?.stoppedBy === 'cms' ? switchOn(input) : stays(input);
  const stopped = link !== null && !isOff(link.baseState.okta);
  if (connection.onOktaStop === 'block' && (stopped || (asked && !writesOkta))) {
    return { kind: 'change', side: 'cms', action: 'deactivate', to: 'deactivated', reason: 'deactivatedAtSource' };
  }
  return stays(input);
}

function wereBothOff(link: Link | null): boolean {
  return link !== null && isOff(link.baseState.cms) && isOff(link.baseState.okta);
}

/** Both were off, and Okta has switched on again: unblocking is for the side that blocked. */
function oktaReturned({ link, cms }: StateInput): StateStep {
  if (link?.stoppedBy === 'okta') {
    return { kind: 'change', side: 'cms', action: 'activate', to: 'active', reason: 'returned' };
  }
  const text = `${cms.login} is active in Okta again, blocked on the site. Rollcall unblocks only whom Okta switched off.`;
  return { kind: 'conflict', text };
}

/** What a person may ask for in Okta by name. */
const askedOfOkta: ReadonlySet<Action> = new Set(['activate', 'resume', 'invite', 'suspend', 'deactivate', 'delete']);

/** Activation and the like are never a difference, only something a person asks for by name. */
function explicitStep({ operations, okta, cms, can, connection }: StateInput): StateStep | null {
  if (!writesTo(connection, 'okta')) {
    if (!operations.some((operation) => askedOfOkta.has(operation))) return null;
    return { kind: 'waits', text: 'This connection goes from Okta to the site only, so nothing is changed in Okta.' };
  }
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
      side: 'okta',
      action: okta.state === 'suspended' ? 'resume' : 'activate',
      to: 'active',
      reason: 'asked',
    };
  }
  if (operations.includes('invite') && can.invite && okta.state === 'active') {
    return { kind: 'change', side: 'okta', action: 'invite', to: 'active', reason: 'asked' };
  }
  if (operations.includes('deactivate') && okta.state !== 'deactivated') {
    return { kind: 'change', side: 'okta', action: 'deactivate', to: 'deactivated', reason: 'asked' };
  }
  if (operations.includes('suspend') && okta.state === 'active') {
    return { kind: 'change', side: 'okta', action: 'suspend', to: 'suspended', reason: 'asked' };
  }
  return null;
}

function switchOff({ link, cms, okta, asked, connection, can }: StateInput): StateStep {
  const neverAgreed = link === null || (isOff(link.baseState.cms) && !isOff(link.baseState.okta));
  if (neverAgreed && !asked) return stillOn({ cms });
  // Okta suspends only ACTIVE users; whoever is staged, invited or locked out can only be deactivated.
  const word = okta.detail ?? okta.state.toUpperCase();
  const suspend = connection.onBlock === 'suspend' && okta.state === 'active' && can.suspendFrom.includes(word);
  return suspend
    ? { kind: 'change', side: 'okta', action: 'suspend', to: 'suspended', reason: 'deactivatedAtSource' }
    : { kind: 'change', side: 'okta', action: 'deactivate', to: 'deactivated', reason: 'deactivatedAtSource' };
}

function switchOn({ link, okta, asked }: StateInput): StateStep {
  if (link?.stoppedBy === 'cms' || asked) {
    const action = okta.state === 'suspended' ? 'resume' : 'activate';
    return {
      kind: 'change',
      side: 'okta',
      action,
      to: 'active',
      reason: link?.stoppedBy === 'cms' ? 'returned' : 'asked',
    };
  }
  return stays({ okta });
}

function stillOn({ cms }: Pick<StateInput, 'cms'>): StateStep {
  return { kind: 'waits', text: `${cms.login} is blocked on the site and still has access in Okta.` };
}

function stays({ okta }: Pick<StateInput, 'okta'>): StateStep {
  return {
    kind: 'conflict',
    text: `${okta.state === 'suspended' ? 'Suspended' : 'Deactivated'} in Okta, active on the site. Rollcall switches on only what the site switched off.`,
  };
}

export function isOff(state: State): boolean {
  return state === 'deactivated' || state === 'suspended';
}

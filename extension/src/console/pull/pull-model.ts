import type { ConnectionAnswer } from '@rollcall/shared/api';
import { everybodyFilter, toolDefaults } from '@rollcall/shared/pull-settings';

export type PullSettings = NonNullable<ConnectionAnswer['pull']>;
export type PullOptions = PullSettings['defaults'];
export type PullRole = PullSettings['groups'][number]['roles'][number];
export type PullRule = PullSettings['rules'][number];

/** Settings to begin with by hand: members of groups that are still to be named, and nobody loses more than roles. */
export function blankPull(oktaUrl: string): PullSettings {
  return {
    okta: {
      url: oktaUrl,
      token: { in: 'keyring', service: 'okta', user: new URL(oktaUrl).hostname },
      groupFilter: '${group}',
    },
    filter: { cel: everybodyFilter, text: null },
    targets: [],
    groups: [],
    additionalGroups: [],
    createRoles: false,
    attributes: {
      email: '${email}',
      username: null,
      domain: null,
      firstName: '${firstName}',
      lastName: '${lastName}',
      country: null,
    },
    updateAttributes: ['firstname', 'lastname', 'email'],
    defaultCountry: null,
    extendedAttributes: [],
    extendedRoles: [],
    rules: [],
    byReason: { gone: null, leftGroups: null, deactivated: null },
    exclude: { users: [], roles: [] },
    limits: { maxTargetOnly: { percent: 10 }, groupRemovalsOnly: false },
    defaults: { ...toolDefaults, users: { kind: 'mapped' }, processGroups: true, updateUserInfo: true },
  };
}

/** What of the options differs from those that the settings have: all that one run needs to say. */
export function differing(own: PullOptions, options: Partial<PullOptions>): Partial<PullOptions> {
  const differs = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(Object.entries(own).find(([each]) => each === name)?.[1]);
  return Object.fromEntries(Object.entries(options).filter(differs));
}

/** `Role`, or `nick::Role` for one of another site, as User Sync Tool writes it. */
export function roleText({ target, role }: PullRole): string {
  return target === null ? role : `${target}::${role}`;
}

export function roleFrom(text: string): PullRole {
  const at = text.indexOf('::');
  return at < 1 ? { target: null, role: text } : { target: text.slice(0, at), role: text.slice(at + 2) };
}

import { SyncError } from '@rollcall/shared';

import type { Directory } from './directory.ts';

/**
 * Stands for the Okta org of a connection that has none: whoever only calls the agent by SCIM needs no org to be asked.
 * Knows Okta's names, holds nobody, and throws `not_configured` when it is called.
 */
export function absentOkta(connection: string): Directory {
  const refuse = (): never => {
    throw new SyncError('not_configured', `The connection "${connection}" has no Okta org yet.`, {
      next: 'Connect it with "rollcall connect".',
    });
  };
  const call = async (): Promise<never> => refuse();
  return {
    id: 'none',
    kind: 'none',
    fields: { login: 'login', email: 'email', required: [], ignoreCase: ['login', 'email'] },
    capabilities: {
      states: [],
      createStates: [],
      suspendFrom: [],
      editDeactivated: false,
      uniqueEmail: true,
      remove: false,
      groups: false,
      setPassword: false,
      verifyPassword: false,
      changesSince: false,
      invite: false,
      viaSession: false,
      effects: {},
    },
    check: call,
    identify: call,
    list: refuse,
    get: call,
    find: call,
    create: call,
    update: call,
    setState: call,
    schema: call,
    normalise: (attributes) => attributes,
  };
}

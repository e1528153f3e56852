import { SyncError } from '@rollcall/shared';
import type { Connection, RunRequest } from '@rollcall/shared';
import { brokenRules, ruleSentence } from '@rollcall/shared/password-policy';
import type { PasswordPolicy } from '@rollcall/shared/password-policy';
import type { RouteAnswer } from '@rollcall/shared/routes';

import type { Services } from '../services.ts';
import { eventRequestOf } from '../trigger/event.ts';
import { findConnection } from './connection-store.ts';
import { connectionOfSite } from './handle-status.ts';
import type { Handlers } from './serve.ts';

type Names = 'event' | 'slot' | 'dropSlot' | 'passwordPolicy';

/** What the browser saw happen, and passwords on their way. */
export const eventHandlers: Pick<Handlers, Names> = {
  async event({ body, caller, services }) {
    const { site, kind, users, slot, cmsUser } = body;
    if (slot !== null && users.length !== 1) {
      services.passwords.drop(slot);
      throw new SyncError('invalid', 'A password belongs to exactly one user.', { scope: 'run', field: 'users' });
    }
    const connection = connectionOfSite(services, site);
    const reason = connection ? services.triggers.whyIdle(connection) : `No connection of this agent covers ${site}.`;
    if (!connection || reason !== null) {
      if (slot !== null) services.passwords.drop(slot);
      return { job: null, reason };
    }
    const by = cmsUser === undefined ? caller.actor : { ...caller.actor, cmsUser };
    const request = eventRequestOf({ connection, kind, users, slot, by, accounts: services.store.accounts });
    return startEvent(services, request);
  },
  async slot({ body, services }) {
    const { site, login, password } = body;
    const connection = connectionOfSite(services, site);
    const wanted =
      connection?.password === 'captured' && services.triggers.whyIdle(connection) === null && isPrivate(site);
    if (!connection || !wanted) return { slot: null, expires: null, broken: [], brokenRules: [] };
    const policy = await readPolicy(services, connection).catch(() => null);
    const rules = policy ? brokenRules(policy, password, { login, attributes: {} }) : [];
    const { slot, ends } = services.passwords.keep(password);
    return { slot, expires: new Date(ends).toISOString(), broken: rules.map(ruleSentence), brokenRules: rules };
  },
  dropSlot({ params, services }) {
    services.passwords.drop(params['id'] ?? '');
    return {};
  },
  async passwordPolicy({ params, services }) {
    const connection = findConnection(services, params['id']);
    try {
      const { rules } = await readPolicy(services, connection);
      return { rules: rules.map(ruleSentence), details: rules, reason: null };
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      return { rules: null, details: null, reason: `${error.problem.detail} ${error.problem.next}` };
    }
  },
};

async function startEvent(services: Services, request: RunRequest): Promise<RouteAnswer<'event'>> {
  try {
    return { job: (await services.engine.start(request)).id, reason: null };
  } catch (error) {
    if (request.secretSlot !== null) services.passwords.drop(request.secretSlot);
    if (error instanceof SyncError && error.code === 'unsupported') return { job: null, reason: error.problem.detail };
    throw error;
  }
}

async function readPolicy({ directories }: Services, connection: Connection): Promise<PasswordPolicy> {
  const okta = await directories.side(connection, 'okta');
  if (!okta?.passwordPolicy) {
    throw new SyncError('unsupported', 'Its password policy can’t be read, so Okta decides when a password comes.');
  }
  return okta.passwordPolicy();
}

/** Whether a password typed there could not be read on its way to the site: https, or a page of this computer. */
function isPrivate(site: string): boolean {
  const { protocol, hostname } = new URL(site);
  return protocol === 'https:' || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u.test(hostname);
}

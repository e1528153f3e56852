import { Hono } from 'hono';
import { z } from 'zod';
import { requestFacts } from '../access/authenticate.ts';
import { systemCaller, type Caller } from '../access/caller.ts';
import { readBody, type Env } from '../http/env.ts';
import { newId, randomWord } from '../id.ts';
import { userParty } from '../log/system-log.ts';
import type { User } from '../model.ts';
import { OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { changeUser } from '../users/change.ts';
import { findUser } from '../users/list.ts';
import { keepPassword, provesPassword } from './hash.ts';
import type { ImportHook } from './import-hook.ts';
import { passwordPolicy } from './policy.ts';

const signInSchema = z.object({ username: z.string().default(''), password: z.string().default('') });

const shown = ['login', 'firstName', 'lastName', 'locale', 'timeZone'];
const life = 300_000;

/** Primary authentication at `/api/v1/authn`, where a test or a person proves a password. No token is asked. */
export function authnRoutes(org: Org, hook: ImportHook): Hono<Env> {
  const app = new Hono<Env>();
  app.post('/', async (c) => {
    const { username, password } = await readBody(c, signInSchema);
    const known = findUser(org.state, username, null);
    if (known === undefined || !['ACTIVE', 'PASSWORD_EXPIRED', 'LOCKED_OUT'].includes(known.status))
      throw new OktaError('E0000004');
    const caller: Caller = { ...systemCaller(), ...requestFacts(c), actor: userParty(known) };
    if (known.status === 'LOCKED_OUT') return c.json({ status: 'LOCKED_OUT' });
    const isAsked = known.password?.kind === 'hook';
    const isProven = isAsked
      ? await hook.ask({ username, password })
      : known.password !== null && (await provesPassword(known.password, password));
    // The check takes a while; the user may have changed meanwhile.
    let user = org.state.users.byId(known.id) ?? known;
    if (!isProven) {
      countWrong(org, caller, user);
      throw new OktaError('E0000004');
    }
    if (isAsked) {
      user = { ...user, password: keepPassword(password), passwordChanged: org.now() };
      org.state.commit({ kind: 'user', user });
    }
    const answer = signIn(org, caller, user);
    // An app that has not had this password yet gets it at the next sign-in, as in Okta.
    org.hearPassword(user.id, password);
    return c.json(answer);
  });
  return app;
}

function countWrong(org: Org, caller: Caller, user: User): void {
  const wrongPasswords = user.wrongPasswords + 1;
  const target = [userParty(user)];
  org.log.record(caller, {
    eventType: 'user.session.start',
    message: 'User login to Okta',
    target,
    failure: 'INVALID_CREDENTIALS',
  });
  if (wrongPasswords < passwordPolicy.maxAttempts) {
    org.state.commit({ kind: 'user', user: { ...user, wrongPasswords } });
    return;
  }
  changeUser(org, user, { status: 'LOCKED_OUT', wrongPasswords });
  org.log.record(caller, { eventType: 'user.account.lock', message: 'Max sign in attempts exceeded', target });
}

function signIn(org: Org, caller: Caller, user: User): Record<string, unknown> {
  const expiresAt = new Date(org.clock() + life).toISOString();
  const profile = Object.fromEntries(
    shown.flatMap((name) => (name in user.profile ? [[name, user.profile[name]]] : [])),
  );
  const embedded = { _embedded: { user: { id: user.id, passwordChanged: user.passwordChanged, profile } } };
  if (user.status === 'PASSWORD_EXPIRED')
    return { stateToken: newId('00'), expiresAt, status: 'PASSWORD_EXPIRED', ...embedded };
  // A sign-in is no change of the user: neither `lastUpdated` nor the ETag moves.
  org.state.commit({ kind: 'user', user: { ...user, lastLogin: org.now(), wrongPasswords: 0 } });
  org.log.record(caller, { eventType: 'user.session.start', message: 'User login to Okta', target: [userParty(user)] });
  return { expiresAt, status: 'SUCCESS', sessionToken: randomWord(45), ...embedded };
}

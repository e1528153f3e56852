import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { allow, readBody, type Env } from '../http/env.ts';
import { userParty } from '../log/system-log.ts';
import { textOf, type User } from '../model.ts';
import { OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { changeUser } from '../users/change.ts';
import { takeRecovery, withPassword } from '../users/credentials.ts';
import { afterPasswordSet } from '../users/update.ts';
import { named } from '../users/routes.ts';
import { mayChangePassword } from '../users/view.ts';
import { keepPassword, provesPassword } from './hash.ts';
import { meetsPolicy, requirements, wasUsedBefore } from './policy.ts';

const valueSchema = z.object({ value: z.string() });
const changePasswordSchema = z.object({ oldPassword: valueSchema, newPassword: valueSchema });
const forgottenSchema = z.object({ password: valueSchema, recovery_question: z.object({ answer: z.string() }) });
const changeQuestionSchema = z.object({
  password: valueSchema,
  recovery_question: z.object({ question: z.string(), answer: z.string() }),
});

/** What a user changes with the present password, below `/api/v1/users/{id}/credentials`. */
export function credentialRoutes(org: Org): Hono<Env> {
  const app = new Hono<Env>();
  const manage = allow('users', 'manage');

  app.post('/:id/credentials/change_password', manage, async (c) => {
    const { oldPassword, newPassword } = await readBody(c, changePasswordSchema);
    await prove(named(org, c), oldPassword.value);
    return c.json(toCredentials(await replacePassword(org, c, newPassword.value)));
  });

  app.post('/:id/credentials/forgot_password_recovery_question', manage, async (c) => {
    const { password, recovery_question } = await readBody(c, forgottenSchema);
    await proveAnswer(named(org, c), recovery_question.answer);
    return c.json(toCredentials(await replacePassword(org, c, password.value)));
  });

  app.post('/:id/credentials/change_recovery_question', manage, async (c) => {
    const { password, recovery_question } = await readBody(c, changeQuestionSchema);
    await prove(named(org, c), password.value);
    const user = named(org, c);
    const changed = changeUser(org, user, { recovery: takeRecovery({ recovery_question }, user.recovery) });
    record(org, c, changed, ['user.account.update_profile', 'Update recovery question for user']);
    return c.json(toCredentials(changed));
  });

  return app;
}

/** Stores what a person chose as the new password. Throws E0000014 when the policy refuses it. */
async function replacePassword(org: Org, c: Context<Env>, value: string): Promise<User> {
  const before = named(org, c);
  if (!meetsPolicy(value, textOf(before.profile, 'login')) || (await wasUsedBefore(value, before)))
    throw new OktaError('E0000014', { causes: [requirements] });
  const user = named(org, c);
  const changed = changeUser(org, user, {
    ...withPassword(user, { stored: keepPassword(value), imported: false }, org.now()),
    status: afterPasswordSet(user.status),
  });
  org.hearPassword(user.id, value);
  record(org, c, changed, ['user.account.update_password', 'User update password for Okta']);
  return changed;
}

/** Throws E0000038 in a status that allows no such change, E0000014 for a wrong password. */
async function prove(user: User, password: string): Promise<void> {
  if (!mayChangePassword(user)) throw new OktaError('E0000038');
  if (user.password === null || !(await provesPassword(user.password, password)))
    throw new OktaError('E0000014', { causes: ['Old Password is not correct'] });
}

/** Throws E0000017 unless this is the answer to the user's recovery question. */
async function proveAnswer(user: User, answer: string): Promise<void> {
  if (!mayChangePassword(user)) throw new OktaError('E0000038');
  if (user.recovery === null || !(await provesPassword(user.recovery.answer, answer.toLowerCase())))
    throw new OktaError('E0000017');
}

function toCredentials(user: User): Record<string, unknown> {
  return {
    password: {},
    ...(user.recovery === null ? {} : { recovery_question: { question: user.recovery.question } }),
    provider: user.provider,
  };
}

function record(org: Org, c: Context<Env>, user: User, [eventType, message]: readonly [string, string]): void {
  org.log.record(c.get('caller'), { eventType, message, target: [userParty(user)] });
}

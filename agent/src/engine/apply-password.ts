import { SyncError } from '@rollcall/shared';
import type { PlanItem } from '@rollcall/shared';
import { brokenRules, rulePhrase } from '@rollcall/shared/password-policy';

import type { CallOptions, Directory, Draft } from '../directory/directory.ts';
import type { NewPassword } from '../secret/passwords.ts';

/** Gives the item's password out; throws `password_gone` when it is no longer at hand. */
export type TakePassword = () => NewPassword;

/**
 * What a new account is made with: nothing, the typed password, the site's hash, or a hook that asks the site later. A password that breaks a rule of the
 * org's policy is `password_policy` with the rule, before anything is sent; where the policy can't be read, the
 * directory decides.
 */
export async function draftSecret(
  item: PlanItem,
  directory: Directory,
  take: TakePassword,
  options: CallOptions,
): Promise<Pick<Draft, 'password' | 'passwordHash' | 'passwordHook'>> {
  if (item.secret === 'none') return {};
  if (item.secret === 'hook') return { passwordHook: true };
  const { kind, secret } = take();
  if (kind === 'imported') return { passwordHash: secret.reveal() };
  await refuseBroken(item, directory, secret.reveal(), options);
  return { password: secret.reveal() };
}

/** Sets the password of an account that is there. */
export async function setPassword(
  item: PlanItem,
  directory: Directory,
  take: TakePassword,
  options: CallOptions,
): Promise<void> {
  const id = item.subject[item.side]?.id ?? '';
  const { password, passwordHash } = await draftSecret(item, directory, take, options);
  if (passwordHash !== undefined) {
    if (!directory.importHash) throw new SyncError('unsupported', 'This directory takes no hashes.');
    await directory.importHash(id, passwordHash, options);
    return;
  }
  if (!directory.setPassword || password === undefined)
    throw new SyncError('unsupported', 'This directory sets no passwords.');
  await directory.setPassword(id, password, options);
}

/** Throws when an account that was made with a password has none. */
export async function refuseMissing(item: PlanItem, directory: Directory, id: string): Promise<void> {
  if (item.secret === 'none' || (await hasPassword(directory, id))) return;
  throw new SyncError('server_fault', `${item.subject.label} was created, but Okta shows no password.`, {
    next: 'Send the person a mail to reset the password.',
    retry: 'never',
  });
}

/** Whether the account has a password; a directory that can't tell is believed. */
export async function hasPassword(directory: Directory, id: string): Promise<boolean> {
  return (await directory.hasPassword?.(id)) ?? true;
}

async function refuseBroken(
  item: PlanItem,
  directory: Directory,
  password: string,
  options: CallOptions,
): Promise<void> {
  const policy = await directory.passwordPolicy?.(options).catch(() => null);
  if (!policy) return;
  // An account that is there has its values from the create on; a new one has them in the item.
  const attributes =
    item.action === 'create' || !item.subject.okta ? (item.after ?? {}) : await valuesOf(item, directory);
  const login = attributes[directory.fields.login];
  const broken = brokenRules(policy, password, { login: typeof login === 'string' ? login : null, attributes });
  if (broken.length === 0) return;
  const text = `The password does not meet the org’s policy. It asks for ${broken.map(rulePhrase).join(', ')}.`;
  throw new SyncError('password_policy', text, { field: 'password' });
}

async function valuesOf({ subject }: PlanItem, directory: Directory) {
  return (await directory.get(subject.okta?.id ?? '')).attributes;
}

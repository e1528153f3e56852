import type { StoredPassword, User } from '../model.ts';
import { provesPassword } from './hash.ts';

/** The org's only password policy, Okta's default: https://help.okta.com/en-us/content/topics/security/policies/configure-password-policies.htm */
export const passwordPolicy = {
  minLength: 8,
  maxLength: 72,
  minLowerCase: 1,
  minUpperCase: 1,
  minNumber: 1,
  minSymbol: 0,
  excludeUsername: true,
  historyCount: 4,
  maxAttempts: 10,
} as const;

/** The sentence Okta answers whatever the rule that was broken. */
export const requirements =
  'Password requirements were not met. Password requirements: at least 8 characters, a lowercase letter, an uppercase letter, a number, no parts of your username. Your password cannot be any of your last 4 passwords.';

/** Whether a new password for `login` meets the policy, history aside. */
export function meetsPolicy(password: string, login: string): boolean {
  const { minLength, maxLength } = passwordPolicy;
  return (
    password.length >= minLength &&
    Buffer.byteLength(password) <= maxLength &&
    /\p{Ll}/u.test(password) &&
    /\p{Lu}/u.test(password) &&
    /\d/.test(password) &&
    !partsOf(login).some((part) => password.toLowerCase().includes(part))
  );
}

/** Whether `password` is the present one or one of the last four. */
export async function wasUsedBefore(password: string, user: User): Promise<boolean> {
  for (const stored of recentPasswords(user)) if (await provesPassword(stored, password)) return true;
  return false;
}

/** The present password and those before it, newest first, as many as the policy looks back. */
export function recentPasswords(user: User): readonly StoredPassword[] {
  const present = user.password === null ? [] : [user.password];
  return [...present, ...user.earlierPasswords].slice(0, passwordPolicy.historyCount);
}

/** Parts of a login of four characters or more; the top-level domain does not count. */
function partsOf(login: string): string[] {
  return login
    .toLowerCase()
    .replace(/\.[^.@]+$/, '')
    .split(/[,._#@-]/)
    .filter((part) => part.length >= 4);
}

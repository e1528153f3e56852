import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

// Far below a real cost: Basic checks the password on every request, and these accounts are made up.
const COST = { N: 256 };

/** A salted hash `salt.key` of a password, both base64url. */
export function hashPassword(password: string): string {
  const salt = randomBytes(12);
  return `${salt.toString('base64url')}.${scryptSync(password, salt, 32, COST).toString('base64url')}`;
}

/** True when the password belongs to the hash; a user without a hash never matches. */
export function checkPassword(password: string, hash: string | null): boolean {
  const [salt, key] = (hash ?? '').split('.');
  if (!salt || !key) return false;
  const expected = Buffer.from(key, 'base64url');
  return timingSafeEqual(scryptSync(password, Buffer.from(salt, 'base64url'), expected.length, COST), expected);
}

/** A random password of 24 characters. */
export function newPassword(): string {
  return randomBytes(18).toString('base64url');
}

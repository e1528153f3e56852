import { randomBytes } from 'node:crypto';

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `length` random characters of 0-9, A-Z, a-z. */
export function randomWord(length: number): string {
  // Modulo bias is harmless here: ids need to be unique, not uniform; secrets use 40 characters.
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('');
}

/** A 20 character id with one of Okta's type prefixes, such as `00u` for users and `00g` for groups. */
export function newId(prefix: string): string {
  return prefix + randomWord(20 - prefix.length);
}

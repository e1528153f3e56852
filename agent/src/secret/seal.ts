import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** Length of the keys that `seal` takes, in bytes. */
export const keyBytes = 32;

/** Encrypts with AES-256-GCM. `name` is bound to the result, so that one sealed text can't stand in for another. */
export function seal(key: Uint8Array, name: string, text: string): string {
  const iv = randomBytes(ivBytes);
  const encrypt = createCipheriv(cipher, key, iv).setAAD(Buffer.from(name));
  const sealed = Buffer.concat([encrypt.update(text, 'utf8'), encrypt.final()]);
  return Buffer.concat([iv, encrypt.getAuthTag(), sealed]).toString('base64');
}

/** The text again; null when the key or the name is another, or the sealed text was changed. */
export function unseal(key: Uint8Array, name: string, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < ivBytes + tagBytes) return null;
  try {
    const decrypt = createDecipheriv(cipher, key, bytes.subarray(0, ivBytes))
      .setAAD(Buffer.from(name))
      .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    return Buffer.concat([decrypt.update(bytes.subarray(ivBytes + tagBytes)), decrypt.final()]).toString('utf8');
  } catch {
    return null;
  }
}

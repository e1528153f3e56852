import { createHash, randomBytes, scrypt } from 'node:crypto';
import { chmod, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { SyncError } from '@rollcall/shared';
import { errnoOf, realDisk, replaceFile } from '../store/disk.ts';
import type { Keyring } from './keyring.ts';
import { keyBytes, seal, unseal } from './seal.ts';
import type { Secret } from './secret.ts';

/** Where the key that seals the secret file comes from. */
export type SourceName = 'keyring' | 'passphrase' | 'file';

/** What the secret file remembers of a key, to know it again. */
export interface KeyMark {
  check: string;
  /** Salt of a passphrase, in base64. */
  salt?: string;
}

export interface OpenedKey {
  key: Uint8Array;
  mark: KeyMark;
}

/** Gets the key that bears the mark, or makes one when there is no mark. Throws `KeyMissing` when it can't. */
export type KeySource = (mark: KeyMark | undefined) => Promise<OpenedKey>;

/** A source that has no key to give; the next one may. */
export class KeyMissing extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'KeyMissing';
  }
}

const checkText = 'rollcall';

/** A random key in the OS keyring, which protects it with the person's sign-in. */
export function keyringSource(home: string, open: () => Promise<Keyring>): KeySource {
  const account = `home-${createHash('sha256').update(path.resolve(home)).digest('hex').slice(0, 16)}`;
  return async (mark) => {
    const text = await readKeyring(open, account, mark === undefined).catch((error: unknown) => {
      throw new KeyMissing(`no OS keyring answers (${error instanceof Error ? error.message : 'unknown'})`);
    });
    if (text === null) throw new KeyMissing('the OS keyring holds no key for this home');
    const key = Buffer.from(text, 'base64');
    if (!mark) return { key, mark: markOf(key) };
    if (!fits(key, mark)) throw new KeyMissing('the OS keyring holds another key');
    return { key, mark };
  };
}

/** A key made from a passphrase by scrypt. A wrong passphrase is `invalid`, since falling back would hide it. */
export function passphraseSource(passphrase: Secret): KeySource {
  return async (mark) => {
    const salt = mark?.salt === undefined ? randomBytes(16) : Buffer.from(mark.salt, 'base64');
    const key = await derive(passphrase.reveal(), salt);
    if (!mark) return { key, mark: { ...markOf(key), salt: salt.toString('base64') } };
    if (fits(key, mark)) return { key, mark };
    throw new SyncError('invalid', 'The passphrase does not open Rollcall’s secret file.', {
      field: 'passphrase',
      scope: 'run',
      next: 'Start again with the right ROLLCALL_PASSPHRASE.',
    });
  };
}

/**
 * A random key in a file that only its owner may read: as safe as the account it lies in. It always gives a key, if
 * need be a new one, because nothing else is left to try; what a lost key sealed then can't be opened any more.
 */
export function fileSource(file: string): KeySource {
  return async (mark) => {
    const text = await readPrivate(file);
    const key = text === null ? randomBytes(keyBytes) : Buffer.from(text, 'base64');
    if (text === null) await replaceFile(realDisk, file, `${key.toString('base64')}\n`);
    return fits(key, mark) ? { key, mark } : { key, mark: markOf(key) };
  };
}

/** The text of a file that nobody else may read, made so where it is not; null when there is none. */
export async function readPrivate(file: string): Promise<string | null> {
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) await chmod(file, 0o600);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function readKeyring(open: () => Promise<Keyring>, account: string, make: boolean): Promise<string | null> {
  const keyring = await open();
  const text = await keyring.get(account);
  if (text !== null || !make) return text;
  await keyring.set(account, randomBytes(keyBytes).toString('base64'));
  // Some keyrings accept and forget.
  return keyring.get(account);
}

function fits(key: Uint8Array, mark: KeyMark | undefined): mark is KeyMark {
  return mark !== undefined && unseal(key, checkText, mark.check) === checkText;
}

function markOf(key: Uint8Array): KeyMark {
  return { check: seal(key, checkText, checkText) };
}

/** Cost as RFC 7914 section 2 suggests for interactive use: about 0.1 s and 32 MiB. */
async function derive(passphrase: string, salt: Uint8Array): Promise<Buffer> {
  const options = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, keyBytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

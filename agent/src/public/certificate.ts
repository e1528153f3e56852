import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { SyncError } from '@rollcall/shared';
import type { Time } from '@rollcall/shared';

/** Paths of PEM files: the certificate with the chain behind it, and its key. */
export interface CertificateFiles {
  cert: string;
  key: string;
}

export interface Certificate {
  cert: string;
  key: string;
  expires: Time;
  /** Every user of this computer may read the key. */
  isKeyOpen: boolean;
  /** Changes when either file does. */
  stamp: string;
}

/** Reads certificate and key. Throws `invalid` for what can’t be read or doesn’t fit together, and `tls` for one that has ended. */
export async function readCertificate(files: CertificateFiles, now: number): Promise<Certificate> {
  // Taken before reading, so that a change in between is seen at the next look.
  const stamp = await stampOf(files);
  const [cert, key] = await Promise.all([textOf(files.cert, 'cert'), textOf(files.key, 'key')]);
  const parsed = parse('cert', files.cert, 'no certificate in PEM form', () => new X509Certificate(cert));
  const secret = parse('key', files.key, 'no key in PEM form without a passphrase', () => createPrivateKey(key));
  if (!fits(parsed, secret))
    throw wrong('key', `The key in ${files.key} is not that of the certificate in ${files.cert}.`);
  const expires = new Date(parsed.validTo);
  if (expires.getTime() <= now) {
    throw new SyncError('tls', `The certificate in ${files.cert} has ended on ${expires.toISOString()}.`, {
      next: 'Renew it; a renewed one is taken up within seconds.',
    });
  }
  return { cert, key, expires: expires.toISOString(), isKeyOpen: await isOpen(files.key), stamp };
}

/** Tells without reading them whether the files are others than before. */
export async function stampOf({ cert, key }: CertificateFiles): Promise<string> {
  const marks = await Promise.all(
    [cert, key].map(async (file) => {
      const found = await stat(file).catch(() => null);
      return found ? `${found.mtimeMs}/${found.size}/${found.ino}/${found.mode}` : 'missing';
    }),
  );
  return marks.join(' ');
}

async function isOpen(file: string): Promise<boolean> {
  // On Windows the mode says nothing of who may read.
  return process.platform !== 'win32' && ((await stat(file)).mode & 0o004) !== 0;
}

async function textOf(file: string, field: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw wrong(field, `${file} can’t be read (${code}).`);
  }
}

function parse<T>(field: string, file: string, what: string, work: () => T): T {
  try {
    return work();
  } catch {
    throw wrong(field, `${file} holds ${what}.`);
  }
}

function fits(certificate: X509Certificate, key: KeyObject): boolean {
  return key.type === 'private' && certificate.checkPrivateKey(key);
}

function wrong(field: string, text: string): SyncError {
  const next = 'Give PEM files: the certificate with its chain as --scim-tls-cert, its key as --scim-tls-key.';
  return new SyncError('invalid', text, { scope: 'run', field, next });
}

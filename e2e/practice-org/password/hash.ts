import { createHash, pbkdf2Sync, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { compare } from 'bcryptjs';
import type { ImportedHash, StoredPassword } from '../model.ts';

// Cheap on purpose: a practice org creates thousands of people a minute and guards nobody's door.
const cost = { N: 2048 };

/** The form in which a password value is kept. */
export function keepPassword(value: string): StoredPassword {
  const salt = randomBytes(16);
  return {
    kind: 'scrypt',
    salt: salt.toString('base64'),
    digest: scryptSync(value, salt, 32, cost).toString('base64'),
  };
}

/** Whether `value` is the password; a password waiting for the import hook proves nothing by itself. */
export async function provesPassword(stored: StoredPassword, value: string): Promise<boolean> {
  if (stored.kind === 'hook') return false;
  if (stored.kind === 'import') return provesImport(stored.hash, value);
  return same(scryptSync(value, Buffer.from(stored.salt, 'base64'), 32, cost), stored.digest);
}

async function provesImport(hash: ImportedHash, value: string): Promise<boolean> {
  const salt = Buffer.from(hash.salt ?? '', 'base64');
  switch (hash.algorithm) {
    case 'BCRYPT': {
      const rounds = String(hash.workFactor ?? 10).padStart(2, '0');
      return compare(value, `$2b$${rounds}$${hash.salt ?? ''}${hash.value}`);
    }
    case 'PBKDF2': {
      const digest = hash.digestAlgorithm === 'SHA512_HMAC' ? 'sha512' : 'sha256';
      const size = hash.keySize ?? Buffer.from(hash.value, 'base64').length;
      return same(pbkdf2Sync(value, salt, hash.iterationCount ?? 4096, size, digest), hash.value);
    }
    default: {
      const parts = hash.saltOrder === 'POSTFIX' ? [Buffer.from(value), salt] : [salt, Buffer.from(value)];
      const digest = createHash(hash.algorithm.replace('-', '').toLowerCase()).update(Buffer.concat(parts)).digest();
      return same(digest, hash.value);
    }
  }
}

function same(digest: Buffer, expected: string): boolean {
  const wanted = Buffer.from(expected, 'base64');
  return wanted.length === digest.length && timingSafeEqual(digest, wanted);
}

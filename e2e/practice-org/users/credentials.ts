import { z } from 'zod';
import type { ImportedHash, StoredPassword, User } from '../model.ts';
import { type OktaError, validationFailed } from '../okta-error.ts';
import { keepPassword } from '../password/hash.ts';
import { meetsPolicy, recentPasswords, requirements, wasUsedBefore } from '../password/policy.ts';

const hashSchema = z.object({
  algorithm: z.enum(['BCRYPT', 'SHA-512', 'SHA-256', 'SHA-1', 'MD5', 'PBKDF2']),
  value: z.string(),
  salt: z.string().optional(),
  saltOrder: z.enum(['PREFIX', 'POSTFIX']).optional(),
  workFactor: z.int().optional(),
  iterationCount: z.int().optional(),
  keySize: z.int().optional(),
  digestAlgorithm: z.enum(['SHA256_HMAC', 'SHA512_HMAC']).optional(),
});

const passwordSchema = z.object({
  value: z.string().nullish(),
  hash: hashSchema.nullish(),
  hook: z.object({ type: z.string() }).nullish(),
});

export const credentialsSchema = z.object({
  password: passwordSchema.nullish(),
  recovery_question: z.object({ question: z.string(), answer: z.string().optional() }).nullish(),
  provider: z.object({ type: z.string(), name: z.string().default('') }).nullish(),
});

export type Credentials = z.infer<typeof credentialsSchema>;

/** A password ready to be stored, and whether it came as a digest of another system. */
export interface NewPassword {
  readonly stored: StoredPassword;
  readonly imported: boolean;
}

/** Checks and keeps the password of a create or update call; undefined when the call brings none. Throws E0000001. */
export async function takePassword(
  credentials: Credentials | undefined,
  login: string,
  user: User | null,
): Promise<NewPassword | undefined> {
  const given = credentials?.password;
  if (given === undefined || given === null) return undefined;
  if (given.hash || given.hook) {
    // The schema text: a hash can be given on create, or on update while STAGED.
    if (user !== null && user.status !== 'STAGED')
      throw validationFailed(['password: Password hash can only be set on a STAGED user']);
    if (given.hook) return { stored: { kind: 'hook' }, imported: true };
    if (given.hash) return { stored: { kind: 'import', hash: checkHash(given.hash) }, imported: true };
  }
  if (given.value === undefined || given.value === null) return undefined;
  if (!meetsPolicy(given.value, login) || (user !== null && (await wasUsedBefore(given.value, user))))
    throw validationFailed([requirements], 'password');
  return { stored: keepPassword(given.value), imported: false };
}

/** The fields of a user that a new password changes. */
export function withPassword(user: User | null, password: NewPassword, now: string) {
  return {
    password: password.stored,
    earlierPasswords: user === null ? [] : recentPasswords(user),
    passwordChanged: now,
    wrongPasswords: 0,
    provider: password.imported ? { type: 'IMPORT', name: 'IMPORT' } : { type: 'OKTA', name: 'OKTA' },
  };
}

/** The recovery question of a call; its answer is kept like a password and never returned. */
export function takeRecovery(credentials: Credentials | undefined, before: User['recovery']): User['recovery'] {
  const given = credentials?.recovery_question;
  if (!given) return before;
  const question = given.question.trim();
  if (question === '' || question.length > 100) throw validationFailed(['recovery_question: The field is invalid']);
  if (given.answer === undefined || given.answer.length < 4 || given.answer.length > 100)
    throw validationFailed(['recovery_question: The security question answer must be at least 4 characters in length']);
  return { question, answer: keepPassword(given.answer.toLowerCase()) };
}

function checkHash(hash: ImportedHash): ImportedHash {
  if (hash.algorithm === 'BCRYPT') {
    const rounds = hash.workFactor ?? 0;
    if (rounds < 1 || rounds > 20) throw refusedHash('workFactor must be between 1 and 20');
    if (!/^[./0-9A-Za-z]{22}$/.test(hash.salt ?? '')) throw refusedHash('salt must be 22 radix-64 characters');
    if (!/^[./0-9A-Za-z]{31}$/.test(hash.value)) throw refusedHash('value must be 31 radix-64 characters');
    return hash;
  }
  if (hash.algorithm === 'PBKDF2' && (hash.iterationCount ?? 0) < 4096)
    throw refusedHash('iterationCount must be at least 4096');
  const sizes: Readonly<Record<string, number>> = { 'SHA-512': 64, 'SHA-256': 32, 'SHA-1': 20, MD5: 16 };
  const size = sizes[hash.algorithm];
  const length = Buffer.from(hash.value, 'base64').length;
  if (length === 0 || (size !== undefined && length !== size)) throw refusedHash('value is not a digest of this kind');
  return hash;
}

function refusedHash(reason: string): OktaError {
  return validationFailed([`password: hash ${reason}`]);
}

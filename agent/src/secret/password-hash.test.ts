import { expect, test } from 'vitest';
import { judgeHash } from './password-hash.ts';

const tail = 'abcdefghijklmnopqrstuu5Lkr7mRkzLq0oWZ8n1p2q3r4s5t6u7v';

test.each(['$2y$10$', '$2a$12$', '$2b$04$'])('%s is bcrypt, which Okta takes', (head) => {
  expect(judgeHash(`${head}${tail}`)).toEqual({ usable: true });
});

test.each([
  ['', 'empty'],
  ['$S$EnRyJNrfhlJzUw9nBqZfKm5tNFCxKxPbTX8Us7dOHjMiN7GcNGyt', 'drupal7'],
  ['U$S$EnRyJNrfhlJzUw9nBqZfKm5tNFCxKxPbTX8Us7dOHjMiN7GcNGyt', 'drupal7'],
  ['$P$B12345678abcdefghijklmnopqrstu.', 'phpass'],
  ['$H$912345678abcdefghijklmnopqrstu.', 'phpass'],
  ['$argon2id$v=19$m=65536,t=4,p=1$c2FsdHNhbHQ$aGFzaGhhc2g', 'argon2'],
  ['5f4dcc3b5aa765d61d8327deb882cf99', 'md5'],
  [`$2y$31$${tail}`, 'cost'],
  ['$2y$10$short', 'unknown'],
  ['plain words', 'unknown'],
])('%j can’t be used (%s), with the reason and what to do, and is not quoted', (hash, kind) => {
  const verdict = judgeHash(hash);
  expect(verdict).toMatchObject({ usable: false, kind });
  const { reason, next } = verdict.usable ? { reason: '', next: '' } : verdict;
  expect(reason).not.toBe('');
  expect(next).not.toBe('');
  if (hash !== '') expect(reason + next).not.toContain(hash);
});

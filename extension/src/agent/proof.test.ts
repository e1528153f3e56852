import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { isProven, newNonce } from './proof.ts';

const token = 'a token of 256 bits';
const answer = (nonce: string, of = token) =>
  createHmac('sha256', createHash('sha256').update(of).digest()).update(nonce).digest('base64url');

describe('proof of the agent', () => {
  it('is base64url(HMAC-SHA-256(SHA-256(token), nonce))', async () => {
    const nonce = newNonce();
    expect(nonce).toMatch(/^[\w-]{43}$/);
    expect(await isProven(token, nonce, answer(nonce))).toBe(true);
  });

  it('refuses another token, another nonce, nothing and what is no base64', async () => {
    const nonce = newNonce();
    expect(await isProven(token, nonce, answer(nonce, 'another token'))).toBe(false);
    expect(await isProven(token, nonce, answer(newNonce()))).toBe(false);
    expect(await isProven(token, nonce, null)).toBe(false);
    expect(await isProven(token, nonce, '§')).toBe(false);
  });
});

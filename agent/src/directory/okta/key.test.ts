import { generateKeyPairSync } from 'node:crypto';
import { SyncError } from '@rollcall/shared';
import { expect, test } from 'vitest';
import { readSigningKey } from './key.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('reads a PEM of RSA and EC, without a key id', () => {
  const pem = { type: 'pkcs8', format: 'pem' } as const;
  expect(readSigningKey(rsa.privateKey.export(pem).toString()).key.algorithm.name).toBe('RSASSA-PKCS1-v1_5');
  const { key, keyId } = readSigningKey(ec.privateKey.export(pem).toString());
  expect([key.algorithm.name, keyId, key.extractable]).toEqual(['ECDSA', null, false]);
});

test('reads a JWK with its key id', () => {
  const text = JSON.stringify({ ...rsa.privateKey.export({ format: 'jwk' }), kid: 'key-1' });
  expect(readSigningKey(text)).toMatchObject({ keyId: 'key-1', key: { type: 'private' } });
});

test.each([
  ['a public key', rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()],
  ['a public JWK', JSON.stringify(rsa.publicKey.export({ format: 'jwk' }))],
  [
    'a locked key',
    rsa.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
  ],
  [
    'a key of another kind',
    generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  ],
  ['half a JWK', '{"kty":"RSA","d":"very-secret'],
  ['other text', 'very-secret'],
])('%s is invalid, and not quoted', (_what, text) => {
  const error: unknown = (() => {
    try {
      return readSigningKey(text);
    } catch (thrown) {
      return thrown;
    }
  })();
  if (!(error instanceof SyncError)) throw error;
  expect([error.code, error.problem.field]).toEqual(['invalid', 'privateKey']);
  expect(`${error.message} ${String(error.cause)}`).not.toContain('very-secret');
});

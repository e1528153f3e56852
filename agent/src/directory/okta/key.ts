import { createPrivateKey, type KeyObject, type webcrypto } from 'node:crypto';
import { SyncError } from '@rollcall/shared';
import { z } from 'zod';

export interface SigningKey {
  key: webcrypto.CryptoKey;
  /** The key's id in Okta, where it is known. */
  keyId: string | null;
}

const jwk = z.looseObject({ kty: z.string(), kid: z.string().optional() });

/** The curves of ES256, ES384 and ES512, RFC 7518 section 3.4. */
const curves: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

/** Reads a private key in PEM (PKCS #8) or as JWK text; `invalid` when it is neither, without quoting it. */
export function readSigningKey(text: string): SigningKey {
  const web = parseJwk(text);
  const key = web === null ? readPem(text) : readJwk(web);
  return { key: toCryptoKey(key), keyId: web?.kid ?? null };
}

function toCryptoKey(key: KeyObject): webcrypto.CryptoKey {
  const type = key.asymmetricKeyType;
  if (type === 'rsa') return key.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign']);
  const namedCurve = curves[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (type === 'ec' && namedCurve !== undefined) return key.toCryptoKey({ name: 'ECDSA', namedCurve }, false, ['sign']);
  throw refused('Okta takes RSA keys and EC keys on the NIST curves.');
}

function readPem(text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw refused('This is no private key in PEM or JWK form, or it is locked by a passphrase.');
  }
}

function readJwk(web: z.infer<typeof jwk>): KeyObject {
  try {
    return createPrivateKey({ key: web, format: 'jwk' });
  } catch {
    throw refused('This JWK holds no private key.');
  }
}

function parseJwk(text: string): z.infer<typeof jwk> | null {
  try {
    return jwk.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function refused(detail: string): SyncError {
  return new SyncError('invalid', detail, {
    field: 'privateKey',
    next: 'Enter the whole private key, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.',
  });
}

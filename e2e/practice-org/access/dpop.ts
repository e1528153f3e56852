import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose';
import { z } from 'zod';
import { randomWord } from '../id.ts';
import type { Clock } from '../model.ts';
import { OAuthError } from './oauth-error.ts';
import type { SeenOnce } from './seen-once.ts';

/** Algorithms Okta takes for proofs and assertions. */
export const signingAlgorithms = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];

export interface ProofCheck {
  readonly proof: string | undefined;
  readonly method: string;
  /** The address called; its query takes no part (RFC 9449 section 4.2). */
  readonly url: string;
  /** At the token endpoint: the nonces that are good. Null at resources, where Okta asks for none. */
  readonly nonces: NonceBook | null;
  /** At resources: the token the proof must be bound to. */
  readonly accessToken: string | null;
}

const claimsSchema = z.object({
  htm: z.string(),
  htu: z.string(),
  iat: z.number(),
  jti: z.string().min(1),
  nonce: z.string().optional(),
  ath: z.string().optional(),
});

const oldestProof = 300;
const hour = 3_600_000;
const nonceRenewedAfter = 24 * hour;
const nonceGoodFor = 72 * hour;

export interface NonceBook {
  current(): string;
  isGood(nonce: string): boolean;
}

/** Nonces of the token endpoint: a new one each day, each good for three days. */
export function createNonceBook(clock: Clock): NonceBook {
  let nonces: { value: string; madeAt: number }[] = [];
  return {
    current: () => {
      const latest = nonces.at(-1);
      if (latest !== undefined && clock() - latest.madeAt < nonceRenewedAfter) return latest.value;
      const fresh = { value: randomWord(32), madeAt: clock() };
      nonces = [...nonces.filter((nonce) => clock() - nonce.madeAt < nonceGoodFor), fresh];
      return fresh.value;
    },
    isGood: (value) => nonces.some((nonce) => nonce.value === value && clock() - nonce.madeAt < nonceGoodFor),
  };
}

/** Checks a DPoP proof (RFC 9449 section 4.3) and answers the thumbprint of its key. Throws OAuthError. */
export async function checkProof(check: ProofCheck, clock: Clock, seen: SeenOnce): Promise<string> {
  const { proof, method, url, nonces, accessToken } = check;
  if (proof === undefined || proof === '') throw refused('The DPoP proof JWT header is missing.');
  const { claims, thumbprint } = await readProof(proof, clock);
  if (claims.htm !== method) throw refused("The DPoP proof JWT has an invalid 'htm' claim.");
  if (withoutQuery(claims.htu) !== withoutQuery(url)) throw refused("The DPoP proof JWT has an invalid 'htu' claim.");
  const now = clock() / 1000;
  if (claims.iat < now - oldestProof) throw refused("The DPoP proof JWT is expired: 'iat' is more than 5 minutes ago.");
  if (claims.iat > now + oldestProof) throw refused("The DPoP proof JWT has an 'iat' claim in the future.");
  if (nonces !== null && (claims.nonce === undefined || !nonces.isGood(claims.nonce)))
    throw new OAuthError('use_dpop_nonce', 'Authorization server requires nonce in DPoP proof.');
  if (accessToken !== null && claims.ath !== createHash('sha256').update(accessToken).digest('base64url'))
    throw refused("The DPoP proof JWT has an invalid 'ath' claim.");
  if (!seen.isNew(`${thumbprint} ${claims.jti}`, 2 * oldestProof * 1000))
    throw refused("The DPoP proof JWT has already been used: its 'jti' claim is not unique.");
  return thumbprint;
}

async function readProof(proof: string, clock: Clock) {
  try {
    const header = decodeProtectedHeader(proof);
    if (header.jwk === undefined || 'd' in header.jwk) throw refused("The DPoP proof JWT has an invalid 'jwk' header.");
    const { payload } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: signingAlgorithms,
      currentDate: new Date(clock()),
    });
    return { claims: claimsSchema.parse(payload), thumbprint: await calculateJwkThumbprint(header.jwk) };
  } catch (error) {
    if (error instanceof OAuthError) throw error;
    throw refused('The DPoP proof JWT is not valid.');
  }
}

function refused(description: string): OAuthError {
  return new OAuthError('invalid_dpop_proof', description);
}

function withoutQuery(address: string): string {
  if (!URL.canParse(address)) return address;
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}

import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK } from 'jose';
import { z } from 'zod';
import type { Clock, ServiceApp } from '../model.ts';
import { signingAlgorithms } from './dpop.ts';
import { OAuthError } from './oauth-error.ts';
import type { SeenOnce } from './seen-once.ts';

export interface AssertionCheck {
  readonly assertion: string;
  readonly apps: ReadonlyMap<string, ServiceApp>;
  /** The address of the token endpoint as it was called: the only audience taken. */
  readonly endpoint: string;
}

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  jti: z.string().optional(),
});

const longestLife = 3600;

/** Checks a `private_key_jwt` assertion (RFC 7523 section 3) and answers the app it proves. Throws OAuthError `invalid_client`. */
export async function checkAssertion(check: AssertionCheck, clock: Clock, seen: SeenOnce): Promise<ServiceApp> {
  const { header, claims } = decode(check.assertion);
  if (claims.iss !== claims.sub)
    throw refused("The 'iss' and 'sub' claims of the client_assertion must both be the client_id.");
  const app = check.apps.get(claims.sub);
  if (app === undefined)
    throw refused('Client authentication failed. Either the client or the client credentials are invalid.');
  if (typeof header.alg !== 'string' || !signingAlgorithms.includes(header.alg))
    throw refused("The client_assertion has an unsupported 'alg' header.");
  const audiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (!audiences.includes(check.endpoint))
    throw refused('The audience claim for client_assertion must be the endpoint invoked for the request.');
  const now = clock() / 1000;
  if (claims.exp <= now) throw refused('The client_assertion token is expired.');
  if (claims.exp > now + longestLife + 60)
    throw refused('The client_assertion token has an expiration too far into the future.');
  await verifySignature(check.assertion, app, header.kid);
  if (claims.jti !== undefined && !seen.isNew(`${app.clientId} ${claims.jti}`, (longestLife + 60) * 1000))
    throw refused("The client_assertion token has already been used: its 'jti' claim must be unique.");
  return app;
}

function decode(assertion: string) {
  try {
    return { header: decodeProtectedHeader(assertion), claims: claimsSchema.parse(decodeJwt(assertion)) };
  } catch {
    throw refused('The client_assertion is not a valid JWT with iss, sub, aud and exp.');
  }
}

async function verifySignature(assertion: string, app: ServiceApp, kid: string | undefined): Promise<void> {
  const jwk = app.jwks.keys.find((key) => key['kid'] === kid);
  if (kid === undefined || jwk === undefined)
    throw refused("The 'kid' header of the client_assertion names no key of the client.");
  try {
    // The signature alone: the claims have been checked, by the org's own clock and with Okta's texts.
    await compactVerify(assertion, await importJWK(jwk), { algorithms: signingAlgorithms });
  } catch {
    throw refused('The client_assertion signature is invalid.');
  }
}

function refused(description: string): OAuthError {
  return new OAuthError('invalid_client', description);
}

import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { newId } from '../id.ts';
import type { ServiceApp } from '../model.ts';
import type { Org } from '../org.ts';
import { OAuthError } from './oauth-error.ts';

/** Okta's fixed life of a service app's token, in seconds. */
export const tokenLife = 3600;

const claimsSchema = z.object({
  cid: z.string(),
  scp: z.array(z.string()),
  cnf: z.object({ jkt: z.string() }).optional(),
});

export type TokenClaims = z.infer<typeof claimsSchema>;

export interface NewToken {
  readonly app: ServiceApp;
  readonly scopes: readonly string[];
  /** Thumbprint of the DPoP key the token is bound to; null for a bearer token. */
  readonly thumbprint: string | null;
}

/** Signs an access token; clients must treat it as opaque. */
export async function signToken(org: Org, { app, scopes, thumbprint }: NewToken): Promise<string> {
  const now = Math.floor(org.clock() / 1000);
  return new SignJWT({
    ver: 1,
    cid: app.clientId,
    scp: [...scopes],
    ...(thumbprint === null ? {} : { cnf: { jkt: thumbprint } }),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(app.clientId)
    .setJti(newId('AT.'))
    .setIssuedAt(now)
    .setExpirationTime(now + tokenLife)
    .sign(secretOf(org));
}

/** Reads an access token of this org. Throws OAuthError `invalid_token` for a foreign or expired one. */
export async function readToken(org: Org, token: string): Promise<TokenClaims> {
  try {
    const { payload } = await jwtVerify(token, secretOf(org), { currentDate: new Date(org.clock()) });
    return claimsSchema.parse(payload);
  } catch {
    throw new OAuthError('invalid_token', 'The access token is invalid or has expired.');
  }
}

function secretOf(org: Org): Uint8Array {
  return new TextEncoder().encode(org.identity.signingSecret);
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { newId, randomWord } from './id.ts';
import type { ServiceApp } from './model.ts';

const identitySchema = z.object({
  id: z.string(),
  subdomain: z.string(),
  name: z.string(),
  token: z.string(),
  tokenId: z.string(),
  adminId: z.string(),
  clientId: z.string(),
  publicKey: z.record(z.string(), z.unknown()),
  signingSecret: z.string(),
});

/** What stays the same for a home: the org's id, its API token, its administrator's id and its service app. */
export type Identity = z.infer<typeof identitySchema> & { readonly privateKeyFile: string };

/** Every scope the practice org knows. */
export const knownScopes = ['users', 'groups', 'logs', 'schemas', 'apps', 'orgs', 'policies'].flatMap((resource) => [
  `okta.${resource}.read`,
  `okta.${resource}.manage`,
]);

/** Reads the identity kept in `home`, or makes one; the private key is a JWK file of mode 0600. */
export async function readIdentity(home: string): Promise<Identity> {
  const file = join(home, 'org.json');
  const privateKeyFile = join(home, 'private-key.jwk.json');
  if (existsSync(file) && existsSync(privateKeyFile))
    return { ...identitySchema.parse(JSON.parse(readFileSync(file, 'utf8'))), privateKeyFile };

  const pair = await generateKeyPair('RS256', { extractable: true });
  const key = { kid: randomWord(20), use: 'sig', alg: 'RS256' };
  const identity = {
    id: newId('00o'),
    subdomain: 'practice',
    name: 'Little Harbour',
    // Okta's SSWS tokens are 42 characters that begin with 00.
    token: `00${randomWord(40)}`,
    tokenId: newId('00T'),
    adminId: newId('00u'),
    clientId: newId('0oa'),
    publicKey: { ...(await exportJWK(pair.publicKey)), ...key },
    signingSecret: randomWord(43),
  };
  const privateKey = { ...(await exportJWK(pair.privateKey)), ...key };
  writeFileSync(privateKeyFile, `${JSON.stringify(privateKey, null, 2)}\n`, { mode: 0o600 });
  writeFileSync(file, `${JSON.stringify(identity, null, 2)}\n`, { mode: 0o600 });
  return { ...identity, privateKeyFile };
}

/** The service app a new org comes with: all scopes, a role, and DPoP required as Okta does since February 2024. */
export function createDefaultApp(identity: Identity): ServiceApp {
  return {
    clientId: identity.clientId,
    label: 'Rollcall',
    dpopRequired: true,
    scopes: knownScopes,
    roles: ['SUPER_ADMIN'],
    jwks: { keys: [identity.publicKey] },
  };
}

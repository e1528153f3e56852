import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { knownScopes } from '../identity.ts';
import { newId, randomWord } from '../id.ts';
import type { ServiceApp } from '../model.ts';
import type { Org } from '../org.ts';

const keySchema = z.record(z.string(), z.unknown());

export const newAppSchema = z.object({
  label: z.string().default('Test app'),
  dpopRequired: z.boolean().default(true),
  scopes: z.array(z.string()).default([...knownScopes]),
  roles: z.array(z.string()).default(['SUPER_ADMIN']),
  /** Public keys of the app; without them a key pair is made and its private half answered once. */
  jwks: z.object({ keys: z.array(keySchema) }).optional(),
});

export const appChangeSchema = newAppSchema
  .pick({ scopes: true, roles: true, dpopRequired: true, jwks: true })
  .partial();

/** Makes a service app; `privateKey` is a JWK when the org made the key pair. */
export async function createApp(
  org: Org,
  { jwks, ...fields }: z.infer<typeof newAppSchema>,
): Promise<{ app: ServiceApp; privateKey: Record<string, unknown> | undefined }> {
  const clientId = newId('0oa');
  if (jwks !== undefined) {
    const app = { clientId, jwks, ...fields };
    org.state.commit({ kind: 'app', app });
    return { app, privateKey: undefined };
  }
  const pair = await generateKeyPair('ES256', { extractable: true });
  const named = { kid: randomWord(20), use: 'sig', alg: 'ES256' };
  const publicKey = { ...(await exportJWK(pair.publicKey)), ...named };
  const app = { clientId, jwks: { keys: [publicKey] }, ...fields };
  org.state.commit({ kind: 'app', app });
  return { app, privateKey: { ...(await exportJWK(pair.privateKey)), ...named } };
}

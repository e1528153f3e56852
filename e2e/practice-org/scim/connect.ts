import { z } from 'zod';
import { dialects, features, type ScimApp, type ScimConnection } from '../apps/app.ts';
import { validationFailed } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { readBaseUrl } from './address.ts';
import { ScimProblem } from './http.ts';
import type { Provisioner } from './provisioner.ts';
import { readList } from './user-calls.ts';

/** What a person may set about the SCIM connection of an app; what is left out stays as it is. */
export const connectionSchema = z.strictObject({
  baseUrl: z.string().trim().optional(),
  /** Kept when left out or empty. */
  token: z.string().trim().max(2000).optional(),
  dialect: z.enum(dialects).optional(),
  features: z.array(z.enum(features)).optional(),
  custom: z
    .array(z.strictObject({ name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/), urn: z.string().startsWith('urn:') }))
    .optional(),
});

export type ConnectionChange = z.infer<typeof connectionSchema>;

/** How "Test API Credentials" went, in the words Okta shows. */
export interface Tested {
  readonly ok: boolean;
  readonly text: string;
}

interface Parts {
  readonly org: Org;
  readonly provisioner: Provisioner;
}

/** Okta's "Test API Credentials": reads two users, and groups where these are imported. Nothing is saved. */
export async function testConnection(parts: Parts, app: ScimApp, change: ConnectionChange): Promise<Tested> {
  const { connection, token } = changed(parts, app, change);
  const send = parts.provisioner.send(app, { baseUrl: connection.baseUrl, token });
  const purpose = 'Test API Credentials';
  try {
    await readList(send, '/Users?startIndex=1&count=2', purpose);
    if (connection.features.includes('importGroups')) await readList(send, '/Groups?startIndex=1&count=100', purpose);
    return { ok: true, text: `${app.label} was verified successfully!` };
  } catch (error) {
    if (!(error instanceof ScimProblem)) throw error;
    return { ok: false, text: `Error authenticating: ${error.message}` };
  }
}

/** Saves the connection. From then on what happens to people and groups is sent. Throws E0000001 for an address that is no use. */
export function saveConnection(parts: Parts, app: ScimApp, change: ConnectionChange): ScimApp {
  const { org, provisioner } = parts;
  const { connection, token } = changed(parts, app, change);
  const saved: ScimApp = { ...app, connection, lastUpdated: org.now() };
  org.state.commit({ kind: 'scimApp', app: saved });
  if (token !== org.state.scim.secretOf(app.id)) org.state.commit({ kind: 'scimSecret', appId: app.id, token });
  provisioner.resume(saved);
  return saved;
}

/** What a new connection has until a person ticks otherwise: everything that is pushed, and no passwords. */
const unset: ScimConnection = {
  baseUrl: '',
  dialect: 'patch',
  features: ['create', 'update', 'deactivate', 'groups'],
  custom: [],
};

function changed(
  { org, provisioner }: Parts,
  app: ScimApp,
  { token, ...change }: ConnectionChange,
): { connection: ScimConnection; token: string } {
  const before = app.connection ?? unset;
  const address = readBaseUrl(change.baseUrl ?? before.baseUrl, provisioner);
  if (typeof address === 'string') throw validationFailed([`baseUrl: ${address}`]);
  const connection = {
    baseUrl: address.url,
    dialect: change.dialect ?? before.dialect,
    features: change.features ?? before.features,
    custom: change.custom ?? before.custom,
  };
  return { connection, token: token || org.state.scim.secretOf(app.id) };
}

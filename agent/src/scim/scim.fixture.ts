import type { Connection, MappingRule } from '@rollcall/shared';

import { createApiWorld, planted } from '../api/api.fixture.ts';
import type { ApiWorld } from '../api/api.fixture.ts';
import { cmsShape } from '../directory/memory/shape.ts';
import { put } from '../store/data.ts';
import type { Resource } from './filter-match.ts';
import { enterpriseUrn, userUrn } from './schema.ts';
import { newToken } from './token.ts';

/** A site in memory behind the SCIM listener, called without a socket. */
export interface ScimWorld extends ApiWorld {
  connection: string;
  token: string;
  scim(method: string, path: string, options?: ScimCall): Promise<ScimAnswer>;
  change(settings: Partial<Connection>): Promise<void>;
}

export interface ScimCall {
  body?: unknown;
  token?: string;
  base?: string;
  headers?: Record<string, string>;
}

export interface ScimAnswer {
  status: number;
  headers: Headers;
  body: Resource;
  /** Texts of the body; empty where it has none. */
  id: string;
  detail: string;
}

const rule = (cms: string, okta: string, change: Partial<MappingRule> = {}): MappingRule => ({
  cms,
  okta,
  toOkta: null,
  toCms: null,
  owner: 'okta',
  apply: 'always',
  sensitive: false,
  ...change,
});

/** What Okta sends of a user on a create. */
export function oktaUser(name: string, change: Resource = {}): Resource {
  return {
    schemas: [userUrn, enterpriseUrn],
    userName: `${name}@Harbor.example`,
    externalId: `00u-${name}`,
    name: { givenName: name, familyName: 'Ito' },
    emails: [{ primary: true, value: `${name}@harbor.example`, type: 'work' }],
    displayName: `${name} Ito`,
    locale: 'en-US',
    active: true,
    [enterpriseUrn]: { department: 'Docks' },
    ...change,
  };
}

export const deactivation = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', value: { active: false } }],
};

/** How the fields of the site in memory and Okta's names belong together. */
export const oktaMapping = [
  rule('mail', 'login', { owner: 'cms' }),
  rule('mail', 'email'),
  rule('field_first_name', 'firstName'),
  rule('field_last_name', 'lastName'),
  rule('field_department', 'department'),
];

export async function createScimWorld(): Promise<ScimWorld> {
  const world = await createApiWorld();
  return createConnectedScim(world, await world.connect({ direction: 'oktaToCms', mapping: oktaMapping }));
}

/** As `createScimWorld` with a site alone: whoever sets up SCIM in Okta need not let Rollcall into the org. */
export async function createSiteScim(): Promise<ScimWorld> {
  const world = await createApiWorld();
  const { id } = await world.call('addConnection', {}, { name: 'Harbor' });
  const values = { user: 'admin', password: planted.password };
  const site = { kind: cmsShape.kind, url: 'https://site.example', auth: 'secret', values };
  await world.call('connectSide', { id, side: 'cms' }, site);
  await world.call('changeConnection', { id }, { mode: 'live', direction: 'oktaToCms', mapping: oktaMapping });
  return createConnectedScim(world, id);
}

/** Switches SCIM on for a connection, with a token. */
export async function createConnectedScim(world: ApiWorld, connection: string): Promise<ScimWorld> {
  const operations = ['read', 'create', 'update', 'deactivate'];
  const { store, listener, now } = world.agent.services;
  const { methods } = store.data.connections[connection] ?? {};
  await world.call('changeConnection', { id: connection }, { methods: { ...methods, scim: { on: true, operations } } });
  const about = { id: 'T-1', connection, label: 'Okta', created: new Date(now()).toISOString(), expires: null };
  const { text, kept } = newToken(about);
  await store.commit([put('tokens', kept.id, kept)]);
  // A side that is not connected can't be looked at, so the two are passed on and not copied.
  const { home, agent, log, pass, identify, send, call, connect, finished, close } = world;
  return {
    home,
    agent,
    log,
    pass,
    identify,
    send,
    call,
    connect,
    finished,
    close,
    get cms() {
      return world.cms;
    },
    get okta() {
      return world.okta;
    },
    connection,
    token: text,
    async scim(method, path, { body, token = text, base = `/${connection}/scim/v2`, headers = {} } = {}) {
      const answer = await listener.app.request(`http://agent.example${base}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const said = await answer.text();
      const { status } = answer;
      const content: Resource = said === '' ? {} : (JSON.parse(said) as Resource);
      const textOf = (name: string) => (typeof content[name] === 'string' ? content[name] : '');
      return { status, headers: answer.headers, body: content, id: textOf('id'), detail: textOf('detail') };
    },
    async change(settings) {
      await world.call('changeConnection', { id: connection }, settings);
    },
  };
}

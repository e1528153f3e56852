import type { Json } from '@rollcall/shared';

import type { Resource } from '../filter-match.ts';
import { asObject } from '../filter-match.ts';
import { patchUrn } from '../patch.ts';
import { groupUrn, userUrn } from '../schema.ts';
import { createScimWorld, type ScimAnswer, type ScimWorld } from '../scim.fixture.ts';

/** The real server over a site in memory, with the words in which the cases of the RFCs are told. */
export interface Rfc {
  world: ScimWorld;
  get(path: string, headers?: Record<string, string>): Promise<ScimAnswer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<ScimAnswer>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<ScimAnswer>;
  patch(path: string, operations: unknown, headers?: Record<string, string>): Promise<ScimAnswer>;
  del(path: string, headers?: Record<string, string>): Promise<ScimAnswer>;
  /** Makes a user and answers its id. */
  user(name: string, more?: object): Promise<string>;
  group(name: string, members?: readonly string[]): Promise<string>;
  /** First parts of the userNames (or displayNames) that a filter finds. */
  found(filter: string, endpoint?: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function createRfc(): Promise<Rfc> {
  const world = await createScimWorld();
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    world.scim(method, path, { headers, ...(body === undefined ? {} : { body }) });
  const made = async (path: string, body: unknown): Promise<string> => {
    const answer = await send('POST', path, body);
    if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.detail}`);
    return answer.id;
  };
  return {
    world,
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, headers) => send('POST', path, body, headers),
    put: (path, body, headers) => send('PUT', path, body, headers),
    patch: (path, operations, headers) => send('PATCH', path, patchOf(operations), headers),
    del: (path, headers) => send('DELETE', path, undefined, headers),
    user: (name, more) => made('/Users', userOf(name, more)),
    group: (name, members = []) => made('/Groups', groupOf(name, members)),
    async found(filter, endpoint = '/Users') {
      const { status, body, detail } = await send('GET', `${endpoint}?filter=${encodeURIComponent(filter)}`);
      if (status !== 200) throw new Error(`${status}: ${detail}`);
      return resourcesOf(body).map((each) => textOf(each['userName'] ?? each['displayName']).split('@')[0] ?? '');
    },
    close: () => world.close(),
  };
}

/** A user with what the site needs, so that every name stands for somebody. */
export function userOf(name: string, more: object = {}): Resource {
  return {
    schemas: [userUrn],
    userName: `${name}@harbor.example`,
    name: { givenName: name, familyName: 'Ito' },
    emails: [{ value: `${name}@harbor.example`, type: 'work', primary: true }],
    active: true,
    ...more,
  };
}

export function groupOf(name: string, members: readonly string[] = []): Resource {
  return { schemas: [groupUrn], displayName: name, members: members.map((value) => ({ value })) };
}

export function patchOf(operations: unknown): unknown {
  return { schemas: [patchUrn], Operations: Array.isArray(operations) ? operations : [operations] };
}

export function resourcesOf({ Resources }: Resource): Resource[] {
  return Array.isArray(Resources) ? Resources.map(asObject).filter((each) => each !== null) : [];
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Status and word of a refusal, which must be in SCIM’s own form with a detail that a person can read. */
export function refusal({ status, body, headers }: ScimAnswer): [number, Json | null] {
  const { schemas, status: said, detail } = body;
  const isError = JSON.stringify(schemas) === '["urn:ietf:params:scim:api:messages:2.0:Error"]';
  const isTold = typeof detail === 'string' && /^[A-Z“].{9,}[.)”]$/.test(detail);
  if (!isError || said !== String(status) || !isTold || !/scim\+json/.test(headers.get('content-type') ?? ''))
    throw new Error(`no SCIM error: ${status} ${JSON.stringify(body)}`);
  return [status, body['scimType'] ?? null];
}

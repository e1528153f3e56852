import { Hono } from 'hono';

import type { Attributes } from './attribute.ts';
import type { Collection, Entry } from './collection.ts';
import { Attributes as AttributesOf } from './attribute.ts';
import type { Resource } from './filter-match.ts';
import { groupType, userType } from './schema.ts';
import { ScimError } from './scim-error.ts';
import { createScimServer } from './server.ts';

/** Resources in memory, with unique names and nothing behind them. */
export function memoryCollection(attributes: Attributes, nameOf: (resource: Resource) => string): Collection {
  const entries: Entry[] = [];
  let made = 0;
  const at = () => new Date(Date.UTC(2026, 0, 1) + made * 1000).toISOString();
  const find = (id: string) => entries.findIndex((entry) => entry.id === id);
  const taken = (resource: Resource, but: string | null) =>
    entries.some((entry) => entry.id !== but && nameOf(entry.resource) === nameOf(resource));
  const refuse = () => {
    throw new ScimError(409, 'uniqueness', 'The name is taken.');
  };
  return {
    attributes,
    get size() {
      return entries.length;
    },
    get: (id) => entries[find(id)] ?? null,
    all: () => entries,
    page: (start, count) => entries.slice(start, start + count),
    positionOf: find,
    lookUp: async () => null,
    async create(resource) {
      if (taken(resource, null)) refuse();
      made += 1;
      const entry = { id: `id-${made}`, resource, created: at(), modified: at(), version: 1 };
      entries.push(entry);
      return { entry, restored: false };
    },
    async change(id, to) {
      const index = find(id);
      const entry = entries[index];
      if (!entry) throw new ScimError(404, null, 'gone');
      const resource = to(entry.resource);
      if (JSON.stringify(resource) === JSON.stringify(entry.resource)) return entry;
      if (taken(resource, id)) refuse();
      made += 1;
      const changed = { ...entry, resource, modified: at(), version: made };
      entries[index] = changed;
      return changed;
    },
    async remove(id) {
      entries.splice(find(id), 1);
    },
  };
}

function nameIn(attribute: string): (resource: Resource) => string {
  return ({ [attribute]: name }) => (typeof name === 'string' ? name.toLowerCase() : '');
}

/** A server over memory that lets everybody with the token `good` in. */
export function memoryServer() {
  const users = memoryCollection(new AttributesOf(userType([])), nameIn('userName'));
  const groups = memoryCollection(new AttributesOf(groupType), nameIn('displayName'));
  const base = 'https://scim.example/scim/v2';
  const app = new Hono();
  const writing = { token: 't1', agent: null, signal: new AbortController().signal };
  app.route(
    '/scim/v2',
    createScimServer((c) => {
      if (c.req.header('authorization') !== 'Bearer good') throw new ScimError(401, null, 'The token is unknown.');
      return { users, groups, writing, base, changePassword: true };
    }),
  );
  const call = async (
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    const { body, headers = {} } = options;
    const answer = await app.request(`/scim/v2${path}`, {
      method,
      headers: {
        authorization: 'Bearer good',
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: text === '' ? null : (JSON.parse(text) as Resource),
    };
  };
  return { call, base };
}

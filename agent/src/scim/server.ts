import type { Json } from '@rollcall/shared';
import { Hono } from 'hono';
import type { Context } from 'hono';

import { runBulk } from './bulk.ts';
import type { Collection, Entry, MemberStep, Writing } from './collection.ts';
import { listOf, providerConfig, resourceTypeDocument, schemaDocument, schemasOf } from './discovery.ts';
import { asObject, type Resource } from './filter-match.ts';
import { readBody } from './body.ts';
import { applyPatch, readOperations } from './patch.ts';
import { memberSteps } from './patch-members.ts';
import { answerList, listQuery } from './query.ts';
import { etagOf, isVersion, locationOf, renderText } from './render.ts';
import { readProjection, refuseOtherSchema, toReplacement, toResource } from './resource.ts';
import { errorBody, ScimError } from './scim-error.ts';

/** Who let a request in, and what it may reach. */
export interface Admission {
  users: Collection;
  /** Null where groups are not taken: they are then missing from what the server says it can do. */
  groups: Collection | null;
  writing: Writing;
  /** Whether a password that is sent is taken. */
  changePassword: boolean;
  /** Address of the base URL as the client knows it, without a trailing slash. */
  base: string;
}

/** Lets a request in by its token, before its body is read. Throws a `ScimError` of 401 or 429. */
export type Admit = (c: Context) => Promise<Admission> | Admission;

interface Env {
  Variables: { admission: Admission };
}

/** Addresses that are there, and what they are there for. */
const methods: readonly (readonly [RegExp, string])[] = [
  [/\/(?:Users|Groups)\/?$/, 'GET, POST'],
  [/\/(?:Bulk|\.search)$/, 'POST'],
  [/\/(?:Users|Groups)\/[^/]+$/, 'GET, PUT, PATCH, DELETE'],
  [/\/(?:ServiceProviderConfig|(?:Schemas|ResourceTypes)(?:\/[^/]+)?)$/, 'GET'],
];

const searchUrn = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const media = 'application/scim+json; charset=utf-8';

/** The SCIM 2.0 protocol (RFC 7644, cursor paging of RFC 9865) over users and groups, whoever keeps them. */
export function createScimServer(admit: Admit): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    c.set('admission', await admit(c));
    await next();
  });
  addDiscovery(app);
  for (const endpoint of ['/Users', '/Groups'] as const) addResources(app, endpoint);
  app.post('/.search', async (c) => answerSearch(c, null));
  app.post('/Bulk', async (c) => {
    const { users, groups, writing, base } = c.get('admission');
    return send(c, 200, await runBulk(await readBody(c), { users, groups, writing, base }));
  });
  app.all('/Me', () => {
    throw new ScimError(501, null, 'A token stands for no person, so there is no /Me.');
  });
  // A route of its own, since the app that this one is mounted in answers for what it does not know.
  app.all('*', (c) => {
    if (c.req.path.includes('//'))
      throw new ScimError(404, null, 'There is nothing at this address; the base URL must not end with a slash.');
    const [, allowed = null] = methods.find(([form]) => form.test(c.req.path)) ?? [];
    if (allowed === null)
      throw new ScimError(404, null, 'There is nothing at this address; the base URL ends with /scim/v2.');
    c.header('allow', allowed);
    throw new ScimError(405, null, `${c.req.method} is not possible here, only ${allowed}.`);
  });
  app.onError((error, c) => answerError(c, error));
  return app;
}

export function answerError(c: Context, thrown: unknown): Response {
  const { error, body } = errorBody(thrown);
  if (error.status === 401) c.header('www-authenticate', 'Bearer realm="Rollcall SCIM"');
  if (error.retryAfter !== null) c.header('retry-after', String(error.retryAfter));
  return send(c, error.status, body);
}

function addDiscovery(app: Hono<Env>): void {
  const types = (admission: Admission) => served(admission).map(({ attributes }) => attributes.type);
  const single = (found: Resource | undefined): Resource => {
    if (found) return found;
    throw new ScimError(404, null, 'There is nothing of this name.');
  };
  app.get('/ServiceProviderConfig', (c) => send(c, 200, providerConfig(discovered(c))));
  app.get('/ResourceTypes', (c) => {
    const admission = discovered(c);
    return send(c, 200, listOf(types(admission).map((type) => resourceTypeDocument(type, admission.base))));
  });
  app.get('/ResourceTypes/:name', (c) => {
    const admission = discovered(c);
    const type = types(admission).find(({ name }) => name === c.req.param('name'));
    return send(c, 200, single(type && resourceTypeDocument(type, admission.base)));
  });
  app.get('/Schemas', (c) => {
    const admission = discovered(c);
    return send(c, 200, listOf(schemasOf(types(admission)).map((schema) => schemaDocument(schema, admission.base))));
  });
  app.get('/Schemas/:id', (c) => {
    const admission = discovered(c);
    const wanted = c.req.param('id').toLowerCase();
    const schema = schemasOf(types(admission)).find(({ id }) => id.toLowerCase() === wanted);
    return send(c, 200, single(schema && schemaDocument(schema, admission.base)));
  });
}

function served({ users, groups }: Admission): Collection[] {
  return groups ? [users, groups] : [users];
}

/** A filter could hide what a client must know (RFC 7644 section 4). */
function discovered(c: Context<Env>): Admission {
  if (c.req.query('filter') !== undefined) throw new ScimError(403, null, 'What this server can do is not filtered.');
  return c.get('admission');
}

function addResources(app: Hono<Env>, endpoint: '/Users' | '/Groups'): void {
  const of = (c: Context<Env>): Collection => {
    const { users, groups } = c.get('admission');
    const collection = endpoint === '/Users' ? users : groups;
    if (collection) return collection;
    throw new ScimError(501, null, 'Groups are not taken here.');
  };
  const list = async (c: Context<Env>) =>
    sendText(c, 200, await answerList([of(c)], readQuery(c.req.query()), c.get('admission').base));
  app.get(endpoint, list);
  // Entra writes a slash at the end.
  app.get(`${endpoint}/`, list);
  app.post(`${endpoint}/.search`, async (c) => answerSearch(c, of(c)));
  app.post(endpoint, async (c) => {
    const { writing } = c.get('admission');
    const resource = toResource(await readBody(c), of(c).attributes);
    const { entry } = await of(c).create(resource, writing);
    return answerEntry(c, of(c), { status: 201, entry });
  });
  const one = `${endpoint}/:id`;
  app.get(one, (c) => {
    const entry = need(of(c), idOf(c));
    if (isNamed(entry, c.req.header('if-none-match'))) return c.body(null, 304, { etag: etagOf(entry) });
    return answerEntry(c, of(c), { status: 200, entry });
  });
  app.put(one, async (c) => changeOne(c, of(c), toReplacement(await readBody(c), of(c).attributes)));
  app.patch(one, async (c) => {
    const collection = of(c);
    const { attributes } = collection;
    const operations = readOperations(await readBody(c));
    const steps = collection.changeMembers ? memberSteps(operations, attributes) : null;
    if (steps) return changeMembers(c, collection, steps);
    return changeOne(c, collection, (present) => applyPatch(present, operations, attributes));
  });
  app.delete(one, async (c) => {
    const id = idOf(c);
    refuseOther(c, of(c), id);
    need(of(c), id);
    await of(c).remove(id, c.get('admission').writing);
    return c.body(null, 204);
  });
}

/** The id in the address; Hono has decoded it. */
function idOf(c: Context): string {
  return c.req.param('id') ?? '';
}

async function changeOne(
  c: Context<Env>,
  collection: Collection,
  to: (present: Resource) => Resource,
): Promise<Response> {
  const id = idOf(c);
  refuseOther(c, collection, id);
  need(collection, id);
  const entry = await collection.change(id, to, c.get('admission').writing);
  return answerEntry(c, collection, { status: 200, entry });
}

/** Answers without the group, whose members may be thousands, unless parts of it are asked for. */
async function changeMembers(c: Context<Env>, collection: Collection, steps: readonly MemberStep[]): Promise<Response> {
  const id = idOf(c);
  refuseOther(c, collection, id);
  need(collection, id);
  const entry = await collection.changeMembers?.(id, steps, c.get('admission').writing);
  if (!entry) throw new ScimError(501, null, 'Members can’t be changed here.');
  const isAsked = c.req.query('attributes') !== undefined || c.req.query('excludedAttributes') !== undefined;
  return isAsked ? answerEntry(c, collection, { status: 200, entry }) : c.body(null, 204, { etag: etagOf(entry) });
}

/** `If-Match` that names another version than the present one (RFC 7644 section 3.14). */
function refuseOther(c: Context, collection: Collection, id: string): void {
  const wanted = c.req.header('if-match');
  if (wanted === undefined || isNamed(need(collection, id), wanted)) return;
  throw new ScimError(412, null, 'The resource was changed since that version was read.');
}

/** Whether a header with tags names the present version. */
function isNamed(entry: Entry, tags: string | undefined): boolean {
  return tags?.split(',').some((tag) => tag.trim() === '*' || isVersion(tag, entry)) ?? false;
}

function need(collection: Collection, id: string) {
  const entry = collection.get(id);
  if (entry) return entry;
  throw new ScimError(404, null, `There is no ${collection.attributes.type.name} “${id.slice(0, 100)}”.`);
}

async function answerSearch(c: Context<Env>, only: Collection | null): Promise<Response> {
  const admission = c.get('admission');
  const body = asObject(await readBody(c));
  if (!body) throw new ScimError(400, 'invalidSyntax', 'The body is no JSON object.');
  refuseOtherSchema(body, searchUrn);
  const collections = only ? [only] : served(admission);
  return sendText(c, 200, await answerList(collections, readQuery(flattened(body)), admission.base));
}

/** In a `.search` body the names of attributes are a list. */
function flattened(body: Resource): Record<string, Json> {
  const named = (value: Json | undefined) =>
    Array.isArray(value) ? value.map(String).join(',') : (value ?? undefined);
  const attributes = named(body['attributes']);
  const excludedAttributes = named(body['excludedAttributes']);
  return {
    ...body,
    ...(attributes === undefined ? {} : { attributes }),
    ...(excludedAttributes === undefined ? {} : { excludedAttributes }),
  };
}

/** Names in any case, as some clients write them. */
function readQuery(values: Record<string, Json>) {
  const known = new Map(Object.keys(listQuery.shape).map((name) => [name.toLowerCase(), name]));
  const named = Object.entries(values).map(([name, value]) => [known.get(name.toLowerCase()) ?? name, value] as const);
  const parsed = listQuery.safeParse(Object.fromEntries(named));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ScimError(400, 'invalidValue', `“${issue?.path.join('.') ?? 'query'}” is not as RFC 7644 has it.`);
}

function answerEntry(
  c: Context<Env>,
  collection: Collection,
  { status, entry }: { status: number; entry: Entry },
): Response {
  const { base } = c.get('admission');
  const shown = readProjection(c.req.query(), collection.attributes);
  c.header('etag', etagOf(entry));
  if (status === 201) c.header('location', locationOf(base, collection, entry.id));
  return sendText(c, status, renderText(entry, collection, { base, shown }));
}

function send(c: Context, status: number, body: Json): Response {
  return sendText(c, status, JSON.stringify(body));
}

function sendText(c: Context, status: number, text: string): Response {
  c.set('scimText', text);
  return c.body(text, status as 200, { 'content-type': media, 'cache-control': 'no-store' });
}

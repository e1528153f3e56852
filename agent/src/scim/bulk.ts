import type { Json } from '@rollcall/shared';
import { z } from 'zod';

import type { Collection, Writing } from './collection.ts';
import { bulkLimits } from './discovery.ts';
import { asObject, type Resource } from './filter-match.ts';
import { applyPatch, patchUrn, readOperations } from './patch.ts';
import { etagOf, isVersion, locationOf } from './render.ts';
import { refuseOtherSchema, toReplacement, toResource } from './resource.ts';
import { errorBody, ScimError } from './scim-error.ts';

const requestUrn = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const responseUrn = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

const bulkRequest = z.object({
  failOnErrors: z.number().int().min(1).optional(),
  Operations: z.array(
    z.object({
      method: z
        .string()
        .transform((method) => method.toUpperCase())
        .pipe(z.enum(['POST', 'PUT', 'PATCH', 'DELETE'])),
      path: z.string(),
      bulkId: z.string().max(200).optional(),
      version: z.string().optional(),
      data: z.custom<Json>().optional(),
    }),
  ),
});
type Operation = z.infer<typeof bulkRequest>['Operations'][number];

interface Place {
  users: Collection;
  groups: Collection | null;
  writing: Writing;
  base: string;
}

/**
 * Several changes in one request, each for itself (RFC 7644 section 3.7). One that names what another is still to make
 * waits for that one, and fails with 409 when both wait for each other.
 */
export async function runBulk(request: Json, place: Place): Promise<Resource> {
  const parsed = bulkRequest.safeParse(request);
  if (!parsed.success)
    throw new ScimError(400, 'invalidSyntax', 'This is no bulk request as RFC 7644 section 3.7 has it.');
  refuseOtherSchema(asObject(request) ?? {}, requestUrn);
  const { Operations, failOnErrors = Number.POSITIVE_INFINITY } = parsed.data;
  if (Operations.length > bulkLimits.maxOperations)
    throw new ScimError(413, 'tooMany', `At most ${bulkLimits.maxOperations} operations are taken at once.`);
  const made = new Map<string, string>();
  const results: Json[] = [];
  let failed = 0;
  for (const operation of inOrder(Operations)) {
    if (failed >= failOnErrors) break;
    const { method, bulkId } = operation;
    const result = await runOne(operation, place, made);
    if (result['response'] !== undefined) failed += 1;
    results.push({ method, ...(bulkId === undefined ? {} : { bulkId }), ...result });
  }
  return { schemas: [responseUrn], Operations: results };
}

/** As they were sent, but none before those that make what it names; those that wait for each other stand last. */
function inOrder(operations: readonly Operation[]): Operation[] {
  const makers = new Set(operations.flatMap(({ method, bulkId }) => (method === 'POST' && bulkId ? [bulkId] : [])));
  const ordered: Operation[] = [];
  const done = new Set<string>();
  let left = operations.map((operation) => ({ operation, needs: needsOf(operation, makers) }));
  for (;;) {
    // One at a time, so that what has no needs keeps its place behind what it was sent after.
    const first = left.find(({ needs }) => needs.every((id) => done.has(id)));
    if (!first) return [...ordered, ...left.map(({ operation }) => operation)];
    ordered.push(first.operation);
    if (first.operation.method === 'POST' && first.operation.bulkId) done.add(first.operation.bulkId);
    left = left.filter((each) => each !== first);
  }
}

/** The bulkIds of other operations that an operation names. */
function needsOf({ path, data, bulkId }: Operation, makers: ReadonlySet<string>): string[] {
  const named = [...path.split('/'), ...textsIn(data ?? null)].flatMap((text) => bulkIdIn(text) ?? []);
  return named.filter((id) => makers.has(id) && id !== bulkId);
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

/** The answer to one operation: with `response` where it failed, and with its address where that is known. */
async function runOne(operation: Operation, place: Place, made: Map<string, string>): Promise<Resource> {
  let location: Resource = {};
  try {
    const { collection, id } = targetOf(operation.path, place, made);
    if (operation.method === 'POST') return await makeOne(operation, { collection, id, place, made });
    if (id === null) throw new ScimError(400, 'invalidPath', 'The path names no resource.');
    location = { location: locationOf(place.base, collection, id) };
    return { ...location, ...(await changeOne(operation, { collection, id, place, made })) };
  } catch (thrown) {
    const { error, body } = errorBody(thrown);
    return { ...location, status: String(error.status), response: body };
  }
}

interface Target {
  collection: Collection;
  place: Place;
  made: Map<string, string>;
}

async function makeOne(
  { bulkId, data }: Operation,
  { collection, id, place, made }: Target & { id: string | null },
): Promise<Resource> {
  if (id !== null) throw new ScimError(400, 'invalidPath', 'A POST names no resource.');
  if (bulkId === undefined) throw new ScimError(400, 'invalidSyntax', 'A POST in a bulk needs a bulkId.');
  const resource = toResource(withIds(data ?? null, made), collection.attributes);
  const { entry } = await collection.create(resource, place.writing);
  made.set(bulkId, entry.id);
  return { location: locationOf(place.base, collection, entry.id), version: etagOf(entry), status: '201' };
}

async function changeOne(
  operation: Operation,
  { collection, id, place, made }: Target & { id: string },
): Promise<Resource> {
  const { method, version } = operation;
  const { attributes } = collection;
  const present = collection.get(id);
  if (!present) throw new ScimError(404, null, `There is no ${attributes.type.name} “${id.slice(0, 100)}”.`);
  if (version !== undefined && !isVersion(version, present))
    throw new ScimError(412, null, 'The resource was changed since that version was read.');
  if (method === 'DELETE') {
    await collection.remove(id, place.writing);
    return { status: '204' };
  }
  const data = withIds(operation.data ?? null, made);
  const entry = await collection.change(
    id,
    method === 'PUT' ? toReplacement(data, attributes) : byPatch(data),
    place.writing,
  );
  return { version: etagOf(entry), status: '200' };

  function byPatch(body: Json) {
    // RFC 7644 section 3.7 shows the operations alone.
    const asked = readOperations(Array.isArray(body) ? { schemas: [patchUrn], Operations: body } : body);
    return (from: Resource) => applyPatch(from, asked, attributes);
  }
}

function targetOf(
  path: string,
  { users, groups }: Place,
  made: Map<string, string>,
): { collection: Collection; id: string | null } {
  const [, endpoint = '', id, ...more] = path.split('/');
  const collection = endpoint === 'Users' ? users : endpoint === 'Groups' ? groups : null;
  if (!collection || more.length > 0)
    throw new ScimError(400, 'invalidPath', `“${path.slice(0, 100)}” can’t be part of a bulk.`);
  return { collection, id: id === undefined || id === '' ? null : resolved(decoded(id), made) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Ids that an operation before this one has made. */
function withIds(value: Json, made: Map<string, string>): Json {
  if (typeof value === 'string') return resolved(value, made);
  if (Array.isArray(value)) return value.map((each) => withIds(each, made));
  const object = asObject(value);
  if (!object) return value;
  return Object.fromEntries(Object.entries(object).map(([name, each]) => [name, withIds(each, made)]));
}

function resolved(text: string, made: Map<string, string>): string {
  const bulkId = bulkIdIn(text);
  if (bulkId === null) return text;
  const id = made.get(bulkId);
  if (id === undefined)
    throw new ScimError(409, null, `No operation before this one has made “${text.slice(0, 100)}”.`);
  return id;
}

function bulkIdIn(text: string): string | null {
  return text.startsWith('bulkId:') ? text.slice('bulkId:'.length) : null;
}

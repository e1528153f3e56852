import type { Json } from '@rollcall/shared';
import { z } from 'zod';

import type { Collection, Writing } from './collection.ts';
import { bulkLimits } from './discovery.ts';
import { asObject, type Resource } from './filter-match.ts';
import { applyPatch } from './patch.ts';
import { etagOf, locationOf } from './render.ts';
import { toResource } from './resource.ts';
import { errorBody, ScimError } from './scim-error.ts';

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
      data: z.json().optional(),
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

/** Several changes in one request, one after the other, each for itself (RFC 7644 section 3.7). */
export async function runBulk(request: unknown, place: Place): Promise<Resource> {
  const parsed = bulkRequest.safeParse(request);
  if (!parsed.success)
    throw new ScimError(400, 'invalidSyntax', 'This is no bulk request as RFC 7644 section 3.7 has it.');
  const { Operations, failOnErrors = Number.POSITIVE_INFINITY } = parsed.data;
  if (Operations.length > bulkLimits.maxOperations)
    throw new ScimError(413, 'tooMany', `At most ${bulkLimits.maxOperations} operations are taken at once.`);
  const made = new Map<string, string>();
  const results: Json[] = [];
  let failed = 0;
  for (const operation of Operations) {
    if (failed >= failOnErrors) break;
    const head = { method: operation.method, ...(operation.bulkId === undefined ? {} : { bulkId: operation.bulkId }) };
    try {
      results.push({ ...head, ...(await runOne(operation, place, made)) });
    } catch (error) {
      failed += 1;
      results.push({ ...head, ...failure(error) });
    }
  }
  return { schemas: [responseUrn], Operations: results };
}

async function runOne(operation: Operation, place: Place, made: Map<string, string>): Promise<Resource> {
  const { collection, id } = targetOf(operation.path, place, made);
  const data = withIds(operation.data ?? null, made);
  const { writing, base } = place;
  if (operation.method === 'POST') {
    if (id !== null) throw new ScimError(400, 'invalidPath', 'A POST names no resource.');
    if (operation.bulkId === undefined) throw new ScimError(400, 'invalidSyntax', 'A POST in a bulk needs a bulkId.');
    const { entry } = await collection.create(toResource(data, collection.attributes), writing);
    made.set(operation.bulkId, entry.id);
    return { location: locationOf(base, collection, entry.id), version: etagOf(entry), status: '201' };
  }
  if (id === null) throw new ScimError(400, 'invalidPath', 'The path names no resource.');
  if (!collection.get(id)) throw new ScimError(404, null, `There is no ${collection.attributes.type.name} “${id}”.`);
  if (operation.method === 'DELETE') {
    await collection.remove(id, writing);
    return { location: locationOf(base, collection, id), status: '204' };
  }
  const wanted = operation.method === 'PUT' ? toResource(data, collection.attributes) : null;
  const entry = await collection.change(
    id,
    (present) => wanted ?? applyPatch(present, data, collection.attributes),
    writing,
  );
  return { location: locationOf(base, collection, id), version: etagOf(entry), status: '200' };
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
  return { collection, id: id === undefined || id === '' ? null : resolved(decodeURIComponent(id), made) };
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
  if (!text.startsWith('bulkId:')) return text;
  const id = made.get(text.slice('bulkId:'.length));
  if (id === undefined)
    throw new ScimError(409, null, `No operation before this one has made “${text.slice(0, 100)}”.`);
  return id;
}

function failure(thrown: unknown): Resource {
  const { error, body } = errorBody(thrown);
  return { status: String(error.status), response: body };
}

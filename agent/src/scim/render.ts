import type { Collection, Entry } from './collection.ts';
import { asObject, isPresent, type Resource } from './filter-match.ts';
import { project, type Projection } from './resource.ts';

export const listUrn = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** A weak ETag, as RFC 7644 section 3.14 has it. */
export function etagOf({ version }: Entry): string {
  return `W/"${version}"`;
}

export function locationOf(base: string, { attributes }: Collection, id: string): string {
  return `${base}${attributes.type.endpoint}/${encodeURIComponent(id)}`;
}

/** A resource as it is answered: with id, schemas and meta, and only what was asked for. */
export function render(
  entry: Entry,
  collection: Collection,
  { base, shown }: { base: string; shown: Projection },
): Resource {
  const { attributes } = collection;
  const { type } = attributes;
  const extensions = type.extensions.map(({ id }) => id).filter((id) => isPresent(entry.resource[id]));
  const whole: Resource = {
    schemas: [type.schema.id, ...extensions],
    id: entry.id,
    ...entry.resource,
    meta: {
      resourceType: type.name,
      created: entry.created,
      lastModified: entry.modified,
      location: locationOf(base, collection, entry.id),
      version: etagOf(entry),
    },
  };
  return project(withAddresses(whole, base), attributes, shown);
}

/** Members and groups get their address; everything else is as it was given. */
function withAddresses(resource: Resource, base: string): Resource {
  const { members, groups } = resource;
  const lead = (list: unknown, endpoint: string) =>
    Array.isArray(list)
      ? list.map((each) => {
          const object = asObject(each);
          const id = object?.['value'];
          return object && typeof id === 'string'
            ? { ...object, $ref: `${base}${endpoint}/${encodeURIComponent(id)}` }
            : each;
        })
      : undefined;
  const [to, from] = [lead(members, '/Users'), lead(groups, '/Groups')];
  return { ...resource, ...(to ? { members: to } : {}), ...(from ? { groups: from } : {}) };
}

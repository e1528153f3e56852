import type { Json } from '@rollcall/shared';

import type { ResourceType } from './attribute.ts';
import type { Collection, Entry } from './collection.ts';
import { asObject, isPresent, type Read, readResource, type Resource } from './filter-match.ts';
import { isWhole, project, type Projection } from './resource.ts';

export const listUrn = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** A weak ETag, as RFC 7644 section 3.14 has it. */
export function etagOf({ version }: Entry): string {
  return `W/"${version}"`;
}

/** Whether a tag of a client names this version; a client may have lost that it is weak. */
export function isVersion(tag: string, entry: Entry): boolean {
  const weak = tag.trim().replace(/^(?:W\/)?/, 'W/');
  return weak === etagOf(entry);
}

export function locationOf(base: string, { attributes }: Collection, id: string): string {
  return `${base}${attributes.type.endpoint}/${encodeURIComponent(id)}`;
}

/** How a filter or a sort reads a collection's entries: with what the server adds when it answers one. */
export function entryReader(collection: Collection, base: string): Read<Entry> {
  return (entry, extension, name) => {
    if (extension !== null) return readResource(entry.resource, extension, name);
    if (name === 'id') return entry.id;
    if (name === 'schemas') return schemasIn(entry.resource, collection.attributes.type);
    return name === 'meta' ? metaOf(entry, collection, base) : entry.resource[name];
  };
}

/** How a resource is answered. */
export interface Shape {
  base: string;
  shown: Projection;
}

/** A resource as JSON: with id, schemas and meta, and only what was asked for. */
export function renderText(entry: Entry, collection: Collection, shape: Shape): string {
  const { json } = entry;
  if (!json || !isWhole(shape.shown)) return JSON.stringify(render(entry, collection, shape));
  const { groups } = json;
  const tail = {
    ...(groups.length === 0 ? {} : { groups: withAddresses('groups', [...groups], shape.base) }),
    meta: metaOf(entry, collection, shape.base),
  };
  const text = json.text === '{}' ? '' : `,${json.text.slice(1, -1)}`;
  return `{"schemas":${json.schemas},"id":${JSON.stringify(entry.id)}${text},${JSON.stringify(tail).slice(1)}`;
}

function render(entry: Entry, collection: Collection, { base, shown }: Shape): Resource {
  const { attributes } = collection;
  const dress = (name: string, value: Json) => withAddresses(name, value, base);
  const head = { schemas: schemasIn(entry.resource, collection.attributes.type), id: entry.id };
  return {
    ...project(head, attributes, shown),
    ...project(entry.resource, attributes, shown, dress),
    ...project({ meta: metaOf(entry, collection, base) }, attributes, shown),
  };
}

/** The URN of a resource's type, and those of the extensions that it has values of. */
export function schemasIn(resource: Resource, { schema, extensions }: ResourceType): string[] {
  return [schema.id, ...extensions.map(({ id }) => id).filter((id) => isPresent(resource[id]))];
}

function metaOf(entry: Entry, collection: Collection, base: string): Resource {
  return {
    resourceType: collection.attributes.type.name,
    created: entry.created,
    lastModified: entry.modified,
    location: locationOf(base, collection, entry.id),
    version: etagOf(entry),
  };
}

/** Members and groups get their address; everything else is as it was given. */
function withAddresses(name: string, value: Json, base: string): Json {
  if ((name !== 'members' && name !== 'groups') || !Array.isArray(value)) return value;
  return value.map((each) => {
    const object = asObject(each);
    const id = object?.['value'];
    if (!object || typeof id !== 'string') return each;
    const endpoint = name === 'groups' || object['type'] === 'Group' ? '/Groups' : '/Users';
    return { ...object, $ref: `${base}${endpoint}/${encodeURIComponent(id)}` };
  });
}

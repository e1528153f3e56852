import type { Json } from '@rollcall/shared';

import type { Attribute, Attributes, Located } from './attribute.ts';
import { coerce } from './coerce.ts';
import { asObject, isPresent, type Resource } from './filter-match.ts';
import { badValue, ScimError } from './scim-error.ts';

/**
 * A resource as a client sent it, in the schema’s spelling and without what only the server may set. Unknown attributes
 * are left out, as RFC 7644 section 3.3 allows. Throws `invalidValue`, also for a required attribute that is missing.
 */
export function toResource(input: Json, attributes: Attributes): Resource {
  const body = asObject(input);
  if (!body) throw new ScimError(400, 'invalidSyntax', 'The body is no JSON object.');
  refuseOtherSchema(body, attributes.type.schema.id);
  const resource: Resource = {};
  for (const [name, value] of Object.entries(body)) {
    const extension = attributes.extension(name);
    if (extension === null) place(resource, attributes.find(name), value);
    else
      for (const [part, each] of Object.entries(asObject(value) ?? {}))
        place(resource, attributes.find(`${extension}:${part}`), each);
  }
  for (const attribute of attributes.of(null).values())
    if (attribute.required && resource[attribute.name] === undefined)
      throw badValue(`“${attribute.name}” is required.`);
  return resource;
}

/**
 * What a PUT makes of the present resource. Groups of a user are the server’s own, and members that are not mentioned stay:
 * a client that renames a group by PUT need not know them (RFC 7644 section 3.5.1). Throws as `toResource` does.
 */
export function toReplacement(input: Json, attributes: Attributes): (present: Resource) => Resource {
  const wanted = toResource(input, attributes);
  const named = new Set(Object.keys(asObject(input) ?? {}).map((name) => attributes.find(name)?.attribute.name));
  const staying = ['groups', ...(named.has('members') ? [] : ['members'])];
  return (present) => {
    const kept = staying.flatMap((name) => {
      const value = present[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    return { ...wanted, ...Object.fromEntries(kept) };
  };
}

/**
 * Refuses a body that says that it is something else. One that names further schemas beside the expected one says nothing
 * wrong, nor does one that names none, unless it is `needed`. Throws `invalidSyntax`.
 */
export function refuseOtherSchema(body: Resource, expected: string, named: 'needed' | 'optional' = 'optional'): void {
  const [, schemas = []] = Object.entries(body).find(([name]) => name.toLowerCase() === 'schemas') ?? [];
  const urns = (Array.isArray(schemas) ? schemas : [schemas]).filter(isPresent);
  if (urns.length === 0 && named === 'optional') return;
  if (urns.some((each) => typeof each === 'string' && each.toLowerCase() === expected.toLowerCase())) return;
  throw new ScimError(400, 'invalidSyntax', `“schemas” doesn’t name ${expected}.`);
}

/** Puts a value where it belongs; one that may not be written, or that no schema knows, changes nothing. */
function place(resource: Resource, target: Located | null, value: Json): void {
  if (!target || target.attribute.mutability === 'readOnly' || target.attribute.name === 'schemas') return;
  const { extension, attribute, sub } = target;
  const coerced = sub ? coerce(attribute, { [sub.name]: value }) : coerce(attribute, value);
  if (coerced === null) return;
  const holder = holderOf(resource, extension);
  const before = asObject(holder[attribute.name]);
  const after = asObject(coerced);
  // Dotted names stand beside each other and beside the whole attribute.
  holder[attribute.name] = before && after ? { ...before, ...after } : coerced;
}

/** The object that holds the attributes of an extension, made where it is not there yet; for the core the resource itself. */
export function holderOf(resource: Resource, extension: string | null): Resource {
  if (extension === null) return resource;
  const holder = asObject(resource[extension]) ?? {};
  resource[extension] = holder;
  return holder;
}

/** What a client asked to see, by `attributes` or `excludedAttributes`; never both. */
export interface Projection {
  only: readonly Located[] | null;
  without: readonly Located[];
}

export function isWhole({ only, without }: Projection): boolean {
  return only === null && without.length === 0;
}

/** Reads `attributes` and `excludedAttributes`; names that the schema does not know are left out. */
export function readProjection(
  query: { attributes?: string | undefined; excludedAttributes?: string | undefined },
  attributes: Attributes,
): Projection {
  const read = (names: string): Located[] =>
    names
      .split(',')
      .slice(0, 100)
      .flatMap((name) => attributes.find(name.trim()) ?? schemaTargets(name.trim(), attributes));
  return {
    only: query.attributes === undefined || query.attributes.trim() === '' ? null : read(query.attributes),
    without: read(query.excludedAttributes ?? ''),
  };
}

/** Everything of a schema whose URN stands alone. */
function schemaTargets(urn: string, attributes: Attributes): Located[] {
  const isCore = urn.toLowerCase() === attributes.type.schema.id.toLowerCase();
  const extension = isCore ? null : attributes.extension(urn);
  if (extension === null && !isCore) return [];
  return [...attributes.of(extension).values()].map((attribute) => ({ extension, attribute, sub: null }));
}

/**
 * What leaves the server: nothing that is never returned, only what was asked for, and always id and schemas. A value that
 * is not shown is not read; `dress` adds to those of the core schema that are.
 */
export function project(
  resource: Resource,
  attributes: Attributes,
  projection: Projection,
  dress: (name: string, value: Json) => Json = (_name, value) => value,
): Resource {
  const result: Resource = {};
  for (const name of Object.keys(resource)) {
    const extension = attributes.extension(name);
    const known = attributes.of(extension);
    if (extension === null) {
      const shown = shownOf(() => dress(name, resource[name] ?? null), { extension, known, name }, projection);
      if (shown !== undefined) result[name] = shown;
      continue;
    }
    const parts: Resource = {};
    for (const [part, each] of Object.entries(asObject(resource[name]) ?? {})) {
      const shown = shownOf(() => each, { extension, known, name: part }, projection);
      if (shown !== undefined) parts[part] = shown;
    }
    if (Object.keys(parts).length > 0) result[extension] = parts;
  }
  return result;
}

interface Named {
  extension: string | null;
  known: ReadonlyMap<string, Attribute>;
  name: string;
}

function shownOf(read: () => Json, { extension, known, name }: Named, { only, without }: Projection): Json | undefined {
  const attribute = known.get(name.toLowerCase());
  if (!attribute || attribute.returned === 'never') return undefined;
  const isSame = (each: Located) => each.attribute === attribute && each.extension === extension;
  const always = attribute.returned === 'always';
  if (only !== null) {
    const asked = only.filter(isSame);
    if (asked.length === 0) return always ? read() : undefined;
    return asked.some((each) => each.sub === null)
      ? read()
      : onlyParts(read(), (sub) => asked.some((each) => each.sub === sub), attribute);
  }
  const left = without.filter(isSame);
  if (left.length === 0) return attribute.returned === 'request' ? undefined : read();
  if (left.some((each) => each.sub === null)) return always ? read() : undefined;
  return onlyParts(read(), (sub) => !left.some((each) => each.sub === sub), attribute);
}

/** Undefined where nothing is left. */
function onlyParts(value: Json, isShown: (sub: Attribute) => boolean, attribute: Attribute): Json | undefined {
  const one = (element: Json): Json => {
    const object = asObject(element);
    if (!object) return element;
    const shown = attribute.subAttributes?.filter((sub) => isShown(sub) && object[sub.name] !== undefined) ?? [];
    return Object.fromEntries(shown.map((sub) => [sub.name, object[sub.name] ?? null]));
  };
  const parts = Array.isArray(value) ? value.map(one).filter(isPresent) : one(value);
  return isPresent(parts) ? parts : undefined;
}

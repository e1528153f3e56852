import type { Json } from '@rollcall/shared';
import { z } from 'zod';

import { type Attribute, type Attributes, type Located } from './attribute.ts';
import { coerce, identityOf, onePrimary, unique } from './coerce.ts';
import { comparedOf, type Filter, parsePath, type Path } from './filter.ts';
import { asObject, isPresent, type Resource, toElementTest } from './filter-match.ts';
import { holderOf, refuseOtherSchema } from './resource.ts';
import { badPath, badValue, ScimError } from './scim-error.ts';

export const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const operation = z.object({
  op: z
    .string()
    .transform((op) => op.toLowerCase())
    .pipe(z.enum(['add', 'replace', 'remove'])),
  path: z.string().nullish(),
  // It was read as JSON, so it is nothing else; looking at each of ten thousand members would only take time.
  value: z.custom<Json>().optional(),
});
const operations = z.array(operation).max(1000);
export type Operation = z.infer<typeof operation>;

/**
 * The resource after all operations, in their order; the given one stays as it is, so that a refusal changes nothing
 * (RFC 7644 section 3.5.2). Throws `invalidPath`, `invalidValue`, `mutability`, `noTarget`.
 */
export function applyPatch(resource: Resource, asked: readonly Operation[], attributes: Attributes): Resource {
  const patched = structuredClone(resource);
  for (const each of asked) applyOperation(patched, each, attributes);
  for (const attribute of attributes.of(null).values())
    if (attribute.required && !isPresent(patched[attribute.name]))
      throw badValue(`“${attribute.name}” is required and can’t be empty.`);
  return patched;
}

/**
 * The operations of a PATCH body; members may be written in any case by clients that are loose with it. Throws
 * `invalidSyntax`, also where the body doesn’t say that it is a PATCH.
 */
export function readOperations(request: Json): Operation[] {
  const body = asObject(request);
  if (!body) throw new ScimError(400, 'invalidSyntax', 'The body is no JSON object.');
  refuseOtherSchema(body, patchUrn, 'needed');
  const [, listed] = Object.entries(body).find(([name]) => name.toLowerCase() === 'operations') ?? [];
  const parsed = operations.safeParse(listed);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = ['Operations', ...(issue?.path ?? [])].join('.');
  throw new ScimError(400, 'invalidSyntax', `${where}: ${issue?.message ?? 'not as RFC 7644 section 3.5.2 has it'}.`);
}

function applyOperation(resource: Resource, { op, path, value }: Operation, attributes: Attributes): void {
  if (path === undefined || path === null || path.trim() === '') {
    if (op === 'remove') throw new ScimError(400, 'noTarget', 'A removal needs a path.');
    applyAll(resource, op, value, attributes);
    return;
  }
  const parsed = parsePath(path, attributes);
  if ('extension' in parsed) {
    if (op === 'remove') delete resource[parsed.extension];
    else applyParts(resource, op, { extension: parsed.extension, value, attributes });
    return;
  }
  const { attribute } = parsed.target;
  if (attribute.mutability === 'readOnly' || attribute.name === 'schemas')
    throw new ScimError(400, 'mutability', `“${attribute.name}” is set by the server only.`);
  if (op === 'remove' && attribute.required && parsed.where === null)
    throw new ScimError(400, 'mutability', `“${attribute.name}” is required and can’t be removed.`);
  applyTo(resource, op, parsed, value);
}

/** Without a path the value names the attributes; what only the server sets is ignored, since Okta sends the id along. */
function applyAll(resource: Resource, op: 'add' | 'replace', value: Json | undefined, attributes: Attributes): void {
  const object = asObject(value);
  if (!object) throw badValue('Without a path the value is an object of attributes.');
  for (const [name, each] of Object.entries(object)) {
    const extension = attributes.extension(name);
    if (extension !== null) applyParts(resource, op, { extension, value: each, attributes });
    else applyNamed(resource, op, attributes.find(name) ? name : null, { value: each, attributes });
  }
}

function applyParts(
  resource: Resource,
  op: 'add' | 'replace',
  { extension, value, attributes }: { extension: string; value: Json | undefined; attributes: Attributes },
): void {
  const object = asObject(value);
  if (!object) throw badValue(`The value of ${extension} is an object of attributes.`);
  for (const [name, each] of Object.entries(object)) {
    const path = `${extension}:${name}`;
    applyNamed(resource, op, attributes.find(path) ? path : null, { value: each, attributes });
  }
}

function applyNamed(
  resource: Resource,
  op: 'add' | 'replace',
  name: string | null,
  { value, attributes }: { value: Json; attributes: Attributes },
): void {
  const target = name === null ? null : attributes.find(name);
  // What no schema knows is ignored here as on a create.
  if (!target || target.attribute.mutability === 'readOnly' || target.attribute.name === 'schemas') return;
  applyTo(resource, op, { target: { ...target, sub: null }, where: null, sub: target.sub }, value);
}

function applyTo(resource: Resource, op: Operation['op'], path: Path, value: Json | undefined): void {
  const { target, where, sub } = path;
  const holder = holderOf(resource, target.extension);
  const before = holder[target.attribute.name];
  const after =
    where === null
      ? changeWhole(op, { attribute: target.attribute, sub, before }, value)
      : changeChosen(op, { target, where, sub, before }, value);
  if (isPresent(after)) holder[target.attribute.name] = after ?? null;
  else delete holder[target.attribute.name];
  if (target.extension !== null && Object.keys(holder).length === 0) delete resource[target.extension];
}

interface Whole {
  attribute: Attribute;
  sub: Attribute | null;
  before: Json | undefined;
}

function changeWhole(
  op: Operation['op'],
  { attribute, sub, before }: Whole,
  value: Json | undefined,
): Json | undefined {
  if (sub) return changePart(op, { attribute, sub, before }, value);
  if (op === 'remove')
    return attribute.multiValued && isPresent(value) ? without(before, coerce(attribute, value)) : null;
  const wanted = coerce(attribute, needed(attribute, value));
  if (attribute.multiValued) return op === 'replace' ? wanted : added(before, wanted);
  const [present, parts] = [asObject(before), asObject(wanted)];
  return present && parts ? { ...present, ...parts } : wanted;
}

function changePart(
  op: Operation['op'],
  { attribute, sub, before }: Whole & { sub: Attribute },
  value: Json | undefined,
): Json | undefined {
  const wanted = op === 'remove' ? null : coerce(sub, needed(sub, value));
  const set = (element: Json): Json => withPart(asObject(element) ?? {}, sub, wanted);
  if (!attribute.multiValued) return set(before ?? {});
  const elements = Array.isArray(before) ? before : [];
  if (elements.length === 0 && wanted !== null) return [{ [sub.name]: wanted }];
  return elements.map(set);
}

interface Chosen {
  target: Located;
  where: Filter;
  sub: Attribute | null;
  before: Json | undefined;
}

/**
 * Changes the elements that fit the brackets. Adding to none makes one, as Entra expects; replacing none is refused
 * (RFC 7644 section 3.5.2.3): a mail of another kind than is meant would be answered as changed, and stay as it was.
 */
function changeChosen(op: Operation['op'], chosen: Chosen, value: Json | undefined): Json | undefined {
  const { target, where, sub, before } = chosen;
  const { attribute } = target;
  const fits = toElementTest(where);
  const elements = Array.isArray(before) ? before : isPresent(before) ? [before ?? null] : [];
  const isChosen = (element: Json) => fits(asObject(element) ?? { value: element });
  if (op === 'remove') {
    return sub
      ? elements
          .map((element) => (isChosen(element) ? withPart(asObject(element) ?? {}, sub, null) : element))
          .filter(isPresent)
      : elements.filter((element) => !isChosen(element));
  }
  const change = changeOf(attribute, sub, needed(attribute, value));
  if (elements.some(isChosen)) {
    const changed = elements.map((element) => (isChosen(element) ? { ...asObject(element), ...change } : element));
    return onePrimary(
      changed,
      changed.find((element, index) => isChosen(elements[index] ?? null) && asObject(element)?.['primary'] === true),
    );
  }
  const made = op === 'add' ? madeFrom(where) : null;
  if (made === null) throw new ScimError(400, 'noTarget', `No element of “${attribute.name}” fits the path.`);
  return added(elements, [{ ...made, ...change }]);
}

function changeOf(attribute: Attribute, sub: Attribute | null, value: Json): Resource {
  if (sub) return { [sub.name]: coerce(sub, value) };
  const [element] = [coerce({ ...attribute, multiValued: false }, value)];
  return asObject(element) ?? {};
}

/** The element that a condition describes when it only says what parts equal; null for any other. */
function madeFrom(filter: Filter): Resource | null {
  if (filter.op === 'and') {
    const [left, right] = [madeFrom(filter.left), madeFrom(filter.right)];
    return left && right ? { ...left, ...right } : null;
  }
  return filter.op === 'eq' ? { [comparedOf(filter.target).name]: filter.value } : null;
}

function added(before: Json | undefined, wanted: Json): Json[] {
  const present = Array.isArray(before) ? before : isPresent(before) ? [before ?? null] : [];
  const more = Array.isArray(wanted) ? wanted : wanted === null ? [] : [wanted];
  const primary = more.find((element) => asObject(element)?.['primary'] === true);
  return onePrimary(unique([...present, ...more]), primary);
}

function without(before: Json | undefined, gone: Json): Json[] {
  const names = new Set(
    (Array.isArray(gone) ? gone : [gone]).map((element) => asObject(element)?.['value'] ?? identityOf(element)),
  );
  const present = Array.isArray(before) ? before : [];
  return present.filter((element) => !names.has(asObject(element)?.['value'] ?? identityOf(element)));
}

function withPart(element: Resource, sub: Attribute, value: Json): Resource {
  const { [sub.name]: _before, ...rest } = element;
  return value === null ? rest : { ...rest, [sub.name]: value };
}

function needed({ name }: Attribute, value: Json | undefined): Json {
  if (value === undefined) throw badPath(`The operation on “${name}” has no value.`);
  return value;
}

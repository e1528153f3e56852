import type { Json } from '@rollcall/shared';

import { type Attribute, isMoment, subOf } from './attribute.ts';
import { asObject, isPresent, type Resource } from './filter-match.ts';
import { badValue } from './scim-error.ts';

/**
 * A value as the schema wants it: names in the schema’s spelling, unknown and read-only parts left out, the texts "True"
 * and "False" as booleans, one value where a list is meant as a list. Null where nothing is left. Throws `invalidValue`.
 */
export function coerce(attribute: Attribute, value: Json | undefined): Json {
  if (value === undefined || value === null) return null;
  if (!attribute.multiValued) return coerceOne(attribute, Array.isArray(value) ? single(attribute, value) : value);
  const elements = (Array.isArray(value) ? value : [value]).map((each) => coerceOne(attribute, each));
  const present = elements.filter(isPresent);
  return present.length === 0 ? null : onePrimary(unique(present));
}

/** At most one element is the primary one: the first that says so, or the given one. */
export function onePrimary(elements: Json[], keep?: Json): Json[] {
  const isPrimary = (element: Json) => asObject(element)?.['primary'] === true;
  const chosen = keep !== undefined && isPrimary(keep) ? keep : elements.find(isPrimary);
  return elements.map((element) => {
    const object = asObject(element);
    return object && isPrimary(element) && element !== chosen ? { ...object, primary: false } : element;
  });
}

/** Without later elements that are the same as an earlier one; of values with an id that is one with the same id. */
export function unique(elements: Json[]): Json[] {
  const seen = new Set<string>();
  return elements.filter((element) => {
    const key = identityOf(element);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** What makes two elements of a list the same: value and kind where they have any, else all of it. */
export function identityOf(element: Json): string {
  const object = asObject(element);
  if (!object || object['value'] === undefined) return JSON.stringify(element);
  return JSON.stringify([object['value'], object['type'] ?? null]);
}

function single(attribute: Attribute, values: Json[]): Json {
  const [only, ...more] = values;
  if (more.length > 0) throw badValue(`“${attribute.name}” takes one value, not a list.`);
  return only ?? null;
}

function coerceOne(attribute: Attribute, value: Json): Json {
  if (value === null) return null;
  switch (attribute.type) {
    case 'complex':
      return coerceComplex(attribute, value);
    case 'boolean':
      return toFlag(attribute, value);
    case 'integer':
    case 'decimal':
      return toNumber(attribute, value);
    case 'dateTime':
      if (typeof value === 'string' && isMoment(value)) return value;
      throw badValue(`“${attribute.name}” is a time such as "2026-01-31T14:05:00Z".`);
    case 'binary':
      if (typeof value === 'string' && isBase64(value)) return value === '' ? null : value;
      throw badValue(`“${attribute.name}” is binary, written in base64.`);
    case 'string':
    case 'reference':
      if (typeof value === 'string') return value === '' ? null : value;
      if (typeof value === 'number' || typeof value === 'boolean') return String(value);
      throw badValue(`“${attribute.name}” is a text.`);
  }
}

function coerceComplex(attribute: Attribute, value: Json): Json {
  const parts = asObject(value);
  if (!parts) {
    // Entra sends the bare id of a manager or member.
    const main = subOf(attribute, 'value');
    if (main && typeof value === 'string') return { value };
    throw badValue(`“${attribute.name}” has parts, such as {"${attribute.subAttributes?.[0]?.name ?? 'value'}": …}.`);
  }
  const result: Resource = {};
  for (const [name, part] of Object.entries(parts)) {
    const sub = subOf(attribute, name);
    if (!sub || sub.mutability === 'readOnly') continue;
    const coerced = coerce(sub, part);
    if (coerced !== null) result[sub.name] = coerced;
  }
  return Object.keys(result).length === 0 ? null : result;
}

function toFlag({ name }: Attribute, value: Json): boolean {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word === 'true' || word === 'false') return word === 'true';
  throw badValue(`“${name}” is true or false.`);
}

/** In either alphabet of RFC 4648, padded or not (RFC 7643 section 2.3.6). */
function isBase64(text: string): boolean {
  return /^[\w+/-]*={0,2}$/.test(text);
}

function toNumber({ name, type }: Attribute, value: Json): number {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof read === 'number' && Number.isFinite(read) && (type === 'decimal' || Number.isInteger(read))) return read;
  throw badValue(`“${name}” is ${type === 'integer' ? 'a whole number' : 'a number'}.`);
}

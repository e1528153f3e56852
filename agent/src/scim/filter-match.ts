import type { Json } from '@rollcall/shared';

import type { Attribute, Located } from './attribute.ts';
import { type Comparator, comparedOf, type Filter, type Literal } from './filter.ts';

/** A resource with attributes by the schema’s own names; extensions stand under their URN. */
export type Resource = { [name: string]: Json };

/** Reads an attribute of what is filtered: of the core schema, or of the extension of that URN. */
export type Read<T> = (thing: T, extension: string | null, name: string) => Json | undefined;

export function readResource(resource: Resource, extension: string | null, name: string): Json | undefined {
  return (extension === null ? resource : asObject(resource[extension]))?.[name];
}

/** Makes of a filter a test that can be run over many things. */
export function toTest<T>(filter: Filter, read: Read<T>): (thing: T) => boolean {
  return compile(
    filter,
    ({ extension, attribute }) =>
      (thing: T) =>
        elementsOf(read(thing, extension, attribute.name)),
  );
}

/** As `toTest` for the elements of one complex attribute: what a PATCH path in brackets chooses. */
export function toElementTest(filter: Filter): (element: Resource) => boolean {
  return compile(filter, () => (element: Resource) => [element]);
}

type Reader<T> = (target: Located) => (thing: T) => Json[];

function compile<T>(filter: Filter, reader: Reader<T>): (thing: T) => boolean {
  switch (filter.op) {
    case 'and':
    case 'or': {
      const [left, right] = [compile(filter.left, reader), compile(filter.right, reader)];
      return filter.op === 'and' ? (thing) => left(thing) && right(thing) : (thing) => left(thing) || right(thing);
    }
    case 'not': {
      const inner = compile(filter.inner, reader);
      return (thing) => !inner(thing);
    }
    case 'some': {
      const elements = reader(filter.target);
      const inner = toElementTest(filter.inner);
      return (thing) => elements(thing).some((element) => inner(asObject(element) ?? { value: element }));
    }
    case 'pr': {
      const values = valuesOf(filter.target, reader);
      return (thing) => values(thing).some(isPresent);
    }
    default:
      return compileComparison(filter.op, filter, reader);
  }
}

function compileComparison<T>(
  op: Comparator,
  { target, value }: { target: Located; value: Literal },
  reader: Reader<T>,
): (thing: T) => boolean {
  const values = valuesOf(target, reader);
  if (value === null) {
    const absent = (thing: T) => !values(thing).some(isPresent);
    return op === 'eq' ? absent : (thing) => !absent(thing);
  }
  const attribute = comparedOf(target);
  const equal = comparison('eq', attribute, value);
  // Nothing that equals it, also when there is nothing at all.
  if (op === 'ne') return (thing) => !values(thing).some(equal);
  const fits = comparison(op, attribute, value);
  return (thing) => values(thing).some(fits);
}

/** The values to look at: of a named part that part of every element, of a complex list the `value` of every element. */
function valuesOf<T>(target: Located, reader: Reader<T>): (thing: T) => Json[] {
  const elements = reader(target);
  const { attribute, sub } = target;
  if (!sub && attribute.type !== 'complex') return elements;
  const compared = comparedOf(target);
  if (compared === attribute) return elements;
  return (thing) =>
    elements(thing).flatMap((element) => {
      const object = asObject(element);
      return object ? elementsOf(object[compared.name]) : sub ? [] : [element];
    });
}

function comparison(op: Comparator, attribute: Attribute, wanted: Exclude<Literal, null>): (value: Json) => boolean {
  if (typeof wanted !== 'string') return (value) => compareTo(value, wanted, op);
  if (attribute.type === 'dateTime' && op !== 'co' && op !== 'sw' && op !== 'ew') {
    const instant = Date.parse(wanted);
    return (value) => typeof value === 'string' && compareTo(Date.parse(value), instant, op);
  }
  const fold = (text: string) => (attribute.caseExact ? text : text.toLowerCase());
  const target = fold(wanted);
  return (value) => typeof value === 'string' && compareText(fold(value), target, op);
}

function compareText(value: string, wanted: string, op: Comparator): boolean {
  switch (op) {
    case 'co':
      return value.includes(wanted);
    case 'sw':
      return value.startsWith(wanted);
    case 'ew':
      return value.endsWith(wanted);
    default:
      return compareTo(value, wanted, op);
  }
}

function compareTo(value: Json, wanted: string | number | boolean, op: Comparator): boolean {
  if (op === 'eq') return value === wanted;
  if (typeof value !== typeof wanted || typeof value === 'boolean' || value === null) return false;
  switch (op) {
    case 'gt':
      return value > wanted;
    case 'ge':
      return value >= wanted;
    case 'lt':
      return value < wanted;
    case 'le':
      return value <= wanted;
    default:
      return false;
  }
}

export function isPresent(value: Json | undefined): boolean {
  if (value === null || value === undefined || value === '') return false;
  if (Array.isArray(value)) return value.some(isPresent);
  return typeof value !== 'object' || Object.values(value).some(isPresent);
}

function elementsOf(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

export function asObject(value: Json | undefined): Resource | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

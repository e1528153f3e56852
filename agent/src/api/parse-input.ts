import { SyncError } from '@rollcall/shared';
import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';

export interface InputOptions {
  /** What the whole is called where no field is to blame. */
  what: 'The body' | 'The query';
  /** Refuses keys that the schema does not know. */
  strict: boolean;
  /** Words for what zod finds, in the reader's language. */
  errors?: z.core.$ZodErrorMap | undefined;
}

/** What a caller sent, by its schema. Throws `invalid` with the field, what is wrong with it, and what to do. */
export function parseInput(schema: z.ZodType, value: unknown, { what, strict, errors }: InputOptions): unknown {
  const parsed = schema.safeParse(value, errors && { error: errors });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') ?? '';
    throw invalid(
      field,
      `${field === '' ? what : `"${field}"`}: ${issue?.message ?? 'not as expected'}.`,
      'Correct the value; /v1/openapi.json lists what is taken.',
    );
  }
  const unknown = strict ? unknownKey(value, parsed.data) : null;
  if (unknown === null) return parsed.data;
  const { path, key } = unknown;
  const near = nearest(key, keysAt(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), path));
  const name = [...path, key].join('.');
  throw invalid(
    name,
    `"${name}" is not known here, so nothing was done.`,
    near === null
      ? '/v1/openapi.json lists what is taken.'
      : `Did you mean "${[...path, near].join('.')}"? /v1/openapi.json lists what is taken.`,
  );
}

/** The name among these that was probably meant; null when none is near. */
export function nearest(wanted: string, names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const near = closest(wanted.toLowerCase(), names);
  return distance(wanted.toLowerCase(), near.toLowerCase()) <= Math.max(2, wanted.length / 3) ? near : null;
}

interface Unknown {
  path: string[];
  key: string;
}

/** The first key that was sent and that the schema has left out of what it kept. */
function unknownKey(sent: unknown, kept: unknown, path: string[] = []): Unknown | null {
  if (Array.isArray(sent) && Array.isArray(kept)) {
    return first(sent, (each, index) => unknownKey(each, kept[index], [...path, String(index)]));
  }
  if (!isObject(sent) || !isObject(kept)) return null;
  return first(Object.keys(sent), (key) =>
    Object.hasOwn(kept, key) ? unknownKey(sent[key], kept[key], [...path, key]) : { path, key },
  );
}

function first<T>(values: readonly T[], find: (value: T, index: number) => Unknown | null): Unknown | null {
  for (const [index, value] of values.entries()) {
    const found = find(value, index);
    if (found) return found;
  }
  return null;
}

/** The keys that a JSON Schema knows at a place. */
function keysAt(schema: unknown, path: readonly string[]): string[] {
  if (!isObject(schema)) return [];
  const [key, ...rest] = path;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  if (key !== undefined) return keysAt(/^\d+$/.test(key) ? schema['items'] : properties[key], rest);
  return Object.keys(properties);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(field: string, text: string, next: string): SyncError {
  return new SyncError('invalid', text, { scope: 'run', next, ...(field === '' ? {} : { field }) });
}

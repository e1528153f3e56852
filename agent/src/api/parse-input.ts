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
  const known = (path: readonly string[]) =>
    keysAt(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), path);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const slip = strict && issue ? slipFor(issue.path.map(String), value, known) : null;
    if (slip) throw unknownName(slip, known);
    const field = issue?.path.join('.') ?? '';
    throw invalid(
      field,
      `${field === '' ? what : `"${field}"`}: ${issue?.message ?? 'not as expected'}.`,
      'Correct the value; /v1/openapi.json lists what is taken.',
    );
  }
  const unknown = strict ? unknownKey(value, parsed.data) : null;
  if (unknown === null) return parsed.data;
  throw unknownName(unknown, known);
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

type KeysAt = (path: readonly string[]) => string[];

function unknownName({ path, key }: Unknown, known: KeysAt): SyncError {
  const near = nearest(key, known(path));
  const name = [...path, key].join('.');
  return invalid(
    name,
    `"${name}" is not known here, so nothing was done.`,
    near === null
      ? '/v1/openapi.json lists what is taken.'
      : `Did you mean "${[...path, near].join('.')}"? /v1/openapi.json lists what is taken.`,
  );
}

/** A key that was sent in place of the one that is missing at a path. */
function slipFor(missing: readonly string[], sent: unknown, known: KeysAt): Unknown | null {
  const path = missing.slice(0, -1);
  const wanted = missing.at(-1);
  const holder = path.reduce((inner, key) => (isHolder(inner) ? inner[key] : undefined), sent);
  if (wanted === undefined || !isObject(holder) || Object.hasOwn(holder, wanted)) return null;
  const names = known(path);
  const key = Object.keys(holder).find((each) => !names.includes(each) && nearest(each, names) === wanted);
  return key === undefined ? null : { path, key };
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

/** The keys that a JSON Schema knows at a place, in any of its forms where there are several. */
function keysAt(schema: unknown, path: readonly string[]): string[] {
  if (!isObject(schema)) return [];
  const forms = [schema['anyOf'], schema['oneOf'], schema['allOf']].flatMap((each) =>
    Array.isArray(each) ? each : [],
  );
  if (forms.length > 0) return [...new Set(forms.flatMap((form) => keysAt(form, path)))];
  const [key, ...rest] = path;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  if (key === undefined) return Object.keys(properties);
  return keysAt(properties[key] ?? schema['items'] ?? schema['additionalProperties'], rest);
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return isHolder(value) && !Array.isArray(value);
}

function invalid(field: string, text: string, next: string): SyncError {
  return new SyncError('invalid', text, { scope: 'run', next, ...(field === '' ? {} : { field }) });
}

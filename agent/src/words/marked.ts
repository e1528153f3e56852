import { sentences } from '@rollcall/shared/api-basics';
import { z } from 'zod';

type Say = (text: string) => string;
type Walk = (value: unknown, say: Say) => unknown;

const walks = new WeakMap<z.core.$ZodType, Walk | null>();

/**
 * An answer with its sentences in another language: those fields that its schema marks, all others untouched. What
 * holds none is the same object as before; nothing of the answer given is changed.
 */
export function sayAnswer(schema: z.ZodType, answer: unknown, say: Say): unknown {
  return walkOf(schema)?.(answer, say) ?? answer;
}

function walkOf(schema: z.core.$ZodType): Walk | null {
  const known = walks.get(schema);
  if (known !== undefined) return known;
  const walk = makeWalk(schema);
  walks.set(schema, walk);
  return walk;
}

function makeWalk(schema: z.core.$ZodType): Walk | null {
  if (sentences.has(schema)) return (value, say) => (typeof value === 'string' ? say(value) : value);
  if (schema instanceof z.ZodObject) return objectWalk(schema);
  if (schema instanceof z.ZodArray) return eachWalk(walkOf(schema.element));
  if (schema instanceof z.ZodUnion) return unionWalk(schema);
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return walkOf(schema.unwrap());
  return null;
}

function objectWalk({ shape }: z.ZodObject): Walk | null {
  const fields = Object.entries(shape).flatMap(([name, schema]) => {
    const walk = walkOf(schema);
    return walk ? [[name, walk] as const] : [];
  });
  if (fields.length === 0) return null;
  return (value, say) => {
    if (!isRecord(value)) return value;
    let said = value;
    for (const [name, walk] of fields) {
      const before = value[name];
      if (before === null || before === undefined) continue;
      const after = walk(before, say);
      if (after === before) continue;
      if (said === value) said = { ...value };
      said[name] = after;
    }
    return said;
  };
}

function eachWalk(walk: Walk | null): Walk | null {
  if (!walk) return null;
  return (value, say) => {
    if (!Array.isArray(value)) return value;
    let said: unknown[] = value;
    for (const [index, before] of value.entries()) {
      const after = walk(before, say);
      if (after === before) continue;
      if (said === value) said = [...value];
      said[index] = after;
    }
    return said;
  };
}

/** Of several forms the one that the value has tells which of its fields are sentences. */
function unionWalk({ options }: z.ZodUnion): Walk | null {
  const forms = options.map((option) => ({ option, walk: walkOf(option) }));
  if (forms.every(({ walk }) => walk === null)) return null;
  return (value, say) => {
    const form = forms.find(({ option }) => z.safeParse(option, value).success);
    return form?.walk ? form.walk(value, say) : value;
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

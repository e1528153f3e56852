import { z } from 'zod';

const patternSchema = z.string().refine(isPattern, 'not a regular expression');

/** One custom attribute as a client may define it. */
export const definitionSchema = z.looseObject({
  title: z.string().optional(),
  description: z.string().optional(),
  type: z.enum(['string', 'boolean', 'number', 'integer', 'array']),
  items: z.record(z.string(), z.unknown()).optional(),
  required: z.boolean().optional(),
  minLength: z.int().optional(),
  maxLength: z.int().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  enum: z.array(z.unknown()).optional(),
  oneOf: z.array(z.record(z.string(), z.unknown())).optional(),
  pattern: patternSchema.optional(),
  format: z.string().optional(),
  unique: z.union([z.boolean(), z.string()]).optional(),
});

export const customAttributesSchema = z.record(z.string(), definitionSchema);

/** What may be changed about a base attribute: the login's pattern, and whether a name is required. */
export const baseChangeSchema = z.object({
  pattern: patternSchema.optional(),
  required: z.boolean().optional(),
  permissions: z.array(z.record(z.string(), z.unknown())).optional(),
});

function isPattern(text: string): boolean {
  try {
    void new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

import { z } from 'zod';

import { problemSchema, sentence, side } from './api-basics.ts';

/** Messages about what can be set. */

export const attributeAnswer = z.object({
  name: z.string(),
  /** The system's own label, or ours where it has none. */
  title: sentence,
  type: z.enum(['string', 'number', 'boolean', 'strings']),
  required: z.boolean(),
  writable: z.boolean(),
  custom: z.boolean(),
});
export const groupAnswer = z.object({ id: z.string(), name: z.string(), privileged: z.boolean().nullable() });
/** What each side has to map; null for a side that is not connected or did not answer, told in `problems`. */
export const schemaAnswer = z.object({
  cms: z.array(attributeAnswer).nullable(),
  okta: z.array(attributeAnswer).nullable(),
  /** Values that every CMS account has by derivation, such as `@firstName`. */
  derived: z.array(z.string()),
  /** Roles of the CMS. */
  roles: z.array(groupAnswer),
  /** Groups of the Okta org; null when they could not be read. Only `writable` ones take members from Rollcall. */
  groups: z.array(groupAnswer.extend({ writable: z.boolean() })).nullable(),
  problems: z.array(z.object({ side, text: sentence })),
});

export const clientChange = z
  .object({ name: z.string().min(1).max(80), role: z.enum(['owner', 'operator', 'viewer']) })
  .partial();

export const bundleFile = z.object({ name: z.string(), text: z.string() });
/** Exactly the text that leaves the machine, secrets and personal values removed. */
export const bundleAnswer = z.object({ files: z.array(bundleFile), bytes: z.number() });

/** Where an expression stands: `scope.filter`, what a rule of the mapping makes for Okta or for the CMS, or a condition of a pull. */
export const expressionPlace = z.enum(['filter', 'toOkta', 'toCms', 'pull']);
export const expressionCheck = z.object({ text: z.string().max(10_000), place: expressionPlace });
/** What is wrong with an expression; `from` and `to` are offsets into its text, in UTF-16 units. */
export const flaw = z.object({ text: sentence, next: sentence, from: z.number(), to: z.number() });
/** `reads` are the attributes that it uses, by their names in it; empty while there are flaws. */
export const expressionAnswer = z.object({ flaws: z.array(flaw), reads: z.array(z.string()) });

/** `problem` is why the connection stays paused; null when it goes on. */
export const resumeAnswer = z.object({ ok: z.boolean(), problem: problemSchema.nullable() });

/** The files as the one text that is shown, copied and saved: what is seen is what leaves. */
export function bundleText(files: readonly { name: string; text: string }[]): string {
  return files.map(({ name, text }) => `==== ${name} ====\n${text.trimEnd()}\n`).join('\n');
}

export type SchemaAnswer = z.infer<typeof schemaAnswer>;
export type ExpressionPlace = z.infer<typeof expressionPlace>;
export type ExpressionAnswer = z.infer<typeof expressionAnswer>;
export type BundleAnswer = z.infer<typeof bundleAnswer>;

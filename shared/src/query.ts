import { z } from 'zod';

/** Parts of query strings: texts in, values out. */

function whole(least: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, `is no whole number from ${least} on`)
    .transform(Number)
    .refine((count) => count >= least, `is no whole number from ${least} on`);
}

/** How many rows are answered at once; who asks for more than the most gets the most. */
export function limit(usual: number, most: number) {
  return whole(1)
    .transform((count) => Math.min(count, most))
    .optional()
    .transform((count) => count ?? usual);
}

/** How many rows come before the first that is answered. */
export const offset = whole(0)
  .optional()
  .transform((count) => count ?? 0);

/** A count that nothing stands for when it is missing. */
export const count = whole(0).optional();

/** `true` or `false`; missing is false. */
export const flag = z
  .enum(['true', 'false'])
  .optional()
  .transform((text) => text === 'true');

/** Whether a text is a day of the calendar, or a time on one, of ISO 8601: `Date.parse` takes 30 February for 2 March. */
export function isMoment(text: string): boolean {
  return z.iso.date().safeParse(text.slice(0, 10)).success && !Number.isNaN(Date.parse(text));
}

/** A time of ISO 8601, such as `2026-01-31T14:05:00Z`; comes out in UTC with milliseconds. */
export const moment = z
  .string()
  .refine(isMoment, {
    message: 'is no time such as 2026-01-31T14:05:00Z',
  })
  .transform((text) => new Date(text).toISOString())
  .optional();

/** Some of these words, with commas between. */
export function words<const T extends readonly string[]>(known: T) {
  return z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(known)))
    .optional();
}

/** Any text, such as an id or where to read on. */
export const text = z.string().max(1000).optional();

import type { Context } from 'hono';
import { parseAccept } from 'hono/utils/accept';
import type { z } from 'zod';
import germanErrors from 'zod/v4/locales/de.js';

import { Catalogue } from './catalogue.ts';
import type { Entries } from './catalogue.ts';
import german from './de.json' with { type: 'json' };

/** What a language is made from: its catalogue, and what zod says of a value in it. */
interface Parts {
  entries: Entries;
  errors: () => { localeError: z.core.$ZodErrorMap };
}

export interface Language {
  say: Catalogue['say'];
  errors: z.core.$ZodErrorMap;
}

/** Languages other than English, which the agent writes itself. */
const parts: Record<string, Parts> = { de: { entries: german, errors: germanErrors } };
/** Made when first asked for. */
const made = new Map<string, Language>();

/** The language that a request asks for (RFC 9110, section 12.5.4); null for English, also where there is no other. */
export function languageOf(c: Context): Language | null {
  const header = c.req.header('accept-language');
  if (header === undefined) return null;
  for (const { type, q } of parseAccept(header)) {
    const name = type.split('-')[0]?.toLowerCase() ?? '';
    if (q === 0) continue;
    if (name === 'en') return null;
    if (Object.hasOwn(parts, name)) return languageNamed(name);
  }
  return null;
}

function languageNamed(name: string): Language | null {
  const known = made.get(name);
  const part = parts[name];
  if (known || !part) return known ?? null;
  const language = { say: new Catalogue(part.entries, name).say, errors: part.errors().localeError };
  made.set(name, language);
  return language;
}

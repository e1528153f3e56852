import type { PullRule } from '@rollcall/shared';
import { z } from 'zod';

import { rulesOf } from './hook-rules.ts';
import type { Section } from './section.ts';

/** The rules that hook code comes to; what has no counterpart is named with its line and left out. No code is run. */
export function readHook(section: Section, extended: readonly string[]): PullRule[] {
  const found = section.take('after_mapping_hook', z.string(), {
    is: 'mapped',
    why: 'To rules, as far as its lines have a counterpart; code of a file is never run.',
  });
  if (!found) return [];
  const { rules, rest } = rulesOf(found.value, extended);
  // A text of several lines begins below its key.
  const first = found.line + (found.value.includes('\n') ? 1 : 0);
  for (const { line, code, why } of rest) {
    const at = { file: found.file, line: first + line };
    section.note(at, 'after_mapping_hook', { is: 'ignored', why: `“${code}” is left out: ${why}` });
  }
  return rules;
}

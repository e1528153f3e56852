import { SyncError } from '@rollcall/shared';
import { readPattern } from '@rollcall/shared/pattern';

import type { Section } from './section.ts';

/** Tells a pattern that can't be read, or that could take very long, as a pull would refuse it. */
export function refusePattern(
  section: Section,
  at: { file: string; line: number } | null,
  { pattern, whole }: { pattern: string; whole: boolean },
): void {
  try {
    readPattern(pattern, whole ? 'whole' : 'start');
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    section.problem(at ?? section.place, error.problem.detail, error.problem.next);
  }
}

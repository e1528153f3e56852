import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { ItemResultAnswer, JobAnswer } from '@rollcall/shared/api-run';

/** Users that failed for the same cause, with one of their problems. */
export interface FailureGroup {
  code: string;
  problem: ProblemAnswer;
  results: ItemResultAnswer[];
}

/** Failures by their code, the most frequent first. */
export function groupFailures(results: readonly ItemResultAnswer[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const result of results) {
    const { problem, outcome } = result;
    if (problem === null || outcome === 'held' || outcome === 'done') continue;
    const group = groups.get(problem.code) ?? { code: problem.code, problem, results: [] };
    group.results.push(result);
    groups.set(problem.code, group);
  }
  return [...groups.values()].toSorted((a, b) => b.results.length - a.results.length);
}

/** Names under which a run can be asked for these users again, each once. */
export function usersOf(results: readonly ItemResultAnswer[]): string[] {
  return [...new Set(results.map(({ handle, label }) => handle ?? label))];
}

/** Parts of a run that is over; they are disjoint and add up to its total. */
export function partsOf({ total, done, failed, held, skipped }: JobAnswer) {
  return { done, failed, held, skipped, left: Math.max(0, total - done - failed - held - skipped) };
}

/** Whether the rest of a run can be gone on with. */
export function canResume({ state, plan, total, done }: JobAnswer): boolean {
  return (state === 'stopped' || state === 'cancelled' || state === 'failed') && plan !== null && done < total;
}

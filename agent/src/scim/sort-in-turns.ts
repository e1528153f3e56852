import { createTurns } from '../engine/turns.ts';
import type { Turns } from '../engine/turns.ts';

/** How many are sorted at once, which takes well below a millisecond. */
const run = 500;

/** The values in order, equal ones as they stood; lets others have the event loop every few milliseconds. */
export async function sortInTurns<T>(values: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  const turns = createTurns();
  let runs: T[][] = [];
  for (let at = 0; at < values.length; at += run) {
    runs.push(values.slice(at, at + run).sort(compare));
    if (turns.due()) await turns.next();
  }
  while (runs.length > 1) {
    const longer: T[][] = [];
    for (let at = 0; at < runs.length; at += 2)
      longer.push(await merged([runs[at] ?? [], runs[at + 1] ?? []], compare, turns));
    runs = longer;
  }
  return runs[0] ?? [];
}

async function merged<T>([left, right]: [T[], T[]], compare: (a: T, b: T) => number, turns: Turns): Promise<T[]> {
  const both: T[] = [];
  const [first, second] = [left.values(), right.values()];
  let [a, b] = [first.next(), second.next()];
  while (!a.done || !b.done) {
    if (!a.done && (b.done || compare(a.value, b.value) <= 0)) {
      both.push(a.value);
      a = first.next();
    } else if (!b.done) {
      both.push(b.value);
      b = second.next();
    }
    if (turns.due()) await turns.next();
  }
  return both;
}

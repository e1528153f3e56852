import type { HealthLine } from '@rollcall/shared/api';

export type Standing = 'problem' | 'warning' | 'good';

export function standingOf({ ok, warning }: Pick<HealthLine, 'ok' | 'warning'>): Standing {
  if (!ok) return 'problem';
  return warning ? 'warning' : 'good';
}

const order: Record<Standing, number> = { problem: 0, warning: 1, good: 2 };

/** Lines about the agent and one connection, what is wrong first; lines that stand alike keep their order. */
export function linesFor(lines: readonly HealthLine[], connection: string): HealthLine[] {
  return lines
    .filter((line) => line.connection === null || line.connection === connection)
    .toSorted((a, b) => order[standingOf(a)] - order[standingOf(b)]);
}

export function countsOf(lines: readonly HealthLine[]): Record<Standing, number> {
  const counts: Record<Standing, number> = { problem: 0, warning: 0, good: 0 };
  for (const line of lines) counts[standingOf(line)] += 1;
  return counts;
}

/** A line's text with its points in time taken out, so that they can be told as people say them. */
export function textParts(text: string): { is: 'text' | 'time'; text: string }[] {
  return text
    .split(/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/)
    .map((part, index) => ({ is: index % 2 === 1 ? ('time' as const) : ('text' as const), text: part }));
}

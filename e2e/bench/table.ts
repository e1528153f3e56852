import type { BenchRow } from './row.ts';

const head = ['id', 'goal', 'limit', 'measured', 'ratio', ''];

/** Prints the rows with their columns aligned. */
export function printTable(rows: readonly BenchRow[]): void {
  const lines = [head, ...rows.map(cellsOf)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  for (const line of lines)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

function cellsOf({ id, goal, limit = '-', measured, ratio, ok }: BenchRow): string[] {
  return [id, goal, limit, measured, ratio === null ? '-' : `${ratio.toFixed(2)}x`, ok ? 'ok' : 'miss'];
}

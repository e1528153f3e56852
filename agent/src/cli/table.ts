import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

import type { Terminal } from './terminal.ts';

const gap = '  ';
/** A column is never squeezed below this, in characters. */
const narrowest = 6;

export type Screen = Pick<Terminal, 'columns' | 'paint'>;

/** An aligned table under a line of heads. Cells may hold line feeds and colours; wide ones wrap to fit the screen. */
export function formatTable(heads: readonly string[], rows: readonly (readonly string[])[], screen: Screen): string {
  const painted = heads.map((head) => screen.paint('bold', head));
  const all = [painted, ...rows];
  const widths = fit(
    heads.map((_head, column) => Math.max(1, ...all.map((row) => widthOf(row[column] ?? '')))),
    screen.columns,
  );
  return all.map((row) => formatRow(row, widths)).join('\n');
}

/** A table of two columns without heads: names and what they are. */
export function formatPairs(pairs: readonly (readonly [string, string])[], screen: Screen): string {
  const rows = pairs.map(([name, value]) => [screen.paint('dim', name), value]);
  const natural = [0, 1].map((column) => Math.max(1, ...rows.map((row) => widthOf(row[column] ?? ''))));
  const widths = fit(natural, screen.columns);
  return rows.map((row) => formatRow(row, widths)).join('\n');
}

/** Running text, wrapped at words. */
export function wrapText(text: string, screen: Screen): string {
  return Number.isFinite(screen.columns) ? wrapAnsi(text, screen.columns, { trim: false }) : text;
}

function widthOf(cell: string): number {
  return Math.max(...cell.split('\n').map((line) => stringWidth(line)));
}

/** Takes what is too much from the widest columns, one character at a time. */
function fit(natural: readonly number[], columns: number): number[] {
  const widths = [...natural];
  const room = columns - gap.length * (widths.length - 1);
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    over -= 1;
  }
  return widths;
}

function formatRow(row: readonly string[], widths: readonly number[]): string {
  const cells = widths.map((width, column) =>
    wrapAnsi(row[column] ?? '', width, { hard: true, trim: true }).split('\n'),
  );
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_line, at) =>
    cells
      .map((lines, column) => pad(lines[at] ?? '', widths[column] ?? 0))
      .join(gap)
      .trimEnd(),
  ).join('\n');
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

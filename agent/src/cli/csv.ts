type Cell = string | number | null;

/**
 * Comma-separated values by RFC 4180 under a line of heads, which are the keys of the first row. A text that a spreadsheet
 * would take for a formula begins with an apostrophe, as OWASP's page on CSV injection asks.
 */
export function csvText(rows: readonly Readonly<Record<string, Cell>>[]): string {
  const heads = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => heads.map((head) => row[head] ?? null));
  return [heads, ...lines].map((line) => `${line.map(cellText).join(',')}\r\n`).join('');
}

function cellText(cell: Cell): string {
  if (typeof cell !== 'string') return String(cell ?? '');
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

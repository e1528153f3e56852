import Papa from 'papaparse';

/** Offers a text as a file; the browser saves it where it saves downloads. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the file by the time the next task begins.
  setTimeout(() => URL.revokeObjectURL(url));
}

/** Comma-separated values by RFC 4180; a value that a spreadsheet would take for a formula is marked as text. */
export function csvOf(rows: readonly Record<string, string | number | null>[]): string {
  return Papa.unparse([...rows], { escapeFormulae: true, newline: '\r\n' });
}

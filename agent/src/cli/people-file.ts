import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SyncError } from '@rollcall/shared';
import { mostNamed } from '@rollcall/shared/api-pull';
import type { CsvError } from 'csv-parse/sync';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';

/** A row that names nobody, by the number of its line. */
export interface UnusableRow {
  line: number;
  reason: string;
}

export interface PeopleFile {
  /** Mails and user names, each once. */
  names: string[];
  unusable: UnusableRow[];
}

interface Row {
  record: Record<string, string | undefined>;
  line: number;
}

const records = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));
/** What one row may hold, and one name in it, in characters. */
const longestRow = 10_000;
const longestName = 254;

/**
 * Reads whom a file of the tool names: a header with `email`, `username` or both, commas where the name ends with .csv, tabs
 * elsewhere, in an encoding by its WHATWG label. `of` tells what a user name is: of Okta's users it goes with the domain on the
 * row, of the site's accounts it stands alone, behind `nick::` for another site. Throws `invalid` for a file that names nobody, or more people than a pull takes.
 */
export async function readPeopleFile(
  file: string,
  { of, encoding }: { of: 'okta' | 'site'; encoding: string },
): Promise<PeopleFile> {
  const text = await readText(file, encoding);
  const { rows, unusable } = readRows(text, file);
  const names = new Map<string, string>();
  for (const { record, line } of rows) {
    const named = nameIn(record, of);
    if ('reason' in named) unusable.push({ line, reason: named.reason });
    else names.set(named.name.toLowerCase(), named.name);
  }
  unusable.sort((one, other) => one.line - other.line);
  if (names.size === 0) throw nobodyIn(file, unusable);
  if (names.size > mostNamed) {
    const next = `A pull takes ${mostNamed} by name: split the file, or name groups of Okta.`;
    throw new SyncError('invalid', `${file} names ${names.size} people.`, { scope: 'run', next });
  }
  return { names: [...names.values()], unusable };
}

async function readText(file: string, encoding: string): Promise<string> {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(await readFile(file));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const isEncoding = code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
    throw new SyncError('invalid', `${file} can’t be read${isEncoding ? ` as ${encoding}` : ` (${code})`}.`, {
      scope: 'run',
      next: isEncoding ? 'Tell its encoding with --csv-encoding.' : 'Check its name and that you may read it.',
      cause: error,
    });
  }
}

function readRows(text: string, file: string): { rows: Row[]; unusable: UnusableRow[] } {
  const unusable: UnusableRow[] = [];
  let columns: string[] = [];
  const parsed: unknown = parse(text, {
    bom: true,
    delimiter: path.extname(file).toLowerCase() === '.csv' ? ',' : '\t',
    info: true,
    max_record_size: longestRow,
    on_skip: (error) => {
      unusable.push({ line: lineOf(error), reason: 'Its quotes do not match.' });
      return undefined;
    },
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    trim: true,
  });
  const rows: Row[] = [];
  for (const { record, info } of records.parse(parsed)) {
    if (columns.length === 0) {
      columns = headerOf(record, file);
      continue;
    }
    const cells = Object.fromEntries(columns.map((name, index) => [name, record[index]]));
    if (record.length === columns.length) rows.push({ record: cells, line: info.lines });
    else
      unusable.push({
        line: info.lines,
        reason: `It has ${record.length} cells, and the header has ${columns.length}.`,
      });
  }
  return { rows, unusable };
}

function lineOf(error: CsvError | undefined): number {
  const lines: unknown = error && 'lines' in error ? error.lines : 0;
  return typeof lines === 'number' ? lines : 0;
}

function headerOf(cells: readonly string[], file: string): string[] {
  const columns = cells.map((name) => name.toLowerCase());
  if (columns.includes('email') || columns.includes('username')) return columns;
  throw new SyncError('invalid', `The first line of ${file} names neither email nor username.`, {
    scope: 'run',
    next: 'Put a header such as "type,username,domain" at the top; a name that ends with .csv means commas, any other tabs.',
  });
}

function nameIn(record: Row['record'], of: 'okta' | 'site'): { name: string } | { reason: string } {
  const [email = '', username = '', domain = '', target = '', uid] = [
    'email',
    'username',
    'domain',
    'umapi',
    'uid',
  ].map((column) => record[column]);
  if (target !== '' && of === 'okta') return { reason: `It is for the target "${target}" only.` };
  // Our own list of who is only on the site: the user name is always there, marked where a spreadsheet would reckon with it.
  const own = uid === undefined ? null : username.replace(/^'(?=[=+\-@\t\r])/, '');
  const whole = of === 'okta' && domain !== '' && !username.includes('@') ? `${username}@${domain}` : username;
  if (own === null && email !== '' && !/^[^\s@]+@[^\s@]+$/.test(email)) return { reason: 'Its mail is none.' };
  const name = own ?? (email === '' && username !== '' ? whole : email);
  if (name === '') return { reason: 'It names nobody.' };
  if (name.length > longestName) return { reason: 'Its name is too long to be one.' };
  return { name: target === '' ? name : `${target}::${name}` };
}

function nobodyIn(file: string, [first]: readonly UnusableRow[]): SyncError {
  const why = first ? ` Line ${first.line}: ${first.reason}` : '';
  return new SyncError('invalid', `${file} names nobody.${why}`, {
    scope: 'run',
    next: 'Write one user a line below the header. Nothing was run.',
  });
}

import { createReadStream } from 'node:fs';
import { SyncError } from '@rollcall/shared';
import type { HashRow } from '@rollcall/shared/api-event';
import { CsvError, parse } from 'csv-parse';

import { judgeHash } from '../secret/password-hash.ts';

/** A line whose hash can't be used, by its number in the file. */
export interface UnusableLine {
  line: number;
  user: string;
  reason: string;
  next: string;
}

/** What one line of the file comes to. */
export type PasswordLine = { row: HashRow } | { unusable: UnusableLine };

const names = ['uuid', 'login', 'mail'] as const;
/** What one line and one name may hold, in characters. */
const longestLine = 10_000;
const longestName = 254;

/**
 * Reads a CSV file with a header line, one user a line: `hash`, and one of `uuid`, `login` and `mail` or several.
 * Throws `invalid` with the line for what is no such file; never repeats what is in it.
 */
export async function* readPasswordFile(file: string): AsyncGenerator<PasswordLine> {
  const source = createReadStream(file);
  const parser = source.pipe(
    parse({
      bom: true,
      columns: (header: string[]) => readHeader(header),
      info: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: longestLine,
    }),
  );
  source.on('error', (error) => parser.destroy(error));
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>) {
      yield readLine(record, info.lines);
    }
  } catch (error) {
    throw unreadable(error);
  } finally {
    source.destroy();
  }
}

function readHeader(header: string[]): string[] {
  const columns = header.map((name) => name.toLowerCase());
  if (columns.includes('hash') && names.some((name) => columns.includes(name))) return columns;
  throw new SyncError('invalid', 'The first line must name the columns: hash, and uuid, login or mail.', {
    scope: 'run',
    next: 'Put a line such as "uuid,mail,hash" at the top.',
  });
}

function readLine(record: Record<string, string>, line: number): PasswordLine {
  const [uuid = null, login = null, mail = null] = names.map((name) => record[name] || null);
  const user = login ?? mail ?? uuid;
  const unusable = (reason: string, next: string) => ({ unusable: { line, user: user ?? '', reason, next } });
  if (user === null) return unusable('The line names nobody.', 'Fill in uuid, login or mail.');
  if ([uuid, login, mail].some((name) => (name ?? '').length > longestName))
    return unusable('A name on the line is too long to be one.', 'Check the columns.');
  const hash = record['hash'] ?? '';
  const verdict = judgeHash(hash);
  return verdict.usable ? { row: { uuid, login, mail, hash } } : unusable(verdict.reason, verdict.next);
}

function unreadable(error: unknown): unknown {
  if (error instanceof CsvError) {
    const line = 'lines' in error ? ` near line ${String(error.lines)}` : '';
    return new SyncError('invalid', `The file is not valid CSV${line} (${error.code}).`, {
      scope: 'run',
      next: 'Export it again with one user a line and a header.',
    });
  }
  if (error instanceof Error && 'code' in error && 'syscall' in error)
    return new SyncError('invalid', `The file can’t be read (${String(error.code)}).`, {
      scope: 'run',
      next: 'Check its name and that you may read it.',
    });
  return error;
}

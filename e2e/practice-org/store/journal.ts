import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

/** An append-only file of JSON lines; `append` is on its way to the disk before the answer of the same turn leaves. */
export interface Journal<T> {
  /** What an earlier run left, oldest first; a line cut short by a crash is dropped. */
  readonly earlier: readonly T[];
  append(entry: T): void;
  /** Replaces the whole file by these entries. */
  rewrite(entries: Iterable<T>): void;
  /** Safe to repeat. */
  close(): void;
}

/** A journal that forgets everything, for an org without a home. */
export function createMemoryJournal<T>(): Journal<T> {
  return { earlier: [], append: () => undefined, rewrite: () => undefined, close: () => undefined };
}

/** Opens or creates the journal at `path` with mode 0600; `parse` checks each entry of an earlier run. */
export function openJournal<T>(path: string, parse: (entry: unknown) => T): Journal<T> {
  const { lines, torn } = readLines(path);
  const entries = lines.map((line) => parse(JSON.parse(line)));
  let file = openSync(path, 'a', 0o600);
  let waiting: string[] = [];
  let closed = false;

  const flush = (): void => {
    if (waiting.length === 0) return;
    const text = waiting.join('');
    waiting = [];
    writeSync(file, text);
  };
  const rewrite = (all: Iterable<T>): void => {
    waiting = [];
    const next = openSync(`${path}.next`, 'w', 0o600);
    let text = '';
    for (const entry of all) {
      text += `${JSON.stringify(entry)}\n`;
      if (text.length > 1 << 20) {
        writeSync(next, text);
        text = '';
      }
    }
    writeSync(next, text);
    fsyncSync(next);
    closeSync(next);
    closeSync(file);
    renameSync(`${path}.next`, path);
    file = openSync(path, 'a', 0o600);
  };

  // Appending after half a line would spoil the next entry too.
  if (torn) rewrite(entries);
  return {
    earlier: entries,
    append: (entry) => {
      waiting.push(`${JSON.stringify(entry)}\n`);
      // A burst of changes in one turn, such as seeding, becomes one write.
      if (waiting.length === 1) queueMicrotask(flush);
    },
    rewrite,
    close: () => {
      if (closed) return;
      flush();
      closeSync(file);
      closed = true;
    },
  };
}

function readLines(path: string): { lines: string[]; torn: boolean } {
  if (!existsSync(path)) return { lines: [], torn: false };
  const lines = readFileSync(path, 'utf8').split('\n');
  const rest = lines.pop();
  return { lines: lines.filter((line) => line !== ''), torn: rest !== '' };
}

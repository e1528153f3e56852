import path from 'node:path';
import { type Disk, removeFile, syncFolder } from './disk.ts';
import type { SnapshotHeader } from './generation.ts';
import { LineWriter } from './line-file.ts';

const lineLength = 64 * 1024;

export interface SnapshotSource {
  header: SnapshotHeader;
  /** Text of every change that makes the data; may be read while the data changes. */
  texts: Iterable<string>;
  /**
   * Called when all texts were read: waits until what they showed is durable, and answers the lines that bring the
   * snapshot up to one moment. Throws when what they showed was taken back.
   */
  settle?: () => Promise<readonly string[]>;
  signal?: AbortSignal;
}

/** Writes a snapshot as a whole or not at all; answers its size in bytes. Yields to others every few milliseconds. */
export async function writeSnapshot(disk: Disk, file: string, source: SnapshotSource): Promise<number> {
  const temporary = `${file}.tmp`;
  const writer = await LineWriter.create(disk, temporary);
  try {
    await writer.add(JSON.stringify(source.header));
    for (const line of toLines(source.texts)) {
      source.signal?.throwIfAborted();
      await writer.add(line);
    }
    for (const line of (await source.settle?.()) ?? []) await writer.add(line);
    await writer.add(JSON.stringify({ end: writer.lines }));
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    await removeFile(disk, temporary);
    throw error;
  }
  await disk.rename(temporary, file);
  await syncFolder(disk, path.dirname(file));
  return writer.bytes;
}

function* toLines(texts: Iterable<string>): Generator<string> {
  let line: string[] = [];
  let length = 0;
  for (const text of texts) {
    line.push(text);
    length += text.length;
    if (length < lineLength) continue;
    yield `[${line.join(',')}]`;
    line = [];
    length = 0;
  }
  if (line.length > 0) yield `[${line.join(',')}]`;
}

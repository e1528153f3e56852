import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { type Disk, errnoOf, syncFolder, writeAll } from './disk.ts';
import { linesBackward, linesForward, type PlacedLine } from './read-lines.ts';

const dayName = /^(\d{4}-\d\d-\d\d)\.ndjson$/;
const blockBytes = 256 * 1024;
const lineFeed = 0x0a;

/** Days that have entries in `folder`, oldest first. */
export async function listDays(disk: Disk, folder: string): Promise<string[]> {
  const names = await disk.readdir(folder);
  return names.flatMap((name) => dayName.exec(name)?.[1] ?? []).sort();
}

export function entriesFile(folder: string, day: string): string {
  return path.join(folder, `${day}.ndjson`);
}

export function imagesFile(folder: string, day: string): string {
  return path.join(folder, `${day}.images.ndjson`);
}

/**
 * Adds lines durably behind the last whole line and answers the file's new size; what a crash left behind that line is
 * cut off. When the disk is full, none of the lines stay.
 */
export async function appendLines(disk: Disk, file: string, lines: readonly string[]): Promise<number> {
  const handle = await disk.open(file, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    const { size } = await handle.stat();
    if (size === 0) await syncFolder(disk, path.dirname(file));
    const from = await wholeEnd(handle, size);
    try {
      if (size > from) await handle.truncate(from);
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      await writeAll(handle, bytes, from);
      await handle.datasync();
      return from + bytes.length;
    } catch (error) {
      await handle.truncate(from);
      throw error;
    }
  } finally {
    await handle.close();
  }
}

/** Calls `visit` with each whole line behind byte `from`, without its line feed; an absent file has none. */
export async function eachLine(
  disk: Disk,
  file: string,
  visit: (line: Buffer, end: number) => void,
  from = 0,
): Promise<void> {
  await withExisting(disk, file, async (handle) => {
    let end = from;
    for await (const block of linesForward(handle, { from, blockBytes }))
      for (const line of block) {
        end += line.length;
        if (line.at(-1) === lineFeed) visit(line.subarray(0, -1), end);
      }
  });
}

/** Calls `visit` with each whole line before byte `end`, newest first, until it answers false. */
export async function eachLineBackward(
  disk: Disk,
  file: string,
  visit: (line: PlacedLine) => boolean,
  end?: number,
): Promise<void> {
  await withExisting(disk, file, async (handle) => {
    for await (const line of linesBackward(handle, end ?? (await handle.stat()).size)) if (!visit(line)) return;
  });
}

/** Drops the lines that `keep` refuses, replacing the file as a whole; answers how many were dropped. */
export async function filterLines(disk: Disk, file: string, keep: (line: Buffer) => boolean): Promise<number> {
  let dropped = 0;
  await eachLine(disk, file, (line) => {
    if (!keep(line)) dropped += 1;
  });
  if (dropped === 0) return 0;
  const temporary = `${file}.tmp`;
  const target = await disk.open(temporary, 'w', 0o600);
  try {
    await withExisting(disk, file, async (source) => {
      let position = 0;
      for await (const block of linesForward(source, { blockBytes })) {
        const kept = Buffer.concat(block.filter((line) => line.at(-1) === lineFeed && keep(line.subarray(0, -1))));
        await writeAll(target, kept, position);
        position += kept.length;
      }
    });
    await target.datasync();
  } finally {
    await target.close();
  }
  await disk.rename(temporary, file);
  await syncFolder(disk, path.dirname(file));
  return dropped;
}

async function withExisting(disk: Disk, file: string, use: (handle: FileHandle) => Promise<void>): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await disk.open(file, 'r');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}

async function wholeEnd(handle: FileHandle, size: number): Promise<number> {
  for await (const { bytes, at } of linesBackward(handle, size)) return at + bytes.length + 1;
  return 0;
}

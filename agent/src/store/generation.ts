import path from 'node:path';
import { z } from 'zod';
import type { Json } from '@rollcall/shared';
import type { Disk } from './disk.ts';
import { DamagedFile, type Scan, scanLines } from './line-file.ts';

/** A change as it stands in a file; one without a value is a removal. */
export type WrittenChange = readonly [collection: string, key: string, value?: Json];

/** Takes what a file holds, in order. */
export type Sink = (change: WrittenChange) => void;

/** The first line of a snapshot. */
export const SnapshotHeader = z.object({
  kind: z.literal('snapshot'),
  schema: z.number().int(),
  generation: z.number().int(),
  /** Number of the last log line that the snapshot holds for certain; its log goes on with the next. */
  seq: z.number().int(),
  at: z.string(),
});
export type SnapshotHeader = z.infer<typeof SnapshotHeader>;

/** The first line of a log. */
export const LogHeader = z.object({ kind: z.literal('log'), schema: z.number().int(), generation: z.number().int() });
export type LogHeader = z.infer<typeof LogHeader>;

const SnapshotEnd = z.object({ end: z.number().int() });
const fileName = /^(snapshot|log)-(\d+)\.ndjson$/;

export type FileKind = 'snapshot' | 'log';

export function fileOf(folder: string, kind: FileKind, generation: number): string {
  return path.join(folder, `${kind}-${generation}.ndjson`);
}

/** The generations of snapshots and logs in `folder`, oldest first. */
export async function listGenerations(disk: Disk, folder: string): Promise<Record<FileKind, number[]>> {
  const found: Record<FileKind, number[]> = { snapshot: [], log: [] };
  for (const name of await disk.readdir(folder)) {
    const match = fileName.exec(name);
    if (match) found[match[1] === 'log' ? 'log' : 'snapshot'].push(Number(match[2]));
  }
  found.snapshot.sort((a, b) => a - b);
  found.log.sort((a, b) => a - b);
  return found;
}

/** Reads a snapshot or backup from its first to its end line. Throws `DamagedFile` unless it is whole. */
export async function readSnapshot(
  disk: Disk,
  file: string,
  begin: (schema: number) => Sink,
): Promise<{ header: SnapshotHeader; bytes: number }> {
  let header: SnapshotHeader | undefined;
  let sink: Sink | undefined;
  let next = 0;
  let ended = false;
  const scan = await scanLines(disk, file, ({ seq, payload }) => {
    if (seq !== next || ended) throw new DamagedFile(file, `line ${next + 1} is missing`);
    next += 1;
    if (seq === 0) {
      header = SnapshotHeader.parse(payload);
      sink = begin(header.schema);
    } else if (SnapshotEnd.safeParse(payload).success) {
      ended = true;
    } else if (sink) {
      pour(file, payload, sink);
    }
  });
  if (!header || !ended || scan.end < scan.size) throw new DamagedFile(file, 'its end is missing');
  return { header, bytes: scan.size };
}

/**
 * Reads a log whose lines go on from `seq`, and answers the number of its last line. Throws `DamagedFile` when a line
 * is missing, or damaged with whole ones behind it.
 */
export async function readLog(disk: Disk, file: string, seq: number, sink: Sink): Promise<Scan & { seq: number }> {
  let last = seq;
  const scan = await scanLines(disk, file, (line) => {
    if (line.seq === 0) {
      LogHeader.parse(line.payload);
      return;
    }
    if (line.seq !== last + 1) throw new DamagedFile(file, `change ${last + 1} is missing`);
    last = line.seq;
    pour(file, line.payload, sink);
  });
  return { ...scan, seq: last };
}

function pour(file: string, payload: unknown, sink: Sink): void {
  // The line's checksum vouches that Rollcall wrote it, so its changes are taken as they are.
  if (!Array.isArray(payload)) throw new DamagedFile(file, 'a line holds no changes');
  for (const change of payload) sink(change);
}

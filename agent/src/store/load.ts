import { SyncError } from '@rollcall/shared';
import { type Disk, removeFile } from './disk.ts';
import { fileOf, listGenerations, readLog, readSnapshot, type Sink, type SnapshotHeader } from './generation.ts';
import { DamagedFile } from './line-file.ts';

/** Where the files on disk stand after they were read. */
export interface Loaded {
  header: SnapshotHeader;
  /** Generation of the snapshot that was read. */
  base: number;
  /** Number of the last change. */
  seq: number;
  snapshotBytes: number;
  logBytes: number;
  log: { generation: number; end: number };
  /** What a person should know about how the files were found. */
  notes: string[];
}

const ignore: Sink = () => {};

/**
 * Reads the newest complete generation: its snapshot and every log since. `begin` is asked for a sink again whenever
 * an older snapshot must be tried. Null for a folder without state. Throws `internal` for damage that a crash can't
 * explain; never skips over it.
 */
export async function load(disk: Disk, folder: string, begin: (schema: number) => Sink): Promise<Loaded | null> {
  const { snapshot: snapshots, log: logs } = await listGenerations(disk, folder);
  const notes: string[] = [];
  let damage: DamagedFile | undefined;
  for (const base of snapshots.toReversed()) {
    try {
      let sink = ignore;
      const { header, bytes } = await readSnapshot(disk, fileOf(folder, 'snapshot', base), (schema) => {
        sink = begin(schema);
        return sink;
      });
      const files = logs.filter((generation) => generation >= base);
      const tail = await readLogs({ disk, folder, header, sink, files, notes });
      return { header, base, snapshotBytes: bytes, notes, ...tail };
    } catch (error) {
      if (!(error instanceof DamagedFile)) throw error;
      damage ??= error;
      notes.push(`${error.message}; the generation before it was read instead, and nothing is lost.`);
    }
  }
  if (damage) throw damagedState(damage);
  await removeUnbegun(disk, folder, logs);
  return null;
}

interface LogChain {
  disk: Disk;
  folder: string;
  header: SnapshotHeader;
  sink: Sink;
  /** Generations of the logs to read, in order. */
  files: number[];
  notes: string[];
}

async function readLogs(chain: LogChain): Promise<Pick<Loaded, 'seq' | 'log' | 'logBytes'>> {
  const { disk, folder, header, sink, notes } = chain;
  let { seq } = header;
  let logBytes = 0;
  let log: Loaded['log'] | undefined;
  for (const [index, generation] of chain.files.entries()) {
    if (generation !== header.generation + index) break;
    const file = fileOf(folder, 'log', generation);
    const scan = await readLog(disk, file, seq, sink);
    ({ seq } = scan);
    if (scan.end < scan.size) notes.push(`${file}: ${scan.size - scan.end} bytes of an unfinished write were cut off.`);
    // A crash while a log is begun leaves one without a header: nothing was ever written to it.
    if (scan.lines === 0) await removeFile(disk, file);
    else log = { generation, end: scan.end };
    logBytes += scan.end;
  }
  const missing = header.generation + chain.files.length;
  if (!log || chain.files.at(-1) !== missing - 1)
    throw new DamagedFile(fileOf(folder, 'log', log ? log.generation + 1 : header.generation), 'the file is missing');
  return { seq, log, logBytes };
}

/** A first start that was cut short leaves a log without a snapshot; one that holds changes lost its snapshot. */
async function removeUnbegun(disk: Disk, folder: string, logs: number[]): Promise<void> {
  for (const generation of logs) {
    const file = fileOf(folder, 'log', generation);
    const { lines } = await readLog(disk, file, 0, ignore).catch(() => ({ lines: Infinity }));
    if (lines > 1) throw damagedState(new DamagedFile(fileOf(folder, 'snapshot', generation), 'the file is missing'));
    await removeFile(disk, file);
  }
}

function damagedState(damage: DamagedFile): SyncError {
  return new SyncError('internal', `Rollcall’s state can’t be read: ${damage.message}.`, {
    scope: 'run',
    retry: 'never',
    next: 'Nothing was changed. Put back a copy of the whole folder, or move it aside and connect anew: users are then linked again.',
    cause: damage,
  });
}

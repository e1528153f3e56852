import path from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import { type Aside, type Plan, type PlanItem, SyncError } from '@rollcall/shared';
import { type Disk, errnoOf, removeFile, syncFolder, writeAll } from './disk.ts';
import { linesBackward, linesForward } from './read-lines.ts';

/** What may change about a saved plan: where it stands, who approved it, and which held items the approval names. */
export interface PlanChange {
  state?: Plan['state'];
  approved?: Plan['approved'];
  /** Ids of held items; their verdict then carries the approval. */
  approvedItems?: string[];
}

/** One line of a plan file: the head, its items and asides, and what changed later. */
export type PlanLine = { plan: Plan } | { item: PlanItem } | { aside: Aside } | { change: PlanChange };

const pieceBytes = 256 * 1024;

/** Writes a plan file as a whole or not at all, a piece at a time. */
export async function writePlanFile(disk: Disk, file: string, lines: Iterable<PlanLine>): Promise<void> {
  const temporary = `${file}.tmp`;
  const handle = await disk.open(temporary, 'w', 0o600);
  try {
    let position = 0;
    for (const piece of toPieces(lines)) {
      await writeAll(handle, piece, position);
      position += piece.length;
    }
    await handle.datasync();
  } catch (error) {
    await removeFile(disk, temporary);
    throw error;
  } finally {
    await handle.close();
  }
  await disk.rename(temporary, file);
  await syncFolder(disk, path.dirname(file));
}

/** Adds a change behind everything else, durably; a tail that a crash left unfinished is cut off first. */
export async function appendChange(disk: Disk, file: string, change: PlanChange): Promise<void> {
  await withFile(disk, file, 'r+', async (handle, size) => {
    let end = size;
    for await (const { bytes, at } of linesBackward(handle, size)) {
      end = at + bytes.length + 1;
      break;
    }
    await writeAll(handle, Buffer.from(`${JSON.stringify({ change })}\n`), end);
    await handle.datasync();
  });
}

/** The head as it stands now, from the file's first line and its last ones. */
export function readHead(disk: Disk, file: string): Promise<Plan> {
  return readPlanFile(disk, file, () => false);
}

/**
 * Reads a plan file in order and answers its head. `visit` gets every line behind the head, still as text, with what
 * makes an item of it; `false` ends the reading.
 */
export function readPlanFile(
  disk: Disk,
  file: string,
  visit: (line: Buffer, approvals: Approvals) => boolean,
): Promise<Plan> {
  return withFile(disk, file, 'r', async (handle, size) => {
    const { head, approvals } = await readChanges(handle, size);
    let plan: Plan | undefined;
    for await (const block of linesForward(handle, { blockBytes: pieceBytes })) {
      for (const line of block) {
        if (!plan) plan = { ...parsePlan(file, line), ...head };
        else if (startsWith(line, '{"change"') || !visit(line, approvals)) return plan;
      }
    }
    if (!plan) throw unreadable(file);
    return plan;
  }).catch((error: unknown) => {
    throw error instanceof SyntaxError ? unreadable(file) : error;
  });
}

/** Who approved which item. */
type Approvals = ReadonlyMap<string, NonNullable<Plan['approved']>>;

/** The item of a line; null when the line holds none. */
export function itemOf(line: Buffer, approvals: Approvals): PlanItem | null {
  if (!startsWith(line, '{"item"')) return null;
  const { item }: { item: PlanItem } = JSON.parse(line.toString());
  const approved = approvals.get(item.id);
  if (!approved || item.verdict.is !== 'hold') return item;
  return { ...item, verdict: { ...item.verdict, approved } };
}

/** The aside of a line; null when the line holds none. */
export function asideOf(line: Buffer): Aside | null {
  if (!startsWith(line, '{"aside"')) return null;
  const { aside }: { aside: Aside } = JSON.parse(line.toString());
  return aside;
}

function startsWith(line: Buffer, text: string): boolean {
  return line.toString('latin1', 0, text.length) === text;
}

function parsePlan(file: string, line: Buffer): Plan {
  try {
    const { plan }: { plan: Plan } = JSON.parse(line.toString());
    return plan;
  } catch {
    throw unreadable(file);
  }
}

/** The changes stand behind everything else, so they are read from the end. */
async function readChanges(
  handle: FileHandle,
  size: number,
): Promise<{ head: Pick<PlanChange, 'state' | 'approved'>; approvals: Approvals }> {
  const changes: PlanChange[] = [];
  for await (const { bytes } of linesBackward(handle, size)) {
    if (!startsWith(bytes, '{"change"')) break;
    const { change }: { change: PlanChange } = JSON.parse(bytes.toString());
    changes.unshift(change);
  }
  const approvals = new Map<string, NonNullable<Plan['approved']>>();
  const head: Pick<PlanChange, 'state' | 'approved'> = {};
  for (const { approvedItems = [], ...rest } of changes) {
    Object.assign(head, rest);
    for (const id of approvedItems) if (head.approved) approvals.set(id, head.approved);
  }
  return { head, approvals };
}

async function withFile<T>(
  disk: Disk,
  file: string,
  flags: 'r' | 'r+',
  use: (handle: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  const handle = await openPlan(disk, file, flags);
  try {
    return await use(handle, (await handle.stat()).size);
  } finally {
    await handle.close();
  }
}

async function openPlan(disk: Disk, file: string, flags: 'r' | 'r+'): Promise<FileHandle> {
  try {
    return await disk.open(file, flags);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    throw new SyncError('not_found', `There is no plan ${path.basename(file, '.ndjson')}; old plans are removed.`, {
      scope: 'run',
      next: 'Make a new plan.',
    });
  }
}

function unreadable(file: string): SyncError {
  return new SyncError('moved', `The plan in ${file} can’t be read.`, { scope: 'run' });
}

function* toPieces(lines: Iterable<PlanLine>): Generator<Buffer> {
  let texts: string[] = [];
  let length = 0;
  for (const line of lines) {
    const text = `${JSON.stringify(line)}\n`;
    texts.push(text);
    length += text.length;
    if (length < pieceBytes) continue;
    yield Buffer.from(texts.join(''));
    texts = [];
    length = 0;
  }
  yield Buffer.from(texts.join(''));
}

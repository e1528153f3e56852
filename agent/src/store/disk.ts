import * as fs from 'node:fs/promises';
import path from 'node:path';
import { SyncError } from '@rollcall/shared';

/** The part of `node:fs/promises` that changes files; tests pass one that fails as a full disk does. */
export type Disk = Pick<typeof fs, 'open' | 'rename' | 'unlink' | 'readdir' | 'mkdir' | 'chmod' | 'stat'>;

export const realDisk: Disk = fs;

const causes: Record<string, { text: string; next?: string }> = {
  ENOSPC: { text: 'no space is left' },
  EDQUOT: { text: 'the disk quota is used up' },
  EROFS: { text: 'the disk is read-only', next: 'Make the disk writable, or choose another folder with --home.' },
  EACCES: {
    text: 'access was refused',
    next: 'Give the user that runs Rollcall write access, or choose another --home.',
  },
  EPERM: {
    text: 'it is not permitted',
    next: 'Give the user that runs Rollcall write access, or choose another --home.',
  },
  ENOENT: { text: 'the folder is missing', next: 'Make the folder, or choose another one.' },
  EIO: { text: 'the disk reported a fault', next: 'Check the disk; restore the newest backup onto a good one.' },
};

/** A failed write as the `disk` error that people read. */
export function toDiskError(file: string, cause: unknown): SyncError {
  if (cause instanceof SyncError) return cause;
  const code = errnoOf(cause) ?? 'an unknown fault';
  const known = causes[code] ?? { text: `the system answered ${code}`, next: 'Check the disk, then start again.' };
  return new SyncError('disk', `Rollcall can’t write ${file}: ${known.text}.`, {
    cause,
    ...(known.next === undefined ? {} : { next: known.next }),
  });
}

/** A system's error as a `disk` error; anything else stays what it is. */
export function ifDiskError(file: string, error: unknown): unknown {
  return errnoOf(error) === null ? error : toDiskError(file, error);
}

/** The system's word for a failed operation, such as `ENOENT`; null when it was no system error. */
export function errnoOf(error: unknown): string | null {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return null;
  return /^E[A-Z\d]+$/.test(error.code) ? error.code : null;
}

/** Makes a folder that only its owner may enter, with its parents. */
export async function makePrivateFolder(disk: Disk, folder: string): Promise<void> {
  await disk.mkdir(folder, { recursive: true, mode: 0o700 });
  await disk.chmod(folder, 0o700);
}

/** Makes new, renamed and removed names in `folder` survive a power cut. */
export async function syncFolder(disk: Disk, folder: string): Promise<void> {
  // Windows can't open a folder as a file; NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const handle = await disk.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes all of `bytes` at `position`: one call may write less, as at the end of a full disk. */
export async function writeAll(handle: fs.FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Replaces a small file as a whole or not at all; only its owner may read it. */
export async function replaceFile(disk: Disk, file: string, text: string): Promise<void> {
  const temporary = `${file}.tmp`;
  const handle = await disk.open(temporary, 'w', 0o600);
  try {
    await writeAll(handle, Buffer.from(text), 0);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await disk.rename(temporary, file);
  await syncFolder(disk, path.dirname(file));
}

/** Removes a file; an absent one is no error. */
export async function removeFile(disk: Disk, file: string): Promise<void> {
  try {
    await disk.unlink(file);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { SyncError } from '@rollcall/shared';
import { makePrivateFolder, realDisk as disk, syncFolder, ifDiskError } from './disk.ts';
import { fileOf, readSnapshot } from './generation.ts';
import { DamagedFile } from './line-file.ts';
import { takeLock } from './lock.ts';
import { LogFile } from './log-file.ts';

/**
 * Puts a backup in the place of the state under `home` and answers where the former state was put aside. Throws
 * `invalid` for a file that is no whole backup, `locked` while somebody uses the home, and `disk`.
 */
export async function restoreStore(
  home: string,
  backup: string,
  now: () => number = Date.now,
): Promise<{ aside: string | null }> {
  try {
    await disk.mkdir(home, { recursive: true, mode: 0o700 });
    const lock = await takeLock(home, { disk, now });
    try {
      return await restoreLocked(home, backup, now);
    } finally {
      await lock.release();
    }
  } catch (error) {
    throw ifDiskError(home, error);
  }
}

async function restoreLocked(home: string, backup: string, now: () => number): Promise<{ aside: string | null }> {
  const { header } = await readSnapshot(disk, backup, () => () => {}).catch((error: unknown) => {
    throw noBackup(backup, error);
  });
  const folder = path.join(home, 'store');
  const fresh = path.join(home, 'store.new');
  await makePrivateFolder(disk, fresh);
  const { generation, schema } = header;
  const log = await LogFile.create(disk, fresh, { kind: 'log', schema, generation });
  await log.close();
  const copy = fileOf(fresh, 'snapshot', generation);
  await copyFile(backup, copy);
  await disk.chmod(copy, 0o600);
  const handle = await disk.open(copy, 'r+');
  await handle.datasync();
  await handle.close();
  await syncFolder(disk, fresh);

  const hasFormer = (await disk.readdir(home)).includes('store');
  const aside = path.join(home, `store.${new Date(now()).toISOString().replaceAll(':', '.')}`);
  if (hasFormer) await disk.rename(folder, aside);
  await disk.rename(fresh, folder);
  await syncFolder(disk, home);
  return { aside: hasFormer ? aside : null };
}

function noBackup(file: string, cause: unknown): unknown {
  const isRead = cause instanceof DamagedFile || (cause instanceof Error && cause.name === 'ZodError');
  if (!isRead) return cause;
  return new SyncError('invalid', `${file} is no whole Rollcall backup.`, {
    scope: 'run',
    next: 'Nothing was changed. Choose another backup.',
    cause,
  });
}

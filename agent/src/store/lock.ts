import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { SyncError, type Time } from '@rollcall/shared';
import { type Disk, errnoOf, removeFile, ifDiskError, writeAll } from './disk.ts';
import { type ProcessMark, type Processes, realProcesses } from './process-start.ts';

const Holder = z.object({
  pid: z.number().int(),
  started: z.string().nullable(),
  boot: z.string().nullable(),
  host: z.string(),
  since: z.string(),
});
type Holder = z.infer<typeof Holder> & ProcessMark & { since: Time };

const released = 'released\n';
const fileName = /^lock\.(\d+)$/;

export interface LockOptions {
  disk: Disk;
  now: () => number;
  processes?: Processes;
}

export interface Lock {
  release(): Promise<void>;
}

/**
 * Makes this process the only writer of `home`, or throws `locked` with the holder's name.
 *
 * Each holder makes the lock file with the next number, which only one process can; the highest number counts and is
 * never removed. So two that take over from a dead holder at the same moment can't both win, as they could with one
 * file that is removed and made again.
 */
export async function takeLock(home: string, options: LockOptions): Promise<Lock> {
  const { disk, now, processes = realProcesses } = options;
  const self: Holder = { ...(await processes.self()), since: new Date(now()).toISOString() };
  for (;;) {
    const highest = (await lockNumbers(disk, home)).at(-1) ?? 0;
    if (highest > 0) await refuseWhileHeld(home, highest, processes);
    const file = lockFile(home, highest + 1);
    try {
      await writeFile(file, JSON.stringify(self), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') continue;
      await removeFile(disk, file);
      throw ifDiskError(file, error);
    }
    const numbers = await lockNumbers(disk, home);
    if (numbers.at(-1) !== highest + 1) {
      await removeFile(disk, file);
      continue;
    }
    for (const number of numbers.slice(0, -1)) await removeFile(disk, lockFile(home, number));
    return { release: () => release(disk, file) };
  }
}

function lockFile(home: string, number: number): string {
  return path.join(home, `lock.${number}`);
}

async function lockNumbers(disk: Disk, home: string): Promise<number[]> {
  const numbers = (await disk.readdir(home)).flatMap((name) => {
    const match = fileName.exec(name);
    return match ? [Number(match[1])] : [];
  });
  return numbers.sort((a, b) => a - b);
}

async function refuseWhileHeld(home: string, number: number, processes: Processes): Promise<void> {
  const file = lockFile(home, number);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    // Whoever took a higher number has removed it; the caller looks again.
    if (errnoOf(error) === 'ENOENT') return released;
    throw ifDiskError(file, error);
  });
  if (text === released) return;
  const holder = Holder.safeParse(parseJson(text)).data;
  if (!holder)
    throw new SyncError('locked', `Another Rollcall is starting in ${home}.`, {
      next: `Try again in a moment; if no Rollcall runs, delete ${file}.`,
    });
  if (!(await processes.isRunning(holder))) return;
  const where = holder.host === (await processes.self()).host ? '' : ` on ${holder.host}`;
  throw new SyncError(
    'locked',
    `Another Rollcall (process ${holder.pid}${where}, since ${holder.since}) uses ${home}.`,
    {
      next: `Use that one, or stop process ${holder.pid}${where} and start again.`,
    },
  );
}

/** Written over the old text, which needs no space on a full disk. */
async function release(disk: Disk, file: string): Promise<void> {
  const handle = await disk.open(file, 'r+');
  try {
    await writeAll(handle, Buffer.from(released), 0);
    await handle.truncate(released.length);
  } finally {
    await handle.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

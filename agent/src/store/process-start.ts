import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { errnoOf } from './disk.ts';

/** What tells one process from every other that ever ran here. Null where the system doesn't say. */
export interface ProcessMark {
  pid: number;
  /** When the process began, in the system's own words. */
  started: string | null;
  /** Which run of the system it belongs to. */
  boot: string | null;
  host: string;
}

/** Asks about processes; tests pass another. */
export interface Processes {
  self(): Promise<ProcessMark>;
  /** Whether that very process still runs; true as well when it can't be told. */
  isRunning(mark: ProcessMark): Promise<boolean>;
}

export const realProcesses: Processes = {
  async self() {
    return {
      pid: process.pid,
      started: await startOf(process.pid),
      boot: await bootId(),
      host: hostname(),
    };
  },
  async isRunning(mark) {
    const boot = await bootId();
    const sameBoot = boot !== null && boot === mark.boot;
    if (!sameBoot) {
      // Another name and another boot may be another machine that shares the folder.
      if (mark.host !== hostname()) return true;
      if (boot !== null && mark.boot !== null) return false;
    }
    if (!answers(mark.pid)) return false;
    const started = await startOf(mark.pid);
    return started === null || mark.started === null || started === mark.started;
  },
};

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs as somebody else.
    return errnoOf(error) === 'EPERM';
  }
}

async function bootId(): Promise<string | null> {
  const text = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null);
  return text?.trim() ?? null;
}

/** Start time from proc(5), field 22 of `stat`, else from `ps`; `zombie` for one that ended but was not collected. */
async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat !== null) {
    // The name in field 2 may hold spaces and brackets, so count from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'zombie' : (fields[19] ?? null);
  }
  if (process.platform === 'linux' || process.platform === 'win32') return null;
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim() || null;
  } catch {
    return null;
  }
}

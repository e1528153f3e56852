import path from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import { type Disk, syncFolder, writeAll } from './disk.ts';
import { fileOf, type LogHeader } from './generation.ts';
import { encodeLine } from './line.ts';

/** The log that commits go to: grows line by line, each durable before `append` returns. */
export class LogFile {
  readonly generation: number;
  readonly path: string;
  readonly #handle: FileHandle;
  #end: number;

  private constructor(handle: FileHandle, place: { generation: number; path: string; end: number }) {
    this.#handle = handle;
    this.generation = place.generation;
    this.path = place.path;
    this.#end = place.end;
  }

  static async create(disk: Disk, folder: string, header: LogHeader): Promise<LogFile> {
    const file = fileOf(folder, 'log', header.generation);
    const log = new LogFile(await disk.open(file, 'w+', 0o600), {
      generation: header.generation,
      path: file,
      end: 0,
    });
    await log.append(encodeLine(0, JSON.stringify(header)));
    await syncFolder(disk, path.dirname(file));
    return log;
  }

  /** Opens a log that was read up to `end`; what a crash left behind it is cut off. */
  static async open(disk: Disk, folder: string, place: { generation: number; end: number }): Promise<LogFile> {
    const file = fileOf(folder, 'log', place.generation);
    const log = new LogFile(await disk.open(file, 'r+'), { ...place, path: file });
    await log.cut();
    return log;
  }

  /** Size of everything that is known to be durable. */
  get end(): number {
    return this.#end;
  }

  async append(line: Buffer): Promise<void> {
    await writeAll(this.#handle, line, this.#end);
    await this.#handle.datasync();
    this.#end += line.length;
  }

  /** Removes what a failed append left behind. */
  async cut(): Promise<void> {
    const { size } = await this.#handle.stat();
    if (size === this.#end) return;
    await this.#handle.truncate(this.#end);
    await this.#handle.datasync();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

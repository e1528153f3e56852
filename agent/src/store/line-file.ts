import type { FileHandle } from 'node:fs/promises';
import { type Disk, writeAll } from './disk.ts';
import { linesForward } from './read-lines.ts';
import { decodeLine, encodeLine, type Line } from './line.ts';

const writeBytes = 256 * 1024;
const readBytes = 1024 * 1024;
const syncBytes = 4 * 1024 * 1024;
const lineFeed = 0x0a;

/** What a file of lines held. */
export interface Scan {
  lines: number;
  /** Where the last whole line ends; what stands behind it was cut off by a crash. */
  end: number;
  size: number;
}

/** A file that can't be what a crash leaves behind: a damaged line with whole ones after it, or a missing line. */
export class DamagedFile extends Error {
  readonly file: string;
  readonly what: string;

  constructor(file: string, what: string) {
    super(`${file}: ${what}`);
    this.name = 'DamagedFile';
    this.file = file;
    this.what = what;
  }
}

/** Reads a file of lines from start to end. Throws `DamagedFile` for a damaged line that whole lines follow. */
export async function scanLines(disk: Disk, file: string, visit: (line: Line) => void): Promise<Scan> {
  const handle = await disk.open(file, 'r');
  try {
    const scan: Scan = { lines: 0, end: 0, size: 0 };
    for await (const block of linesForward(handle, { blockBytes: readBytes })) {
      for (const bytes of block) {
        const isBehind = scan.size > scan.end;
        scan.size += bytes.length;
        const line = bytes.at(-1) === lineFeed ? decodeLine(bytes.subarray(0, -1)) : null;
        if (line === null) continue;
        if (isBehind) throw new DamagedFile(file, `line ${scan.lines + 1}, at byte ${scan.end}, is damaged`);
        scan.lines += 1;
        scan.end = scan.size;
        visit(line);
      }
    }
    return scan;
  } finally {
    await handle.close();
  }
}

/** Writes a new file of numbered lines in pieces small enough that nothing else waits long. */
export class LineWriter {
  readonly #handle: FileHandle;
  #pieces: Buffer[] = [];
  #waiting = 0;
  #unsynced = 0;
  #lines = 0;
  #written = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async create(disk: Disk, file: string): Promise<LineWriter> {
    return new LineWriter(await disk.open(file, 'w', 0o600));
  }

  /** How many lines were added; the next one gets this number. */
  get lines(): number {
    return this.#lines;
  }

  get bytes(): number {
    return this.#written + this.#waiting;
  }

  async add(payload: string): Promise<void> {
    const line = encodeLine(this.#lines, payload);
    this.#lines += 1;
    this.#pieces.push(line);
    this.#waiting += line.length;
    if (this.#waiting >= writeBytes) await this.#flush();
  }

  /** Makes everything durable and closes the file. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#handle.datasync();
    await this.#handle.close();
  }

  /** Closes the file as it is. */
  async abandon(): Promise<void> {
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#waiting = 0;
    await writeAll(this.#handle, bytes, this.#written);
    this.#written += bytes.length;
    this.#unsynced += bytes.length;
    // A journal flush must wait for all unwritten data of the disk, so little of ours may pile up.
    if (this.#unsynced < syncBytes) return;
    this.#unsynced = 0;
    await this.#handle.datasync();
  }
}

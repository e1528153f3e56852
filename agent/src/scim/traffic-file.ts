import { rm } from 'node:fs/promises';
import path from 'node:path';
import { trafficRow } from '@rollcall/shared/api-traffic';
import { z } from 'zod';

import { appendLines, eachLine, eachLineBackward } from '../store/activity-files.ts';
import { type Disk, errnoOf, makePrivateFolder, removeFile } from '../store/disk.ts';

const side = z.object({ headers: z.array(z.tuple([z.string(), z.string()])), body: z.json().nullable() });

/** One request and its answer as they are kept: without values about people and without secrets. */
export const keptExchange = trafficRow.extend({
  request: side,
  answer: side,
  next: z.string().nullable(),
});
export type KeptExchange = z.infer<typeof keptExchange>;
export type Row = z.infer<typeof trafficRow>;

/** What is bounded apart, so that a client that reads all day leaves the writes where they are. */
export type Shelf = 'writes' | 'reads';

export interface Limits {
  days: number;
  /** Most bytes of a shelf; the oldest go first, an eighth at a time. */
  bytes: Record<Shelf, number>;
}

interface Part {
  name: string;
  shelf: Shelf;
  day: string;
  bytes: number;
}

interface Placed {
  row: Row;
  part: Part;
}

const form = /^(\d{4}-\d\d-\d\d)\.(writes|reads)\.(\d{4})\.ndjson$/;
const dayTime = 86_400_000;

/** The exchanges of one connection in files by day, which only the owner may read. Not safe for calls side by side. */
export class TrafficFile {
  readonly #folder: string;
  readonly #disk: Disk;
  readonly #limits: Limits;
  readonly #now: () => number;
  #parts: Part[] = [];
  #rows: Placed[] = [];
  #last = 0;

  private constructor(folder: string, { disk, limits, now }: { disk: Disk; limits: Limits; now: () => number }) {
    this.#folder = folder;
    this.#disk = disk;
    this.#limits = limits;
    this.#now = now;
  }

  static async open(folder: string, options: { disk: Disk; limits: Limits; now: () => number }): Promise<TrafficFile> {
    const file = new TrafficFile(folder, options);
    await file.#load();
    return file;
  }

  /** Rows of what is kept, oldest first. */
  get rows(): Row[] {
    return this.#rows.map(({ row }) => row);
  }

  /** Writes exchanges down, each with the next number as its id, and lets go of what is too old or too much. */
  async add(
    exchanges: readonly Omit<KeptExchange, 'id'>[],
    shelfOf: (exchange: Omit<KeptExchange, 'id'>) => Shelf,
  ): Promise<Row[]> {
    const numbered = exchanges.map((exchange) => ({ shelf: shelfOf(exchange), kept: this.#numbered(exchange) }));
    for (const shelf of ['writes', 'reads'] as const) {
      const lines = numbered.filter((each) => each.shelf === shelf).map(({ kept }) => JSON.stringify(kept));
      if (lines.length === 0) continue;
      const part = this.#partFor(shelf);
      part.bytes = await appendLines(this.#disk, path.join(this.#folder, part.name), lines);
      if (!this.#parts.includes(part)) this.#parts.push(part);
      for (const { kept } of numbered.filter((each) => each.shelf === shelf))
        this.#rows.push({ row: rowOf(kept), part });
    }
    this.#rows.sort((a, b) => Number(a.row.id) - Number(b.row.id));
    await this.prune();
    return numbered.map(({ kept }) => rowOf(kept));
  }

  /** One exchange; null for none. */
  async read(id: string): Promise<KeptExchange | null> {
    const placed = this.#rows.find(({ row }) => row.id === id);
    if (!placed) return null;
    let found: KeptExchange | null = null;
    await eachLineBackward(this.#disk, path.join(this.#folder, placed.part.name), ({ bytes }) => {
      const kept = parse(bytes);
      if (kept?.id === id) found = kept;
      return found === null;
    });
    return found;
  }

  async prune(): Promise<void> {
    const oldest = new Date(this.#now() - this.#limits.days * dayTime).toISOString().slice(0, 10);
    const gone = new Set(this.#parts.filter(({ day }) => day < oldest));
    for (const shelf of ['writes', 'reads'] as const) {
      const parts = this.#parts.filter((part) => part.shelf === shelf && !gone.has(part));
      let bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
      // The newest stays, whatever its size.
      for (const part of parts.slice(0, -1)) {
        if (bytes <= this.#limits.bytes[shelf]) break;
        bytes -= part.bytes;
        gone.add(part);
      }
    }
    if (gone.size === 0) return;
    for (const { name } of gone) await removeFile(this.#disk, path.join(this.#folder, name));
    this.#parts = this.#parts.filter((part) => !gone.has(part));
    this.#rows = this.#rows.filter(({ part }) => !gone.has(part));
  }

  async #load(): Promise<void> {
    for (const name of (await namesIn(this.#disk, this.#folder)).toSorted()) {
      const [, day, shelf] = form.exec(name) ?? [];
      if (day === undefined || (shelf !== 'writes' && shelf !== 'reads')) continue;
      const part: Part = { name, shelf, day, bytes: 0 };
      this.#parts.push(part);
      await eachLine(this.#disk, path.join(this.#folder, name), (line, end) => {
        part.bytes = end;
        const kept = parse(line);
        if (kept) this.#rows.push({ row: rowOf(kept), part });
      });
    }
    this.#rows.sort((a, b) => Number(a.row.id) - Number(b.row.id));
    this.#last = Number(this.#rows.at(-1)?.row.id ?? 0);
    await makePrivateFolder(this.#disk, this.#folder);
    await this.prune();
  }

  #numbered(exchange: Omit<KeptExchange, 'id'>): KeptExchange {
    this.#last += 1;
    return { id: String(this.#last), ...exchange };
  }

  #partFor(shelf: Shelf): Part {
    const day = new Date(this.#now()).toISOString().slice(0, 10);
    const last = this.#parts.findLast((part) => part.shelf === shelf);
    if (last?.day === day && last.bytes < this.#limits.bytes[shelf] / 8) return last;
    const number = last?.day === day ? Number(form.exec(last.name)?.[3] ?? 0) + 1 : 0;
    return { name: `${day}.${shelf}.${String(number).padStart(4, '0')}.ndjson`, shelf, day, bytes: 0 };
  }
}

/** Forgets everything that was kept of a connection. */
export async function removeTraffic(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

function rowOf({ request: _request, answer: _answer, next: _next, ...row }: KeptExchange): Row {
  return row;
}

function parse(line: Buffer): KeptExchange | null {
  try {
    return keptExchange.safeParse(JSON.parse(line.toString('utf8'))).data ?? null;
  } catch {
    // What a crash has cut is no exchange.
    return null;
  }
}

async function namesIn(disk: Disk, folder: string): Promise<string[]> {
  try {
    return await disk.readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

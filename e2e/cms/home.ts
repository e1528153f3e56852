import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { siteStateSchema } from './model.ts';

const FILE = 'practice-cms.json';
const SETTLE_MS = 200;

const homeSchema = z.object({ password: z.string(), state: siteStateSchema });

/** What a restart gets back: the site and admin's password, which has to be printed again. */
export type HomeContent = z.infer<typeof homeSchema>;

/** A folder that keeps the practice site over restarts; its file is readable by its owner only. */
export class Home {
  readonly #file: string;
  #timer: NodeJS.Timeout | null = null;
  #content: HomeContent | null = null;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#file = path.join(folder, FILE);
  }

  /** The stored site, or null on the first start. */
  read(): HomeContent | null {
    try {
      return homeSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }

  /** Writes soon; many changes in a row become one write. */
  writeSoon(content: HomeContent): void {
    this.#content = content;
    this.#timer ??= setTimeout(() => this.flush(), SETTLE_MS);
  }

  /** Writes what waits, whole or not at all. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#content) return;
    const next = `${this.#file}.next`;
    writeFileSync(next, JSON.stringify(this.#content), { mode: 0o600 });
    renameSync(next, this.#file);
    this.#content = null;
  }
}

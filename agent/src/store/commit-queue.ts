import path from 'node:path';
import { SyncError } from '@rollcall/shared';
import type { Change } from './data.ts';
import { type Disk, removeFile, toDiskError, writeAll } from './disk.ts';
import { encodeLine } from './line.ts';
import type { LogFile } from './log-file.ts';
import { changeText, type Tables } from './tables.ts';

export interface CommitQueueOptions {
  disk: Disk;
  tables: Tables;
  log: LogFile;
  /** Number of the last line on the disk. */
  seq: number;
  /** How often a full disk is tried again, in ms. */
  probeMs: number;
  /** Called when a line is durable, with its changes and its text; must not throw. */
  onDurable: (changes: readonly Change[], payload: string) => void;
}

/** Changes that become durable together, in one line. */
class Batch {
  readonly changes: Change[] = [];
  readonly undo: (() => void)[] = [];
  readonly texts: string[] = [];
  readonly done = Promise.withResolvers<void>();
}

const probeBytes = 256 * 1024;
/** How long changes that nobody waits for may stay in memory alone, in milliseconds. */
const longestWait = 50;

/**
 * Makes changes in memory at once and durable soon after. Commits that arrive while a line is written share the next
 * one, and a line is written only when the one before it is durable: so a damaged line with whole ones behind it was
 * never left by a crash. When a write fails, everything not yet durable is taken back and nothing more is accepted
 * until the disk can be written again.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  #log: LogFile;
  #seq: number;
  #open = new Batch();
  #running: Promise<void> = Promise.resolve();
  #isPumping = false;
  #waiting: NodeJS.Timeout | undefined;
  #isClosed = false;
  #nextLog: { log: LogFile; done: PromiseWithResolvers<number> } | null = null;
  #failure: SyncError | null = null;
  #failures = 0;
  #probe: NodeJS.Timeout | undefined;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#seq = options.seq;
  }

  get log(): LogFile {
    return this.#log;
  }

  get seq(): number {
    return this.#seq;
  }

  /** Why nothing is accepted at present; null when all is well. */
  get failure(): SyncError | null {
    return this.#failure;
  }

  /** How often changes were taken back. */
  get failures(): number {
    return this.#failures;
  }

  /**
   * Makes the changes in memory and queues them; `flushed` hurries them to the disk. Resolves when they are durable, rejects
   * with `disk` when they were taken back. Throws while a disk is full.
   */
  add(changes: readonly Change[]): Promise<void> {
    if (this.#isClosed) throw new SyncError('internal', 'The store is closed.');
    if (this.#failure) throw this.#failure;
    const texts = changes.map(({ collection, key, value }) => changeText(collection, key, value));
    for (const [index, change] of changes.entries()) {
      this.#open.undo.push(this.#options.tables.apply(change));
      this.#open.changes.push(change);
      this.#open.texts.push(texts[index] ?? '');
    }
    this.#waiting ??= setTimeout(() => this.#pump(), longestWait);
    return this.#open.done.promise;
  }

  /** Resolves when everything added so far is durable; rejects with `disk` when it was taken back. */
  flushed(): Promise<void> {
    if (this.#open.changes.length === 0) return this.#running;
    this.#pump();
    return this.#open.done.promise;
  }

  /**
   * Sends what follows to another log; answers the number of the last line in the present one. Throws `disk` after a
   * failed write, since the present log must be cut before anything may stand behind it.
   */
  switchTo(log: LogFile): Promise<number> {
    const done = Promise.withResolvers<number>();
    this.#nextLog = { log, done };
    this.#pump();
    return done.promise;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    try {
      await this.flushed();
    } finally {
      clearTimeout(this.#probe);
      clearTimeout(this.#waiting);
      await this.#log.close();
    }
  }

  #pump(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    if (this.#isPumping) return;
    this.#isPumping = true;
    // A microtask later, so that all commits of one turn share a line.
    queueMicrotask(() => void this.#drain());
  }

  async #drain(): Promise<void> {
    while (this.#nextLog || this.#open.changes.length > 0) {
      if (this.#nextLog) await this.#switch(this.#nextLog);
      if (this.#open.changes.length > 0) await this.#flush();
    }
    this.#isPumping = false;
  }

  async #switch({ log, done }: { log: LogFile; done: PromiseWithResolvers<number> }): Promise<void> {
    this.#nextLog = null;
    if (this.#failure) {
      done.reject(this.#failure);
      await log.close();
      return;
    }
    const former = this.#log;
    this.#log = log;
    done.resolve(this.#seq);
    await former.close();
  }

  async #flush(): Promise<void> {
    const batch = this.#open;
    this.#open = new Batch();
    this.#running = batch.done.promise;
    const payload = `[${batch.texts.join(',')}]`;
    try {
      await this.#log.append(encodeLine(this.#seq + 1, payload));
    } catch (error) {
      this.#takeBack(batch, toDiskError(this.#log.path, error));
      return;
    }
    this.#seq += 1;
    this.#options.onDurable(batch.changes, payload);
    batch.done.resolve();
  }

  #takeBack(batch: Batch, failure: SyncError): void {
    const later = this.#open;
    this.#open = new Batch();
    this.#running = Promise.resolve();
    for (const { undo } of [later, batch]) for (const takeBack of undo.toReversed()) takeBack();
    this.#failure = failure;
    this.#failures += 1;
    batch.done.reject(failure);
    if (later.changes.length > 0) later.done.reject(failure);
    this.#probeSoon();
  }

  #probeSoon(): void {
    if (this.#isClosed) return;
    this.#probe = setTimeout(() => void this.#tryDisk(), this.#options.probeMs).unref();
  }

  async #tryDisk(): Promise<void> {
    try {
      await this.#log.cut();
      await tryWriting(this.#options.disk, path.dirname(this.#log.path));
      this.#failure = null;
    } catch {
      this.#probeSoon();
    }
  }
}

/** Throws unless some room is left: a line may fit where the next would not. */
async function tryWriting(disk: Disk, folder: string): Promise<void> {
  const file = path.join(folder, 'room.tmp');
  const handle = await disk.open(file, 'w', 0o600);
  try {
    await writeAll(handle, Buffer.alloc(probeBytes), 0);
    await handle.datasync();
  } finally {
    await handle.close();
    await removeFile(disk, file);
  }
}

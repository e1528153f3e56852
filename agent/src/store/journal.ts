import path from 'node:path';
import type { Adapter } from 'lowdb';
import { SyncError } from '@rollcall/shared';
import { CommitQueue } from './commit-queue.ts';
import type { Change, Data } from './data.ts';
import { type Disk, ifDiskError, makePrivateFolder, removeFile, toDiskError } from './disk.ts';
import { fileOf, listGenerations } from './generation.ts';
import { load, type Loaded } from './load.ts';
import { LogFile } from './log-file.ts';
import { type Migration, OldTables } from './migration.ts';
import { type SnapshotSource, writeSnapshot } from './snapshot.ts';
import { Tables } from './tables.ts';

export interface JournalOptions {
  disk: Disk;
  home: string;
  now: () => number;
  migrations: readonly Migration[];
  /** The logs are folded into a new snapshot once they outgrow both this, in bytes, and the last snapshot. */
  foldAt: number;
  /** How often a full disk is tried again, in ms. */
  probeMs: number;
  /** Called when changes are durable; must not throw. */
  onDurable: (changes: readonly Change[]) => void;
}

/**
 * Keeps lowdb's data as a snapshot and an append-only log, in generation-numbered files: work per commit is constant
 * whatever the size, and a commit resolves only when its line is on the disk. The generation before the present one is
 * kept, so that a snapshot that can't be read any more loses nothing.
 */
export class Journal implements Adapter<Data> {
  readonly #notes = new Set<string>();
  readonly #options: JournalOptions;
  readonly #folder: string;
  readonly #closing = new AbortController();
  readonly #collectors = new Set<string[]>();
  #tables = new Tables();
  #queue: CommitQueue | null = null;
  #folding: Promise<void> | null = null;
  #base = 0;
  #snapshotBytes = 0;
  /** Size of the logs before the present one that no snapshot holds. */
  #olderLogBytes = 0;
  #foldAt: number;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#folder = path.join(options.home, 'store');
    this.#foldAt = options.foldAt;
  }

  get tables(): Tables {
    return this.#tables;
  }

  get queue(): CommitQueue {
    if (!this.#queue) throw new SyncError('internal', 'The store is not open.');
    return this.#queue;
  }

  stats() {
    return {
      generation: this.#base,
      snapshotBytes: this.#snapshotBytes,
      logBytes: this.#logBytes,
      folding: this.#folding !== null,
      counts: this.#tables.counts,
      notes: [...this.#notes],
    };
  }

  /** lowdb's half: everything on the disk, migrated to today's schema. */
  async read(): Promise<Data> {
    const { disk } = this.#options;
    await makePrivateFolder(disk, this.#folder);
    for (const name of await disk.readdir(this.#folder))
      if (name.endsWith('.tmp')) await removeFile(disk, path.join(this.#folder, name));
    let old: OldTables | null = null;
    const loaded = await load(disk, this.#folder, (schema) => {
      this.#tables = new Tables();
      old = schema === this.#schema ? null : new OldTables(schema, this.#schema);
      return old?.sink ?? this.#tables.sink;
    });
    for (const note of loaded?.notes ?? []) this.#notes.add(note);
    if (loaded && old) await this.#migrate(loaded, old);
    else if (loaded) await this.#resume(loaded);
    else await this.#newGeneration(1, 0);
    return this.#tables.data;
  }

  /** lowdb's other half: resolves when every change made so far is durable. */
  write(): Promise<void> {
    return this.queue.flushed();
  }

  /** Writes everything, as it is at one moment, into a single file that `restore` takes. */
  async backup(file: string): Promise<void> {
    const lines: string[] = [];
    this.#collectors.add(lines);
    try {
      await this.#snapshot(file, { generation: this.#base, seq: this.queue.seq, lines });
    } catch (error) {
      throw ifDiskError(file, error);
    } finally {
      this.#collectors.delete(lines);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#folding;
    await this.#queue?.close();
  }

  get #logBytes(): number {
    return this.#olderLogBytes + this.queue.log.end;
  }

  get #schema(): number {
    return this.#options.migrations.length;
  }

  async #resume(loaded: Loaded): Promise<void> {
    const log = await LogFile.open(this.#options.disk, this.#folder, loaded.log);
    this.#base = loaded.base;
    this.#snapshotBytes = loaded.snapshotBytes;
    this.#olderLogBytes = loaded.logBytes - log.end;
    this.#startQueue(log, loaded.seq);
  }

  async #migrate(loaded: Loaded, old: OldTables): Promise<void> {
    const { disk, home, now, migrations } = this.#options;
    const folder = path.join(home, 'backup');
    await makePrivateFolder(disk, folder);
    const at = new Date(now()).toISOString();
    const backup = path.join(folder, `schema-${old.schema}-${at.replaceAll(':', '.')}.ndjson`);
    await writeSnapshot(disk, backup, { header: { ...loaded.header, at }, texts: old.texts() });
    for (const migration of migrations.slice(old.schema)) migration(old.data);
    for (const change of old.changes()) this.#tables.sink(change);
    await this.#newGeneration(loaded.log.generation + 1, loaded.seq);
    await this.#removeBefore(this.#base);
    this.#notes.add(`The state was brought to schema ${this.#schema}; as it was before it is kept in ${backup}.`);
  }

  #startQueue(log: LogFile, seq: number): void {
    const { disk, probeMs, onDurable } = this.#options;
    this.#queue = new CommitQueue({
      disk,
      tables: this.#tables,
      log,
      seq,
      probeMs,
      onDurable: (changes, payload) => {
        for (const lines of this.#collectors) lines.push(payload);
        onDurable(changes);
        this.#foldIfLarge();
      },
    });
  }

  #foldIfLarge(): void {
    if (this.#folding || this.#logBytes < Math.max(this.#foldAt, this.#snapshotBytes)) return;
    const kept = this.#base;
    this.#folding = this.#newGeneration(this.queue.log.generation + 1, this.queue.seq)
      .then(() => this.#removeBefore(kept))
      .catch((error: unknown) => {
        if (this.#closing.signal.aborted) return;
        const { message } = toDiskError(this.#folder, error);
        this.#notes.add(`${message} The log grows on until a snapshot can be written.`);
        this.#foldAt = this.#logBytes + this.#options.foldAt;
      })
      .finally(() => {
        this.#folding = null;
      });
  }

  /** Sends commits to a new log first, then writes the snapshot that makes the former logs unnecessary. */
  async #newGeneration(generation: number, seq: number): Promise<void> {
    const { disk } = this.#options;
    const log = await LogFile.create(disk, this.#folder, { kind: 'log', schema: this.#schema, generation });
    let last = seq;
    if (this.#queue) {
      const former = this.#queue.log;
      last = await this.#queue.switchTo(log);
      this.#olderLogBytes += former.end;
    } else {
      this.#startQueue(log, seq);
    }
    this.#snapshotBytes = await this.#snapshot(fileOf(this.#folder, 'snapshot', generation), { generation, seq: last });
    this.#olderLogBytes = 0;
    this.#base = generation;
    this.#foldAt = this.#options.foldAt;
  }

  async #snapshot(
    file: string,
    { generation, seq, lines = [] }: { generation: number; seq: number; lines?: string[] },
  ): Promise<number> {
    const { queue } = this;
    const { failures } = queue;
    const at = new Date(this.#options.now()).toISOString();
    const source: SnapshotSource = {
      header: { kind: 'snapshot', schema: this.#schema, generation, seq, at },
      texts: this.#tables.texts(),
      // Memory runs ahead of the log: what was read from it must be on the disk before the snapshot counts.
      settle: async () => {
        await queue.flushed();
        if (queue.failures !== failures) throw queue.failure ?? new SyncError('disk', 'A write failed meanwhile.');
        return [...lines];
      },
      signal: this.#closing.signal,
    };
    return writeSnapshot(this.#options.disk, file, source);
  }

  async #removeBefore(generation: number): Promise<void> {
    const { disk } = this.#options;
    const found = await listGenerations(disk, this.#folder);
    for (const kind of ['snapshot', 'log'] as const)
      for (const one of found[kind]) if (one < generation) await removeFile(disk, fileOf(this.#folder, kind, one));
  }
}

import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { put } from './data.ts';
import { type Disk, realDisk } from './disk.ts';
import { sampleLink, temporaryHome } from './fixture.ts';
import { openStore, type Store } from './store.ts';

/** A disk with so many bytes left for each kind of file; what does not fit is written in part, as real ones do. */
class FullDisk {
  left = Infinity;
  leftForSnapshots = Infinity;
  failSync = false;
  /** Opening a log waits for this. */
  logMayOpen: Promise<unknown> = Promise.resolve();
  /** Opening a snapshot waits for this, and writing to it for the next. */
  snapshotMayOpen: Promise<unknown> = Promise.resolve();
  snapshotMayWrite: Promise<unknown> = Promise.resolve();
  /** Writing to a log waits for this. */
  logMayWrite: Promise<unknown> = Promise.resolve();
  readonly disk: Disk = {
    ...realDisk,
    open: async (file, flags, mode) => {
      if (String(file).includes('snapshot')) await this.snapshotMayOpen;
      if (String(file).includes('log-')) await this.logMayOpen;
      const handle = await realDisk.open(file, flags, mode);
      return this.#limit(handle, path.basename(String(file)));
    },
  };

  #limit(handle: FileHandle, name: string): FileHandle {
    const write = handle.write.bind(handle);
    const sync = handle.datasync.bind(handle);
    const isSnapshot = name.startsWith('snapshot');
    // What is written over old text needs no room.
    if (name.startsWith('lock')) return handle;
    Object.assign(handle, {
      write: async (bytes: Uint8Array, offset: number, length: number, position: number) => {
        await (isSnapshot ? this.snapshotMayWrite : this.logMayWrite);
        const room = isSnapshot ? this.leftForSnapshots : this.left;
        if (room <= 0) throw fault('ENOSPC', 'write');
        const answer = await write(bytes, offset, Math.min(length, room), position);
        if (isSnapshot) this.leftForSnapshots -= answer.bytesWritten;
        else this.left -= answer.bytesWritten;
        return answer;
      },
      datasync: async () => {
        if (this.failSync) throw fault('EIO', 'fdatasync');
        await sync();
      },
    });
    return handle;
  }
}

function fault(code: string, syscall: string): Error {
  return Object.assign(new Error(`${code}: ${syscall}`), { code, syscall, errno: -28 });
}

let home: string;
let remove: () => Promise<void>;
let full: FullDisk;
let store: Store;

beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
  full = new FullDisk();
  store = await openStore(home, { disk: full.disk, probeMs: 50, foldAt: 4000 });
});
afterEach(async () => {
  await store.close();
  await remove();
});

async function untilOk(): Promise<void> {
  for (let tries = 0; store.mode !== 'ok' && tries < 200; tries += 1) await delay(10);
  expect(store.mode).toBe('ok');
}

const isDisk = expect.objectContaining({ code: 'disk' });

test.each([
  ['no room at all', (disk: FullDisk) => (disk.left = 0)],
  ['room for half a line', (disk: FullDisk) => (disk.left = 30)],
  ['a disk that can’t sync', (disk: FullDisk) => (disk.failSync = true)],
])('with %s, nothing of a commit stays, and commits are taken again later', async (_name, fill) => {
  await store.commit([put('settings', 'before', 1), put('links', 'l1', sampleLink(1))]);
  fill(full);
  const changed = { ...sampleLink(1), frozen: true };
  const first = store.commit([put('settings', 'before', 2), put('links', 'l1', changed), put('settings', 'new', 1)]);
  const joined = store.commit([put('settings', 'before', 3)]);
  expect(store.data.settings['before']).toBe(3);
  await expect(first).rejects.toEqual(isDisk);
  await expect(joined).rejects.toEqual(isDisk);
  expect({ ...store.data.settings }).toEqual({ before: 1 });
  expect(store.links.of('school', sampleLink(1).cms)?.frozen).toBe(false);
  expect(store.mode).toBe('readOnly');
  await expect(store.commit([put('settings', 'later', 1)])).rejects.toEqual(isDisk);
  expect({ ...store.data.settings }).toEqual({ before: 1 });

  full.left = Infinity;
  full.failSync = false;
  await untilOk();
  await store.commit([put('settings', 'after', 1)]);
  await store.close();
  store = await openStore(home);
  expect({ ...store.data.settings }).toEqual({ before: 1, after: 1 });
  expect(store.stats().notes).toEqual([]);
});

test('commits that waited behind a failed one are taken back with it', async () => {
  await store.commit([put('settings', 'a', 0)]);
  full.left = 0;
  const first = store.commit([put('settings', 'a', 1)]);
  // By now the first one is being written, so these go into the next line.
  await Promise.resolve();
  await Promise.resolve();
  const later = [2, 3].map((value) => store.commit([put('settings', 'a', value), put('settings', `b${value}`, 1)]));
  const outcomes = await Promise.allSettled([first, ...later]);
  expect(outcomes.map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect({ ...store.data.settings }).toEqual({ a: 0 });
});

test('a crash while the disk is full leaves what was acknowledged', async () => {
  await store.commit([put('settings', 'a', 1)]);
  full.left = 20;
  await expect(store.commit([put('settings', 'a', 2)])).rejects.toEqual(isDisk);
  await store.close();
  store = await openStore(home);
  expect({ ...store.data.settings }).toEqual({ a: 1 });
});

test('when only the snapshot finds no room, commits go on in the log and nothing is lost', async () => {
  full.leftForSnapshots = 500;
  for (let count = 0; count < 60; count += 1) await store.commit([put('links', `l${count}`, sampleLink(count))]);
  expect(store.mode).toBe('ok');
  expect(store.stats()).toMatchObject({ generation: 1, notes: [expect.stringContaining('no space is left')] });
  full.leftForSnapshots = Infinity;
  for (let count = 60; count < 120; count += 1) await store.commit([put('links', `l${count}`, sampleLink(count))]);
  expect(store.stats().generation).toBeGreaterThan(1);
  await store.close();
  store = await openStore(home);
  expect(store.stats().counts).toMatchObject({ links: 120 });
});

test('a backup that finds no room is an error and leaves no half file', async () => {
  await store.commit([put('settings', 'a', 1)]);
  full.left = 10;
  await expect(store.backup(path.join(home, 'copy.ndjson'))).rejects.toEqual(isDisk);
  expect(await realDisk.readdir(home)).toEqual(['lock.1', 'store']);
  full.left = Infinity;
});

test.each([
  // A few links are written in one piece at the end, many in several pieces on the way.
  ['at its end', 1],
  ['halfway', 1000],
])('a snapshot never holds a commit that was taken back while it was written, found %s', async (_name, links) => {
  await store.commit(Array.from({ length: links }, (_, index) => put('links', `first${index}`, sampleLink(index))));
  const [opening, snapshot, log] = [gate(), gate(), gate()];
  full.snapshotMayOpen = opening.passed;
  for (let count = 0; !store.stats().folding; count += 1)
    await store.commit([put('links', `l${count}`, sampleLink(count))]);
  // Until commits go to the new log.
  await delay(50);
  full.logMayWrite = log.passed;
  full.snapshotMayWrite = snapshot.passed;
  const doomed = store.commit([put('settings', 'a', 'doomed'), put('settings', 'b', 'doomed')]);
  // The snapshot is now written from memory, which holds the commit, while the log still waits.
  opening.open();
  await delay(50);
  full.left = 0;
  log.open();
  await expect(doomed).rejects.toEqual(isDisk);
  snapshot.open();
  await delay(50);
  await store.close();
  store = await openStore(home);
  expect({ ...store.data.settings }).toEqual({});
  expect(store.stats().counts['links']).toBeGreaterThanOrEqual(links);
});

test('a write that fails while a new log is begun leaves nothing between the two logs', async () => {
  const [opening, snapshot] = [gate(), gate()];
  full.logMayOpen = opening.passed;
  full.snapshotMayOpen = snapshot.passed;
  for (let count = 0; !store.stats().folding; count += 1)
    await store.commit([put('links', `l${count}`, sampleLink(count))]);
  // The whole line gets to the disk, only the sync fails.
  full.failSync = true;
  await expect(store.commit([put('settings', 'a', 'doomed')])).rejects.toEqual(isDisk);
  full.failSync = false;
  opening.open();
  await untilOk();
  await store.commit([put('settings', 'b', 1)]);
  // Closing gives up the fold, so that both logs are read again.
  const closed = store.close();
  snapshot.open();
  await closed;
  store = await openStore(home);
  expect({ ...store.data.settings }).toEqual({ b: 1 });
});

function gate(): { passed: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}

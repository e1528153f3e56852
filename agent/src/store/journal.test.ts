import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultSettings } from '../engine/default-mapping.ts';
import { type Change, type Data, del, put } from './data.ts';
import { realDisk } from './disk.ts';
import { sampleLink, temporaryHome } from './fixture.ts';
import { load, type Loaded } from './load.ts';
import { restoreStore } from './restore.ts';
import { openStore, type Store, type StoreOptions } from './store.ts';
import { Tables } from './tables.ts';

let home: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
});
afterEach(() => remove());

const file = (name: string) => path.join(home, 'store', name);
const files = async () => (await readdir(file('.'))).sort();

async function withStore<T>(use: (store: Store) => Promise<T> | T, options: StoreOptions = {}): Promise<T> {
  const store = await openStore(home, options);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Reads the store as if its log held these bytes. */
async function readWithLog(log: Uint8Array): Promise<{ settings: Data['settings']; loaded: Loaded | null }> {
  await writeFile(file('log-1.ndjson'), log);
  let tables = new Tables();
  const loaded = await load(realDisk, file('.'), () => {
    tables = new Tables();
    return tables.sink;
  });
  return { settings: { ...tables.data.settings }, loaded };
}

test('what may wait goes to the disk with the next commit, and by itself a moment later', async () => {
  const lines = async () => (await readFile(file('log-1.ndjson'), 'utf8')).split('\n').length - 2;
  await withStore(async (store) => {
    const noted = store.note([put('settings', 'a', 1)]);
    expect([store.data.settings['a'], await lines()]).toEqual([1, 0]);
    await store.commit([put('settings', 'b', 2)]);
    await noted;
    expect(await lines()).toBe(1);
    await store.note([put('settings', 'c', 3)]);
    expect(await lines()).toBe(2);
    void store.note([put('settings', 'd', 4)]);
  });
  expect(await withStore((store) => ({ ...store.data.settings }))).toEqual({ a: 1, b: 2, c: 3, d: 4 });
});

test('a log cut at any byte reads as the commits that are whole, each wholly or not at all', async () => {
  const ends: number[] = [];
  await withStore(async (store) => {
    for (let count = 1; count <= 4; count += 1) {
      await store.commit([put('settings', 'a', `ä€😀${count}`), put('settings', 'b', count), del('settings', 'x')]);
      ends.push(store.stats().logBytes);
    }
  });
  const log = await readFile(file('log-1.ndjson'));
  const headerEnd = log.indexOf(0x0a) + 1;
  for (let cut = headerEnd; cut <= log.length; cut += 1) {
    const { settings, loaded } = await readWithLog(log.subarray(0, cut));
    const whole = ends.filter((end) => end <= cut);
    expect(settings).toEqual(whole.length === 0 ? {} : { a: `ä€😀${whole.length}`, b: whole.length });
    expect(loaded?.log.end).toBe(whole.at(-1) ?? headerEnd);
    expect(loaded?.notes).toHaveLength(loaded?.log.end === cut ? 0 : 1);
  }
});

test('what is written behind a cut tail is read again, also where it is shorter than the tail', async () => {
  await withStore((store) => store.commit([put('settings', 'a', 1)]));
  await withStore((store) => store.commit([put('settings', 'b', 'long '.repeat(100))]));
  await truncate(file('log-1.ndjson'), (await readFile(file('log-1.ndjson'))).length - 3);
  await withStore((store) => store.commit([put('settings', 'c', 3)]));
  await withStore((store) => {
    expect({ ...store.data.settings }).toEqual({ a: 1, c: 3 });
    expect(store.stats().notes).toEqual([]);
  });
});

test('a changed byte is never taken for data: it is cut off at the tail and an error anywhere else', async () => {
  await withStore(async (store) => {
    for (let count = 0; count < 5; count += 1) await store.commit([put('settings', `key${count}`, count)]);
  });
  const log = await readFile(file('log-1.ndjson'));
  const lastLine = log.subarray(0, -1).lastIndexOf(0x0a) + 1;
  const flip = async (at: number, change: number) => {
    const damaged = Buffer.from(log);
    damaged[at] = (damaged[at] ?? 0) ^ change;
    return readWithLog(damaged).catch((error: unknown) => error);
  };
  const anyChange = fc.integer({ min: 1, max: 255 });
  await fc.assert(
    fc.asyncProperty(fc.nat(lastLine - 2), anyChange, async (at, change) => {
      expect(await flip(at, change)).toMatchObject({
        code: 'internal',
        problem: { next: expect.stringContaining('copy of the whole folder') },
      });
    }),
    { numRuns: 300 },
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: lastLine, max: log.length - 1 }), anyChange, async (at, change) => {
      expect(await flip(at, change)).toMatchObject({ settings: { key0: 0, key1: 1, key2: 2, key3: 3 } });
    }),
  );
});

test('a line missing from the middle is an error that names the file', async () => {
  await withStore(async (store) => {
    for (let count = 0; count < 5; count += 1) await store.commit([put('settings', `key${count}`, count)]);
  });
  const lines = (await readFile(file('log-1.ndjson'), 'utf8')).split('\n');
  await writeFile(file('log-1.ndjson'), lines.toSpliced(2, 1).join('\n'));
  await expect(openStore(home)).rejects.toMatchObject({
    code: 'internal',
    problem: { detail: expect.stringContaining('log-1.ndjson'), retry: 'never' },
  });
  await rm(file('log-1.ndjson'));
  await expect(openStore(home)).rejects.toMatchObject({ code: 'internal' });
});

/** Commits until the log was folded so many times; answers what must be there. */
async function foldTimes(store: Store, folds: number): Promise<Record<string, string>> {
  const expected: Record<string, string> = {};
  const target = store.stats().generation + folds;
  for (let count = 0; store.stats().generation < target; count += 1) {
    const changes: Change[] = [put('settings', `key${count % 40}`, `value ${count}`)];
    expected[`key${count % 40}`] = `value ${count}`;
    if (count % 7 === 0) {
      changes.push(del('settings', `key${(count + 20) % 40}`));
      delete expected[`key${(count + 20) % 40}`];
    }
    await store.commit(changes);
  }
  return expected;
}

test('folding keeps everything, and keeps one generation besides the present one', async () => {
  const expected = await withStore((store) => foldTimes(store, 4), { foldAt: 2000 });
  expect(await files()).toEqual(['log-4.ndjson', 'log-5.ndjson', 'snapshot-4.ndjson', 'snapshot-5.ndjson']);
  await withStore((store) => {
    expect({ ...store.data.settings }).toEqual(expected);
    expect(store.stats()).toMatchObject({ generation: 5, notes: [] });
  });
});

test('many commits at once, while the log is folded, are all there afterwards', async () => {
  const store = await openStore(home, { foldAt: 50_000 });
  const work = async (_: unknown, worker: number): Promise<void> => {
    for (let count = 0; count < 60; count += 1) {
      const key = `link-${worker}-${count % 20}`;
      const changes =
        count % 5 === 4
          ? [del('links', key)]
          : [put('links', key, { ...sampleLink(count), id: key }), put('settings', `at-${worker}`, count)];
      await store.commit(changes);
      expect(store.data.links[key]?.id).toBe(count % 5 === 4 ? undefined : key);
    }
  };
  await Promise.all(Array.from({ length: 32 }, work));
  expect(store.stats().generation).toBeGreaterThan(2);
  const { links, settings } = structuredClone({ links: store.data.links, settings: store.data.settings });
  await store.close();
  await withStore((again) => {
    expect({ ...again.data.links }).toEqual({ ...links });
    expect({ ...again.data.settings }).toEqual({ ...settings });
    expect(again.stats().notes).toEqual([]);
  });
});

test('a snapshot that can’t be read is replaced by the generation before it, without loss and with a note', async () => {
  const expected = await withStore((store) => foldTimes(store, 3), { foldAt: 2000 });
  await truncate(file('snapshot-4.ndjson'), 300);
  await withStore((store) => {
    expect({ ...store.data.settings }).toEqual(expected);
    expect(store.stats().notes).toEqual([expect.stringContaining('snapshot-4.ndjson')]);
  });
  await writeFile(file('snapshot-3.ndjson'), 'nothing');
  await expect(openStore(home)).rejects.toMatchObject({ code: 'internal' });
});

test.each([
  ['before the new snapshot is there', async () => rm(file('snapshot-4.ndjson'))],
  [
    'with half of the new snapshot',
    async () => writeFile(file('snapshot-4.ndjson.tmp'), 'half').then(() => rm(file('snapshot-4.ndjson'))),
  ],
])('a crash while folding, %s, loses nothing', async (_name, crash) => {
  const expected = await withStore((store) => foldTimes(store, 3), { foldAt: 2000 });
  await crash();
  const more = await withStore(
    async (store) => {
      expect({ ...store.data.settings }).toEqual(expected);
      await foldTimes(store, 2);
      return { ...store.data.settings };
    },
    { foldAt: 2000 },
  );
  await withStore((store) => expect({ ...store.data.settings }).toEqual(more));
});

test('a crash while a log is begun leaves a file without a header, which is put away', async () => {
  await withStore((store) => store.commit([put('settings', 'a', 1)]));
  await writeFile(file('log-2.ndjson'), '["0123');
  await withStore((store) => store.commit([put('settings', 'b', 2)]));
  await withStore((store) => expect({ ...store.data.settings }).toEqual({ a: 1, b: 2 }));
});

test('a first start that was cut short begins anew', async () => {
  await withStore(() => {});
  await rm(file('snapshot-1.ndjson'));
  await withStore((store) => store.commit([put('settings', 'a', 1)]));
  await rm(file('snapshot-1.ndjson'));
  await expect(openStore(home)).rejects.toMatchObject({ code: 'internal' });
});

/** As the first version wrote it. */
const first: StoreOptions = { migrations: [] };

test('state of an older schema is migrated step by step, and kept as it was in a backup', async () => {
  await withStore(
    (store) =>
      store.commit([put('settings', 'colour', 'blue'), put('settings', 'size', 3), put('links', 'l1', sampleLink(1))]),
    first,
  );
  const migrations: StoreOptions['migrations'] = [
    ({ settings = {} }) => {
      settings['color'] = settings['colour'] ?? null;
      delete settings['colour'];
    },
    ({ settings = {} }) => {
      settings['size'] = `${JSON.stringify(settings['size'])} px`;
    },
  ];
  await withStore(
    (store) => {
      expect({ ...store.data.settings }).toEqual({ color: 'blue', size: '3 px' });
      expect(store.data.links['l1']).toEqual(sampleLink(1));
      expect(store.links.of('school', sampleLink(1).cms)).toEqual(sampleLink(1));
      expect(store.stats().notes).toEqual([expect.stringContaining('schema 2')]);
    },
    { migrations, now: () => Date.parse('2026-01-05T10:00:00.000Z') },
  );
  await withStore((store) => expect({ ...store.data.settings }).toEqual({ color: 'blue', size: '3 px' }), {
    migrations,
  });
  await expect(openStore(home, first)).rejects.toMatchObject({ code: 'version' });

  const backup = path.join(home, 'backup', 'schema-0-2026-01-05T10.00.00.000Z.ndjson');
  await restoreStore(home, backup);
  await withStore((store) => expect({ ...store.data.settings }).toEqual({ colour: 'blue', size: 3 }), first);
});

test('a connection of the first version protects nobody by name and maps no groups', async () => {
  const { protect, groupMaps, ...settings } = defaultSettings();
  const connection = { ...settings, id: 'c1', name: 'School' };
  await withStore(
    (store) => store.commit([{ collection: 'connections', key: 'c1', value: connection } as Change]),
    first,
  );
  await withStore((store) => expect(store.data.connections['c1']).toEqual({ ...connection, protect, groupMaps }));
});

test('a migration that fails leaves the state as it was', async () => {
  await withStore((store) => store.commit([put('settings', 'a', 1)]), first);
  const fails = () => {
    throw new TypeError('cannot');
  };
  await expect(openStore(home, { migrations: [fails] })).rejects.toThrow('cannot');
  await withStore((store) => expect({ ...store.data.settings }).toEqual({ a: 1 }), first);
});

test('a backup made while commits go on holds one moment, and can be restored over damaged state', async () => {
  const backup = path.join(home, 'copy.ndjson');
  await withStore(async (store) => {
    await store.commit(Array.from({ length: 3000 }, (_, index) => put('links', `l${index}`, sampleLink(index))));
    const stop = new AbortController();
    const writing = (async () => {
      for (let count = 0; !stop.signal.aborted; count += 1)
        await store.commit([
          put('settings', 'a', count),
          put('links', `l${count % 3000}`, { ...sampleLink(count), connection: `c${count}` }),
          put('settings', 'b', count),
        ]);
    })();
    await store.backup(backup);
    stop.abort();
    await writing;
  });
  await writeFile(file('snapshot-1.ndjson'), 'nothing');
  await expect(openStore(home)).rejects.toMatchObject({ code: 'internal' });
  const { aside } = await restoreStore(home, backup);
  expect(aside).toContain('store.');
  await withStore((store) => {
    expect(store.data.settings['a']).toBeGreaterThan(0);
    expect(store.data.settings['b']).toBe(store.data.settings['a']);
    expect(store.stats().counts).toMatchObject({ links: 3000 });
  });
});

test('only a whole backup is restored', async () => {
  await withStore((store) => store.commit([put('settings', 'a', 1)]));
  const backup = path.join(home, 'copy.ndjson');
  await withStore((store) => store.backup(backup));
  await truncate(backup, (await readFile(backup)).length - 1);
  await expect(restoreStore(home, backup)).rejects.toMatchObject({ code: 'invalid' });
  await writeFile(backup, '{"some":"json"}\n');
  await expect(restoreStore(home, backup)).rejects.toMatchObject({ code: 'invalid' });
  await withStore((store) => expect({ ...store.data.settings }).toEqual({ a: 1 }));
});

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accountKey, del, put } from './data.ts';
import { sampleLink, sampleRow, temporaryHome } from './fixture.ts';
import { openStore } from './store.ts';

let home: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
});
afterEach(() => remove());

test('what was committed is there after the store is opened again', async () => {
  const store = await openStore(home);
  const row = sampleRow(7);
  await store.commit([put('links', 'link-7', sampleLink(7)), put('accounts', accountKey(row.ref), row)]);
  await store.commit([put('settings', 'color', 'blue'), put('settings', '__proto__', 'a key like any other')]);
  await store.commit([del('settings', 'color'), del('settings', 'never there')]);
  await store.close();

  const again = await openStore(home);
  expect(again.data.links['link-7']).toEqual(sampleLink(7));
  expect(again.data.accounts[accountKey(row.ref)]).toEqual(row);
  expect(Object.entries(again.data.settings)).toEqual([['__proto__', 'a key like any other']]);
  expect(again.stats().counts).toMatchObject({ links: 1, accounts: 1, settings: 1 });
  expect(again.stats().notes).toEqual([]);
  await again.close();
});

test('a commit is seen at once and the listener hears of it when it is durable', async () => {
  const store = await openStore(home);
  const heard: string[] = [];
  const stop = store.onCommit((changes) => heard.push(...changes.map((change) => change.key)));
  const done = store.commit([put('settings', 'a', 1)]);
  expect(store.data.settings['a']).toBe(1);
  expect(heard).toEqual([]);
  await done;
  expect(heard).toEqual(['a']);
  stop();
  await store.commit([put('settings', 'b', 1)]);
  expect(heard).toEqual(['a']);
  await store.close();
});

test('a commit that is not JSON changes nothing', async () => {
  const store = await openStore(home);
  const circular: { [key: string]: never } = {};
  Object.assign(circular, { self: circular });
  await expect(store.commit([put('settings', 'good', 1), put('settings', 'bad', circular)])).rejects.toThrow(TypeError);
  expect(store.data.settings).toEqual({});
  await store.commit([put('settings', 'next', 1)]);
  await store.close();
  const again = await openStore(home);
  expect(again.data.settings).toEqual({ next: 1 });
  await again.close();
});

test('only the owner may read the files', async () => {
  const store = await openStore(home);
  await store.commit([put('settings', 'a', 1)]);
  await store.backup(path.join(home, 'copy.ndjson'));
  await store.close();
  const modeOf = async (file: string) => ((await stat(path.join(home, file))).mode & 0o777).toString(8);
  expect(await modeOf('store')).toBe('700');
  expect(await modeOf('copy.ndjson')).toBe('600');
  for (const file of await readdir(path.join(home, 'store'))) expect(await modeOf(`store/${file}`)).toBe('600');
});

test('a closed store takes nothing more, and may be closed twice', async () => {
  const store = await openStore(home);
  await store.close();
  await store.close();
  await expect(store.commit([put('settings', 'a', 1)])).rejects.toMatchObject({ code: 'internal' });
  expect({ ...store.data.settings }).toEqual({});
});

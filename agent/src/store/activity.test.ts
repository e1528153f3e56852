import { readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemActor } from '@rollcall/shared';
import { openSecrets, type Secrets } from '../secret/secrets.ts';
import { type Activity, openActivity } from './activity.ts';
import type { DraftEntry } from './activity-chain.ts';
import { put } from './data.ts';
import { temporaryHome } from './fixture.ts';
import { openStore, type Store } from './store.ts';

const dayMs = 24 * 60 * 60 * 1000;
let home: string;
let remove: () => Promise<void>;
let store: Store;
let secrets: Secrets;
let activity: Activity;
let time: number;

beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
  time = Date.parse('2026-01-05T10:00:00.000Z');
  secrets = await openSecrets(home, { keyring: 'off', note: () => {} });
  await open();
});
afterEach(async () => {
  await close();
  await remove();
});

async function open(): Promise<void> {
  store = await openStore(home);
  activity = await openActivity(home, { store, secrets, now: () => time });
}

async function close(): Promise<void> {
  await activity.close();
  await store.close();
}

function draft(id: string, about: Partial<DraftEntry> = {}): DraftEntry {
  return {
    id,
    at: new Date(time).toISOString(),
    connection: 'school',
    job: 'R1',
    item: id,
    by: systemActor,
    trigger: 'manual',
    type: 'update',
    outcome: 'done',
    evidence: 'readBack',
    subject: { cms: 'u1', okta: '00u1', group: null },
    fields: ['email'],
    problem: null,
    steps: [],
    ...about,
  };
}

const image = (entry: string, email: string) => ({ entry, before: { email: null }, after: { email } });
const file = (name: string) => path.join(home, 'activity', name);
const ids = async (filter: Parameters<Activity['query']>[0] = {}) =>
  (await activity.query(filter)).entries.map((entry) => entry.id);

test('entries are chained, found newest first, and survive a restart', async () => {
  const first = await activity.append(draft('a'), image('a', 'ann@school.example'));
  const second = await activity.append(draft('b'), null);
  expect(second.prev).toBe(first.mac);
  await close();
  await open();
  const third = await activity.append(draft('c'), null);
  expect(third.prev).toBe(second.mac);
  expect(await ids()).toEqual(['c', 'b', 'a']);
  expect(await activity.image(first)).toEqual(image('a', 'ann@school.example'));
  expect(await activity.image(second)).toBeNull();
  expect(await activity.verify()).toEqual({ days: 1, entries: 3, imagesGone: 0, faults: [] });
});

test('an entry is written once, however often it is appended, also across days and restarts', async () => {
  const [once, again] = await Promise.all([activity.append(draft('a'), null), activity.append(draft('a'), null)]);
  expect(again).toEqual(once);
  await close();
  time += dayMs;
  await open();
  expect(await activity.append(draft('a'), null)).toEqual(once);
  expect(await ids()).toEqual(['a']);
});

test('gives the values of many entries at once, without those that have none or were erased', async () => {
  const first = await activity.append(draft('a'), image('a', 'ann@school.example'));
  const second = await activity.append(draft('b'), null);
  const third = await activity.append(
    { ...draft('c'), subject: { cms: 'gone', okta: null, group: null } },
    image('c', 'x'),
  );
  await activity.erase({ cms: 'gone' });
  const found = await activity.images([third, second, first]);
  expect([...found]).toEqual([['a', image('a', 'ann@school.example')]]);
});

test('personal values stand in the image file only', async () => {
  await activity.append(draft('a'), image('a', 'ann@school.example'));
  const day = await readFile(file('2026-01-05.ndjson'), 'utf8');
  expect(day).not.toContain('ann@school.example');
  expect(await readFile(file('2026-01-05.images.ndjson'), 'utf8')).toContain('ann@school.example');
});

test('queries narrow by subject, type, time and connection, page by page', async () => {
  for (let number = 0; number < 30; number += 1) {
    time += 60 * 60 * 1000;
    const type = number % 3 === 0 ? 'create' : 'update';
    const subject = { cms: `u${number % 2}`, okta: null, group: null };
    await activity.append(draft(`e${number}`, { type, subject, connection: number < 20 ? 'school' : 'club' }), null);
  }
  expect((await readdir(file('.'))).filter((name) => name.endsWith('.ndjson'))).toEqual([
    '2026-01-05.ndjson',
    '2026-01-06.ndjson',
  ]);
  expect(await ids({ subject: 'u1', types: ['create'] })).toEqual(['e27', 'e21', 'e15', 'e9', 'e3']);
  expect(await ids({ connection: 'club', types: ['create'] })).toEqual(['e27', 'e24', 'e21']);
  expect(await ids({ since: '2026-01-06T14:00:00.000Z' })).toEqual(['e29', 'e28', 'e27']);
  expect(await ids({ until: '2026-01-05T12:00:00.000Z' })).toEqual(['e1', 'e0']);
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await activity.query({ subject: 'u0', limit: 4, ...(after === undefined ? {} : { after }) });
    seen.push(...page.entries.map((entry) => entry.id));
    after = page.next ?? undefined;
  } while (after !== undefined);
  expect(seen).toEqual(Array.from({ length: 15 }, (_, index) => `e${28 - 2 * index}`));
});

test('a changed, removed or added line shows', async () => {
  for (const id of ['a', 'b', 'c', 'd']) await activity.append(draft(id), null);
  const name = file('2026-01-05.ndjson');
  const whole = await readFile(name, 'utf8');
  const lines = whole.split('\n');
  const faultsWith = async (text: string) => {
    await writeFile(name, text);
    return (await activity.verify()).faults;
  };
  expect(await faultsWith(whole.replace('"email"', '"login"'))).toEqual([
    { day: '2026-01-05', entry: 'a', what: 'changed' },
  ]);
  expect(await faultsWith(lines.toSpliced(1, 1).join('\n'))).toEqual([
    { day: '2026-01-05', entry: 'c', what: 'order' },
    { day: '2026-01-05', entry: null, what: 'cut' },
  ]);
  expect(await faultsWith(lines.toSpliced(1, 0, lines[0] ?? '').join('\n'))).toContainEqual({
    day: '2026-01-05',
    entry: 'a',
    what: 'order',
  });
  expect(await faultsWith(`${whole}nonsense\n`)).toEqual([{ day: '2026-01-05', entry: null, what: 'unreadable' }]);
  expect(await faultsWith(whole)).toEqual([]);
});

test('a cut tail and a removed day show, also after more was added', async () => {
  for (const id of ['a', 'b', 'c']) await activity.append(draft(id), null);
  time += dayMs;
  await activity.append(draft('d'), null);
  const whole = await readFile(file('2026-01-05.ndjson'), 'utf8');
  await truncate(file('2026-01-05.ndjson'), whole.lastIndexOf('{"id":"c"'));
  expect((await activity.verify()).faults).toEqual([{ day: '2026-01-05', entry: null, what: 'cut' }]);
  await rm(file('2026-01-05.ndjson'));
  await close();
  await open();
  await activity.append(draft('e'), null);
  expect((await activity.verify()).faults).toEqual([{ day: '2026-01-05', entry: null, what: 'cut' }]);
});

test('a tail cut before a restart shows although later entries go on from it', async () => {
  for (const id of ['a', 'b', 'c']) await activity.append(draft(id), null);
  await close();
  const whole = await readFile(file('2026-01-05.ndjson'), 'utf8');
  await truncate(file('2026-01-05.ndjson'), whole.lastIndexOf('{"id":"b"'));
  await open();
  await activity.append(draft('d'), null);
  expect((await activity.verify()).faults.map((fault) => fault.what)).toEqual(['order', 'cut']);
});

test('an entry that a crash left out of the store is taken in, and half a line is cut off', async () => {
  await activity.append(draft('a'), null);
  const before = store.data.activity['2026-01-05'];
  await activity.append(draft('b'), null);
  // As if the process had ended between the two writes, with a third one begun.
  if (before) await store.commit([put('activity', '2026-01-05', before)]);
  await close();
  await writeFile(file('2026-01-05.ndjson'), '{"id":"c","at":"2026-01-05T10', { flag: 'a' });
  await open();
  expect(store.data.activity['2026-01-05']?.count).toBe(2);
  await activity.append(draft('c'), null);
  expect(await ids()).toEqual(['c', 'b', 'a']);
  expect(await activity.verify()).toMatchObject({ entries: 3, faults: [] });
});

test('a line that somebody added without the key is not taken in', async () => {
  const entry = await activity.append(draft('a'), null);
  await close();
  const forged = { ...entry, id: 'b', prev: entry.mac };
  await writeFile(file('2026-01-05.ndjson'), `${JSON.stringify(forged)}\n`, { flag: 'a' });
  await open();
  expect(store.data.activity['2026-01-05']?.count).toBe(1);
  expect((await activity.append(draft('c'), null)).prev).toBe(entry.mac);
  expect((await activity.verify()).faults).toContainEqual({ day: '2026-01-05', entry: 'b', what: 'changed' });
});

test('erasing a person removes the values, keeps the chain and touches nobody else', async () => {
  const about = (cms: string) => ({ subject: { cms, okta: null, group: null } });
  const ann = await activity.append(draft('a', about('ann')), image('a', 'ann@school.example'));
  const ben = await activity.append(draft('b', about('ben')), image('b', 'ben@school.example'));
  time += dayMs;
  await activity.append(draft('c', about('ann')), image('c', 'ann2@school.example'));
  expect(await activity.erase({ connection: 'club', cms: 'ann' })).toBe(0);
  expect(await activity.erase({ cms: 'ann' })).toBe(2);
  for (const name of await readdir(file('.'))) expect(await readFile(file(name), 'utf8')).not.toMatch(/ann2?@/);
  expect(await activity.image(ann)).toBeNull();
  expect(await activity.image(ben)).toEqual(image('b', 'ben@school.example'));
  expect(await activity.verify()).toEqual({ days: 2, entries: 3, imagesGone: 2, faults: [] });
});

test('an image that was altered shows', async () => {
  await activity.append(draft('a'), image('a', 'ann@school.example'));
  const name = file('2026-01-05.images.ndjson');
  await writeFile(name, (await readFile(name, 'utf8')).replace('ann@', 'eve@'));
  expect((await activity.verify()).faults).toEqual([{ day: '2026-01-05', entry: 'a', what: 'imageChanged' }]);
});

test('old images, then old entries are removed without a fault in what stays', async () => {
  for (const id of ['a', 'b', 'c']) {
    await activity.append(draft(id), image(id, `${id}@school.example`));
    time += 100 * dayMs;
  }
  await activity.prune({ imageDays: 150, entryDays: 250 });
  expect(await ids()).toEqual(['c', 'b']);
  expect((await readdir(file('.'))).sort()).toEqual([
    '2026-04-15.ndjson',
    '2026-07-24.images.ndjson',
    '2026-07-24.ndjson',
  ]);
  expect(await activity.verify()).toEqual({ days: 2, entries: 2, imagesGone: 1, faults: [] });
});

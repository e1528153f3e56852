import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { realDisk } from '../store/disk.ts';
import { removeTraffic, TrafficFile } from './traffic-file.ts';
import type { KeptExchange, Shelf } from './traffic-file.ts';

let home: string;
let clock = Date.parse('2026-01-15T09:00:00.000Z');
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'rollcall-traffic-'));
  clock = Date.parse('2026-01-15T09:00:00.000Z');
});
afterEach(() => rm(home, { recursive: true, force: true }));

const folder = () => path.join(home, 'c1');
const open = (bytes = 16_000, disk = realDisk) =>
  TrafficFile.open(folder(), { disk, limits: { days: 7, bytes: { writes: bytes, reads: bytes } }, now: () => clock });
const exchange = (method: string): Omit<KeptExchange, 'id'> => ({
  at: new Date(clock).toISOString(),
  token: 't1',
  method,
  path: '/Users',
  status: 200,
  ms: 1,
  userAgent: null,
  detail: null,
  plan: null,
  request: { headers: [], body: null },
  answer: { headers: [], body: { text: 'x'.repeat(200) } },
  next: null,
});
const shelfOf = ({ method }: { method: string }): Shelf => (method === 'GET' ? 'reads' : 'writes');
const add = async (file: TrafficFile, method: string, count = 1) => {
  for (let times = 0; times < count; times += 1) await file.add([exchange(method)], shelfOf);
};

describe('kept exchanges', () => {
  it('of one kind leave the others where they are, and the newest stay', async () => {
    const file = await open();
    await add(file, 'PUT', 3);
    await add(file, 'GET', 200);
    const methods = file.rows.map(({ method }) => method);
    expect(methods.filter((method) => method === 'PUT')).toHaveLength(3);
    const reads = methods.filter((method) => method === 'GET').length;
    expect(reads).toBeGreaterThan(10);
    expect(reads).toBeLessThan(60);
    expect(file.rows.at(-1)?.id).toBe('203');
    expect(await file.read('203')).toMatchObject({ id: '203', method: 'GET' });
    expect(await file.read('4')).toBeNull();
  });

  it('are there after a new start, also when the last line was cut, and ids go on', async () => {
    const first = await open();
    await add(first, 'PUT', 2);
    const [name = ''] = await readdir(folder());
    await appendFile(path.join(folder(), name), '{"id":"3","at":"2026-0');
    const again = await open();
    expect(again.rows.map(({ id }) => id)).toEqual(['1', '2']);
    await add(again, 'POST');
    const third = await open();
    expect(third.rows.map(({ id, method }) => `${id} ${method}`)).toEqual(['1 PUT', '2 PUT', '3 POST']);
    expect(await third.read('3')).toEqual({ id: '3', ...exchange('POST') });
  });

  it('go after a week, a file a day', async () => {
    const file = await open();
    for (let day = 0; day < 10; day += 1) {
      await add(file, 'PUT');
      clock += 86_400_000;
    }
    expect(file.rows.map(({ id }) => id)).toEqual(['3', '4', '5', '6', '7', '8', '9', '10']);
    expect(await readdir(folder())).toHaveLength(8);
    clock += 10 * 86_400_000;
    await file.prune();
    expect([file.rows, await readdir(folder())]).toEqual([[], []]);
  });

  it('are forgotten together', async () => {
    await add(await open(), 'PUT');
    await removeTraffic(folder());
    expect((await open()).rows).toEqual([]);
  });
});

import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SyncError } from '@rollcall/shared';
import { type Disk, realDisk } from './disk.ts';
import { temporaryHome } from './fixture.ts';
import { type Lock, takeLock } from './lock.ts';
import { type Processes, realProcesses } from './process-start.ts';

let home: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
});
afterEach(() => remove());

const now = () => Date.parse('2026-01-05T10:00:00.000Z');
const take = (processes?: Processes): Promise<Lock> =>
  takeLock(home, { disk: realDisk, now, ...(processes ? { processes } : {}) });

async function leaveLock(holder: object): Promise<void> {
  const self = await realProcesses.self();
  await writeFile(path.join(home, 'lock.4'), JSON.stringify({ ...self, since: '2026-01-01T00:00:00.000Z', ...holder }));
}

test('a second one is refused and told who holds it', async () => {
  const lock = await take();
  const refusal = await take().catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(SyncError);
  expect(refusal).toMatchObject({
    code: 'locked',
    problem: { detail: expect.stringContaining(`process ${process.pid}, since 2026-01-05T10:00:00.000Z`) },
  });
  await lock.release();
  await (await take()).release();
});

test('only one of many that start together gets it', async () => {
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => take()));
  expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
});

test('only one of many that take over from a dead holder gets it', async () => {
  await leaveLock({ pid: 2 ** 22 + 1 });
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => take()));
  expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  expect(await readdir(home)).toEqual(['lock.5']);
});

test('the lock of a process that is gone is taken', async () => {
  await leaveLock({ pid: 2 ** 22 + 1 });
  await (await take()).release();
});

test('the lock of a process whose number now belongs to another is taken', async () => {
  await leaveLock({ started: '1' });
  await (await take()).release();
});

test('the lock from before a restart of this computer is taken', async () => {
  await leaveLock({ boot: '00000000-0000-0000-0000-000000000000' });
  await (await take()).release();
});

test('the lock of another computer is never taken', async () => {
  await leaveLock({ boot: '00000000-0000-0000-0000-000000000000', host: 'other.example', pid: 2 ** 22 + 1 });
  await expect(take()).rejects.toMatchObject({
    code: 'locked',
    problem: { detail: expect.stringContaining('on other.example') },
  });
});

test('where the system tells no start times, a living process keeps its lock', async () => {
  const self = async () => ({ ...(await realProcesses.self()), started: null });
  await leaveLock({ started: null });
  await expect(take({ ...realProcesses, self })).rejects.toMatchObject({ code: 'locked' });
});

test('a lock that is just being written counts as held', async () => {
  await writeFile(path.join(home, 'lock.1'), '');
  await expect(take()).rejects.toMatchObject({ code: 'locked' });
});

test('one that looked before others came and went does not get in beside the present holder', async () => {
  await leaveLock({});
  let looks = 0;
  const disk = {
    ...realDisk,
    readdir: async (folder: string) => {
      looks += 1;
      return looks === 1 ? [] : realDisk.readdir(folder);
    },
  } as Disk;
  await expect(takeLock(home, { disk, now })).rejects.toMatchObject({ code: 'locked' });
  expect(await readdir(home)).toEqual(['lock.4']);
});

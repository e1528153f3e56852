import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { Connection, Job } from '@rollcall/shared';

import { del, put } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import { defaultSettings } from './default-mapping.ts';
import { all, createWorld } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

/** What ends a run before its last user, while it is writing. */

let world: World;
const users = 60;
const { brakes } = defaultSettings();
const unbraked = { brakes: { ...brakes, create: { floor: 1000, count: 1000, percent: 100 } } };

beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

/** Starts a run over all users that takes its time, and waits until it has written some. */
async function writing(change: Partial<Connection> = {}): Promise<{ job: Job; connection: Connection }> {
  const connection = await world.connect({ ...unbraked, ...change });
  world.addCms(users);
  world.okta.failNext('create', { delayMs: 5 }, users);
  const job = await world.engine.start(world.request(all));
  while ((world.engine.job(job.id)?.done ?? 0) < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  return { job, connection };
}

async function usersInOkta(): Promise<number> {
  let count = 0;
  for await (const page of world.okta.list()) count += page.accounts.length;
  return count;
}

describe('a run that is writing stops after the users under way', () => {
  const underWay = 8;
  const now = (connection: Connection, change: Partial<Connection>) =>
    put('connections', connection.id, { ...connection, ...change });
  it.each<[string, (connection: Connection) => Change, string]>([
    ['when its connection is set to report', (connection) => now(connection, { mode: 'report' }), 'report_mode'],
    ['when its connection is paused', (connection) => now(connection, { mode: 'paused' }), 'paused'],
    ['when another run met a refused sign-in', (connection) => now(connection, { pausedFor: 'anonymous' }), 'paused'],
    ['when its connection is removed', (connection) => del('connections', connection.id), 'cancelled'],
  ])('%s', async (_name, changeOf, code) => {
    const { job, connection } = await writing();
    await world.store.commit([changeOf(connection)]);
    const before = world.engine.job(job.id)?.done ?? 0;
    const ended = await world.engine.finished(job.id);
    expect(ended.error).toMatchObject({ code });
    expect(ended.done).toBeLessThanOrEqual(before + underWay);
    expect(await usersInOkta()).toBe(ended.done);
  });

  it('when it is cancelled among its first users, which go one by one', async () => {
    const { job } = await writing({ canary: 40 });
    world.engine.cancel(job.id);
    const before = world.engine.job(job.id)?.done ?? 0;
    const ended = await world.engine.finished(job.id);
    expect(ended).toMatchObject({ state: 'cancelled' });
    expect(await usersInOkta()).toBeLessThanOrEqual(before + 1);
  });

  it('when what it does can’t be recorded, and tells so although the disk takes nothing', async () => {
    const { job } = await writing();
    const full = new SyncError('disk', 'The disk is full.');
    const commit = world.store.commit.bind(world.store);
    world.store.commit = () => Promise.reject(full);
    const ended = await world.engine.finished(job.id);
    expect(ended).toMatchObject({ error: { code: 'disk' } });
    expect(world.engine.job(job.id)).toMatchObject({ error: { code: 'disk' }, ended: expect.any(String) });
    expect(world.engine.running('c1')).toBeNull();
    expect(await usersInOkta()).toBeLessThan(users);
    world.store.commit = commit;
    await world.restart();
    await world.engine.recover({ resumeJobs: true });
    expect(await world.engine.finished(job.id)).toMatchObject({ state: 'done', error: null });
    expect(await usersInOkta()).toBe(users);
  });
});

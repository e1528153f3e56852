import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { Job, Trigger } from '@rollcall/shared';

import { readInbox } from './inbox.ts';
import { statusOf } from './status.ts';
import { all, createWorld, named } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  const { methods } = await world.connect();
  const operations = ['read', 'create', 'update', 'deactivate', 'delete'] as const;
  const ticked = { on: true, operations: [...operations] };
  await world.connect({ methods: { ...methods, manual: ticked, scheduled: ticked, automatic: ticked } });
});
afterEach(() => world.close());

const refused = (code: 'invalid' | 'server_fault' = 'invalid') => new SyncError(code, 'title: too long');
const creates = () => world.okta.calls.filter((call) => call.startsWith('create')).length;
const planOf = (job: Job) => world.plans.read(job.plan ?? '');
const connection = () => {
  const found = world.store.data.connections['c1'];
  if (!found) throw new Error('not connected');
  return found;
};
const badge = () => {
  const now = Date.parse('2026-01-15T09:30:00.000Z');
  return statusOf('1', { store: world.store, connection: connection(), now, busy: () => null, oktaUrl: () => null });
};
const counts = async () => (await readInbox({ store: world.store, plans: [] }, connection())).counts;

async function failThrice(trigger: Trigger, code?: 'invalid' | 'server_fault'): Promise<void> {
  world.okta.failNext('create', { error: refused(code) }, 3);
  for (let tries = 1; tries <= 3; tries += 1) await world.run(all, { trigger });
}

describe('a user who failed three times in a row', () => {
  it('is left out by runs that nobody asked for, and its badge still says why', async () => {
    world.addCms(1);
    await failThrice('schedule');
    expect(creates()).toBe(3);
    const next = await world.run(all, { trigger: 'schedule' });
    expect(creates()).toBe(3);
    expect((await planOf(next)).asides).toMatchObject([{ code: 'invalid', text: expect.stringContaining('too long') }]);
    expect(badge()).toMatchObject({ status: 'failed', action: 'retry', problem: { code: 'invalid' } });
    expect(await counts()).toMatchObject({ setAside: 1, failed: 0 });
  });

  it('is tried when a person asks, and is like any other once that went well', async () => {
    world.addCms(1);
    await failThrice('schedule');
    expect(await world.sync('user1')).toMatchObject({ done: 1 });
    expect(badge()).toMatchObject({ status: 'staged', problem: null });
    expect(await counts()).toMatchObject({ setAside: 0, failed: 0 });
  });

  it('counts the tries of a linked user as well', async () => {
    world.addCms(1);
    await world.run(all);
    world.cms.changeBehind('cms-1', { field_department: 'Sales' });
    world.okta.failNext('update', { error: refused() }, 3);
    for (let tries = 1; tries <= 3; tries += 1) await world.run(all, { trigger: 'schedule' });
    expect((await planOf(await world.run(all, { trigger: 'schedule' }))).items).toEqual([]);
    expect(await counts()).toMatchObject({ setAside: 1 });
    expect(await world.run(all, { trigger: 'cli' })).toMatchObject({ done: 1 });
    expect(await counts()).toMatchObject({ setAside: 0 });
  });

  it('is not one whose failures say nothing about him', async () => {
    world.addCms(1);
    await failThrice('schedule', 'server_fault');
    expect(await world.run(all, { trigger: 'schedule' })).toMatchObject({ done: 1 });
  });
});

describe('a user deleted in Okta by name', () => {
  it('is made again only by name', async () => {
    world.addCms(2);
    await world.run(all);
    await world.run(named('user1'), { operations: ['delete'] });
    for (const trigger of ['cli', 'schedule'] as const) {
      const { items, asides } = await planOf(await world.run(all, { trigger }));
      expect(items).toEqual([]);
      expect(asides).toMatchObject([{ why: 'excluded', text: expect.stringContaining('Deleted in Okta by name') }]);
    }
    expect(badge()).toMatchObject({ status: 'excluded', action: 'why' });
    expect(await world.sync('user1')).toMatchObject({ done: 1 });
    expect((await planOf(await world.run(all))).asides).toEqual([]);
  });
});

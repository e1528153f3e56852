import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError, systemActor } from '@rollcall/shared';
import type { Job, Plan } from '@rollcall/shared';

import { put } from '../store/data.ts';
import { defaultSettings } from './default-mapping.ts';
import { all, createWorld } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const by = systemActor;
const planOf = (job: Job) => world.plans.read(job.plan ?? '');
const apply = (plan: Plan, items: string[] | null = null) =>
  world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items });
const approve = (plan: Plan, items: string[] | null) =>
  world.engine.approve({ plan: plan.id, digest: plan.digest, items, by });
const held = async (login: string) => (await world.okta.find({ login })).length;

/** Three linked users whose mail then changed, which a run over all holds for a person. */
async function threeHeld(): Promise<Awaited<ReturnType<typeof planOf>>> {
  await world.connect();
  const accounts = world.addCms(3);
  await world.run(all);
  accounts.forEach(({ ref }, index) => world.cms.changeBehind(ref.id, { mail: `new${index + 1}@harbor.example` }));
  const job = await world.run(all);
  expect(job).toMatchObject({ state: 'done', done: 0, held: 3 });
  return planOf(job);
}

it('a plan from before a user was protected is not applied', async () => {
  const connection = await world.connect();
  world.addCms(1);
  const { plan } = await planOf(await world.run(all, { mode: 'plan' }));
  await world.store.commit([put('connections', 'c1', { ...connection, protect: { names: ['user1'], roles: [] } })]);
  expect(await apply(plan)).toMatchObject({ state: 'failed', error: { code: 'moved' } });
  expect(await held('user1@harbor.example')).toBe(0);
});

describe('what the guard holds', () => {
  it('goes through one by one, each when it is approved, and no other', async () => {
    const { plan, items } = await threeHeld();
    expect(plan.state).toBe('open');
    const [first, second, third] = items.map((item) => item.id);
    await approve(plan, [first ?? '']);
    expect(await apply(plan)).toMatchObject({ state: 'done', done: 1, held: 2 });
    expect([await held('new1@harbor.example'), await held('new2@harbor.example')]).toEqual([1, 0]);
    expect((await world.plans.head(plan.id)).state).toBe('approved');
    await approve(plan, [second ?? '']);
    expect(await apply(plan, [second ?? ''])).toMatchObject({ done: 1, total: 1 });
    await approve(plan, [third ?? '']);
    expect(await apply(plan, [third ?? ''])).toMatchObject({ done: 1 });
    expect((await world.plans.head(plan.id)).state).toBe('applied');
    expect(await apply(plan)).toMatchObject({ state: 'failed', error: { code: 'moved' } });
  });

  it('never lets through what it refuses, whoever approves', async () => {
    await world.connect();
    const [only] = world.addCms(1, { guarded: ['root'] });
    await world.sync('user1');
    world.cms.moveBehind(only?.ref.id ?? '', 'deactivated');
    const { plan, items } = await planOf(await world.run(all, { mode: 'plan' }));
    expect(items).toMatchObject([{ action: 'deactivate', verdict: { is: 'refuse' } }]);
    await approve(plan, null);
    expect(await apply(plan)).toMatchObject({ done: 0, skipped: 1 });
    expect(await world.okta.find({ login: 'user1@harbor.example' })).toMatchObject([{ state: 'staged' }]);
  });
});

describe('a refused plan', () => {
  it('is never applied, can’t be approved, and is told in the activity', async () => {
    const { plan } = await threeHeld();
    expect(await world.engine.reject(plan.id, by)).toMatchObject({ state: 'refused' });
    expect(await apply(plan)).toMatchObject({ state: 'failed', error: { code: 'moved' } });
    await expect(approve(plan, null)).rejects.toMatchObject({ code: 'moved' });
    await world.engine.reject(plan.id, by);
    expect((await world.activity.query({ types: ['refuse'] })).entries).toHaveLength(1);
    expect(await held('new1@harbor.example')).toBe(0);
  });

  it('can’t be one that is being applied', async () => {
    await world.connect();
    world.addCms(2);
    const { plan } = await planOf(await world.run(all, { mode: 'plan' }));
    world.okta.failNext('create', { delayMs: 30 }, 2);
    const scope = { kind: 'plan' as const, plan: plan.id, digest: plan.digest, items: null };
    const job = await world.engine.start(world.request(scope));
    while (world.engine.job(job.id)?.state !== 'applying') await new Promise((resolve) => setTimeout(resolve, 1));
    await expect(world.engine.reject(plan.id, by)).rejects.toMatchObject({ code: 'locked' });
    expect(await world.engine.finished(job.id)).toMatchObject({ done: 2 });
  });

  it('can’t be one that was applied', async () => {
    await world.connect();
    world.addCms(1);
    const job = await world.run(all);
    await expect(world.engine.reject(job.plan ?? '', by)).rejects.toMatchObject({ code: 'moved' });
    await expect(world.engine.reject('P-9999', by)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the list of plans', () => {
  it('tells which can no longer be applied', async () => {
    const connection = await world.connect();
    world.addCms(1);
    await world.run(all, { mode: 'plan' });
    expect(await world.engine.plans('c1')).toMatchObject([{ state: 'open' }]);
    await world.store.commit([put('connections', 'c1', { ...connection, newInOkta: 'active' })]);
    expect(await world.engine.plans('c1')).toMatchObject([{ state: 'stale' }]);
    await world.run(all, { mode: 'plan' });
    world.pass(25 * 60 * 60 * 1000);
    expect(await world.engine.plans('c1')).toMatchObject([{ state: 'stale' }, { state: 'stale' }]);
  });
});

describe('a plan with settings that are not saved', () => {
  it('shows what they would do, leaves no trace, and can be applied once they are saved', async () => {
    const connection = await world.connect();
    world.addCms(2);
    const before = Object.keys(world.store.data.accounts);
    const job = await world.run(all, { mode: 'plan', trial: { newInOkta: 'active' } });
    const { plan, items } = await planOf(job);
    expect(plan.counts).toEqual({ create: 2 });
    expect(items[0]?.after).toMatchObject({ state: 'active' });
    expect(world.store.data.connections['c1']).toEqual(connection);
    expect(Object.keys(world.store.data.accounts)).toEqual(before);
    expect(await apply(plan)).toMatchObject({ state: 'failed', error: { code: 'moved' } });
    await world.store.commit([put('connections', 'c1', { ...connection, newInOkta: 'active' })]);
    expect(await apply(plan)).toMatchObject({ state: 'done', done: 2 });
  });

  it('is stopped by limits that are tried, and is only a plan', async () => {
    const { brakes } = defaultSettings();
    await world.connect();
    world.addCms(2);
    const trial = { brakes: { ...brakes, create: { floor: 0, count: 0, percent: 0 } } };
    expect((await planOf(await world.run(all, { mode: 'plan', trial }))).plan.brake).toMatchObject({ code: 'brake' });
    await expect(world.run(all, { mode: 'apply', trial })).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('the first of many changes', () => {
  const { brakes } = defaultSettings();
  const unbraked = { brakes: { ...brakes, create: { floor: 1000, count: 1000, percent: 100 } } };

  it('that read back differently stop the run before the rest', async () => {
    await world.connect(unbraked);
    world.addCms(60);
    const create = world.okta.create.bind(world.okta);
    let made = 0;
    // An org that keeps another department than it was given.
    world.okta.create = async (draft, options) => {
      const account = await create(draft, options);
      made += 1;
      world.okta.changeBehind(account.ref.id, { department: 'Elsewhere' });
      return account;
    };
    expect(await world.run(all)).toMatchObject({ state: 'stopped', done: 0, error: { code: 'brake' } });
    expect(made).toBe(5);
  });

  it('that failed are tried again with the rest, once the cause is repaired', async () => {
    await world.connect(unbraked);
    world.addCms(60);
    const { plan } = await planOf(await world.run(all, { mode: 'plan' }));
    world.okta.failNext('create', { error: new SyncError('invalid', 'no') }, 2);
    const stopped = await apply(plan);
    expect(stopped).toMatchObject({ state: 'stopped', done: 3, failed: 2, error: { code: 'brake' } });
    expect((await world.plans.head(plan.id)).state).toBe('open');
    expect(await apply(plan)).toMatchObject({ state: 'done', done: 57, failed: 0 });
    expect((await planOf(await world.run(all))).items).toEqual([]);
  });

  it('are followed by no more than ten equal failures of the other side in a row', async () => {
    await world.connect({ ...unbraked, canary: 0 });
    world.addCms(60);
    world.okta.failNext('create', { error: new SyncError('forbidden', 'not now', { scope: 'item' }) }, 60);
    const job = await world.run(all);
    expect(job).toMatchObject({ state: 'stopped', error: { code: 'forbidden' } });
    expect(job.failed).toBeLessThan(20);
  });
});

describe('a run over all', () => {
  const pinned = async () => {
    const { cms, okta } = await world.connect();
    const mark = (side: NonNullable<typeof cms>) => ({ ...side, identity: `memory:${side.id}` });
    await world.connect({ cms: cms && mark(cms), okta: okta && mark(okta) });
  };

  it('asks both sides who they are, and goes on where they are the ones that were connected', async () => {
    await pinned();
    world.addCms(1);
    expect(await world.run(all)).toMatchObject({ state: 'done', done: 1 });
  });

  it.each(['cms', 'okta'] as const)('stops before it reads when another %s answers', async (side) => {
    await pinned();
    world.addCms(1);
    world[side].identify = () => Promise.resolve('another');
    expect(await world.run(all)).toMatchObject({ state: 'failed', error: { code: 'wrong_site' }, plan: null });
    expect(world.cms.calls.filter((call) => call.startsWith('list'))).toEqual([]);
    expect(Object.keys(world.store.data.accounts)).toEqual([]);
  });
});

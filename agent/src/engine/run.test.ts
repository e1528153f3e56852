import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { Job } from '@rollcall/shared';

import { put } from '../store/data.ts';
import { statusOf } from './status.ts';
import { createSummaries } from './summary.ts';
import { all, createWorld, named } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const badge = (handle: string) => {
  const connection = world.store.data.connections['c1'];
  if (!connection) throw new Error('not connected');
  const now = Date.parse('2026-01-15T09:10:00.000Z');
  return statusOf(handle, { store: world.store, connection, now, busy: () => null, oktaUrl: () => null });
};
const oktaStates = async () => {
  const states: Record<string, string> = {};
  for await (const page of world.okta.list())
    for (const account of page.accounts) states[account.login] = account.state;
  return states;
};
const planOf = (job: Job) => world.plans.read(job.plan ?? '');

describe('a run over one named user', () => {
  it('creates the user as STAGED, reads it back, links the two and shows the badge', async () => {
    await world.connect();
    world.addCms(1);
    const job = await world.sync('user1');
    expect(job).toMatchObject({ state: 'done', done: 1, failed: 0, error: null });
    expect(await oktaStates()).toEqual({ 'user1@harbor.example': 'staged' });
    expect(badge('1')).toMatchObject({ status: 'staged', action: 'activate', okta: { state: 'staged' } });
    const { entries } = await world.activity.query({ types: ['create'] });
    expect(entries).toMatchObject([{ outcome: 'done', evidence: 'readBack', type: 'create', job: job.id }]);
    expect(entries[0]?.fields).toContain('login');
  });

  it('writes a new mail and a new department together', async () => {
    await world.connect();
    const [account] = world.addCms(1);
    const id = account?.ref.id ?? '';
    await world.run(named('user1'));
    world.cms.changeBehind(id, { mail: 'new@harbor.example', field_department: 'Sales' });
    expect(await world.sync('user1')).toMatchObject({ state: 'done', done: 2, failed: 0 });
    expect(await oktaStates()).toEqual({ 'new@harbor.example': 'staged' });
    expect((await planOf(await world.sync('user1'))).items).toEqual([]);
  });

  it('suspends whoever was changed and blocked at once', async () => {
    await world.connect({ onBlock: 'suspend' });
    const [account] = world.addCms(1);
    world.addOkta('user1@harbor.example', { attributes: { department: 'Research' }, password: 'Anchor-4-harbor' });
    await world.sync('user1');
    world.cms.changeBehind(account?.ref.id ?? '', { field_department: 'Sales' });
    await world.cms.setState(account?.ref.id ?? '', 'deactivated');
    expect(await world.sync('user1')).toMatchObject({ state: 'done', done: 2, failed: 0 });
    expect(await oktaStates()).toEqual({ 'user1@harbor.example': 'suspended' });
  });

  it('plans nothing the second time', async () => {
    await world.connect();
    world.addCms(1);
    await world.sync('user1');
    const again = await world.sync('user1');
    expect((await planOf(again)).items).toEqual([]);
    expect(again).toMatchObject({ state: 'done', done: 0 });
  });

  it('finds a user by page number, login, mail or id', async () => {
    await world.connect();
    const [account] = world.addCms(1);
    for (const name of ['1', 'user1', 'user1@harbor.example', account?.ref.id ?? '']) {
      const job = await world.run(named(name), { mode: 'plan' });
      expect((await planOf(job)).items).toHaveLength(1);
    }
  });

  it('says so when the site has no such user', async () => {
    await world.connect();
    expect(await world.sync('nobody')).toMatchObject({ state: 'failed', error: { code: 'not_found' } });
  });

  it('writes nothing in report mode and keeps the plan', async () => {
    await world.connect({ mode: 'report' });
    world.addCms(1);
    const job = await world.sync('user1');
    expect(job).toMatchObject({ state: 'waiting', error: { code: 'report_mode' } });
    expect((await planOf(job)).items).toHaveLength(1);
    expect(await oktaStates()).toEqual({});
  });

  it('links a user found in Okta without writing, and shows what differs', async () => {
    await world.connect();
    world.addCms(1);
    world.addOkta('USER1@harbor.example', { attributes: { department: 'Sales' } });
    const before = world.okta.calls.length;
    const job = await world.run(all);
    expect(job).toMatchObject({ state: 'done', done: 1 });
    expect(world.okta.calls.slice(before).filter((call) => /^(create|update|setState)/.test(call))).toEqual([]);
    expect(badge('1')).toMatchObject({ status: 'differs', action: 'compare', differences: [{ field: 'department' }] });
    const again = await world.run(all);
    expect((await planOf(again)).items).toEqual([]);
  });

  it('updates what the person then asks for, and not the sign-in', async () => {
    await world.connect();
    world.addCms(1);
    const okta = world.addOkta('user1@harbor.example', {
      password: 'Str0ng-enough',
      attributes: { department: 'Sales', email: 'other@harbor.example' },
    });
    await world.run(all);
    expect(await world.sync('user1')).toMatchObject({ state: 'done', done: 1 });
    expect((await world.okta.get(okta.ref.id)).attributes).toMatchObject({
      department: 'Research',
      email: 'other@harbor.example',
    });
    expect(badge('1')).toMatchObject({ status: 'active' });
  });

  it('deactivates a blocked user, reactivates, and deletes when asked by name', async () => {
    await world.connect({
      methods: {
        ...(await world.connect()).methods,
        manual: { on: true, operations: ['read', 'create', 'update', 'deactivate', 'delete'] },
      },
    });
    const [account] = world.addCms(1);
    const id = account?.ref.id ?? '';
    await world.sync('user1');
    await world.run(named('user1'), { operations: ['activate'] });
    expect(await oktaStates()).toEqual({ 'user1@harbor.example': 'active' });
    world.cms.moveBehind(id, 'deactivated');
    await world.sync('user1');
    expect(await oktaStates()).toEqual({ 'user1@harbor.example': 'deactivated' });
    expect(badge('1')).toMatchObject({ status: 'deactivated' });
    world.cms.moveBehind(id, 'active');
    world.cms.changeBehind(id, { field_department: 'Sales' });
    await world.sync('user1');
    expect(await oktaStates()).toEqual({ 'user1@harbor.example': 'active' });
    expect(badge('1')).toMatchObject({ status: 'invited' });
    await world.run(named('user1'), { operations: ['delete'] });
    expect(await oktaStates()).toEqual({});
    expect(Object.keys(world.store.data.links)).toEqual([]);
  });

  it('refuses to switch off the last administrators, also when all of them are named at once', async () => {
    await world.connect();
    world.addCms(2, { guarded: ['administrator'] });
    await world.sync('user1', 'user2');
    await world.run(named('user1', 'user2'), { operations: ['activate'] });
    const both = await world.run(named('user1', 'user2'), { operations: ['deactivate'] });
    expect(world.engine.results(both.id).map((result) => result.problem?.code)).toEqual(['protected', 'protected']);
    expect(await oktaStates()).toEqual({ 'user1@harbor.example': 'active', 'user2@harbor.example': 'active' });
    expect(await world.run(named('user1'), { operations: ['deactivate'] })).toMatchObject({ done: 1 });
  });

  it('two equal clicks share one job', async () => {
    await world.connect();
    world.addCms(1);
    const [first, second] = await Promise.all([
      world.engine.start(world.request(named('user1'))),
      world.engine.start(world.request(named('user1'))),
    ]);
    await world.engine.finished(first.id);
    expect(second.id).toBe(first.id);
    expect(world.okta.calls.filter((call) => call.startsWith('create'))).toHaveLength(1);
  });

  it('two runs that planned the same users make each once, and the second takes nothing for its own', async () => {
    await world.connect();
    world.addCms(3);
    const plans = await Promise.all(
      [named('user1', 'user2', 'user3'), named('user3', 'user2', 'user1')].map(async (scope) => {
        const job = await world.run(scope, { mode: 'plan' });
        return world.plans.read(job.plan ?? '');
      }),
    );
    world.pass(1);
    const jobs = await Promise.all(
      plans.map(async ({ plan: { id, digest }, items }) => {
        const scope = { kind: 'plan' as const, plan: id, digest, items: items.map((item) => item.id) };
        return world.engine.finished((await world.engine.start(world.request(scope))).id);
      }),
    );
    expect(world.okta.calls.filter((call) => call.startsWith('create'))).toHaveLength(3);
    const outcomes = jobs.flatMap((job) => world.engine.results(job.id).map((result) => result.outcome));
    expect(outcomes.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'done',
      'done',
      'done',
      'moved',
      'moved',
      'moved',
    ]);
  });

  it('an equal click after the end starts anew, also before the end is on the disk', async () => {
    await world.connect();
    world.addCms(1);
    const request = world.request(named('user1'));
    const first = await world.engine.start(request);
    while (!world.engine.job(first.id)?.ended) await new Promise(setImmediate);
    const second = await world.engine.start(request);
    expect(second.id).not.toBe(first.id);
    await world.engine.finished(second.id);
  });
});

describe('a run over all users', () => {
  it('is held by the brake, applies once approved, and then plans nothing', async () => {
    await world.connect();
    world.addCms(60);
    const job = await world.run(all);
    expect(job).toMatchObject({ state: 'waiting', error: { code: 'brake' } });
    expect(await oktaStates()).toEqual({});
    const { plan } = await planOf(job);
    await world.engine.approve({ plan: plan.id, digest: plan.digest, items: null, by: job.request.by });
    const applied = await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
    expect(applied).toMatchObject({ state: 'done', done: 60, failed: 0 });
    expect((await planOf(await world.run(all))).items).toEqual([]);
    await expect(
      world.engine.approve({ plan: plan.id, digest: plan.digest, items: null, by: job.request.by }),
    ).rejects.toMatchObject({ code: 'moved' });
  });

  it('goes on behind a user that fails, and offers that one again', async () => {
    await world.connect();
    world.addCms(3);
    world.okta.failNext('create', { error: new SyncError('invalid', 'title: too long', { field: 'title' }) });
    const job = await world.run(all);
    expect(job).toMatchObject({ state: 'done', done: 2, failed: 1 });
    const results = world.engine.results(job.id);
    const failed = results.find((result) => result.outcome === 'failed');
    expect(failed?.problem).toMatchObject({ code: 'invalid', field: 'title' });
    expect(badge(failed?.handle ?? '')).toMatchObject({
      status: 'failed',
      action: 'retry',
      problem: { code: 'invalid' },
    });
    expect(await world.run(all)).toMatchObject({ done: 1, failed: 0 });
    expect(badge(failed?.handle ?? '')).toMatchObject({ status: 'staged', problem: null });
  });

  it('stops after a bad start', async () => {
    const brakes = (await world.connect()).brakes;
    await world.connect({ brakes: { ...brakes, create: { floor: 1000, count: 1000, percent: 100 } } });
    world.addCms(60);
    world.okta.failNext('create', { error: new SyncError('invalid', 'no') }, 60);
    const job = await world.run(all);
    expect(job).toMatchObject({ state: 'stopped', failed: 5, error: { code: 'brake' } });
    expect(world.okta.calls.filter((call) => call.startsWith('create'))).toHaveLength(5);
  });

  it('pauses the connection when a sign-in is refused, and tries no more', async () => {
    await world.connect();
    world.addCms(2);
    world.cms.failNext('list', { error: new SyncError('bad_credentials', 'wrong password') });
    expect(await world.run(all)).toMatchObject({ state: 'failed', error: { code: 'bad_credentials' } });
    await expect(world.run(all)).rejects.toMatchObject({ problem: { code: 'paused' } });
  });

  it('removes nobody by a listing that fails half-way or has shrunk', async () => {
    await world.connect();
    const accounts = world.addCms(30);
    const brakes = (await world.connect()).brakes;
    await world.connect({ brakes: { ...brakes, create: { floor: 1000, count: 1000, percent: 100 } } });
    await world.run(all);
    world.cms.failNext('list', { error: new SyncError('partial_listing', 'ended early') });
    expect(await world.run(all)).toMatchObject({ state: 'failed', error: { code: 'partial_listing' } });
    for (const account of accounts.slice(0, 10)) world.cms.removeBehind(account.ref.id);
    expect(await world.run(all)).toMatchObject({ state: 'failed', error: { code: 'shrunken' } });
    expect(Object.values(await oktaStates()).filter((state) => state === 'deactivated')).toEqual([]);
  });

  it('counts somebody as gone only after two complete listings and a look by id', async () => {
    await world.connect();
    const accounts = world.addCms(3);
    await world.run(all);
    world.cms.removeBehind(accounts[0]?.ref.id ?? '');
    expect((await planOf(await world.run(all))).items).toEqual([]);
    const second = await planOf(await world.run(all));
    expect(second.items).toMatchObject([{ action: 'deactivate', reason: 'goneAtSource' }]);
  });

  it('takes nobody for gone who was linked on a site or in an org that the connection has left', async () => {
    await world.connect();
    const accounts = world.addCms(3);
    await world.run(all);
    const [first] = accounts;
    world.cms.removeBehind(first?.ref.id ?? '');
    await world.run(all);
    const former = Object.values(world.store.data.links);
    const elsewhere = (side: 'cms' | 'okta') =>
      former.map((link) => put('links', link.id, { ...link, [side]: { ...link[side], directory: 'former' } }));
    await world.store.commit(elsewhere('cms'));
    expect((await planOf(await world.run(all, { mode: 'plan' }))).plan.counts).toEqual({ link: 2 });

    await world.store.commit(elsewhere('okta'));
    for (const link of former) world.okta.removeBehind(link.okta.id);
    expect((await planOf(await world.run(all))).plan.counts).toEqual({ create: 2 });
    expect((await planOf(await world.run(all))).items).toEqual([]);
  });

  it('holds a second bulk run off and lets a named one beside it', async () => {
    await world.connect();
    world.addCms(2);
    world.cms.failNext('list', { delayMs: 50 });
    const first = await world.engine.start(world.request(all));
    await expect(world.engine.start(world.request(all, { mode: 'plan' }))).rejects.toMatchObject({
      problem: { code: 'locked' },
    });
    await world.engine.start(world.request(named('user2'), { mode: 'plan' }));
    expect(await world.engine.finished(first.id)).toMatchObject({ state: 'done' });
  });

  it('can be cancelled, keeps what was done, and goes on with the rest later', async () => {
    const brakes = (await world.connect()).brakes;
    await world.connect({ brakes: { ...brakes, create: { floor: 1000, count: 1000, percent: 100 } } });
    world.addCms(40);
    world.okta.failNext('create', { delayMs: 5 }, 40);
    const job = await world.engine.start(world.request(all));
    while ((world.engine.job(job.id)?.done ?? 0) < 3) await new Promise((resolve) => setTimeout(resolve, 2));
    world.engine.cancel(job.id);
    const stopped = await world.engine.finished(job.id);
    expect(stopped).toMatchObject({ state: 'cancelled', error: { code: 'cancelled' } });
    expect(stopped.done).toBeLessThan(40);
    const rest = await world.run(all);
    expect(stopped.done + rest.done).toBe(40);
    expect(Object.keys(await oktaStates())).toHaveLength(40);
  });

  it('takes back nothing that a click wrote while it was reading', async () => {
    await world.connect();
    const [account] = world.addCms(3);
    await world.run(all);
    world.pass(6_000);
    world.cms.calls.length = 0;
    world.okta.failNext('list', { delayMs: 100 });
    const bulk = await world.engine.start(world.request(all));
    while (world.cms.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    world.cms.changeBehind(account?.ref.id ?? '', { field_department: 'Sales' });
    expect(await world.sync('user1')).toMatchObject({ done: 1 });
    const row = world.store.accounts.byHandle('cms', '1');
    const [link] = world.store.links.all(account?.ref ?? { directory: '', id: '' });
    expect(link?.base).toMatchObject({ department: 'Sales' });
    // What it read before plans a step back, which it finds out.
    expect(await world.engine.finished(bulk.id)).toMatchObject({ state: 'done', done: 0, failed: 1 });
    expect(world.engine.results(bulk.id)[0]).toMatchObject({ outcome: 'moved' });
    expect(await world.okta.find({ login: 'user1@harbor.example' })).toMatchObject([
      { attributes: { department: 'Sales' } },
    ]);
    expect(world.store.links.all(account?.ref ?? { directory: '', id: '' })).toMatchObject([
      { base: link?.base, hash: link?.hash, differences: [] },
    ]);
    expect(world.store.accounts.byHandle('cms', '1')).toMatchObject({ hash: row?.hash });
  });

  it('counts users in parts that add up', async () => {
    const connection = await world.connect();
    world.addCms(5);
    world.addOkta('user2@harbor.example');
    await world.run(all, { mode: 'plan' });
    const summary = createSummaries(world.store).of(connection, Date.parse('2026-01-15T09:10:00.000Z'));
    expect(summary).toMatchObject({ users: 5, linked: 0, notInOkta: 4, needLook: 1, unknown: 0 });
  });
});

describe('a saved plan', () => {
  it('is applied exactly, also in part', async () => {
    await world.connect();
    world.addCms(3);
    const { plan, items } = await planOf(await world.run(all, { mode: 'plan' }));
    const chosen = items.slice(0, 1).map((item) => item.id);
    const job = await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: chosen });
    expect(job).toMatchObject({ state: 'done', done: 1, total: 1 });
  });

  it('is applied field by field where a person chose only some', async () => {
    await world.connect();
    const [account] = world.addCms(1, { attributes: { field_first_name: 'Ann', field_department: 'Research' } });
    const rules = (await world.connect()).mapping.filter((rule) => rule.okta !== 'firstName');
    const first = { ...rules[0], cms: 'field_first_name', okta: 'firstName' } as (typeof rules)[number];
    await world.connect({ mapping: [...rules, first] });
    await world.sync('user1');
    world.cms.changeBehind(account?.ref.id ?? '', { field_department: 'Sales', field_first_name: 'Anna' });
    const { plan, items } = await planOf(await world.run(named('user1'), { mode: 'plan' }));
    expect(items[0]?.after).toEqual({ department: 'Sales', firstName: 'Anna' });
    const fields = { [items[0]?.id ?? '']: ['firstName'] };
    const job = await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null, fields });
    expect(job).toMatchObject({ state: 'done', done: 1 });
    const [okta] = await world.okta.find({ login: 'user1@harbor.example' });
    expect(okta?.attributes).toMatchObject({ firstName: 'Anna', department: 'Research' });
    expect(badge('1')).toMatchObject({ status: 'differs', differences: [{ field: 'department' }] });
  });

  it('skips what moved since, on either side', async () => {
    await world.connect();
    const [first, second] = world.addCms(2);
    await world.run(all);
    world.cms.changeBehind(first?.ref.id ?? '', { field_department: 'Sales' });
    world.cms.changeBehind(second?.ref.id ?? '', { field_department: 'Sales' });
    const { plan } = await planOf(await world.run(all, { mode: 'plan' }));
    world.cms.changeBehind(first?.ref.id ?? '', { field_department: 'Board' });
    const [okta] = await world.okta.find({ login: 'user2@harbor.example' });
    world.okta.changeBehind(okta?.ref.id ?? '', { department: 'Elsewhere' });
    const job = await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
    expect(job).toMatchObject({ done: 0, failed: 2 });
    expect(world.engine.results(job.id).map((result) => result.outcome)).toEqual(['moved', 'moved']);
  });

  it('is refused with another digest, after a day, after a change of settings, and a second time', async () => {
    const connection = await world.connect();
    world.addCms(1);
    const make = async () => (await planOf(await world.run(all, { mode: 'plan' }))).plan;
    const apply = (plan: { id: string; digest: string }) =>
      world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
    const stale = { state: 'failed', error: { code: 'moved' } };
    expect(await apply({ ...(await make()), digest: 'other' })).toMatchObject(stale);
    const changed = await make();
    await world.store.commit([put('connections', 'c1', { ...connection, newInOkta: 'active' })]);
    expect(await apply(changed)).toMatchObject(stale);
    const old = await make();
    world.pass(25 * 60 * 60 * 1000);
    expect(await apply(old)).toMatchObject(stale);
    const good = await make();
    expect(await apply(good)).toMatchObject({ state: 'done', done: 1 });
    expect(await apply(good)).toMatchObject(stale);
  });
});

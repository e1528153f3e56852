import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError, systemActor } from '@rollcall/shared';
import type { Account, Connection, Operation, Problem, State } from '@rollcall/shared';

import { lastSweep } from '../engine/sweep.ts';
import { all, createWorld } from '../engine/world.fixture.ts';
import type { World } from '../engine/world.fixture.ts';
import { accountKey, put } from '../store/data.ts';
import { createAbsenceSweep } from './absence.ts';
import type { AbsenceSweep } from './absence.ts';

const operations: Operation[] = ['read', 'create', 'update', 'deactivate'];
const hour = 3_600_000;

let world: World;
let sweep: AbsenceSweep;
let problems: Problem[];
let clock: number;
let users: Account[];
beforeEach(async () => {
  world = await createWorld();
  problems = [];
  clock = Date.parse('2026-01-15T09:00:00.000Z');
  await automatic();
  users = world.addCms(12);
  await world.sync(...users.map(({ ref }) => ref.id));
  await world.run(all);
  // The world's own clock moved on with the run.
  pass(20_000);
  sweep = createAbsenceSweep({
    ...world,
    sidesOf: async () => ({ cms: world.cms, okta: world.okta }),
    now: () => clock,
    report: (problem) => void problems.push(problem),
  });
});
afterEach(() => world.close());

const pass = (ms: number) => {
  clock += ms;
  world.pass(ms);
};
const automatic = async (change: Partial<Connection> = {}) => {
  const { methods } = await world.connect();
  await world.connect({ methods: { ...methods, automatic: { on: true, operations } }, ...change });
};
const user = (at: number): Account => users[at] ?? failNone();
const remove = (at: number) => world.cms.removeBehind(user(at).ref.id);
const hourly = async () => {
  pass(hour);
  await sweep.look();
};
const missing = (at: number) => world.store.data.accounts[accountKey(user(at).ref)]?.missing;
const stateInOkta = async (at: number): Promise<State | undefined> => {
  const [found] = await world.okta.find({ login: `user${at + 1}@harbor.example` });
  return found?.state;
};
const lists = (side: 'cms' | 'okta') => world[side].calls.filter((call) => call.startsWith('list')).length;

describe('the sweep for absent accounts', () => {
  it('deactivates who is missing from two listings of the site, and never lists the org', async () => {
    const before = lists('okta');
    remove(0);
    await hourly();
    expect([missing(0), await stateInOkta(0)]).toEqual([1, 'staged']);
    await hourly();
    expect([missing(0), await stateInOkta(0)]).toEqual([2, 'deactivated']);
    expect(await stateInOkta(1)).toBe('staged');
    const { entries } = await world.activity.query({ types: ['deactivate'] });
    expect(entries).toMatchObject([{ trigger: 'event', by: { id: 'automatic' }, outcome: 'done' }]);
    const jobs = Object.keys(world.store.data.jobs).length;
    await hourly();
    expect(Object.keys(world.store.data.jobs)).toHaveLength(jobs);
    expect(lists('okta')).toBe(before);
    expect(problems).toEqual([]);
  });

  it('is made once an hour, counting the listings of other runs, or when the site told of a deletion', async () => {
    const before = lists('cms');
    pass(hour / 2);
    await sweep.look();
    expect(lists('cms')).toBe(before);
    await hourly();
    await sweep.look();
    expect(lists('cms')).toBe(before + 1);
    await world.run(all, { mode: 'plan' });
    await sweep.look();
    expect(lists('cms')).toBe(before + 2);
    sweep.hint('c1');
    await sweep.look();
    expect(lists('cms')).toBe(before + 3);
  });

  it('reads a site once for all its connections, and acts for the one that has the link', async () => {
    const first = world.store.data.connections['c1'] ?? failNone();
    await world.store.commit([put('connections', 'a0', { ...first, id: 'a0', name: 'Other' })]);
    const before = lists('cms');
    remove(0);
    await hourly();
    await hourly();
    expect([lists('cms') - before, await stateInOkta(0)]).toEqual([2, 'deactivated']);
  });

  it('forgets a miss when the account is there again', async () => {
    remove(0);
    await hourly();
    expect(missing(0)).toBe(1);
    world.cms.seed([
      { id: user(0).ref.id, state: 'active', attributes: { name: 'user1', mail: 'user1@harbor.example' } },
    ]);
    await hourly();
    expect(missing(0)).toBe(0);
    await hourly();
    expect(await stateInOkta(0)).toBe('staged');
  });

  it('concludes nothing from a listing that ends early or is much shorter', async () => {
    remove(0);
    world.cms.failNext('list', { error: new SyncError('partial_listing', 'ended early') });
    await hourly();
    expect(missing(0)).toBe(0);
    for (const at of [1, 2, 3, 4]) remove(at);
    await hourly();
    expect(problems.map(({ code }) => code)).toEqual(['partial_listing', 'shrunken']);
    expect(missing(0)).toBe(0);
    expect(lastSweep(world.store.data, 'cms')?.count).toBe(12);
  });

  it('waits with everybody where too many are gone, and asks no second time', async () => {
    await automatic({ shrinkPercent: 100 });
    for (const at of [0, 1, 2, 3, 4]) remove(at);
    await hourly();
    await hourly();
    const waiting = () => Object.values(world.store.data.jobs).filter(({ state }) => state === 'waiting');
    expect(waiting()).toMatchObject([{ error: { code: 'brake' } }]);
    expect(await stateInOkta(0)).toBe('staged');
    await hourly();
    expect(waiting()).toHaveLength(1);
    pass(24 * hour);
    await sweep.look();
    expect(waiting()).toHaveLength(2);
    await world.engine.reject(waiting()[1]?.plan ?? '', systemActor);
    pass(24 * hour);
    await sweep.look();
    expect(waiting()).toHaveLength(2);
  });

  it.each([
    ['is off for deletions', { onCmsDelete: 'nothing' as const }],
    ['only holds them', { onCmsDelete: 'deleteHeld' as const }],
  ])('writes nothing where the connection %s', async (_what, change) => {
    await automatic(change);
    remove(0);
    await hourly();
    await hourly();
    expect(await stateInOkta(0)).toBe('staged');
    const jobs = Object.keys(world.store.data.jobs).length;
    await hourly();
    expect(Object.keys(world.store.data.jobs)).toHaveLength(jobs);
  });

  it('is none where nothing may be done by itself', async () => {
    const before = lists('cms');
    await automatic({ mode: 'report' });
    await hourly();
    await automatic({ direction: 'oktaToCms' });
    await hourly();
    expect(lists('cms')).toBe(before);
  });
});

function failNone(): never {
  throw new Error('there is no such user');
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError, systemActor } from '@rollcall/shared';
import type { Connection, Operation, Problem } from '@rollcall/shared';

import { all, createWorld } from '../engine/world.fixture.ts';
import type { World } from '../engine/world.fixture.ts';
import { put } from '../store/data.ts';
import { createDigests } from './digest.ts';
import type { Digests } from './digest.ts';
import { createPoller } from './poll.ts';

const operations: Operation[] = ['read', 'create', 'update', 'deactivate'];
const start = Date.parse('2026-01-15T09:00:00.000Z');
const hour = 3_600_000;

let world: World;
let digests: Digests;
let problems: Problem[];
let clock: number;
beforeEach(async () => {
  world = await createWorld();
  problems = [];
  clock = start;
  digests = anew();
  const { methods } = await world.connect();
  await world.connect({ methods: { ...methods, automatic: { on: true, operations } } });
  world.addCms(2);
  await world.run(all);
  pass(60_000);
  await look();
});
afterEach(() => world.close());

const pass = (ms: number) => {
  clock += ms;
  world.pass(ms);
};
const report = (problem: Problem) => void problems.push(problem);
const anew = () =>
  createDigests({
    ...world,
    sidesOf: async () => ({ cms: world.cms, okta: world.okta }),
    now: () => clock,
    report,
  });
const look = async () => {
  pass(60_000);
  await createPoller({ ...world, report, holds: digests.holds }).look();
};
const creates = () => world.okta.calls.filter((call) => call.startsWith('create')).length;
/** The agent comes back after two days in which somebody registered on the site. */
const comeBack = async () => {
  const from = clock;
  pass(24 * hour);
  world.cms.seed([{ state: 'active', attributes: { name: 'new', mail: 'new@harbor.example' } }]);
  pass(24 * hour);
  await digests.open({ from, to: clock });
};
/** Beats until the run that looks has ended. */
const gather = async () => {
  await digests.tick();
  const job = digests.of('c1')?.job;
  if (job) await world.engine.finished(job);
  await digests.tick();
  return digests.of('c1');
};

describe('a digest after a long absence', () => {
  it('is a plan of what gathered, and nothing is applied by itself before somebody has decided', async () => {
    await comeBack();
    expect(digests.of('c1')).toMatchObject({ from: new Date(clock - 48 * hour).toISOString(), job: null, plan: null });
    await look();
    expect(creates()).toBe(2);
    const digest = await gather();
    expect(digest?.plan).toMatch(/^P-/);
    const { plan, items } = await world.plans.read(digest?.plan ?? '');
    expect(plan).toMatchObject({ trigger: 'event', state: 'open' });
    expect(items.map((item) => item.subject.label)).toEqual([expect.stringContaining('new')]);
    await look();
    expect(creates()).toBe(2);
    expect(digests.holds('c1')).toContain(digest?.plan);
  });

  it('ends when the plan is applied, and looks for what is newer from there on', async () => {
    await comeBack();
    const digest = await gather();
    const { plan } = await world.plans.read(digest?.plan ?? '');
    pass(60_000);
    world.cms.seed([{ state: 'active', attributes: { name: 'later', mail: 'later@harbor.example' } }]);
    await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null }, { trigger: 'manual' });
    expect(creates()).toBe(3);
    await digests.tick();
    expect(digests.of('c1')).toBeNull();
    await look();
    expect(creates()).toBe(4);
  });

  it('ends when the plan is rejected, and what was rejected does not come back by itself', async () => {
    await comeBack();
    const digest = await gather();
    await world.engine.reject(digest?.plan ?? '', systemActor);
    await digests.tick();
    expect(digests.of('c1')).toBeNull();
    await look();
    expect(creates()).toBe(2);
  });

  it('ends at once when nothing gathered', async () => {
    await digests.open({ from: clock, to: clock + 48 * hour });
    expect(await gather()).toBeNull();
  });

  it('outlives the process, and looks again when the run was cut off, failed or is too old', async () => {
    await comeBack();
    world.cms.failNext('list', { error: new SyncError('unreachable', 'connection refused') });
    expect(await gather()).toMatchObject({ job: null, plan: null });
    await digests.tick();
    expect(digests.of('c1')?.job).toBeNull();
    await world.restart();
    digests = anew();
    const first = await gather();
    expect(first?.plan).toMatch(/^P-/);
    pass(25 * hour);
    await digests.tick();
    expect(digests.of('c1')).toMatchObject({ from: first?.from, job: null, plan: null });
    const second = await gather();
    expect(second?.plan).not.toBe(first?.plan);
    expect(problems).toEqual([]);
  });

  it('does not try a refused sign-in again and again: the connection is paused', async () => {
    await comeBack();
    world.cms.failNext('changesSince', { error: new SyncError('bad_credentials', 'refused') }, 9);
    world.cms.failNext('list', { error: new SyncError('bad_credentials', 'refused') }, 9);
    await gather();
    expect(world.store.data.connections['c1']?.pausedFor).toBe('bad_credentials');
    const calls = world.cms.calls.length;
    pass(hour);
    await gather();
    expect(world.cms.calls).toHaveLength(calls);
    expect(digests.of('c1')).not.toBeNull();
  });

  it('is none for a connection that does not sync by itself, or no longer does', async () => {
    const connection = world.store.data.connections['c1'];
    await comeBack();
    const { methods } = connection ?? failNone();
    const off: Connection = {
      ...(connection ?? failNone()),
      methods: { ...methods, automatic: { on: false, operations } },
    };
    await world.store.commit([put('connections', 'c1', off)]);
    await digests.tick();
    expect(digests.of('c1')).toBeNull();
    await digests.open({ from: clock, to: clock + 48 * hour });
    expect(digests.of('c1')).toBeNull();
  });
});

function failNone(): never {
  throw new Error('no connection');
}

import { afterEach, beforeEach, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { Operation, Problem } from '@rollcall/shared';

import { all, createWorld } from '../engine/world.fixture.ts';
import type { World } from '../engine/world.fixture.ts';
import { createPoller } from './poll.ts';

const operations: Operation[] = ['read', 'create', 'update', 'deactivate'];

let world: World;
let problems: Problem[];
beforeEach(async () => {
  world = await createWorld();
  problems = [];
});
afterEach(() => world.close());

const automatic = async (change = {}) => {
  const { methods } = await world.connect();
  await world.connect({ methods: { ...methods, automatic: { on: true, operations } }, ...change });
};
const look = () => {
  world.pass(60_000);
  return createPoller({
    store: world.store,
    engine: world.engine,
    report: (problem) => void problems.push(problem),
  }).look();
};
const creates = () => world.okta.calls.filter((call) => call.startsWith('create')).length;

it('creates by itself who registers on the site', async () => {
  await automatic();
  await world.run(all);
  await look();
  world.addCms(1);
  await look();
  expect(creates()).toBe(1);
  await look();
  expect(creates()).toBe(1);
});

it('does nothing for a connection that is off, only reports or is paused', async () => {
  world.addCms(1);
  await world.connect();
  await look();
  for (const change of [{ mode: 'report' }, { mode: 'paused' }, { pausedFor: 'anonymous' }] as const) {
    await automatic(change);
    await look();
  }
  expect(world.cms.calls).toEqual([]);
});

it('tells a failure, and looks again the next minute', async () => {
  await automatic();
  await look();
  world.addCms(1);
  world.cms.failNext('changesSince', { error: new SyncError('unreachable', 'connection refused') });
  await look();
  expect(Object.values(world.store.data.jobs).at(-1)).toMatchObject({
    state: 'failed',
    error: { code: 'unreachable' },
  });
  await look();
  expect(creates()).toBe(1);
});

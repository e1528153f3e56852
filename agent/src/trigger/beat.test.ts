import { afterEach, beforeEach, expect, it } from 'vitest';

import { createWorld } from '../engine/world.fixture.ts';
import type { World } from '../engine/world.fixture.ts';
import { createBeat } from './beat.ts';

const start = Date.parse('2026-01-15T09:00:00.000Z');
const second = 1000;
const hour = 3_600_000;

let world: World;
let clock: number;
beforeEach(async () => {
  world = await createWorld();
  clock = start;
});
afterEach(() => world.close());

const anew = () => createBeat({ store: world.store, now: () => clock });
const kept = () => world.store.data.settings['lastAwake'];

it('takes a gap of more than a minute for sleep, and nothing shorter', async () => {
  const { beat } = anew();
  expect(await beat()).toBeNull();
  clock += 10 * second;
  expect(await beat()).toBeNull();
  clock += 60 * second;
  expect(await beat()).toBeNull();
  const from = clock;
  clock += 8 * hour;
  expect(await beat()).toEqual({ from, to: clock });
  clock += 10 * second;
  expect(await beat()).toBeNull();
});

it('counts the time in which no agent ran, too', async () => {
  await anew().beat();
  clock += 30 * hour;
  await world.restart();
  expect(await anew().beat()).toEqual({ from: start, to: clock });
});

it('writes at most once a minute, and at once when the clock was set back', async () => {
  const { beat } = anew();
  await beat();
  let commits = 0;
  world.store.onCommit(() => void (commits += 1));
  for (let at = 0; at < 12; at += 1) {
    clock += 10 * second;
    await beat();
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(commits).toBe(2);
  clock -= 48 * hour;
  await beat();
  expect(kept()).toBe(new Date(clock).toISOString());
  await world.restart();
  clock += 10 * second;
  expect(await anew().beat()).toBeNull();
});

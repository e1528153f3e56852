import { afterEach, beforeEach, expect, it } from 'vitest';

import { put } from '../store/data.ts';
import { connectionOf } from './sample.fixture.ts';
import { createWorld } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

it('links of a place that the connection has left do not count, for the brakes of an undo either', async () => {
  const { brakes } = connectionOf({});
  await world.connect({ brakes: { ...brakes, deactivate: { floor: 3, count: 1000, percent: 50 } } });
  const logins = world.addCms(30).map(({ login }) => login);
  await world.sync(...logins.slice(0, 15));
  await world.sync(...logins.slice(15));
  const [link] = Object.values(world.store.data.links);
  if (!link) throw new Error('nobody is linked');
  const former = Array.from({ length: 1000 }, (_each, index) => {
    const id = `former${index}`;
    return put('links', id, { ...link, id, cms: { directory: 'left', id }, okta: { directory: 'left too', id } });
  });
  await world.store.commit(former);
  expect(world.store.links.count(connectionOf({}))).toBe(30);
  const { entries } = await world.activity.query({ types: ['create'], limit: 30 });
  const undo = await world.run(
    { kind: 'undo', entries: entries.map(({ id }) => id) },
    { trigger: 'undo', mode: 'plan' },
  );
  const { plan, items } = await world.plans.read(undo.plan ?? '');
  expect(items.map(({ action }) => action)).toEqual(Array(30).fill('deactivate'));
  expect(plan.brake?.over).toMatchObject([{ name: 'deactivate', count: 30, limit: 15 }]);
});

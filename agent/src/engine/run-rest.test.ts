import { afterEach, expect, it } from 'vitest';

import { createWorld, named } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

let world: World;
afterEach(() => world.close());

it('a SCIM run that wrote nothing is on the disk before its entry is, so that no other gets its id', async () => {
  world = await createWorld();
  await world.connect({ direction: 'cmsToOkta' });
  const { activity, store } = world;
  const order: string[] = [];
  store.onCommit((changes) => {
    if (changes.some(({ collection, key }) => collection === 'jobs' && key === 'R-0001')) order.push('saved');
  });
  const append = activity.append.bind(activity);
  activity.append = (entry, image) => {
    order.push(entry.id);
    return append(entry, image);
  };
  const desired = { account: null, attributes: {}, active: true };
  const job = await world.run(named(), { trigger: 'scim', mode: 'apply', desired });
  expect(job).toMatchObject({ id: 'R-0001', state: 'failed', done: 0 });
  expect(order).toEqual(['saved', 'R-0001/failed']);
});

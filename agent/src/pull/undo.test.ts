import { afterEach, beforeEach, expect, it } from 'vitest';

import { createPullWorld } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';

let world: PullWorld;
beforeEach(async () => {
  world = await createPullWorld();
});
afterEach(() => world.close());

it.each(['cmsToOkta', 'oktaToCms', 'both'] as const)(
  'a pull is undone as a whole, whichever way the connection writes otherwise: %s',
  async (direction) => {
    await world.settle({}, { direction });
    world.person('ann', ['Writers']);
    const job = await world.pull();
    expect(await world.onSite('ann@harbor.example')).toMatchObject({ state: 'active' });
    const undone = await world.run({ kind: 'undo', job: job.id }, { trigger: 'undo' });
    expect(undone).toMatchObject({ error: null, failed: 0 });
    expect((await world.onSite('ann@harbor.example'))?.state ?? 'deactivated').toBe('deactivated');
  },
);

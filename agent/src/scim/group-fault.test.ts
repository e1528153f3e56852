import { afterEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';

import { createGroupWorld } from './group-world.fixture.ts';
import type { GroupWorld } from './group-world.fixture.ts';

let world: GroupWorld;
afterEach(() => world.close());

const broken = new SyncError('server_fault', 'The site answered 503.');
const kept = (id: string) => world.agent.services.store.data.pushed[id];
const member = (id: string, account: string) => world.agent.services.store.pushed.members(id).get(account);

/** The site can't show this account until the answered function is called. */
function breakAccount(id: string): () => void {
  const { cms } = world;
  const get = cms.get.bind(cms);
  cms.get = (account, options) => (account === id ? Promise.reject(broken) : get(account, options));
  return () => {
    cms.get = get;
  };
}

describe('a site that fails now and then', () => {
  it('for one member keeps nobody else from the role, says why, and is asked again soon', async () => {
    world = await createGroupWorld(['ann', 'ben', 'cy']);
    const [ann = '', ben = '', cy = ''] = world.people;
    const repair = breakAccount(ann);
    const { id, status } = await world.push('Crew', world.people);
    expect(status).toBe(201);
    expect(await world.holders('Crew')).toEqual([ben, cy].toSorted());
    expect(member(id, ann)).toMatchObject({ settled: false, problem: { code: 'server_fault' } });
    repair();
    world.pass(15_000);
    await world.beat();
    expect(await world.holders('Crew')).toEqual(world.people.toSorted());
    expect(member(id, ann)).toMatchObject({ settled: true, problem: null });
  });

  it('for everybody is not asked about each: the run ends, and says why', async () => {
    const names = Array.from({ length: 15 }, (_each, index) => `p${index}`);
    world = await createGroupWorld(names);
    const asked: string[] = [];
    world.cms.get = (account) => {
      asked.push(account);
      return Promise.reject(broken);
    };
    const { id } = await world.push('Crew', world.people);
    expect(kept(id)).toMatchObject({ problem: { code: 'server_fault' } });
    expect(new Set(asked).size).toBeLessThan(15);
  });

  it('for hours is asked every minute, and nobody waits longer once it is back', async () => {
    world = await createGroupWorld(['ann']);
    const away = new SyncError('unreachable', 'The site does not answer.', { scope: 'run' });
    world.cms.failNext('groups', { error: away }, 1000);
    await world.push('Crew', world.people);
    for (let minutes = 0; minutes < 60; minutes += 5) {
      world.pass(5 * 60_000);
      await world.beat();
    }
    world.cms.clearFaults();
    world.pass(60_000);
    await world.beat();
    expect(await world.holders('Crew')).toEqual(world.people);
  });
});

it('an Okta that can’t tell who else has a role keeps those who leave in it, and gives it to those who come', async () => {
  world = await createGroupWorld(['ann', 'ben'], { direction: 'both' });
  const [ann = '', ben = ''] = world.people;
  const { id } = await world.push('Crew', [ann]);
  const sailors = await world.okta.groups.create('Sailors');
  const role = kept(id)?.role ?? '';
  await world.change({ groupMaps: [{ group: sailors.id, role, owner: 'okta', namedPrivileged: false }] });
  world.okta.failNext('groups', { error: broken }, 1000);
  await world.patch(id, { op: 'replace', path: 'members', value: [{ value: ben }] });
  expect(await world.holders('Crew')).toEqual([ann, ben].toSorted());
  expect(member(id, ann)).toMatchObject({ wanted: false, settled: false, problem: { code: 'server_fault' } });
  world.okta.clearFaults();
  world.pass(15_000);
  await world.beat();
  expect(await world.holders('Crew')).toEqual([ben]);
});

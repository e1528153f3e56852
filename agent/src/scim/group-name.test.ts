import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';

import { createGroupWorld } from './group-world.fixture.ts';
import type { GroupWorld } from './group-world.fixture.ts';

let world: GroupWorld;
beforeEach(async () => {
  world = await createGroupWorld(['ann']);
  const { groups } = world.cms;
  const create = groups.create.bind(groups);
  groups.create = async (name, options) => {
    tried.push(name);
    if (name.length <= 64) return create(name, options);
    throw new SyncError('invalid', 'A role’s name has 64 characters at most.', { field: 'name', next: 'Shorten it.' });
  };
});
afterEach(() => world.close());

let tried: string[] = [];
beforeEach(() => {
  tried = [];
});
const long = 'Crew of the northern harbor '.repeat(4).trim();
const kept = (id: string) => world.agent.services.store.data.pushed[id];
async function hours(count: number): Promise<void> {
  for (let hour = 0; hour < count; hour += 1) {
    world.pass(3_600_000);
    await world.beat();
  }
}

describe('a group whose name no role can have', () => {
  it('is told of with a next step, and is not tried again while it is called so', async () => {
    const { id, status } = await world.push(long, world.people);
    expect(status).toBe(201);
    const problem = { code: 'invalid', detail: expect.stringContaining('64'), next: 'Shorten it.' };
    expect(kept(id)).toMatchObject({ role: null, madeRole: false, problem });
    const runs = Object.keys(world.agent.services.store.data.jobs).length;
    await hours(5);
    await world.patch(id, { op: 'replace', path: 'members', value: [{ value: world.people[0] ?? '' }] });
    expect(tried).toEqual([long]);
    expect(Object.keys(world.agent.services.store.data.jobs)).toHaveLength(runs);
    expect(kept(id)).toMatchObject({ problem });
    const inbox = await world.call('inbox', { id: world.connection });
    expect(inbox.groups).toMatchObject([{ id, problem }]);
  });

  it('is tried again once it has another name', async () => {
    const { id } = await world.push(long, world.people);
    await world.patch(id, { op: 'replace', value: { displayName: 'Northern crew' } });
    expect(await world.holders('Northern crew')).toEqual(world.people);
    expect(kept(id)).toMatchObject({ problem: null, madeRole: true });
  });

  it('is given a role of this name that somebody makes on the site', async () => {
    const { id } = await world.push(long, world.people);
    const role = { description: null, kind: 'role', writable: true, privileged: false, guarded: [] };
    world.cms.groups.seed({ ...role, id: 'north', name: long });
    await world.patch(id, { op: 'replace', path: 'members', value: [{ value: world.people[0] ?? '' }] });
    expect(await world.holders(long)).toEqual(world.people);
    expect(kept(id)).toMatchObject({ role: 'north', problem: null });
  });

  it('may have a role that a person chooses', async () => {
    const { id } = await world.push(long, world.people);
    const { id: role } = await world.cms.groups.create('North');
    await world.call('changePushed', { id: world.connection, group: id }, { role });
    await world.agent.services.scim.converge.rest();
    expect(await world.holders('North')).toEqual(world.people);
  });
});

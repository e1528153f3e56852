import type { Actor, Connection } from '@rollcall/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createReplay, waysOf } from './replay.ts';
import { createScimWorld, deactivation, oktaUser } from './scim.fixture.ts';
import type { ScimWorld } from './scim.fixture.ts';
import { createUserIndexes } from './user-index.ts';

let world: ScimWorld;
beforeEach(async () => {
  world = await createScimWorld();
});
afterEach(() => world.close());

const by: Actor = { kind: 'cli', id: 'script', name: 'Script' };
const make = (name: string) => world.scim('POST', '/Users', { body: oktaUser(name) });

function connection(): Connection {
  const found = world.agent.services.store.data.connections[world.connection];
  if (!found) throw new Error('no connection');
  return found;
}

/** Replays the newest request as after a new start of the agent, when only what was kept of it is known. */
async function replayKept() {
  const { services } = world.agent;
  const { traffic } = services.scim;
  const kept = await traffic.read(world.connection, (await traffic.rows(world.connection)).at(-1)?.id ?? '');
  if (!kept) throw new Error('nothing was kept');
  const indexOf = createUserIndexes(services.store);
  const replay = createReplay({ ...services, indexOf, traffic: { ...traffic, bodyOf: () => null } });
  return { way: waysOf(kept, null), answer: () => replay(connection(), kept, by) };
}
const itemsOf = async (plan: string | null) => (await world.call('plan', { id: plan ?? '' })).items;

describe('a replay of what was kept', () => {
  it('plans a change of state, and names the values that it does not know any more', async () => {
    const { id, body } = await make('ann');
    await world.change({ mode: 'report' });
    await world.scim('PUT', `/Users/${id}`, { body: { ...body, active: false, title: 'Captain' } });
    await world.change({ mode: 'live' });
    const { way, answer } = await replayKept();
    expect(way).toBe('redacted');
    const { plan, problem, skipped } = await answer();
    expect(problem).toBeNull();
    expect(skipped).toEqual(expect.arrayContaining(['userName', 'name', 'emails', 'title']));
    expect(skipped).not.toContain('active');
    expect(await itemsOf(plan)).toMatchObject([{ action: 'deactivate', side: 'cms' }]);
    expect((await world.cms.get(id)).state).toBe('active');
  });

  it('takes of several operations those whose values are known', async () => {
    const { id } = await make('ann');
    await world.change({ mode: 'report' });
    const [off] = deactivation.Operations;
    const named = { op: 'replace', path: 'name.givenName', value: 'Anna' };
    const mail = { op: 'replace', path: 'emails[value eq "ann@harbor.example"].type', value: 'home' };
    await world.scim('PATCH', `/Users/${id}`, { body: { ...deactivation, Operations: [named, off, mail] } });
    await world.change({ mode: 'live' });
    const { plan, skipped } = await (await replayKept()).answer();
    expect(skipped).toEqual(['name.givenName', 'emails.type']);
    expect(await itemsOf(plan)).toMatchObject([{ action: 'deactivate' }]);
  });

  it('of a new user can’t be, nor of a group', async () => {
    await make('ann');
    const one = await replayKept();
    expect(one.way).toBe('no');
    await expect(one.answer()).rejects.toMatchObject({ code: 'unsupported' });
    await expect(one.answer()).rejects.toMatchObject({ problem: { next: expect.stringContaining('send it again') } });
    await world.scim('POST', '/Groups', { body: { displayName: 'Sales' } });
    const group = await replayKept();
    expect(group.way).toBe('no');
    const why = {
      detail: expect.stringContaining('pushed group'),
      next: expect.stringContaining('scim groups preview'),
    };
    await expect(group.answer()).rejects.toMatchObject({ code: 'unsupported', problem: why });
    const bulk = { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: [] };
    await world.scim('POST', '/Bulk', { body: bulk });
    const many = { detail: expect.stringContaining('Bulk') };
    await expect((await replayKept()).answer()).rejects.toMatchObject({ code: 'unsupported', problem: many });
    await world.scim('GET', '/Users');
    const read = { detail: expect.stringContaining('only reads') };
    await expect((await replayKept()).answer()).rejects.toMatchObject({ code: 'unsupported', problem: read });
  });

  it('of a deletion needs no body', async () => {
    const { id } = await make('ann');
    await world.change({ mode: 'report' });
    await world.scim('DELETE', `/Users/${id}`);
    await world.change({ mode: 'live' });
    const { way, answer } = await replayKept();
    expect(way).toBe('whole');
    expect(await itemsOf((await answer()).plan)).toMatchObject([{ action: 'deactivate' }]);
  });
});

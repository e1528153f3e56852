import { afterEach, describe, expect, it } from 'vitest';

import { createGroupWorld } from '../scim/group-world.fixture.ts';
import type { GroupWorld } from '../scim/group-world.fixture.ts';
import { codeOf } from './api.fixture.ts';

let world: GroupWorld;
afterEach(() => world.close());

const who = (index: number): string => world.people[index] ?? '';
const of = (group: string) => ({ id: world.connection, group });
const pushed = () => world.call('pushed', { id: world.connection });

describe('pushed groups', () => {
  it('are listed with their role, how many are in them and how far they are, and with the roles to choose from', async () => {
    world = await createGroupWorld(['ann', 'ben', 'cy']);
    await world.push('Crew', [who(0), 'nobody']);
    const { groups, roles } = await pushed();
    expect(groups).toMatchObject([
      { name: 'Crew', members: 1, settled: 1, open: 0, state: 'agrees', madeRole: true, ignored: 1, problem: null },
    ]);
    expect(groups[0]?.role?.name).toBe('Crew');
    expect(roles.map(({ name }) => name)).toEqual(['Crew']);
  });

  it('are listed from what was last seen while the site does not answer', async () => {
    world = await createGroupWorld(['ann']);
    await world.push('Crew', [who(0)]);
    await pushed();
    for (let call = 0; call < 3; call += 1) world.cms.failNext('groups', {});
    expect((await pushed()).groups).toMatchObject([{ role: { name: 'Crew' }, state: 'agrees' }]);
  });
});

describe('a preview', () => {
  it('tells who would gain, has, keeps and would lose what, and writes nothing', async () => {
    world = await createGroupWorld(['ann', 'ben', 'cy']);
    const { id } = await world.push('Crew', [who(0), who(1)]);
    const editors = await world.cms.groups.create('Editors');
    for (const each of [who(1), who(2)]) await world.cms.groups.addMember(editors.id, each);
    const before = world.cms.calls.filter((call) => /add|remove|create/.test(call)).length;
    const found = await world.call('previewPushed', of(id), { role: editors.id });
    expect(found.counts).toEqual({ gain: 1, have: 1, extra: 1, lose: 2 });
    expect(found.gain).toMatchObject([{ id: who(0) }]);
    expect(found.have).toMatchObject([{ id: who(1) }]);
    expect(found.extra).toMatchObject([{ id: who(2) }]);
    expect(world.cms.calls.filter((call) => /add|remove|create/.test(call))).toHaveLength(before);
    const same = await world.call('previewPushed', of(id), { role: (await pushed()).groups[0]?.role?.id });
    expect(same.counts).toEqual({ gain: 0, have: 2, extra: 0, lose: 0 });
  });
});

describe('another role', () => {
  it('is given to the members, the former one is taken from them, and the choice is in the activity', async () => {
    world = await createGroupWorld(['ann', 'ben', 'cy']);
    const { id } = await world.push('Crew', [who(0)]);
    const { id: role } = await world.cms.groups.create('Editors');
    await world.cms.groups.addMember(role, who(2));
    await world.call('changePushed', of(id), { role });
    await world.agent.services.scim.converge.rest();
    expect(new Set(await world.holders('Editors'))).toEqual(new Set([who(0), who(2)]));
    expect(await world.holders('Crew')).toEqual([]);
    expect((await pushed()).groups).toMatchObject([{ role: { id: role }, state: 'agrees', madeRole: false, open: 0 }]);
    const { entries } = await world.agent.services.activity.query({ connection: world.connection, limit: 50 });
    expect(entries.find(({ type }) => type === 'settings')?.fields).toEqual(['pushedGroup', 'Crew', role]);
  });

  it('that is none takes the role from the members and makes no other', async () => {
    world = await createGroupWorld(['ann']);
    const { id } = await world.push('Crew', [who(0)]);
    await world.call('changePushed', of(id), { role: null });
    await world.agent.services.scim.converge.rest();
    expect(await world.holders('Crew')).toEqual([]);
    await world.patch(id, { op: 'replace', value: { displayName: 'Crew two' } });
    await world.beat();
    expect(await world.holders('Crew two')).toBeNull();
    expect((await pushed()).groups).toMatchObject([{ role: null, state: 'noRole' }]);
  });

  it('is refused where it is not there, gives power that nobody named, or is the site’s own to decide', async () => {
    world = await createGroupWorld(['ann']);
    const { id } = await world.push('Crew', [who(0)]);
    const ask = async (role: string) => codeOf(await world.send('changePushed', { params: of(id), body: { role } }));
    expect(await ask('nowhere')).toBe('missing_group');
    world.cms.seedGroup({ id: 'boss', name: 'Boss', privileged: true });
    expect(await ask('boss')).toBe('privileged_group');
    world.cms.seedGroup({ id: 'fixed', name: 'Fixed', writable: false });
    expect(await ask('fixed')).toBe('unsupported');
    expect(await codeOf(await world.send('changePushed', { params: of('g'), body: { role: null } }))).toBe('not_found');
    expect(await world.holders('Crew')).toEqual([who(0)]);
  });
});

import { afterEach, describe, expect, it } from 'vitest';

import { createGroupWorld } from './group-world.fixture.ts';
import type { GroupWorld } from './group-world.fixture.ts';

let world: GroupWorld;
const names = ['ann', 'ben', 'cy'];
afterEach(() => world.close());

const first = (): string => world.people[0] ?? '';
const second = (): string => world.people[1] ?? '';

/** What is kept of a pushed group. */
const kept = (id: string) => world.agent.services.store.data.pushed[id];
const member = (id: string, account: string) => world.agent.services.store.pushed.members(id).get(account);
const groupCalls = () => world.cms.calls.filter((call) => call.startsWith('groups'));

describe('a push', () => {
  it('makes the role and gives it to the members before it is answered, by a run that is in the activity', async () => {
    world = await createGroupWorld(names);
    const { id, status } = await world.push('Dock crew', [first(), second()]);
    expect(status).toBe(201);
    expect(await world.holders('Dock crew')).toEqual([first(), second()].toSorted());
    expect(kept(id)).toMatchObject({ madeRole: true, problem: null });
    expect(member(id, first())).toMatchObject({ wanted: true, settled: true });
    const { entries } = await world.agent.services.activity.query({ connection: world.connection, limit: 50 });
    const types = entries.filter(({ by }) => by.kind === 'scimToken').map(({ type, outcome }) => `${type} ${outcome}`);
    expect(types).toEqual(expect.arrayContaining(['createGroup done', 'grantGroup done']));
  });

  it('gives a role that is there by name, in any case, and none that it would have to make', async () => {
    world = await createGroupWorld(names);
    await world.cms.groups.create('Editors');
    const { id } = await world.push('editors', [first()]);
    expect(await world.holders('Editors')).toEqual([first()]);
    expect(kept(id)).toMatchObject({ madeRole: false });
  });

  it('takes the role from who leaves, and leaves it to who holds it by hand', async () => {
    world = await createGroupWorld(names);
    const { id } = await world.push('Crew', [first(), second()]);
    await world.cms.groups.addMember(kept(id)?.role ?? '', world.people[2] ?? '');
    await world.take(id, first());
    expect(await world.holders('Crew')).toEqual([second(), world.people[2] ?? ''].toSorted());
    expect(member(id, first())).toBeUndefined();
  });

  it('takes no role that another pushed group gives', async () => {
    world = await createGroupWorld(names);
    const one = await world.push('Crew', [first()]);
    const other = await world.push('Night crew', [first()]);
    await world.agent.services.scim.converge.rest();
    await world.call('changePushed', { id: world.connection, group: other.id }, { role: kept(one.id)?.role });
    await world.take(one.id, first());
    expect(await world.holders('Crew')).toEqual([first()]);
    await world.take(other.id, first());
    expect(await world.holders('Crew')).toEqual([]);
  });

  it('a rename touches no member and no call to the site gives or takes a role', async () => {
    world = await createGroupWorld(names);
    const { id } = await world.push('Crew', world.people);
    const role = kept(id)?.role;
    const before = groupCalls().filter((call) => call.includes('Member')).length;
    await world.patch(id, { op: 'replace', value: { id, displayName: 'Crew two' } });
    expect(kept(id)?.role).toBe(role);
    expect(groupCalls().filter((call) => call.includes('Member'))).toHaveLength(before);
  });

  it('that is sent again as it is repairs what was changed on the site', async () => {
    world = await createGroupWorld(names);
    const { id } = await world.push('Crew', [first()]);
    await world.cms.groups.removeMember(kept(id)?.role ?? '', first());
    await world.patch(id, { op: 'replace', path: 'members', value: [{ value: first() }] });
    expect(await world.holders('Crew')).toEqual([first()]);
  });
});

describe('power', () => {
  const privileged = { description: null, kind: 'role', writable: true, privileged: true, guarded: [] };

  it('is not met by name: the group stays without a role until a person names it', async () => {
    world = await createGroupWorld(names);
    world.cms.groups.seed({ ...privileged, id: 'boss', name: 'Administrator' });
    const { id, status } = await world.push('administrator', [first()]);
    expect(status).toBe(201);
    expect(await world.holders('Administrator')).toEqual([]);
    expect(kept(id)).toMatchObject({ role: null, problem: { code: 'privileged_group' } });
    await world.call('changePushed', { id: world.connection, group: id }, { role: 'boss', namedPrivileged: true });
    await world.agent.services.scim.converge.rest();
    expect(await world.holders('Administrator')).toEqual([first()]);
  });

  it('of a role that came to it later is given to nobody more', async () => {
    world = await createGroupWorld(names);
    const { id } = await world.push('Crew', [first()]);
    world.cms.groups.seed({ ...privileged, id: kept(id)?.role ?? '', name: 'Crew' });
    await world.add(id, second());
    expect(await world.holders('Crew')).toEqual([first()]);
    expect(member(id, second())).toMatchObject({ settled: false, problem: { code: 'privileged_group' } });
  });
});

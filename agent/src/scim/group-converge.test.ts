import { afterEach, describe, expect, it } from 'vitest';

import { SyncError } from '@rollcall/shared';

import { asObject } from './filter-match.ts';
import { createGroupWorld } from './group-world.fixture.ts';
import type { GroupWorld } from './group-world.fixture.ts';

let world: GroupWorld;
const names = ['ann', 'ben', 'cy'];
const scim = { publicUrl: null, syncPassword: false, invite: false, custom: [], onUnassign: 'block' as const };
afterEach(() => world.close());

const first = (): string => world.people[0] ?? '';
const second = (): string => world.people[1] ?? '';

/** What is kept of a pushed group. */
const kept = (id: string) => world.agent.services.store.data.pushed[id];
const member = (id: string, account: string) => world.agent.services.store.pushed.members(id).get(account);
const groupCalls = () => world.cms.calls.filter((call) => call.startsWith('groups'));

it('people who are assigned without a pushed group get no role, and none is made', async () => {
  world = await createGroupWorld(names);
  await world.beat();
  expect(await world.cms.groups.list()).toEqual([]);
  expect(groupCalls().filter((call) => /create|add/.test(call))).toEqual([]);
});

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

  it('a rename touches no member, and the role made for the group is called as the group', async () => {
    world = await createGroupWorld(names);
    const { id } = await world.push('Crew', world.people);
    const role = kept(id)?.role;
    const before = groupCalls().filter((call) => call.includes('Member')).length;
    await world.patch(id, { op: 'replace', value: { id, displayName: 'Crew two' } });
    expect(kept(id)?.role).toBe(role);
    expect(kept(id)?.renamed).toBeUndefined();
    expect(groupCalls().filter((call) => call.includes('Member'))).toHaveLength(before);
    expect(await world.holders('Crew two')).toEqual(world.people.toSorted());
  });

  it('a role that was there before, or that somebody on the site has renamed, keeps its name', async () => {
    world = await createGroupWorld(names);
    await world.cms.groups.create('Editors');
    const found = await world.push('editors', [first()]);
    const made = await world.push('Crew', [first()]);
    await world.cms.groups.rename(kept(made.id)?.role ?? '', 'The crew');
    await world.patch(found.id, { op: 'replace', value: { displayName: 'Writers' } });
    await world.patch(made.id, { op: 'replace', value: { displayName: 'Sailors' } });
    expect(await world.holders('Editors')).toEqual([first()]);
    expect(await world.holders('The crew')).toEqual([first()]);
    expect(kept(made.id)).toMatchObject({ name: 'Sailors', problem: null });
  });

  it('whose role was deleted on the site is given a new one, with everybody who is in it', async () => {
    world = await createGroupWorld(names);
    const { id } = await world.push('Crew', [first()]);
    await world.cms.groups.remove(kept(id)?.role ?? '');
    await world.add(id, second());
    await world.agent.services.scim.converge.rest();
    expect(await world.holders('Crew')).toEqual([first(), second()].toSorted());
    expect(member(id, first())).toMatchObject({ settled: true });
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

describe('a brake', () => {
  const many = Array.from({ length: 8 }, (_each, index) => `p${index}`);
  const plansOf = () => world.agent.services.engine.plans(world.connection);
  const tight = { floor: 0, count: 2, percent: 100 };
  const hold = async (): Promise<string> => {
    world = await createGroupWorld(many);
    const { brakes } = world.agent.services.store.data.connections[world.connection] ?? {};
    if (brakes) await world.change({ brakes: { ...brakes, revokeGroup: tight } });
    const { id } = await world.push('Crew', world.people);
    await world.patch(id, { op: 'remove', path: 'members' });
    return id;
  };

  it('holds the loss of many, tells the client that the members are gone, and waits for a person', async () => {
    const id = await hold();
    expect(await world.membersOf(id)).toEqual([]);
    expect(await world.holders('Crew')).toHaveLength(8);
    const { groups } = await world.call('pushed', { id: world.connection });
    expect(groups).toMatchObject([{ state: 'held', plan: kept(id)?.plan, open: 8, problem: { code: 'brake' } }]);
    const { plans } = await world.call('inbox', { id: world.connection });
    expect(plans.map((plan) => plan.id)).toContain(kept(id)?.plan);
    const plan = kept(id)?.plan;
    await world.patch(id, { op: 'remove', path: 'members' });
    expect(kept(id)?.plan).toBe(plan);
  });

  it('holds another role for many too, and a rejection leaves them the former one', async () => {
    const id = await hold();
    await world.add(id, ...world.people);
    const former = kept(id)?.role;
    const { id: role } = await world.cms.groups.create('Editors');
    await world.call('changePushed', { id: world.connection, group: id }, { role });
    await world.agent.services.scim.converge.rest();
    expect(kept(id)).toMatchObject({ role, former: [former], problem: { code: 'brake' } });
    await world.call('rejectPlan', { id: kept(id)?.plan ?? '' });
    await world.beat();
    world.pass(60_000);
    await world.beat();
    expect(await world.holders('Crew')).toHaveLength(8);
    expect(await world.holders('Editors')).toHaveLength(8);
    expect(kept(id)?.former).toBeUndefined();
  });

  it('let go by an approval, the plan itself is carried out', async () => {
    const id = await hold();
    const plan = (await plansOf()).find((each) => each.id === kept(id)?.plan);
    const { job } = await world.call('applyPlan', { id: plan?.id ?? '' }, { digest: plan?.digest, approve: true });
    await world.finished(job);
    expect(await world.holders('Crew')).toEqual([]);
    await world.beat();
    expect(kept(id)?.plan).toBeUndefined();
    expect(kept(id)?.problem).toBeNull();
    expect(world.agent.services.store.pushed.members(id).size).toBe(0);
  });

  it('kept by a rejection, everybody holds the role as by hand', async () => {
    const id = await hold();
    await world.call('rejectPlan', { id: kept(id)?.plan ?? '' });
    await world.beat();
    expect(await world.holders('Crew')).toHaveLength(8);
    expect(world.agent.services.store.pushed.members(id).size).toBe(0);
    const { groups } = await world.call('pushed', { id: world.connection });
    expect(groups).toMatchObject([{ state: 'agrees', plan: null }]);
  });

  it('overtaken by a push that brings everybody back, takes nothing from anybody', async () => {
    const id = await hold();
    const former = kept(id)?.plan ?? '';
    await world.add(id, ...world.people);
    expect(kept(id)?.plan).toBeUndefined();
    expect((await plansOf()).find((each) => each.id === former)?.state).toBe('refused');
    expect(await world.holders('Crew')).toHaveLength(8);
  });

  it('counts losses one by one within ten minutes', async () => {
    world = await createGroupWorld(many);
    const { brakes } = world.agent.services.store.data.connections[world.connection] ?? {};
    if (brakes) await world.change({ brakes: { ...brakes, revokeGroup: tight } });
    const { id } = await world.push('Crew', world.people);
    for (const each of world.people.slice(0, 3)) await world.take(id, each);
    expect(await world.holders('Crew')).toHaveLength(6);
    expect(kept(id)).toMatchObject({ problem: { code: 'brake' } });
  });
});

describe('what stands in the way', () => {
  it('an administrator is neither given nor taken a role, with the reason, and the others are', async () => {
    world = await createGroupWorld(names);
    const attributes = { name: 'boss', mail: 'boss@harbor.example' };
    world.cms.seed([
      { attributes, state: 'active', guarded: ['administrator'] },
      { attributes: { name: 'other', mail: 'other@harbor.example' }, state: 'active', guarded: ['administrator'] },
    ]);
    const asked = encodeURIComponent('userName eq "boss@harbor.example"');
    const { body } = await world.scim('GET', `/Users?filter=${asked}`);
    const [boss] = Array.isArray(body['Resources']) ? body['Resources'] : [];
    const value = asObject(boss)?.['id'];
    const id = typeof value === 'string' ? value : '';
    const group = await world.push('Crew', [first(), id]);
    expect(await world.holders('Crew')).toEqual([first()]);
    expect(member(group.id, id)).toMatchObject({ settled: false, problem: { code: 'protected' } });
  });

  it('a site that is away: the push is taken, and done once it is back', async () => {
    world = await createGroupWorld(names);
    const away = new SyncError('unreachable', 'The site does not answer.', { scope: 'run' });
    for (let call = 0; call < 3; call += 1) world.cms.failNext('groups', { error: away });
    const { id, status } = await world.push('Crew', [first()]);
    expect(status).toBe(201);
    expect(kept(id)).toMatchObject({ role: null, problem: { code: 'unreachable' } });
    const asked = groupCalls().length;
    await world.add(id, second());
    await world.beat();
    expect(groupCalls()).toHaveLength(asked);
    expect(await world.membersOf(id)).toEqual([first(), second()]);
    for (let minutes = 1; minutes <= 8; minutes += 1) {
      world.pass(minutes * 60_000);
      await world.beat();
    }
    expect(await world.holders('Crew')).toEqual([first(), second()].toSorted());
    expect(kept(id)?.problem).toBeNull();
  });

  it('a connection that is paused takes the push, and nothing reaches the site until it goes on', async () => {
    world = await createGroupWorld(names);
    await world.change({ mode: 'paused' });
    const before = groupCalls().length;
    const { id, status } = await world.push('Crew', [first()]);
    expect(status).toBe(201);
    expect(groupCalls()).toHaveLength(before);
    await world.change({ mode: 'live' });
    world.pass(60_000);
    await world.beat();
    expect(await world.holders('Crew')).toEqual([first()]);
    expect(member(id, first())).toMatchObject({ settled: true });
  });

  it('a role that can’t be made leaves the group without one, and a person chooses', async () => {
    world = await createGroupWorld(names);
    const refused = new SyncError('forbidden', 'The account may not make roles.');
    world.cms.groups.create = () => Promise.reject(refused);
    const { id, status } = await world.push('Crew', [first()]);
    expect(status).toBe(201);
    const { groups } = await world.call('pushed', { id: world.connection });
    expect(groups).toMatchObject([{ state: 'noRole', problem: { code: 'forbidden' }, members: 1, open: 1 }]);
    expect(kept(id)).toMatchObject({ role: null, madeRole: false });
    const inbox = await world.call('inbox', { id: world.connection });
    expect(inbox.groups).toMatchObject([{ id, name: 'Crew', problem: { code: 'forbidden' } }]);
  });

  it('whoever is deleted on the site leaves the group, and a group goes with its connection', async () => {
    world = await createGroupWorld(names);
    const { id } = await world.push('Crew', [first()]);
    await world.cms.remove(second());
    await world.add(id, second());
    expect(member(id, second())).toBeUndefined();
    await world.call('removeConnection', { id: world.connection });
    await world.beat();
    expect(kept(id)).toBeUndefined();
    expect(world.agent.services.store.pushed.of(first())).toEqual([]);
  });
});

describe('a deleted group', () => {
  it('leaves its role and who holds it, unless the connection says otherwise', async () => {
    world = await createGroupWorld(names);
    const { id } = await world.push('Crew', [first()]);
    await world.scim('DELETE', `/Groups/${id}`);
    expect(await world.holders('Crew')).toEqual([first()]);
  });

  it('takes a role that was made for it along where that is wanted', async () => {
    world = await createGroupWorld(names, { scim: { ...scim, onGroupUnlink: 'deleteIfMade' } });
    const { id } = await world.push('Crew', [first()]);
    expect((await world.scim('DELETE', `/Groups/${id}`)).status).toBe(204);
    await world.agent.services.scim.converge.rest();
    expect(await world.holders('Crew')).toBeNull();
    expect(kept(id)).toBeUndefined();
  });

  it('never deletes a role that was there before, or that somebody holds by hand', async () => {
    world = await createGroupWorld(names, { scim: { ...scim, onGroupUnlink: 'deleteIfMade' } });
    await world.cms.groups.create('Editors');
    const found = await world.push('Editors', [first()]);
    const made = await world.push('Crew', [first()]);
    await world.cms.groups.addMember(kept(made.id)?.role ?? '', second());
    for (const { id } of [found, made]) await world.scim('DELETE', `/Groups/${id}`);
    await world.agent.services.scim.converge.rest();
    expect(await world.holders('Editors')).toEqual([first()]);
    expect(await world.holders('Crew')).toEqual([first(), second()].toSorted());
    expect(world.agent.services.store.pushed.groups(world.connection)).toEqual([]);
  });
});

describe('together with the rest of a connection', () => {
  const grants = (): number => world.cms.calls.filter((call) => /addMember|removeMember/.test(call)).length;

  it('fifty groups at once each have their role and members, and nobody is lost', async () => {
    const many = Array.from({ length: 10 }, (_each, index) => `p${index}`);
    world = await createGroupWorld(many);
    const { brakes } = world.agent.services.store.data.connections[world.connection] ?? {};
    if (brakes) await world.change({ brakes: { ...brakes, revokeGroup: { floor: 50, count: 50, percent: 100 } } });
    const made = await Promise.all(
      Array.from({ length: 50 }, (_each, index) => world.push(`Group ${index}`, world.people.slice(index % 5))),
    );
    expect(made.every(({ status }) => status === 201)).toBe(true);
    await Promise.all(made.flatMap(({ id }) => [world.take(id, world.people[9] ?? ''), world.add(id, first())]));
    await world.agent.services.scim.converge.rest();
    for (let index = 0; index < 50; index += 1) {
      const wanted = new Set([first(), ...world.people.slice(index % 5, 9)]);
      expect(await world.holders(`Group ${index}`), `Group ${index}`).toEqual([...wanted].toSorted());
    }
  }, 60_000);

  it('what was undone by a person stays undone until the group is pushed again', async () => {
    world = await createGroupWorld(names);
    const { id } = await world.push('Crew', [first()]);
    const job = Object.values(world.agent.services.store.data.jobs).findLast(
      ({ done, request }) => done > 0 && request.scope.kind === 'membership',
    );
    const { job: undo } = await world.call('undo', {}, { connection: world.connection, job: job?.id });
    await world.finished(undo);
    const [plan] = await world.agent.services.engine.plans(world.connection);
    const { job: applied } = await world.call(
      'applyPlan',
      { id: plan?.id ?? '' },
      { digest: plan?.digest, approve: true },
    );
    await world.finished(applied);
    expect(await world.holders('Crew')).toEqual([]);
    const before = grants();
    for (let beats = 0; beats < 3; beats += 1) {
      world.pass(3_600_000);
      await world.beat();
    }
    expect(grants()).toBe(before);
    await world.add(id, first());
    expect(await world.holders('Crew')).toEqual([first()]);
  });

  it('a role that an Okta group and a pushed group give is taken by neither while the other gives it', async () => {
    world = await createGroupWorld(names, { direction: 'both' });
    const { methods } = world.agent.services.store.data.connections[world.connection] ?? {};
    const operations = ['read', 'create', 'update', 'deactivate'];
    await world.call(
      'changeConnection',
      { id: world.connection },
      { methods: { ...methods, manual: { on: true, operations } } },
    );
    const { id } = await world.push('Crew', [first()]);
    const role = kept(id)?.role ?? '';
    const sync = async (): Promise<void> => {
      const scope = { kind: 'accounts', side: 'cms', ids: [first()] };
      const { job } = await world.call(
        'run',
        {},
        { connection: world.connection, scope, mode: 'apply', operations: [] },
      );
      await world.finished(job);
    };
    const attributes = { login: 'ann@harbor.example', email: 'ann@harbor.example', firstName: 'ann', lastName: 'Ito' };
    const [ann] = world.okta.seed([{ attributes, state: 'active' }]);
    const sailors = await world.okta.groups.create('Sailors');
    await world.okta.groups.addMember(sailors.id, ann?.ref.id ?? '');
    await sync();
    await world.change({ groupMaps: [{ group: sailors.id, role, owner: 'okta', namedPrivileged: false }] });
    await sync();
    const link = Object.values(world.agent.services.store.data.links)[0];
    expect(link?.groups).toEqual({ [sailors.id]: true });
    await world.take(id, first());
    expect(await world.holders('Crew')).toEqual([first()]);
    await world.add(id, first());
    await world.okta.groups.removeMember(sailors.id, ann?.ref.id ?? '');
    await sync();
    expect(await world.holders('Crew')).toEqual([first()]);
    await world.take(id, first());
    expect(await world.holders('Crew')).toEqual([]);
  });

  it('nothing swings to and fro: after a change on either side, or on both, later beats write nothing', async () => {
    world = await createGroupWorld(names, { direction: 'both' });
    const { id } = await world.push('Crew', [first(), second()]);
    const role = kept(id)?.role ?? '';
    await world.cms.groups.removeMember(role, first());
    await Promise.all([
      world.cms.groups.rename(role, 'Site crew'),
      world.patch(id, { op: 'replace', value: { displayName: 'Okta crew' } }),
    ]);
    await Promise.all([world.cms.groups.addMember(role, world.people[2] ?? ''), world.take(id, second())]);
    await world.agent.services.scim.converge.rest();
    const before = grants();
    for (let beats = 0; beats < 4; beats += 1) {
      world.pass(3_600_000);
      await world.beat();
    }
    expect(grants()).toBe(before);
    expect(await world.membersOf(id)).toEqual([first()]);
    expect(kept(id)?.role).toBe(role);
  });

  it('a role whose holders the site decides is given to no pushed group', async () => {
    world = await createGroupWorld(names, { direction: 'both' });
    const { id: role } = await world.cms.groups.create('Editors');
    const group = await world.okta.groups.create('Writers');
    await world.change({ groupMaps: [{ group: group.id, role, owner: 'cms', namedPrivileged: false }] });
    const { id } = await world.push('Editors', [first()]);
    expect(kept(id)).toMatchObject({ role: null, problem: { code: 'conflict' } });
    expect(await world.holders('Editors')).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';

import { put } from '../store/data.ts';
import { createSiteScim, oktaUser } from './scim.fixture.ts';
import type { ScimWorld } from './scim.fixture.ts';

let world: ScimWorld;
beforeEach(async () => {
  world = await createSiteScim();
});
afterEach(() => world.close());

const entries = async () => (await world.agent.services.activity.query({ limit: 50 })).entries;
const patch = (id: string, value: object) =>
  world.scim('PATCH', `/Users/${id}`, {
    body: {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', value }],
    },
  });

it('a connection that only its site is connected to serves SCIM: users are made, changed, blocked and deleted', async () => {
  const made = await world.scim('POST', '/Users', { body: oktaUser('ann') });
  expect(made).toMatchObject({ status: 201, body: { active: true } });
  expect((await patch(made.id, { name: { givenName: 'Anna' } })).body).toMatchObject({ name: { givenName: 'Anna' } });
  expect((await patch(made.id, { active: false })).status).toBe(200);
  expect(await world.cms.get(made.id)).toMatchObject({
    state: 'deactivated',
    attributes: { field_first_name: 'Anna' },
  });
  expect((await world.scim('DELETE', `/Users/${made.id}`)).status).toBe(204);
});

it('a change by SCIM is undone without an org, and a run that needs one is refused by name', async () => {
  const { id } = await world.scim('POST', '/Users', { body: oktaUser('ann') });
  await patch(id, { active: false });
  const off = (await entries()).find(({ type }) => type === 'deactivate');
  const { job } = await world.call('undo', {}, { connection: world.connection, entries: [off?.id] });
  const { plan } = await world.finished(job);
  const { digest } = (await world.call('plan', { id: plan ?? '' })).plan;
  const applied = await world.call('applyPlan', { id: plan ?? '' }, { digest, approve: true });
  expect(await world.finished(applied.job)).toMatchObject({ state: 'done', done: 1 });
  expect((await world.cms.get(id)).state).toBe('active');
  const all = { connection: world.connection, scope: { kind: 'all' }, mode: 'plan' };
  const answer = await world.send('run', { body: all });
  expect([answer.status, await answer.json()]).toMatchObject([409, { code: 'not_configured' }]);
});

it('a test of a site alone gives it a mapping once the site is written to, and ends its pause', async () => {
  const { connection: id } = world;
  const { store } = world.agent.services;
  await world.call('changeConnection', { id }, { mapping: [], direction: 'cmsToOkta' });
  await world.call('test', { id }, {});
  expect(store.data.connections[id]?.mapping).toEqual([]);
  await world.call('changeConnection', { id }, { direction: 'oktaToCms' });
  const { [id]: paused } = store.data.connections;
  if (!paused) throw new Error('no connection');
  await store.commit([put('connections', id, { ...paused, pausedFor: 'bad_credentials' })]);
  expect((await world.scim('POST', '/Users', { body: oktaUser('ann') })).status).toBe(429);
  await world.call('test', { id }, {});
  expect(store.data.connections[id]?.pausedFor).toBeNull();
  const made = await world.scim('POST', '/Users', { body: oktaUser('ann') });
  expect((await patch(made.id, { name: { familyName: 'Kato' } })).status).toBe(200);
  expect(await world.cms.get(made.id)).toMatchObject({
    attributes: { field_first_name: 'ann', field_last_name: 'Kato' },
  });
});

describe('the list of everybody', () => {
  const hour = 3_600_000;
  const beat = async () => {
    await world.agent.services.triggers.beat();
    await world.agent.services.triggers.settled();
  };
  const names = async () => {
    const { body } = await world.scim('GET', '/Users?attributes=userName&count=200');
    const found = body['Resources'] as { userName: string }[];
    return found.map(({ userName }) => userName.split('@')[0] ?? '').toSorted();
  };
  const listings = () => world.cms.calls.filter((call) => call.startsWith('list')).length;
  const seed = (...people: string[]) =>
    world.cms.seed(people.map((name) => ({ attributes: { name, mail: `${name}@harbor.example` }, state: 'active' })));

  it('has who is on the site, also whom the client has never asked for, and is read once an hour', async () => {
    seed('bob', 'cy');
    await world.scim('POST', '/Users', { body: oktaUser('ann') });
    expect(await names()).toEqual(['ann']);
    const health = async () => (await world.call('health')).lines.find(({ topic }) => topic === 'listing');
    expect(await health()).toMatchObject({ warning: true, text: 'Not all users of the site were read yet.' });
    await beat();
    expect(await health()).toMatchObject({ warning: false });
    expect(await names()).toEqual(['ann', 'bob', 'cy']);
    world.pass(hour / 2);
    await beat();
    expect(listings()).toBe(1);
    seed('dee');
    world.pass(hour / 2);
    await beat();
    expect(await names()).toEqual(['ann', 'bob', 'cy', 'dee']);
  });

  it('is there for a client that may only read, from a site that takes nothing', async () => {
    const { methods } = await world.call('connection', { id: world.connection });
    const scim = { on: true, operations: ['read'] };
    await world.call(
      'changeConnection',
      { id: world.connection },
      { direction: 'cmsToOkta', methods: { ...methods, scim } },
    );
    seed('bob', 'cy');
    await beat();
    expect(await names()).toEqual(['bob', 'cy']);
    expect((await world.scim('POST', '/Users', { body: oktaUser('ann') })).status).toBe(403);
    expect(await world.cms.find({ email: 'ann@harbor.example' })).toEqual([]);
  });

  it('shows who was changed on the site as changed, and who is gone from two lists no more', async () => {
    const [bob] = seed('bob', 'cy');
    await beat();
    world.cms.changeBehind(bob?.ref.id ?? '', { mail: 'robert@harbor.example' });
    const made = await world.scim('POST', '/Users', { body: oktaUser('ann') });
    world.cms.removeBehind(made.id);
    world.pass(hour);
    await beat();
    expect(await names()).toEqual(['ann', 'cy', 'robert']);
    world.pass(hour);
    await beat();
    expect(await names()).toEqual(['cy', 'robert']);
    expect((await world.scim('GET', `/Users/${made.id}`)).status).toBe(404);
  });

  it('loses nobody who is made while the site is read', async () => {
    seed('bob', 'cy');
    const list = world.cms.list.bind(world.cms);
    world.cms.list = async function* slowly(options) {
      for await (const page of list(options)) yield page;
      world.pass(1000);
      await world.scim('POST', '/Users', { body: oktaUser('ann') });
    };
    await beat();
    world.pass(2 * hour);
    world.cms.list = list;
    expect(await names()).toEqual(['ann', 'bob', 'cy']);
    const { accounts } = world.agent.services.store.data;
    expect(Object.values(accounts).map(({ missing }) => missing)).toEqual([0, 0, 0]);
  });

  it('concludes nothing from a list that fails or is much shorter, and a refused sign-in pauses the connection', async () => {
    const people = seed(...Array.from({ length: 12 }, (_each, index) => `p${index}`));
    await beat();
    for (const { ref } of people.slice(2)) world.cms.removeBehind(ref.id);
    for (let hours = 0; hours < 3; hours += 1) {
      world.pass(hour);
      await beat();
    }
    expect(await names()).toHaveLength(12);
    world.cms.failNext('list', { error: new SyncError('bad_credentials', 'The site refused the sign-in.') });
    world.pass(hour);
    await beat();
    expect((await world.call('connection', { id: world.connection })).pausedFor).toBe('bad_credentials');
    const before = listings();
    world.pass(hour);
    await beat();
    expect(listings()).toBe(before);
  });
});

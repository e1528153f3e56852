import { routes } from '@rollcall/shared/routes';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { options, settingsOf } from '../pull/pull.fixture.ts';
import { createApiWorld } from './api.fixture.ts';
import type { ApiWorld } from './api.fixture.ts';

let world: ApiWorld;
let id: string;
beforeEach(async () => {
  world = await createApiWorld();
  id = await world.connect({ direction: 'oktaToCms' });
  world.cms.seedGroup({ id: 'author', name: 'Role author' });
  world.okta.seedGroup({ id: '00gWriters', name: 'Writers' });
  const attributes = { login: 'ann@harbor.example', email: 'ann@harbor.example', firstName: 'Ann', lastName: 'Lee' };
  world.okta.seed([{ state: 'active', attributes, groups: ['00gWriters'] }]);
});
afterEach(() => world.close());

const groups = [{ group: 'Writers', roles: [{ target: null, role: 'author' }] }];
const on = { pull: { on: true, operations: ['read', 'create', 'update', 'deactivate'] } };
const settle = async (change = {}) => {
  const { methods } = await world.call('connection', { id });
  await world.call(
    'changeConnection',
    { id },
    { pull: settingsOf({ groups, ...change }), methods: { ...methods, ...on } },
  );
};

it('a pull is planned, then applied, and tells what it has read', async () => {
  await settle();
  expect(await world.call('lastPull', { id })).toEqual({ last: null });
  const planned = await world.call('startPull', { id }, { mode: 'plan' });
  expect(await world.finished(planned.job)).toMatchObject({ state: 'done', trigger: 'pull', mode: 'plan' });
  const { job } = await world.call('startPull', { id }, { mode: 'apply' });
  expect(await world.finished(job)).toMatchObject({ state: 'done', done: 2, failed: 0, error: null });
  const [ann] = await world.cms.find({ email: 'ann@harbor.example' });
  expect(ann?.groups).toEqual(['author']);
  const { last } = await world.call('lastPull', { id });
  expect(last).toMatchObject({
    job,
    directoryRead: 1,
    directorySelected: 1,
    targetOnlyChanged: [],
    groups: [{ id: '00gWriters', name: 'Writers', members: 1 }],
  });
  const { entries } = await world.call('activity', {});
  expect(entries.filter(({ trigger }) => trigger === 'pull').map(({ type }) => type)).toEqual(
    expect.arrayContaining(['create', 'grantGroup', 'run']),
  );
});

it('what a person says for one pull counts more than what is set for each reason', async () => {
  await settle({ byReason: { gone: 'block', leftGroups: 'block', deactivated: null } });
  await world.finished((await world.call('startPull', { id }, { mode: 'apply' })).job);
  const [ann] = await world.okta.find({ login: 'ann@harbor.example' });
  await world.okta.groups?.removeMember('00gWriters', ann?.ref.id ?? '');
  world.okta.seed([
    {
      state: 'active',
      attributes: { ...ann?.attributes, login: 'bo@harbor.example', email: 'bo@harbor.example' },
      groups: ['00gWriters'],
    },
  ]);
  const actions = async (said = {}) => {
    const { job } = await world.call('startPull', { id }, { mode: 'plan', options: said });
    const { plan } = await world.finished(job);
    const { items } = await world.call('plan', { id: plan ?? '' });
    return items.map(({ action }) => action);
  };
  expect(await actions()).toContain('deactivate');
  expect(await actions({ targetOnlyUserAction: 'exclude' })).not.toContain('deactivate');
});

it('A1: a pull of several sites starts one run for each, and tells which', async () => {
  const press = await world.connect({ direction: 'oktaToCms' });
  const targets = [{ name: 'press', connection: press }];
  const more = { targets, groups: [...groups, { group: 'Writers', roles: [{ target: 'press', role: 'editor' }] }] };
  const body = { pull: settingsOf(more) };
  const refused = await world.send('changeConnection', { params: { id }, body });
  expect(await refused.json()).toMatchObject({ code: 'invalid', field: 'pull.targets' });
  const site = {
    kind: world.cms.kind,
    url: 'https://press.example',
    auth: 'secret',
    values: { user: 'a', password: 'b' },
  };
  await world.call('connectSide', { id: press, side: 'cms' }, site);
  await world.call('test', { id: press }, {});
  await settle(more);
  const { job, others } = await world.call('startPull', { id }, { mode: 'apply' });
  expect(others).toEqual([{ connection: press, job: expect.any(String), problem: null }]);
  expect(await world.finished(job)).toMatchObject({ state: 'done', done: 2 });
  // That one has no pull of its own switched on.
  const other = await world.finished(others[0]?.job ?? '');
  expect(other).toMatchObject({ connection: press, state: 'failed', error: { code: 'not_configured' } });
});

it('users that a pull keeps are told by their source, and found by it (A1)', async () => {
  await settle();
  world.cms.seed([{ state: 'active', attributes: { name: 'zoe', mail: 'zoe@harbor.example' } }]);
  await world.finished((await world.call('startPull', { id }, { mode: 'apply' })).job);
  await world.finished((await world.call('run', {}, { connection: id, mode: 'plan', scope: { kind: 'all' } })).job);
  const users = async (query: string) => {
    const answer = await world.send('users', { params: { id }, query });
    return routes.users.answer.parse(await answer.json());
  };
  const all = await users('?counts=true');
  expect(all.sources).toEqual({ pull: 1, site: 1 });
  expect(all.users.map(({ login, source }) => [login, source])).toEqual([
    ['zoe', null],
    ['ann@harbor.example', 'pull'],
  ]);
  expect((await users('?source=pull')).users.map(({ login }) => login)).toEqual(['ann@harbor.example']);
  expect((await users('?source=site,scim&counts=true')).total).toBe(1);
  const page = { site: 'https://site.example', handles: all.users.map(({ handle }) => handle ?? '') };
  const { rows } = await world.call('status', {}, page);
  expect(rows.map(({ source }) => source)).toEqual([null, 'pull']);
});

it('what was read is forgotten with its connection', async () => {
  await settle({ defaults: { ...options, targetOnlyUserAction: 'write-file' } });
  const { job } = await world.call('startPull', { id }, { mode: 'apply' });
  await world.finished(job);
  const kept = () => Object.keys(world.agent.services.store.data.settings).filter((key) => key.startsWith('pull/'));
  expect(kept()).toEqual([`pull/last/${id}`]);
  await world.call('removeConnection', { id });
  expect(kept()).toEqual([]);
});

it('test mode only plans, whatever is asked, and the request stands over the settings', async () => {
  await settle({ defaults: { ...options, testMode: true } });
  const { job } = await world.call('startPull', { id }, { mode: 'apply' });
  expect(await world.finished(job)).toMatchObject({ mode: 'plan', state: 'done' });
  const live = await world.call('startPull', { id }, { mode: 'apply', options: { testMode: false } });
  expect(await world.finished(live.job)).toMatchObject({ mode: 'apply', done: 2 });
});

it('nothing is pulled by settings that are no longer those that were looked at', async () => {
  await settle();
  const { updated } = await world.call('connection', { id });
  await world.finished((await world.call('startPull', { id }, { mode: 'plan', updated })).job);
  world.pass(1000);
  await settle({ defaults: { ...options, targetOnlyUserAction: 'block' } });
  const refused = await world.send('startPull', { params: { id }, body: { mode: 'apply', updated } });
  expect(await refused.json()).toMatchObject({ code: 'moved' });
  expect(await world.cms.find({ email: 'ann@harbor.example' })).toEqual([]);
  const now = await world.call('connection', { id });
  const { job } = await world.call('startPull', { id }, { mode: 'apply', updated: now.updated });
  expect(await world.finished(job)).toMatchObject({ state: 'done', done: 2 });
});

it('settings that are not saved are planned with, and their plan is applied once they are', async () => {
  await settle({ groups: [] });
  const settings = settingsOf({ groups });
  const saved = (await world.call('connection', { id })).pull;
  const refused = await world.send('startPull', { params: { id }, body: { mode: 'apply', settings } });
  expect(await refused.json()).toMatchObject({ code: 'invalid' });
  const { job, others } = await world.call('startPull', { id }, { mode: 'plan', settings });
  expect(others).toEqual([]);
  const { plan } = await world.finished(job);
  expect((await world.call('connection', { id })).pull).toEqual(saved);
  const { plan: head, total } = await world.call('plan', { id: plan ?? '' });
  expect(total).toBe(2);
  await world.call('changeConnection', { id }, { pull: settings });
  const body = { digest: head.digest, items: null, approve: false };
  const applied = await world.call('applyPlan', { id: plan ?? '' }, body);
  expect(await world.finished(applied.job)).toMatchObject({ state: 'done', done: 2, error: null });
});

it.each([
  ['without settings', null, { mode: 'plan' }, 'not_configured'],
  ['with an option that there is not', {}, { mode: 'plan', options: { userz: 'all' } }, 'invalid'],
])('no pull %s', async (_what, change, body, code) => {
  if (change) await settle(change);
  const answer = await world.send('startPull', { params: { id }, body });
  expect(answer.ok).toBe(false);
  expect(await answer.json()).toMatchObject({ code });
});

it.each([
  ['a filter that can’t be read', { filter: { cel: 'okta.status ==', text: null } }, 'pull.filter.cel'],
  [
    'a value that hangs on a group',
    { rules: [{ when: null, set: { country: '${ "A" in groups ? "DE" : "NL" }' }, addRoles: [], removeRoles: [] }] },
    'pull.rules.0.set.country',
  ],
  ['a slow pattern', { exclude: { users: ['(a+)+'], roles: [] } }, 'pull'],
  ['an unknown key', { extra: true }, null],
])('%s is not saved', async (_what, change, field) => {
  const body = { pull: settingsOf({ groups, ...change }) };
  const answer = await world.send('changeConnection', { params: { id }, body });
  expect(answer.ok).toBe(false);
  expect(await answer.json()).toMatchObject({ code: 'invalid', ...(field === null ? {} : { field }) });
  expect((await world.call('connection', { id })).pull).toBeNull();
});

import { afterEach, beforeEach, expect, it } from 'vitest';

import { settingsOf } from '../pull/pull.fixture.ts';
import { codeOf, createApiWorld } from './api.fixture.ts';
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

it('one user is tried with settings that nobody has saved, and nothing is written (A9)', async () => {
  const settings = settingsOf({ groups });
  const told = await world.call('tryPull', { id }, { user: 'ann@harbor.example', settings });
  expect(told).toMatchObject({ outcome: 'in', user: { login: 'ann@harbor.example' }, roles: [{ id: 'author' }] });
  expect((await world.call('connection', { id })).pull).toBeNull();
  expect(await world.cms.find({ email: 'ann@harbor.example' })).toEqual([]);
  expect((await world.call('jobs', {})).jobs).toEqual([]);
});

it('without settings the saved ones count, also while pull is off, and options stand over them', async () => {
  await world.call('changeConnection', { id }, { pull: settingsOf({ groups }) });
  const user = 'ann@harbor.example';
  expect(await world.call('tryPull', { id }, { user })).toMatchObject({ outcome: 'in' });
  const told = await world.call('tryPull', { id }, { user, options: { userFilter: 'x.*' } });
  expect(told).toMatchObject({ outcome: 'filtered', values: [] });
});

it('says why in the language of who asks', async () => {
  const settings = settingsOf({ groups, filter: { cel: 'false', text: null } });
  const body = { user: 'ann@harbor.example', settings };
  const answer = await world.send('tryPull', { params: { id }, body, headers: { 'accept-language': 'de' } });
  expect(await answer.json()).toMatchObject({ outcome: 'filtered', why: 'Vom Filter ausgenommen.' });
});

it.each([
  ['no settings at all', {}, 'not_configured'],
  ['a filter that can’t be read', { settings: settingsOf({ groups, filter: { cel: '(', text: null } }) }, 'invalid'],
  ['somebody whom Okta does not have', { settings: settingsOf({ groups }), user: 'zoe' }, 'not_found'],
  ['a group that is not there', { settings: settingsOf() }, 'missing_group'],
])('nobody is tried with %s', async (_what, change, code) => {
  const body = { user: 'ann@harbor.example', ...change };
  expect(await codeOf(await world.send('tryPull', { params: { id }, body }))).toBe(code);
});

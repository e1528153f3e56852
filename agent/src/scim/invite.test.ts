import { SyncError } from '@rollcall/shared';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { defaultScim } from '../engine/default-mapping.ts';
import { createScimWorld, deactivation, oktaUser } from './scim.fixture.ts';
import type { ScimWorld } from './scim.fixture.ts';

let world: ScimWorld;
beforeEach(async () => {
  world = await createScimWorld();
  await world.change({ scim: { ...defaultScim, invite: true } });
});
afterEach(() => world.close());

const make = (name: string, change = {}) => world.scim('POST', '/Users', { body: oktaUser(name, change) });
const mails = () => world.cms.calls.filter((call) => call.startsWith('invite'));
const latest = async () => {
  const { entries } = await world.call('activity');
  return entries.find(({ type }) => type === 'create');
};

it('sends whoever is made the site’s own mail to choose a password, and plans it as an effect', async () => {
  const { id, status } = await make('ann');
  expect(status).toBe(201);
  expect(mails()).toEqual([`invite ${id}`]);
  const entry = await latest();
  expect(entry).toMatchObject({ outcome: 'done', problem: null });
  expect(entry?.steps?.map(({ name }) => name)).toContain('invite');
  const [plan] = await world.agent.services.plans.list(world.connection);
  const { items } = await world.call('plan', { id: plan?.id ?? '' });
  expect(items).toMatchObject([{ action: 'create', effects: ['cmsMail'] }]);
});

it('invites nobody who was there, comes back or begins blocked, and nobody while it is off', async () => {
  const { id } = await make('ann');
  await world.scim('PATCH', `/Users/${id}`, { body: deactivation });
  await make('ann');
  await make('bob', { active: false });
  expect(mails()).toEqual([`invite ${id}`]);
  await world.change({ scim: { ...defaultScim, invite: false } });
  expect((await make('cid')).status).toBe(201);
  expect(mails()).toHaveLength(1);
});

it('counts for the limit of mails: over it the create waits for a person, and no mail goes out', async () => {
  const { brakes } = world.agent.services.store.data.connections[world.connection] ?? {};
  if (!brakes) throw new Error('no connection');
  await world.change({ brakes: { ...brakes, mail: { floor: 0, count: 0, percent: 0 } } });
  const { status, detail } = await make('ann');
  expect([status, mails()]).toEqual([403, []]);
  expect(detail).toContain('would get a mail');
});

it('that can’t be sent fails no create: the record says so, with what to do', async () => {
  world.cms.invite = () => Promise.reject(new SyncError('server_fault', 'The mail server is away.'));
  const { id, status } = await make('ann');
  expect(status).toBe(201);
  expect((await world.cms.get(id)).state).toBe('active');
  const entry = await latest();
  expect(entry).toMatchObject({ outcome: 'done', problem: { code: 'server_fault', retry: 'never' } });
  expect(entry?.problem?.detail).toContain('mail server is away');
  expect(entry?.problem?.next).toContain('Reset your password');
});

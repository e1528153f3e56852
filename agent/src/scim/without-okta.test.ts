import { afterEach, beforeEach, expect, it } from 'vitest';

import { createApiWorld, planted } from '../api/api.fixture.ts';
import type { ApiWorld } from '../api/api.fixture.ts';
import { cmsShape } from '../directory/memory/shape.ts';
import { put } from '../store/data.ts';
import { createConnectedScim, oktaMapping, oktaUser } from './scim.fixture.ts';
import type { ScimWorld } from './scim.fixture.ts';

let world: ScimWorld;
beforeEach(async () => {
  const api = await createApiWorld();
  world = await createConnectedScim(api, await connectSite(api));
});
afterEach(() => world.close());

/** A connection with its site alone: whoever sets up SCIM in Okta need not let Rollcall into the org. */
async function connectSite({ call }: ApiWorld): Promise<string> {
  const { id } = await call('addConnection', {}, { name: 'Harbor' });
  const values = { user: 'admin', password: planted.password };
  const site = { kind: cmsShape.kind, url: 'https://site.example', auth: 'secret', values };
  await call('connectSide', { id, side: 'cms' }, site);
  await call('changeConnection', { id }, { mode: 'live', direction: 'oktaToCms', mapping: oktaMapping });
  return id;
}

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

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Link } from '@rollcall/shared';

import { sourceOf } from '../engine/status.ts';
import { accountKey, put } from '../store/data.ts';
import { entryId } from '../engine/record.ts';
import { createPullWorld } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';

let world: PullWorld;
beforeEach(async () => {
  world = await createPullWorld();
});
afterEach(() => world.close());

const links = (): Link[] => Object.values(world.store.data.links);
async function source(mail: string): Promise<string | null> {
  const account = await world.onSite(mail);
  const row = account && world.store.data.accounts[accountKey(account.ref)];
  const connection = world.store.data.connections['c1'];
  if (!row || !connection) throw new Error('the account is not known');
  return sourceOf(row, { store: world.store, connection });
}

describe('the mark of a pull (A1)', () => {
  it('is set when a pull makes an account, and stays while the link lives', async () => {
    const connection = await world.settle();
    const { ref } = world.person('ann', ['Writers']);
    world.addCms(1);
    await world.pull();
    expect(await source('ann@harbor.example')).toBe('pull');
    await world.connect({ ...connection, direction: 'both' });
    await world.run({ kind: 'all' });
    expect(await source('ann@harbor.example')).toBe('pull');
    expect(await source('user1@harbor.example')).toBeNull();
    await world.okta.groups.removeMember('00gWriters', ref.id);
    await world.pull();
    expect(links().map(({ pulled }) => pulled)).toContain(true);
  });

  it('is set when a pull links or changes an account that was there', async () => {
    const connection = await world.settle();
    world.addCms(2);
    for (const login of ['user1', 'user2']) world.person(login);
    await world.connect({ ...connection, direction: 'both' });
    await world.run({ kind: 'all' });
    expect(links().map(({ pulled }) => pulled)).toEqual([undefined, undefined]);
    await world.connect(connection);
    const [user1] = await world.okta.find({ login: 'user1@harbor.example' });
    await world.okta.groups.addMember('00gWriters', user1?.ref.id ?? '');
    await world.pull();
    expect(await source('user1@harbor.example')).toBe('pull');
    expect(await source('user2@harbor.example')).toBeNull();
  });

  it('is set where a saved plan of a pull is applied by hand', async () => {
    await world.settle();
    world.person('ann', ['Writers']);
    const planned = await world.pull({}, 'plan');
    const { plan } = await world.plans.read(planned.plan ?? '');
    const scope = { kind: 'plan' as const, plan: plan.id, digest: plan.digest, items: null };
    await world.run(scope, { trigger: 'manual' });
    expect(await source('ann@harbor.example')).toBe('pull');
  });

  it('is set where a crash took the record of what the pull had made', async () => {
    await world.settle();
    world.person('ann', ['Writers']);
    const planned = await world.pull({}, 'plan');
    const { plan, items } = await world.plans.read(planned.plan ?? '');
    const [item] = items;
    if (!item) throw new Error('nothing was planned');
    const request = world.request({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
    const cut = { ...planned, id: 'R-0900', request, state: 'applying' as const, ended: null, total: 2 };
    const at = new Date(Date.parse(planned.created) + 1000).toISOString();
    const key = entryId(cut, item.id);
    const intent = { item: item.id, job: cut.id, key, action: item.action, target: null, at };
    await world.store.commit([put('jobs', cut.id, cut), put('intents', key, intent)]);
    world.pass(2000);
    const { state: _state, ...attributes } = item.after ?? {};
    world.cms.seed([{ attributes, state: 'active' }]);
    await world.restart();
    await world.engine.recover({ resumeJobs: false });
    expect(links()).toMatchObject([{ pulled: true }]);
    expect(await source('ann@harbor.example')).toBe('pull');
  });
});

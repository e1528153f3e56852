import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, Job, ResolveOf } from '@rollcall/shared';

import { readInbox } from './inbox.ts';
import { all, createWorld, named } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const planOf = (job: Job) => world.plans.read(job.plan ?? '');
const inbox = async () => {
  const connection = world.store.data.connections['c1'];
  if (!connection) throw new Error('not connected');
  return readInbox({ store: world.store, plans: await world.engine.plans('c1') }, connection);
};
const resolve = (take: ResolveOf['take']) => world.run({ kind: 'resolve', user: 'cms-1', take }, { mode: 'plan' });
async function settle(take: ResolveOf['take']): Promise<Job> {
  const { plan } = await planOf(await resolve(take));
  return world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
}
const oktaUser = async () => {
  const [account] = await world.okta.find({ login: 'user1@harbor.example' });
  if (!account) throw new Error('not in Okta');
  return account;
};

/** One linked user whose department both sides changed. */
async function conflict(change: Partial<Connection> = {}): Promise<void> {
  const { mapping } = await world.connect();
  const owned = mapping.map((rule) => ({
    ...rule,
    owner: rule.okta === 'department' ? ('either' as const) : rule.owner,
  }));
  await world.connect({ mapping: owned, ...change });
  world.addCms(1);
  await world.sync('user1');
  world.cms.changeBehind('cms-1', { field_department: 'Sales' });
  world.okta.changeBehind((await oktaUser()).ref.id, { department: 'Board' });
  await world.run(all);
}

describe('a conflict', () => {
  it('waits in the inbox with both values', async () => {
    await conflict();
    expect(await inbox()).toMatchObject({
      counts: { conflict: 1, held: 0, failed: 0, setAside: 0, undecided: 0, plans: 0 },
      items: [
        {
          kind: 'conflict',
          user: { handle: '1', login: 'user1', id: 'cms-1' },
          differences: [{ field: 'department', cms: 'Sales', okta: 'Board' }],
        },
      ],
    });
  });

  it('is settled with the site’s value, by exactly that write', async () => {
    await conflict();
    world.cms.changeBehind('cms-1', { mail: 'elsewhere@harbor.example' });
    const { items } = await planOf(await resolve({ department: 'cms' }));
    expect(items).toMatchObject([{ action: 'update', side: 'okta', reason: 'asked', after: { department: 'Sales' } }]);
    expect(items).toHaveLength(1);
    expect(await settle({ department: 'cms' })).toMatchObject({ state: 'done', done: 1 });
    expect((await oktaUser()).attributes['department']).toBe('Sales');
    expect((await inbox()).counts.conflict).toBe(0);
  });

  it('is settled with Okta’s value where the connection writes to the site', async () => {
    await conflict({ direction: 'both' });
    expect(await settle({ department: 'okta' })).toMatchObject({ state: 'done', done: 1, failed: 0 });
    expect((await world.cms.get('cms-1')).attributes['field_department']).toBe('Board');
    expect((await inbox()).counts.conflict).toBe(0);
    expect((await planOf(await world.run(all))).items).toEqual([]);
  });

  it('can’t be settled with Okta’s value where the site is never written', async () => {
    await conflict();
    expect(await resolve({ department: 'okta' })).toMatchObject({ state: 'failed', error: { code: 'unsupported' } });
    expect((await inbox()).counts.conflict).toBe(1);
  });

  it('that was left stays left where another decision was only planned', async () => {
    await conflict();
    await resolve({ department: 'leave' });
    const { items } = await planOf(await resolve({ department: 'cms' }));
    expect(items).toMatchObject([{ action: 'update', after: { department: 'Sales' } }]);
    expect((await inbox()).counts.conflict).toBe(0);
    await world.run(all);
    expect((await oktaUser()).attributes['department']).toBe('Board');
    expect((await inbox()).counts.conflict).toBe(0);
    expect(await settle({ department: 'cms' })).toMatchObject({ done: 1 });
    world.okta.changeBehind((await oktaUser()).ref.id, { department: 'Board' });
    world.cms.changeBehind('cms-1', { field_department: 'Press' });
    await world.run(all);
    expect((await inbox()).counts.conflict).toBe(1);
  });

  it('is left as it is, until a side moves again', async () => {
    await conflict();
    expect((await planOf(await resolve({ department: 'leave' }))).items).toEqual([]);
    expect((await inbox()).counts.conflict).toBe(0);
    await world.run(all);
    expect((await inbox()).counts.conflict).toBe(0);
    world.cms.changeBehind('cms-1', { field_department: 'Press' });
    await world.run(all);
    expect((await inbox()).counts.conflict).toBe(1);
  });
});

describe('a conflict over the access', () => {
  async function stoppedInOkta(change: Partial<Connection> = {}): Promise<void> {
    await world.connect(change);
    world.addCms(1);
    await world.sync('user1');
    world.okta.moveBehind((await oktaUser()).ref.id, 'deactivated');
    await world.run(all);
    expect((await inbox()).items).toMatchObject([{ kind: 'conflict', differences: [{ field: 'state' }] }]);
  }

  it('is settled by switching on again in Okta', async () => {
    await stoppedInOkta();
    expect(await settle({ state: 'cms' })).toMatchObject({ done: 1 });
    expect(await oktaUser()).toMatchObject({ state: 'active' });
    expect((await inbox()).counts.conflict).toBe(0);
  });

  it('is settled by blocking on the site', async () => {
    await stoppedInOkta({ direction: 'both', onOktaStop: 'nothing' });
    expect(await settle({ state: 'okta' })).toMatchObject({ done: 1 });
    expect(await world.cms.get('cms-1')).toMatchObject({ state: 'deactivated' });
    expect((await inbox()).counts.conflict).toBe(0);
  });

  it('is left as it is, until Okta moves again', async () => {
    await stoppedInOkta();
    await resolve({ state: 'leave' });
    await world.run(all);
    expect((await inbox()).counts.conflict).toBe(0);
    world.okta.moveBehind((await oktaUser()).ref.id, 'active');
    await world.run(all);
    world.okta.moveBehind((await oktaUser()).ref.id, 'suspended');
    await world.run(all);
    expect((await inbox()).counts.conflict).toBe(1);
  });
});

describe('the inbox', () => {
  it('shows held changes with the plan that holds them, and that plan, until it is refused', async () => {
    await world.connect();
    world.addCms(2);
    await world.run(all);
    world.cms.changeBehind('cms-1', { mail: 'new@harbor.example' });
    const job = await world.run(all);
    expect(job).toMatchObject({ held: 1 });
    expect(await inbox()).toMatchObject({
      counts: { held: 1, plans: 1 },
      items: [{ kind: 'held', plan: job.plan, problem: { code: 'needs_approval' } }],
      plans: [{ id: job.plan, state: 'open' }],
    });
    await world.engine.reject(job.plan ?? '', job.request.by);
    expect(await inbox()).toMatchObject({ counts: { held: 0, plans: 0 }, items: [] });
  });

  it('shows plans that a limit holds, and users who can’t be decided', async () => {
    await world.connect();
    world.addCms(40);
    world.cms.seed([{ state: 'active', attributes: { name: 'nameless' } }]);
    const job = await world.run(all);
    expect(await inbox()).toMatchObject({
      counts: { undecided: 1, plans: 1 },
      items: [{ kind: 'undecided', user: { login: 'nameless' }, problem: { code: 'missing_name' } }],
      plans: [{ id: job.plan }],
    });
  });

  it('counts all and shows 200 of a kind, newest first', async () => {
    await world.connect();
    world.cms.seed(
      Array.from({ length: 210 }, (_each, index) => ({
        state: 'active' as const,
        attributes: { name: `nameless${index}` },
      })),
    );
    await world.run(all);
    world.pass(60_000);
    world.cms.seed([{ state: 'active', attributes: { name: 'newest' } }]);
    await world.run(all);
    const { counts, items } = await inbox();
    expect(counts.undecided).toBe(211);
    expect(items).toHaveLength(200);
    expect(items[0]).toMatchObject({ user: { login: 'newest' } });
  });

  it('is refused for a user who is not linked', async () => {
    await world.connect();
    world.addCms(1);
    await world.run(named('user1'), { mode: 'plan' });
    expect(await resolve({ department: 'cms' })).toMatchObject({ state: 'failed', error: { code: 'not_found' } });
  });
});

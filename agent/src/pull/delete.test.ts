import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError, systemActor } from '@rollcall/shared';
import type { Job } from '@rollcall/shared';

import { annThen, change, withDelete } from './left.fixture.ts';
import type { Happening } from './left.fixture.ts';
import { createPullWorld } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';

let world: PullWorld;
beforeEach(async () => {
  world = await createPullWorld();
});
afterEach(() => world.close());

const mail = 'ann@harbor.example';
const deleting = { targetOnlyUserAction: 'delete' } as const;

/** Ann was pulled, this happened to her, and the method pull may delete. */
async function prepared(happens: Happening): Promise<void> {
  await annThen(world, happens);
  const connection = world.store.data.connections['c1']!;
  await world.connect({ ...connection, ...withDelete(connection) });
}

/** Approves the whole plan of a pull and applies it. */
async function approved({ plan: id }: Job): Promise<Job> {
  const { plan } = await world.plans.read(id ?? '');
  await world.engine.approve({ plan: plan.id, digest: plan.digest, items: null, by: systemActor });
  return world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
}

describe('A15: --adobe-only-user-action delete', () => {
  it.each(['leftGroups', 'gone'] as const)(
    'waits for a person where the user is %s, and deletes nobody until then',
    async (happens) => {
      await prepared(happens);
      const job = await world.pull(deleting);
      expect(await world.items(job)).toMatchObject([
        { action: 'delete', side: 'cms', undo: 'none', verdict: { is: 'hold', code: 'needs_approval' } },
      ]);
      expect(await world.onSite(mail)).toMatchObject({ state: 'active', groups: ['author'] });
    },
  );

  it.each(['leftGroups', 'gone'] as const)(
    'deletes once the plan is approved, forgets the link of who is %s, and a second pull changes nothing',
    async (happens) => {
      await prepared(happens);
      expect(await approved(await world.pull(deleting))).toMatchObject({ state: 'done', failed: 0 });
      expect(await world.onSite(mail)).toBeUndefined();
      expect(Object.values(world.store.data.links).map(({ cms }) => cms.id)).toEqual([
        (await world.onSite('bea@harbor.example'))?.ref.id,
      ]);
      expect(await world.changes(await world.pull(deleting, 'plan'))).toEqual([]);
    },
  );

  it('makes a new account for who is back in the groups', async () => {
    await prepared('leftGroups');
    await approved(await world.pull(deleting));
    const [ann] = await world.okta.find({ login: mail });
    await world.okta.groups.addMember('00gWriters', ann?.ref.id ?? '');
    await world.pull(deleting);
    expect(await world.onSite(mail)).toMatchObject({ state: 'active', groups: ['author'] });
  });

  it('#488, #346, #9: blocks first, and a later pull deletes who is blocked', async () => {
    await prepared('leftGroups');
    await world.pull({ targetOnlyUserAction: 'block' });
    expect(await world.onSite(mail)).toMatchObject({ state: 'deactivated' });
    await approved(await world.pull(deleting));
    expect(await world.onSite(mail)).toBeUndefined();
  });

  it('is refused for who came back after the plan was made', async () => {
    await prepared('leftGroups');
    const job = await world.pull(deleting);
    const [ann] = await world.okta.find({ login: mail });
    await world.okta.groups.addMember('00gWriters', ann?.ref.id ?? '');
    expect(await approved(job)).toMatchObject({ done: 0 });
    expect(await world.onSite(mail)).toMatchObject({ state: 'active' });
  });

  it('can’t be taken back, and undo says so', async () => {
    await prepared('leftGroups');
    const { id } = await approved(await world.pull(deleting));
    const undone = await world.run({ kind: 'undo', job: id }, { trigger: 'undo', mode: 'plan' });
    const { items, asides } = await world.plans.read(undone.plan ?? '');
    expect(items).toEqual([]);
    expect(asides).toMatchObject([{ code: 'unsupported', text: expect.stringContaining('can’t be taken back') }]);
  });

  it('deletes nobody where the method has no tick for it', async () => {
    await annThen(world, 'leftGroups');
    const { plan } = await world.pull(deleting);
    const { items, asides } = await world.plans.read(plan ?? '');
    expect(items).toEqual([]);
    expect(asides).toMatchObject([{ why: 'notTicked' }]);
  });

  it('never deletes an excluded user or a stranger', async () => {
    await prepared('leftGroups');
    await change(world, { exclude: { users: ['ANN@.*'], roles: [] } });
    world.cms.seed([{ state: 'active', attributes: { name: 'eve', mail: 'eve@harbor.example' } }]);
    expect(await world.changes(await world.pull(deleting))).toEqual([]);
  });

  it.each(['administrator', 'powerful'] as const)('never deletes an account that is %s', async (mark) => {
    const attributes = { name: 'chief', mail };
    world.cms.seed([
      { state: 'active', attributes, guarded: [mark] },
      { state: 'active', attributes: { name: 'other', mail: 'o@harbor.example' }, guarded: ['administrator'] },
    ]);
    await prepared('leftGroups');
    const job = await world.pull(deleting);
    expect(await world.items(job)).toMatchObject([{ action: 'delete', verdict: { is: 'refuse', code: 'protected' } }]);
    expect(await world.onSite(mail)).toMatchObject({ state: 'active' });
  });

  it('tells of an account that the site has only blocked, keeps its link, and undo unblocks it', async () => {
    await prepared('leftGroups');
    const remove = async (id: string) => {
      await world.cms.setState(id, 'deactivated');
      return 'onlyBlocked';
    };
    Object.assign(world.cms, { remove });
    const job = await approved(await world.pull(deleting));
    expect(job).toMatchObject({ state: 'done', failed: 0 });
    expect(await world.onSite(mail)).toMatchObject({ state: 'deactivated' });
    const [done] = (await world.activity.query({ types: ['delete'], limit: 5 })).entries;
    expect(done).toMatchObject({ outcome: 'done', problem: { code: 'unsupported' } });
    expect(Object.values(world.store.data.links)).toHaveLength(2);
    const undone = await world.run({ kind: 'undo', job: job.id }, { trigger: 'undo' });
    expect(undone).toMatchObject({ state: 'done', failed: 0 });
    expect(await world.onSite(mail)).toMatchObject({ state: 'active', groups: ['author'] });
  });

  it('is settled by a read where the answer got lost', async () => {
    await prepared('leftGroups');
    const job = await world.pull(deleting);
    world.cms.failNext('remove', { error: new SyncError('timeout', 'No answer.'), after: true });
    expect(await approved(job)).toMatchObject({ done: 1, failed: 0 });
    expect(Object.values(world.store.data.links)).toHaveLength(1);
  });
});

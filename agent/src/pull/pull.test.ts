import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { put } from '../store/data.ts';
import { createPullWorld } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';

let world: PullWorld;
beforeEach(async () => {
  world = await createPullWorld();
});
afterEach(() => world.close());

describe('a pull', () => {
  it('makes who is in the groups, with the union of their roles, and a second one changes nothing', async () => {
    await world.settle();
    world.person('ann', ['Writers', 'Staff']);
    world.person('bea', ['Writers']);
    world.person('eve');
    const job = await world.pull();
    expect(job).toMatchObject({ state: 'done', failed: 0, error: null });
    expect((await world.onSite('ann@harbor.example'))?.groups?.toSorted()).toEqual(['author', 'member']);
    expect((await world.onSite('bea@harbor.example'))?.groups).toEqual(['author']);
    expect(await world.onSite('eve@harbor.example')).toBeUndefined();
    expect(await world.changes(await world.pull({}, 'plan'))).toEqual([]);
  });

  it('only plans in test mode, and the saved plan applies as it was looked at', async () => {
    await world.settle();
    world.person('ann', ['Writers']);
    const { plan: id } = await world.pull({}, 'plan');
    expect(await world.onSite('ann@harbor.example')).toBeUndefined();
    const { plan } = await world.plans.read(id ?? '');
    const job = await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
    expect(job).toMatchObject({ state: 'done', done: 2, failed: 0 });
    expect((await world.onSite('ann@harbor.example'))?.groups).toEqual(['author']);
  });

  it('does not apply a saved plan to who has left the group meanwhile', async () => {
    await world.settle();
    const { ref } = world.person('ann', ['Writers']);
    const { plan: id } = await world.pull({}, 'plan');
    await world.okta.groups.removeMember('00gWriters', ref.id);
    const { plan } = await world.plans.read(id ?? '');
    const job = await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
    expect(job).toMatchObject({ done: 0 });
    expect(await world.onSite('ann@harbor.example')).toBeUndefined();
  });

  it('is gone on with by the next start where it was cut off, with the options that it had', async () => {
    await world.settle();
    world.person('ann', ['Writers', 'Staff']);
    const planned = await world.pull({ users: { kind: 'groups', groups: ['Writers'] } }, 'plan');
    const cut = { ...planned, state: 'applying' as const, ended: null };
    await world.store.commit([put('jobs', planned.id, { ...cut, request: { ...cut.request, mode: 'apply' } })]);
    await world.restart();
    await world.engine.recover({ resumeJobs: true });
    expect(await world.engine.finished(planned.id)).toMatchObject({ state: 'done', done: 3, failed: 0 });
    expect((await world.onSite('ann@harbor.example'))?.groups?.toSorted()).toEqual(['author', 'member']);
  });

  it('is taken back by undo: who was made loses the access', async () => {
    await world.settle();
    world.person('ann', ['Writers']);
    const job = await world.pull();
    const undone = await world.run({ kind: 'undo', job: job.id }, { trigger: 'undo' });
    expect(undone).toMatchObject({ state: 'done', failed: 0 });
    expect(await world.onSite('ann@harbor.example')).toMatchObject({ state: 'deactivated', groups: [] });
  });

  it('writes nothing in report mode, and tells each change in the activity once live', async () => {
    await world.settle({}, { mode: 'report' });
    world.person('ann', ['Writers']);
    expect(await world.pull()).toMatchObject({ state: 'waiting', error: { code: 'report_mode' } });
    expect(await world.onSite('ann@harbor.example')).toBeUndefined();
  });

  it.each([
    ['pull settings', { pull: null }],
    ['the method switched on', { methods: undefined }],
  ])('needs %s', async (_what, change) => {
    const connection = await world.settle();
    const methods = { ...connection.methods, pull: { on: false, operations: [] } };
    await world.connect({ ...connection, ...('pull' in change ? { pull: null } : { methods }) });
    expect(await world.pull()).toMatchObject({ state: 'failed', error: { code: 'not_configured' } });
  });
});

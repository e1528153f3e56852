import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { Account, Attrs, Connection, Job, PlanItem, Scope } from '@rollcall/shared';

import { put } from '../store/data.ts';
import { entryId } from './record.ts';
import { connectionOf } from './sample.fixture.ts';
import { all, createWorld } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

/** The lines of the table of crashes for changes that go from Okta to the site. */

const mapping: Connection['mapping'] = connectionOf().mapping.map((rule) =>
  rule.okta === 'department' ? { ...rule, owner: 'okta' } : rule,
);
const ben: Scope = { kind: 'accounts', side: 'okta', ids: ['ben@harbor.example'] };

let world: World;
let account: Account;
let partner: Account;
beforeEach(async () => {
  world = await createWorld();
  await world.connect({ direction: 'both', mapping });
  [account] = world.addCms(1) as [Account];
  partner = world.addOkta('user1@harbor.example', {
    password: 'Anchor-4-harbor',
    attributes: { department: 'Research' },
  });
  await world.run(all);
  world.cms.calls.length = 0;
});
afterEach(() => world.close());

/** A run that was cut off right after its intent was written; `effect` is what the site did of it. */
async function cutOff(scope: Scope, effect: (item: PlanItem) => Promise<void> | void): Promise<Job> {
  const planned = await world.run(scope, { mode: 'plan' });
  const { plan, items } = await world.plans.read(planned.plan ?? '');
  const [item] = items;
  if (item?.side !== 'cms') throw new Error('nothing was planned for the site');
  const request = world.request({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
  const job: Job = { ...planned, id: 'R-0900', request, state: 'applying', ended: null, total: 1 };
  const at = new Date(Date.parse(planned.created) + 1000).toISOString();
  const key = entryId(job, item.id);
  const intent = { item: item.id, job: job.id, key, action: item.action, target: item.subject.cms, at };
  await world.store.commit([put('jobs', job.id, job), put('intents', key, intent)]);
  world.pass(2000);
  await effect(item);
  await world.restart();
  world.cms.calls.length = 0;
  return job;
}

async function start(): Promise<Job> {
  await world.engine.recover({ resumeJobs: true });
  return world.engine.finished('R-0900');
}

const writes = () => world.cms.calls.filter((call) => /^(create|update|setState)/.test(call));
const linkOf = (cms: string) => Object.values(world.store.data.links).find((link) => link.cms.id === cms);
const made = (item: PlanItem, change: Attrs = {}) => {
  const { state: _state, ...attributes } = item.after ?? {};
  return world.cms.seed([{ attributes: { ...attributes, ...change }, state: 'active' }]);
};

describe('an update of the site that was cut off', () => {
  beforeEach(() => world.okta.changeBehind(partner.ref.id, { department: 'Sales' }));

  it('is recorded without a second call where the site did it', async () => {
    await cutOff(all, () => world.cms.changeBehind(account.ref.id, { field_department: 'Sales' }));
    expect(await start()).toMatchObject({ state: 'done', done: 1 });
    expect(writes()).toEqual([]);
    expect(linkOf(account.ref.id)?.base['department']).toBe('Sales');
  });

  it('is repeated where the site did not', async () => {
    await cutOff(all, () => {});
    expect(await start()).toMatchObject({ state: 'done', done: 1 });
    expect(writes()).toHaveLength(1);
    expect((await world.cms.get(account.ref.id)).attributes['field_department']).toBe('Sales');
  });

  it('is never forced on a value that is neither the old nor the new one', async () => {
    await cutOff(all, () => world.cms.changeBehind(account.ref.id, { field_department: 'Board' }));
    await start();
    expect(world.engine.results('R-0900')).toMatchObject([{ outcome: 'moved', problem: { code: 'moved' } }]);
    expect(writes()).toEqual([]);
  });
});

describe('a block on the site that was cut off', () => {
  it('is recorded with the side that stopped the person', async () => {
    world.okta.moveBehind(partner.ref.id, 'deactivated');
    await cutOff(all, async () => void (await world.cms.setState(account.ref.id, 'deactivated')));
    expect(await start()).toMatchObject({ state: 'done', done: 1 });
    expect(writes()).toEqual([]);
    expect(linkOf(account.ref.id)).toMatchObject({ stoppedBy: 'okta', baseState: { cms: 'deactivated' } });
  });
});

describe('a new account on the site that was cut off', () => {
  beforeEach(() => void world.addOkta('ben@harbor.example', { password: 'Anchor-4-harbor' }));

  it('is linked where the site made it', async () => {
    let id = '';
    await cutOff(ben, (item) => void (id = made(item)[0]?.ref.id ?? ''));
    expect(await start()).toMatchObject({ state: 'done', done: 1 });
    expect(writes()).toEqual([]);
    expect(linkOf(id)).toMatchObject({ origin: 'created', createdSide: 'cms' });
  });

  it('is made where the site did not', async () => {
    await cutOff(ben, () => {});
    expect(await start()).toMatchObject({ state: 'done', done: 1 });
    expect(writes()).toEqual(['create ben@harbor.example']);
  });

  it('waits for a person where somebody else has that name', async () => {
    await cutOff(ben, (item) => void made(item, { mail: 'other@harbor.example' }));
    await start();
    expect(world.engine.results('R-0900')).toMatchObject([
      { outcome: 'held', problem: { code: 'conflict', field: 'name' } },
    ]);
    expect(writes()).toEqual([]);
  });
});

describe('a call to the site that brings no answer while the process lives', () => {
  const lost = new SyncError('timeout', 'no answer in 30 s');

  it('is found done, and made once', async () => {
    world.okta.changeBehind(partner.ref.id, { department: 'Sales' });
    world.cms.failNext('update', { error: lost, after: true });
    expect(await world.run(all)).toMatchObject({ state: 'done', done: 1 });
    expect(writes()).toHaveLength(1);
    const again = await world.run(all, { mode: 'plan' });
    expect((await world.plans.read(again.plan ?? '')).items).toEqual([]);
  });
});

import { appendFile, rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { Account, Attrs, Job, PlanItem } from '@rollcall/shared';

import { put, resultKey } from '../store/data.ts';
import { entryId } from './record.ts';
import { all, createWorld, named } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

/** One case for each line of the table of crashes: what is on the disk, and what a start makes of it. */

let world: World;
let account: Account;
beforeEach(async () => {
  world = await createWorld();
  await world.connect();
  const [first] = world.addCms(1);
  if (!first) throw new Error('nothing was seeded');
  account = first;
});
afterEach(() => world.close());

/** A run that was cut off right after its intent was written; `effect` is what the other side did of it. */
async function cutOff(effect: (item: PlanItem) => Promise<void> | void, operations: 'update'[] = []): Promise<Job> {
  const planned = await world.run(named('user1'), { mode: 'plan', operations });
  const { plan, items } = await world.plans.read(planned.plan ?? '');
  const item = items.at(-1);
  if (!item) throw new Error('nothing was planned');
  const scope = { kind: 'plan' as const, plan: plan.id, digest: plan.digest, items: null };
  const job: Job = {
    ...planned,
    id: 'R-0900',
    request: world.request(scope),
    state: 'applying',
    ended: null,
    total: 1,
  };
  const at = new Date(Date.parse(planned.created) + 1000).toISOString();
  const key = entryId(job, item.id);
  const intent = { item: item.id, job: job.id, key, action: item.action, target: item.subject.okta, at };
  await world.store.commit([put('jobs', job.id, job), put('intents', key, intent)]);
  world.pass(2000);
  await effect(item);
  await world.restart();
  return job;
}

async function start(): Promise<Job> {
  await world.engine.recover({ resumeJobs: true });
  return world.engine.finished('R-0900');
}

const created = (item: PlanItem, change: Attrs = {}) => {
  const { state: _state, ...attributes } = item.after ?? {};
  world.okta.seed([{ attributes: { ...attributes, ...change }, state: 'staged' }]);
};
const oktaUsers = async () => {
  const found: Account[] = [];
  for await (const page of world.okta.list()) found.push(...page.accounts);
  return found;
};
const writes = () => world.okta.calls.filter((call) => /^(create|update|setState|remove)/.test(call));
const linkOfUser = () => world.store.links.of('c1', account.ref);

describe('after the plan file, before the job', () => {
  it('leaves an open plan, and nothing runs by itself', async () => {
    const job = await world.run(all, { mode: 'plan' });
    await world.restart();
    await world.engine.recover({ resumeJobs: true });
    expect((await world.plans.read(job.plan ?? '')).plan.state).toBe('open');
    expect(writes()).toEqual([]);
  });
});

describe('create', () => {
  it('runs the item when nothing was created', async () => {
    await cutOff(() => {});
    expect(await start()).toMatchObject({ state: 'done', done: 1 });
    expect(await oktaUsers()).toHaveLength(1);
    expect(linkOfUser()).toMatchObject({ origin: 'created' });
  });

  it('recognises its own user whose answer was lost, without a second one', async () => {
    await cutOff((item) => created(item));
    expect(await start()).toMatchObject({ state: 'done', done: 1 });
    expect(await oktaUsers()).toHaveLength(1);
    expect(writes()).toEqual([]);
    expect(linkOfUser()).toMatchObject({ origin: 'created', createdSide: 'okta' });
  });

  it('holds a user that somebody else made with another profile', async () => {
    await cutOff((item) => created(item, { firstName: 'Another' }));
    await start();
    expect(world.engine.results('R-0900')).toMatchObject([{ outcome: 'held', problem: { code: 'conflict' } }]);
    expect(linkOfUser()).toBeUndefined();
    expect(await oktaUsers()).toHaveLength(1);
  });

  it('holds a user that was there before the intent', async () => {
    const early = { done: false };
    await cutOff((item) => {
      world.pass(-60_000);
      created(item);
      world.pass(60_000);
      early.done = true;
    });
    await start();
    expect(early.done).toBe(true);
    expect(world.engine.results('R-0900')).toMatchObject([{ outcome: 'held' }]);
  });
});

describe('update', () => {
  const changed = async () => {
    await world.sync('user1');
    world.cms.changeBehind(account.ref.id, { field_department: 'Sales' });
  };
  const oktaId = () => linkOfUser()?.okta.id ?? '';

  it('records an update that had been carried out', async () => {
    await changed();
    await cutOff(() => world.okta.changeBehind(oktaId(), { department: 'Sales' }));
    const before = writes().length;
    expect(await start()).toMatchObject({ state: 'done', done: 1 });
    expect(writes()).toHaveLength(before);
    expect(linkOfUser()?.base['department']).toBe('Sales');
  });

  it('repeats an update that had not', async () => {
    await changed();
    await cutOff(() => {});
    expect(await start()).toMatchObject({ state: 'done', done: 1 });
    expect((await world.okta.get(oktaId())).attributes['department']).toBe('Sales');
  });

  it('forces nothing on a user that meanwhile is neither', async () => {
    await changed();
    await cutOff(() => world.okta.changeBehind(oktaId(), { department: 'Board' }));
    await start();
    expect(world.engine.results('R-0900')).toMatchObject([{ outcome: 'moved', problem: { code: 'moved' } }]);
    expect((await world.okta.get(oktaId())).attributes['department']).toBe('Board');
  });
});

describe('state', () => {
  it('records a deactivation that had been carried out, without repeating it', async () => {
    await world.sync('user1');
    world.cms.moveBehind(account.ref.id, 'deactivated');
    const id = linkOfUser()?.okta.id ?? '';
    await cutOff(() => world.okta.moveBehind(id, 'deactivated'));
    const before = writes().length;
    expect(await start()).toMatchObject({ state: 'done', done: 1 });
    expect(writes()).toHaveLength(before);
    expect(linkOfUser()).toMatchObject({ stoppedBy: 'cms' });
  });

  it('sends no second activation mail', async () => {
    await world.sync('user1');
    const id = linkOfUser()?.okta.id ?? '';
    world.okta.moveBehind(id, 'deactivated');
    await world.sync('user1');
    world.okta.moveBehind(id, 'deactivated');
    world.pass(6000);
    await cutOff(() => world.okta.moveBehind(id, 'active'));
    const before = writes().length;
    await start();
    expect(writes()).toHaveLength(before);
  });
});

describe('delete', () => {
  it('takes not_found for erased', async () => {
    await world.sync('user1');
    const methods = (await world.connect()).methods;
    await world.connect({
      onCmsDelete: 'deleteHeld',
      methods: { ...methods, manual: { on: true, operations: ['read', 'delete'] } },
    });
    const id = linkOfUser()?.okta.id ?? '';
    const cmsId = account.ref.id;
    world.cms.removeBehind(cmsId);
    await world.run(all, { mode: 'plan' });
    const planned = await world.run(all, { mode: 'plan' });
    const { plan, items } = await world.plans.read(planned.plan ?? '');
    const item = items[0];
    expect(item).toMatchObject({ action: 'delete', verdict: { is: 'hold' } });
    await world.engine.approve({ plan: plan.id, digest: plan.digest, items: null, by: planned.request.by });
    const scope = { kind: 'plan' as const, plan: plan.id, digest: plan.digest, items: null };
    const job: Job = { ...planned, id: 'R-0900', request: world.request(scope), state: 'applying', ended: null };
    const key = entryId(job, item?.id ?? '');
    const intent = {
      item: item?.id ?? '',
      job: job.id,
      key,
      action: 'delete' as const,
      target: item?.subject.okta ?? null,
      at: planned.created,
    };
    await world.store.commit([put('jobs', job.id, job), put('intents', key, intent)]);
    world.okta.removeBehind(id);
    await world.restart();
    const before = writes().length;
    await start();
    expect(world.engine.results('R-0900')).toMatchObject([{ outcome: 'done' }]);
    expect(writes()).toHaveLength(before);
    expect(Object.keys(world.store.data.links)).toEqual([]);
  });
});

describe('between flush and activity line', () => {
  it('adds the missing line once, however often it starts', async () => {
    const job = await cutOff(() => {});
    const intentKey = Object.keys(world.store.data.intents)[0] ?? '';
    const item = world.store.data.intents[intentKey]?.item ?? '';
    await world.store.commit([
      { collection: 'intents', key: intentKey },
      put('results', resultKey(job.id, item), {
        item,
        outcome: 'done',
        problem: null,
        entry: intentKey,
        label: 'x',
        handle: '1',
        action: 'create',
        seq: 1,
      }),
    ]);
    await start();
    await world.restart();
    await world.engine.recover({ resumeJobs: true });
    const { entries } = await world.activity.query({ job: job.id, types: ['create'] });
    expect(entries.map((entry) => entry.id)).toEqual([intentKey]);
  });
});

describe('a job that was applying', () => {
  it('counts every result that is on the disk, also those since its progress was last written', async () => {
    const people = ['user2', 'user3'].map((name) => ({ name, mail: `${name}@harbor.example` }));
    world.cms.seed(people.map((attributes) => ({ state: 'active', attributes })));
    const whole = await world.run(all);
    expect(whole).toMatchObject({ state: 'done', done: 3 });
    await world.plans.update(whole.plan ?? '', { state: 'open' });
    const late: Job = { ...whole, state: 'applying', ended: null, done: 1, seq: 2 };
    await world.store.commit([put('jobs', late.id, late)]);
    await world.restart();
    await world.engine.recover({ resumeJobs: true });
    expect(await world.engine.finished(late.id)).toMatchObject({ state: 'done', done: 3, failed: 0, total: 3 });
    const seqs = world.engine.results(late.id).map((result) => result.seq);
    expect(world.engine.job(late.id)?.seq).toBeGreaterThan(Math.max(...seqs));
  });
});

describe('a start that can’t settle everything', () => {
  const gone = new SyncError('unreachable', 'connection refused');

  it.each([
    ['was removed', (file: string) => rm(file)],
    ['was cut off', (file: string) => truncate(file, 700)],
    ['holds a line that is no JSON', (file: string) => appendFile(file, '{"item"{\n')],
  ])('is not kept from starting by a plan file that %s, and tells the run as stopped', async (_name, spoil) => {
    const job = await cutOff(() => {});
    await spoil(path.join(world.home, 'plans', `${job.plan}.ndjson`));
    await world.engine.recover({ resumeJobs: true });
    const code = expect.stringMatching(/^(not_found|moved)$/);
    expect(world.engine.job(job.id)).toMatchObject({ state: 'stopped', error: { code } });
    expect(writes()).toEqual([]);
  });

  it('is not kept from starting by a connection that was removed', async () => {
    const job = await cutOff(() => {});
    await world.store.commit([{ collection: 'connections', key: 'c1' }]);
    await world.engine.recover({ resumeJobs: true });
    expect(world.engine.job(job.id)).toMatchObject({ state: 'stopped', error: { code: 'not_found' } });
  });

  it('waits for an org that does not answer once, not once for each user', async () => {
    const job = await cutOff(() => {});
    const [key, intent] = Object.entries(world.store.data.intents)[0] ?? [];
    if (!key || !intent) throw new Error('there is no intent');
    const others = ['a', 'b', 'c'].map((name) => put('intents', `${key}${name}`, { ...intent, key: `${key}${name}` }));
    await world.store.commit(others);
    world.okta.calls.length = 0;
    world.okta.failNext('find', { error: gone }, 10);
    await world.engine.recover({ resumeJobs: false });
    expect(world.okta.calls.filter((call) => call.startsWith('find'))).toHaveLength(1);
    expect(Object.keys(world.store.data.intents)).toHaveLength(4);
    expect(world.engine.job(job.id)).toMatchObject({ state: 'stopped' });
  });

  it('knows the user as its own when the org answers again while the run goes on', async () => {
    await cutOff((item) => created(item));
    world.okta.failNext('find', { error: gone });
    world.pass(60_000);
    expect(await start()).toMatchObject({ state: 'done', done: 1 });
    expect(linkOfUser()).toMatchObject({ origin: 'created' });
    expect(await oktaUsers()).toHaveLength(1);
  });
});

describe('a job that was not applying yet', () => {
  it('is told as stopped, and nothing is written', async () => {
    const planned = await world.run(named('user1'), { mode: 'plan' });
    const job: Job = { ...planned, id: 'R-0901', state: 'reading', ended: null };
    await world.store.commit([put('jobs', job.id, job)]);
    await world.restart();
    await world.engine.recover({ resumeJobs: true });
    expect(world.engine.job('R-0901')).toMatchObject({ state: 'stopped', error: { code: 'cancelled' } });
    expect(writes()).toEqual([]);
  });
});

describe('a call that brings no answer while the process lives', () => {
  const lost = new SyncError('timeout', 'no answer in 30 s');

  it('finds the user that was created all the same', async () => {
    world.okta.failNext('create', { error: lost, after: true });
    expect(await world.sync('user1')).toMatchObject({ state: 'done', done: 1 });
    expect(await oktaUsers()).toHaveLength(1);
  });

  it('finds and links the user that a saved plan created all the same', async () => {
    const planned = await world.run(named('user1'), { mode: 'plan' });
    const { plan } = await world.plans.read(planned.plan ?? '');
    world.okta.failNext('create', { error: lost, after: true });
    const job = await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
    expect(job).toMatchObject({ state: 'done', done: 1 });
    expect(linkOfUser()).toMatchObject({ origin: 'created' });
  });

  it('tries once more when nothing had happened', async () => {
    world.okta.failNext('create', { error: lost });
    expect(await world.sync('user1')).toMatchObject({ state: 'done', done: 1 });
    expect(await oktaUsers()).toHaveLength(1);
  });

  it('keeps the intent for the next start when even that can’t be found out', async () => {
    world.okta.failNext('create', { error: lost, after: true });
    const gone = new SyncError('unreachable', 'connection refused');
    // The first find belongs to the reading, the second to the look for what became of the create.
    world.okta.failNext('find', {});
    world.okta.failNext('find', { error: gone }, 5);
    const job = await world.sync('user1');
    expect(world.engine.results(job.id)).toMatchObject([{ outcome: 'unknown' }]);
    expect(Object.keys(world.store.data.intents)).toHaveLength(1);
    world.okta.clearFaults();
    await world.restart();
    await world.engine.recover({ resumeJobs: true });
    expect(Object.keys(world.store.data.intents)).toEqual([]);
    expect(linkOfUser()).toMatchObject({ origin: 'created' });
    expect(await oktaUsers()).toHaveLength(1);
  });

  it('does not call a user failed whom the org made before it began to fail', async () => {
    const fault = new SyncError('server_fault', 'Internal Server Error');
    world.okta.failNext('find', {});
    world.okta.failNext('get', { error: fault }, 5);
    world.okta.failNext('find', { error: fault }, 5);
    const job = await world.sync('user1');
    expect(world.engine.results(job.id)).toMatchObject([{ outcome: 'unknown' }]);
    world.okta.clearFaults();
    // Nor does the next run take the user for somebody else's.
    expect(await world.sync('user1')).toMatchObject({ state: 'done', total: 0 });
    expect(linkOfUser()).toMatchObject({ origin: 'created' });
    expect(Object.keys(world.store.data.intents)).toEqual([]);
  });

  it('turns a login that is taken meanwhile into one to link, and overwrites nothing', async () => {
    const planned = await world.run(named('user1'), { mode: 'plan' });
    const { plan } = await world.plans.read(planned.plan ?? '');
    const other = world.addOkta('user1@harbor.example', { attributes: { firstName: 'Somebody' } });
    world.pass(60_000);
    const job = await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
    expect(world.engine.results(job.id)).toMatchObject([
      { outcome: 'held', problem: { code: 'conflict', field: 'login' } },
    ]);
    expect((await world.okta.get(other.ref.id)).attributes['firstName']).toBe('Somebody');
    expect(linkOfUser()).toBeUndefined();
  });
});

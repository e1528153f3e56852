import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { Operation } from '@rollcall/shared';

import { createApiWorld } from '../api/api.fixture.ts';
import type { ApiWorld } from '../api/api.fixture.ts';

const operations: Operation[] = ['read', 'create', 'update', 'deactivate'];
const minute = 60_000;
const hour = 60 * minute;

let world: ApiWorld;
let id: string;
beforeEach(async () => {
  world = await createApiWorld();
  id = await world.connect();
  const { methods } = await world.call('connection', { id });
  const on = { on: true, operations };
  await world.call('changeConnection', { id }, { methods: { ...methods, automatic: on, scheduled: on } });
  await beat();
});
afterEach(() => world.close());

const services = () => world.agent.services;
/** One beat, and the rest of all that it brings. */
const beat = async (): Promise<void> => {
  await services().triggers.beat();
  await services().triggers.settled();
  const running = services().engine.running(id, 'any');
  if (running !== null) await services().engine.finished(running);
};
const beatsFor = async (ms: number, every = minute) => {
  for (let passed = 0; passed < ms; passed += every) {
    world.pass(every);
    await beat();
  }
};
const logins = async () => {
  const found: string[] = [];
  for await (const page of world.okta.list()) for (const { login } of page.accounts) found.push(login);
  return found;
};
const register = (name: string) =>
  world.cms.seed([{ state: 'active', attributes: { name, mail: `${name}@harbor.example` } }]);
const looks = () => world.cms.calls.filter((call) => call.startsWith('changesSince')).length;

describe('the beat', () => {
  it('looks for changes each minute, and at once after sleep', async () => {
    const before = looks();
    register('ann');
    await beatsFor(minute);
    expect([looks(), await logins()]).toEqual([before + 1, ['ann@harbor.example']]);
    world.pass(10_000);
    await beat();
    expect(looks()).toBe(before + 1);
    world.pass(8 * hour);
    await beat();
    expect(looks()).toBe(before + 2);
    expect(services().triggers.digest(id)).toBeNull();
  });

  it('after more than a day gathers what happened, tells it, and applies nothing until it is decided', async () => {
    world.pass(30 * hour);
    register('bob');
    await beat();
    world.pass(10_000);
    await beat();
    const connection = services().store.data.connections[id];
    expect(await logins()).toEqual([]);
    expect(connection && services().triggers.whyIdle(connection)).toContain('waits as plan');
    const { digest } = await world.call('digest', { id });
    const { lines } = await world.call('health');
    expect(lines.find(({ topic }) => topic === 'automatic')).toMatchObject({ warning: true });
    const { plan, items } = await world.call('plan', { id: digest?.plan ?? '' });
    expect(items).toHaveLength(1);
    const { job } = await world.call(
      'applyPlan',
      { id: plan.id },
      { digest: plan.digest, items: null, approve: false },
    );
    await world.finished(job);
    await beatsFor(minute);
    expect(await logins()).toEqual(['bob@harbor.example']);
    expect((await world.call('digest', { id })).digest).toBeNull();
    register('cyd');
    await beatsFor(2 * minute);
    expect(await logins()).toContain('cyd@harbor.example');
  });

  it('starts what a schedule names, once', async () => {
    await world.call(
      'addSchedule',
      { id },
      { cron: '*/30 * * * *', zone: 'UTC', kind: 'full', mode: 'plan', on: true },
    );
    await beatsFor(31 * minute);
    const { jobs } = await world.call('jobs');
    expect(jobs.filter(({ trigger }) => trigger === 'schedule')).toHaveLength(1);
  });

  it('finds deletions by two hourly lists, and lets go of old plans once a day', async () => {
    const [gone] = register('dan');
    await beatsFor(2 * minute);
    const plans = (await services().plans.list()).length;
    world.cms.removeBehind(gone?.ref.id ?? '');
    await beatsFor(2 * hour + 2 * minute);
    const [dan] = await world.okta.find({ login: 'dan@harbor.example' });
    expect(dan?.state).toBe('deactivated');
    expect((await services().plans.list()).length).toBeGreaterThan(plans);
    // Plans are kept for thirty days.
    const { methods } = await world.call('connection', { id });
    await world.call('changeConnection', { id }, { methods: { ...methods, automatic: { on: false, operations } } });
    world.pass(31 * 24 * hour);
    await beat();
    await expect.poll(async () => (await services().plans.list()).length).toBe(0);
  });

  it('goes on with the rest when one part fails', async () => {
    register('eve');
    world.cms.failNext('list', { error: new SyncError('server_fault', 'the list fails') }, 3);
    await beatsFor(61 * minute);
    expect(await logins()).toEqual(['eve@harbor.example']);
    expect(world.log.some((line) => line.includes('server_fault'))).toBe(true);
  });

  it('tries a refused sign-in no more often than an account can bear', async () => {
    for (const call of ['changesSince', 'list'] as const) {
      world.cms.failNext(call, { error: new SyncError('bad_credentials', 'refused') }, 99);
    }
    const before = world.cms.calls.length;
    await beatsFor(2 * hour);
    expect((await world.call('connection', { id })).pausedFor).toBe('bad_credentials');
    expect(world.cms.calls.length - before).toBeLessThan(4);
  });
});

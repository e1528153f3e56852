import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScheduleAnswer } from '@rollcall/shared/api-schedule';

import { codeOf, createApiWorld } from './api.fixture.ts';
import type { ApiWorld } from './api.fixture.ts';

const nightly = { cron: '30 2 * * *', zone: 'Europe/Berlin', kind: 'full', mode: 'apply', on: true };
const hour = 3_600_000;

let world: ApiWorld;
let id: string;
beforeEach(async () => {
  world = await createApiWorld();
  id = await world.connect();
  const { methods } = await world.call('connection', { id });
  const scheduled = { on: true, operations: ['read', 'create', 'update'] };
  await world.call('changeConnection', { id }, { methods: { ...methods, scheduled } });
});
afterEach(() => world.close());

const add = (change = {}): Promise<ScheduleAnswer> => world.call('addSchedule', { id }, { ...nightly, ...change });

describe('schedules', () => {
  it('tell their next run in the zone, and why they do not run', async () => {
    const added = await add();
    expect(added).toMatchObject({ ...nightly, id: 's1', connection: id, next: '2026-01-16T01:30:00.000Z', idle: null });
    await world.call('changeConnection', { id }, { mode: 'paused' });
    const { schedules } = await world.call('schedules', { id });
    expect(schedules).toMatchObject([{ id: 's1', next: null, idle: 'The connection is paused.' }]);
    await world.call('changeSchedule', { id: 's1' }, { on: false });
    expect((await world.call('schedules', { id })).schedules).toMatchObject([{ on: false, next: null, idle: null }]);
  });

  it('changed or switched on again make up for nothing of before', async () => {
    await add({ cron: '0 * * * *', zone: 'UTC', mode: 'plan' });
    world.pass(hour / 2);
    await world.call('changeSchedule', { id: 's1' }, { on: false });
    world.pass(3 * hour);
    await world.call('changeSchedule', { id: 's1' }, { on: true });
    const { triggers, store } = world.agent.services;
    await triggers.scheduler.tick(null);
    expect(Object.keys(store.data.jobs)).toEqual([]);
    world.pass(hour);
    await triggers.scheduler.tick(null);
    const { schedules } = await world.call('schedules', { id });
    expect(schedules[0]).toMatchObject({ lastDue: '2026-01-15T13:00:00.000Z', lastJob: 'R-0001' });
    await world.finished('R-0001');
  });

  it('are never known by the id of a removed one, and go with their connection', async () => {
    await add();
    await world.call('removeSchedule', { id: 's1' });
    expect((await world.call('schedules', { id })).schedules).toEqual([]);
    expect((await add()).id).toBe('s2');
    await world.call('newWebhook', { id });
    await world.call('removeConnection', { id });
    const { store, secrets } = world.agent.services;
    expect(Object.keys(store.data.schedules)).toEqual([]);
    expect(await secrets.get(`webhook/${id}`)).toBeNull();
    expect(Object.keys(store.data.settings).filter((key) => key.endsWith(`/${id}`))).toEqual([]);
  });

  it('are changed in the activity by name', async () => {
    await add();
    await world.call('changeSchedule', { id: 's1' }, { mode: 'plan' });
    await world.call('removeSchedule', { id: 's1' });
    const { entries } = await world.agent.services.activity.query({ types: ['settings'] });
    expect(entries.filter(({ fields }) => fields.includes('schedules'))).toHaveLength(3);
  });

  it('run now when a person asks', async () => {
    world.cms.seed([{ state: 'active', attributes: { name: 'ann', mail: 'ann@harbor.example' } }]);
    await add({ on: false });
    const { job } = await world.call('runSchedule', { id: 's1' });
    expect(await world.finished(job)).toMatchObject({
      trigger: 'schedule',
      state: 'done',
      done: 1,
      by: { kind: 'cli' },
    });
  });

  it.each([
    ['cron', { cron: '61 2 * * *' }],
    ['cron', { cron: '0 0 30 2 *' }],
    ['zone', { zone: 'Europe/Atlantis' }],
  ])('with an impossible %s are refused by name with an example', async (field, change) => {
    const answer = await world.send('addSchedule', { params: { id }, body: { ...nightly, ...change } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: 'invalid',
      field,
      next: expect.stringContaining('Europe/Berlin'),
    });
    await add();
    const changed = await world.send('changeSchedule', { params: { id: 's1' }, body: change });
    expect(await codeOf(changed)).toBe('invalid');
    expect((await world.call('schedules', { id })).schedules).toMatchObject([nightly]);
  });

  it.each(['changeSchedule', 'removeSchedule', 'runSchedule'] as const)('%s of none is not found', async (name) => {
    expect(await codeOf(await world.send(name, { params: { id: 's9' }, body: {} }))).toBe('not_found');
  });

  it('have no digest while nothing gathered', async () => {
    expect(await world.call('digest', { id })).toEqual({ digest: null });
    expect(await codeOf(await world.send('digest', { params: { id: 'c9' } }))).toBe('not_found');
  });
});

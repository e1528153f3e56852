import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, Job, Schedule } from '@rollcall/shared';

import { createPullWorld, options, settingsOf } from '../pull/pull.fixture.ts';
import type { PullWorld } from '../pull/pull.fixture.ts';
import { put } from '../store/data.ts';
import type { Away } from './beat.ts';
import { createScheduler, outlook } from './scheduler.ts';
import type { Scheduler } from './scheduler.ts';

const hour = 3_600_000;
let world: PullWorld;
let scheduler: Scheduler;
let clock: number;
beforeEach(async () => {
  world = await createPullWorld();
  clock = Date.parse('2026-01-15T09:00:00.000Z');
  await world.settle();
  world.person('ann', ['Writers']);
  const { store, engine, activity } = world;
  const report = (problem: unknown): never => {
    throw new Error(JSON.stringify(problem));
  };
  scheduler = createScheduler({ store, engine, activity, now: () => clock, report });
});
afterEach(() => world.close());

const pass = (ms: number) => {
  clock += ms;
  world.pass(ms);
};
const add = async (change: Partial<Schedule> = {}): Promise<Schedule> => {
  const times = { since: new Date(clock).toISOString(), lastDue: null, lastJob: null, pending: null };
  const schedule: Schedule = {
    id: 's1',
    connection: 'c1',
    cron: '0 * * * *',
    zone: 'UTC',
    kind: 'pull',
    mode: 'apply',
    on: true,
    ...times,
    ...change,
  };
  await world.store.commit([put('schedules', schedule.id, schedule)]);
  return schedule;
};
const jobs = (): Job[] => Object.values(world.store.data.jobs).toSorted((a, b) => a.id.localeCompare(b.id));
const tick = async (away: Away | null = null): Promise<Job | undefined> => {
  const before = jobs().length;
  await scheduler.tick(away);
  const job = jobs()[before];
  return job && world.engine.finished(job.id);
};

describe('a schedule that pulls (A14)', () => {
  it('pulls when it is due, as the settings say and by the ticks of pull', async () => {
    await add();
    pass(hour);
    expect(await tick()).toMatchObject({
      state: 'done',
      done: 2,
      request: { trigger: 'pull', by: { kind: 'schedule', id: 's1' }, scope: { kind: 'pull', options }, mode: 'apply' },
    });
    expect((await world.onSite('ann@harbor.example'))?.groups).toEqual(['author']);
    expect(await tick()).toBeUndefined();
  });

  it('of the kind for short intervals asks Okta only for what moved', async () => {
    await add({ kind: 'pullDelta' });
    pass(hour);
    expect((await tick())?.request.scope).toEqual({ kind: 'pull', options: { ...options, strategy: 'delta' } });
  });

  it('only plans where it says so, where the settings are in test mode, and after a long absence', async () => {
    await add({ mode: 'plan' });
    pass(hour);
    expect(await tick()).toMatchObject({ done: 0, request: { mode: 'plan' } });
    await world.settle({ defaults: { ...options, testMode: true } });
    await add();
    pass(hour);
    expect(await tick()).toMatchObject({ done: 0, request: { mode: 'plan' } });
    await world.settle();
    await add();
    const from = clock;
    pass(30 * hour);
    expect(await tick({ from, to: clock })).toMatchObject({ request: { mode: 'plan' } });
    expect(await tick()).toBeUndefined();
  });

  it('waits for a run over all, says so once, and pulls behind it', async () => {
    await add();
    pass(hour);
    const busy = await world.engine.start(world.request({ kind: 'all' }, { mode: 'plan' }));
    await scheduler.tick(null);
    await scheduler.tick(null);
    expect(jobs()).toHaveLength(1);
    const { entries } = await world.activity.query({ connection: 'c1', limit: 50 });
    const told = entries.filter(({ trigger, outcome }) => trigger === 'pull' && outcome === 'held');
    expect(told.map(({ problem }) => problem?.code)).toEqual(['locked']);
    await world.engine.finished(busy.id);
    expect(await tick()).toMatchObject({ state: 'done', request: { trigger: 'pull' } });
  });

  it('goes to every site of the settings, and the activity tells one that can’t be started', async () => {
    await world.settle({ targets: [{ name: 'blog', connection: 'c9' }] });
    const { id } = await add();
    pass(hour);
    expect(await tick()).toMatchObject({ state: 'done', done: 2 });
    const { entries } = await world.activity.query({ connection: 'c1', limit: 50 });
    const told = entries.filter(({ by, type, outcome }) => by.id === id && type === 'run' && outcome === 'failed');
    expect(told.map(({ problem }) => problem?.code)).toEqual(['invalid']);
  });

  const off = { on: false, operations: [] };
  it.each<[string, (connection: Connection) => Partial<Connection>]>([
    ['no pull settings', () => ({ pull: null })],
    ['switched off', ({ methods }) => ({ methods: { ...methods, pull: off } })],
    ['Read is not ticked', ({ methods }) => ({ methods: { ...methods, pull: { on: true, operations: [] } } })],
    ['only the command line reads', () => ({ pull: withUsers({ kind: 'file', file: 'users.csv' }) })],
    ['paused', () => ({ mode: 'paused' })],
    ['not both connected', () => ({ okta: null })],
  ])('stands idle with the reason: %s', async (why, change) => {
    const schedule = await add();
    const connection = await world.settle();
    const changed = await world.connect({ ...connection, ...change(connection) });
    pass(hour);
    expect(await tick()).toBeUndefined();
    expect(outlook(schedule, changed, clock)).toEqual({ next: null, idle: expect.stringContaining(why) });
    await expect(scheduler.run(schedule, person)).rejects.toMatchObject({ code: 'paused' });
  });

  it('is not held back by the ticks of scheduled sync, which are for other runs', async () => {
    const connection = await world.settle();
    expect(connection.methods.scheduled.on).toBe(false);
    expect(outlook(await add(), connection, clock)).toMatchObject({ idle: null, next: '2026-01-15T10:00:00.000Z' });
  });
});

const person = { kind: 'client' as const, id: 'client-1', name: 'Pat' };
const withUsers = (users: typeof options.users) => settingsOf({ defaults: { ...options, users } });

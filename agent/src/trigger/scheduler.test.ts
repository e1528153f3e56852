import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { Actor, Connection, Job, Operation, Problem, Schedule } from '@rollcall/shared';

import { all, createWorld } from '../engine/world.fixture.ts';
import type { World } from '../engine/world.fixture.ts';
import { put } from '../store/data.ts';
import type { Away } from './beat.ts';
import { createScheduler, outlook } from './scheduler.ts';
import type { Scheduler } from './scheduler.ts';

const hour = 3_600_000;
const operations: Operation[] = ['read', 'create', 'update', 'deactivate'];
const person: Actor = { kind: 'client', id: 'client-1', name: 'Pat' };

let world: World;
let scheduler: Scheduler;
let problems: Problem[];
/** The clock of the world starts at 09:00 UTC. */
let now: () => number;

beforeEach(async () => {
  world = await createWorld();
  problems = [];
  let clock = Date.parse('2026-01-15T09:00:00.000Z');
  const pass = world.pass;
  world.pass = (ms) => {
    clock += ms;
    pass(ms);
  };
  now = () => clock;
  await connect();
  scheduler = anew();
});
afterEach(() => world.close());

const anew = () =>
  createScheduler({
    store: world.store,
    engine: world.engine,
    activity: world.activity,
    now,
    report: (problem) => void problems.push(problem),
  });
const connect = async (change: Partial<Connection> = {}) => {
  const { methods } = await world.connect();
  return world.connect({ methods: { ...methods, scheduled: { on: true, operations } }, ...change });
};
const add = async (change: Partial<Schedule> = {}): Promise<Schedule> => {
  const schedule: Schedule = {
    id: 's1',
    connection: 'c1',
    cron: '0 * * * *',
    zone: 'UTC',
    kind: 'full',
    mode: 'apply',
    on: true,
    since: new Date(now()).toISOString(),
    lastDue: null,
    lastJob: null,
    pending: null,
    ...change,
  };
  await world.store.commit([put('schedules', schedule.id, schedule)]);
  return schedule;
};
const schedule = () => world.store.data.schedules['s1'];
const jobs = (): Job[] => Object.values(world.store.data.jobs).toSorted((a, b) => a.id.localeCompare(b.id));
const tick = async (away: Away | null = null): Promise<Job | undefined> => {
  const before = jobs().length;
  await scheduler.tick(away);
  const job = jobs()[before];
  return job && world.engine.finished(job.id);
};

describe('a due schedule', () => {
  it('runs once, over everybody, with its own ticks and name', async () => {
    await add();
    world.addCms(2);
    world.pass(hour / 2);
    expect(await tick()).toBeUndefined();
    world.pass(hour / 2);
    const job = await tick();
    expect(job).toMatchObject({
      state: 'done',
      done: 2,
      request: { trigger: 'schedule', by: { kind: 'schedule', id: 's1' }, scope: all, mode: 'apply' },
    });
    expect(schedule()).toMatchObject({ lastDue: '2026-01-15T10:00:00.000Z', lastJob: job?.id, pending: null });
    world.pass(10_000);
    expect(await tick()).toBeUndefined();
  });

  it('creates nobody where its method has not ticked Create, and only plans where it says so', async () => {
    const { methods } = await world.connect();
    await connect({ methods: { ...methods, scheduled: { on: true, operations: ['read', 'update'] } } });
    await add();
    world.addCms(1);
    world.pass(hour);
    expect(await tick()).toMatchObject({ state: 'done', done: 0 });
    await connect();
    await add({ mode: 'plan' });
    world.pass(hour);
    const planned = await tick();
    expect(planned).toMatchObject({ state: 'done', done: 0, request: { mode: 'plan' } });
    expect((await world.plans.read(planned?.plan ?? '')).items).toHaveLength(1);
  });

  it('of the incremental kind looks at what changed', async () => {
    await add({ kind: 'incremental' });
    world.pass(hour);
    await tick();
    world.addCms(1);
    world.pass(hour);
    const job = await tick();
    expect(job).toMatchObject({ error: null, done: 1, request: { scope: { kind: 'changed' } } });
    expect(world.cms.calls.some((call) => call.startsWith('list'))).toBe(false);
  });

  it('waits for a run over all, says so once, and starts behind it', async () => {
    await add();
    world.addCms(1);
    world.pass(hour);
    world.cms.failNext('list', { delayMs: 200 });
    const other = await world.engine.start(world.request(all, { mode: 'plan' }));
    await scheduler.tick(null);
    await scheduler.tick(null);
    expect(schedule()).toMatchObject({ pending: '2026-01-15T10:00:00.000Z', lastJob: null });
    await world.engine.finished(other.id);
    const { entries } = await world.activity.query({ types: ['run'], outcome: 'held' });
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ trigger: 'schedule', by: { id: 's1' }, problem: { code: 'locked' } });
    expect(await tick()).toMatchObject({ state: 'done', done: 1 });
    expect(schedule()?.pending).toBeNull();
  });

  it('catches up once on what was missed, and plans only after a long absence', async () => {
    await add();
    world.addCms(1);
    world.pass(5 * hour + 60_000);
    expect(await tick()).toMatchObject({ request: { mode: 'apply' }, done: 1 });
    expect(schedule()?.lastDue).toBe('2026-01-15T14:00:00.000Z');
    expect(await tick()).toBeUndefined();
    const from = now();
    world.pass(30 * hour);
    const away = { from, to: now() };
    world.addOkta('user2@harbor.example');
    expect(await tick(away)).toMatchObject({ request: { mode: 'plan' } });
    world.pass(hour);
    expect(await tick(away)).toMatchObject({ request: { mode: 'apply' } });
  });

  it('tells a start that was refused, and is not stuck on it', async () => {
    await add();
    const refused = createScheduler({
      store: world.store,
      activity: world.activity,
      now,
      report: (problem) => void problems.push(problem),
      engine: {
        ...world.engine,
        start: () => Promise.reject(new SyncError('not_configured', 'The stored credential can’t be opened.')),
      },
    });
    world.pass(hour);
    await refused.tick(null);
    expect(schedule()).toMatchObject({ pending: null, lastJob: null });
    const { entries } = await world.activity.query({ types: ['run'], outcome: 'failed' });
    expect(entries[0]?.problem?.code).toBe('not_configured');
  });
});

describe('a schedule that may not run', () => {
  it.each<[string, Partial<Connection>, RegExp]>([
    ['is paused', { mode: 'paused' }, /paused/],
    ['was refused a sign-in', { pausedFor: 'bad_credentials' }, /bad_credentials/],
    ['has one side only', { okta: null }, /not both connected/],
  ])('because its connection %s says why, and makes up for nothing later', async (_why, change, reason) => {
    const row = await add();
    const connection = await connect(change);
    expect(outlook(row, connection, now())).toMatchObject({ next: null, idle: expect.stringMatching(reason) });
    world.pass(hour);
    expect(await tick()).toBeUndefined();
    await connect();
    expect(await tick()).toBeUndefined();
    world.pass(hour);
    expect(await tick()).toBeDefined();
  });

  it('because its method is off, refuses a run at once too', async () => {
    const row = await add();
    const { methods } = await world.connect();
    await connect({ methods: { ...methods, scheduled: { on: false, operations } } });
    await expect(scheduler.run(row, person)).rejects.toMatchObject({ code: 'paused' });
    expect(jobs()).toEqual([]);
  });

  it('because a sign-in was refused, tells a person who asks for it how to go on', async () => {
    const row = await add();
    await connect({ pausedFor: 'bad_credentials' });
    await expect(scheduler.run(row, person)).rejects.toMatchObject({
      problem: { code: 'paused', next: expect.stringContaining('credential') },
    });
  });

  it('because it is off runs when a person asks, and tells no next time', async () => {
    const row = await add({ on: false });
    const connection = await connect();
    expect(outlook(row, connection, now())).toEqual({ next: null, idle: null });
    world.pass(hour);
    expect(await tick()).toBeUndefined();
    const job = await scheduler.run(row, person);
    expect(await world.engine.finished(job.id)).toMatchObject({ state: 'done', request: { by: person } });
    expect(schedule()?.lastJob).toBe(job.id);
  });
});

describe('a kill', () => {
  /** As if the process had died: the engine of before does nothing more. */
  const kill = async () => {
    await world.engine.stop();
    await world.restart();
    await world.engine.recover({ resumeJobs: true });
    scheduler = anew();
    await scheduler.recover();
  };

  it('between the due time and the start loses nothing', async () => {
    await add({ lastDue: '2026-01-15T09:00:00.000Z', pending: '2026-01-15T09:00:00.000Z' });
    await kill();
    expect(await tick()).toMatchObject({ state: 'done' });
    expect(jobs()).toHaveLength(1);
  });

  it('between the start and its note runs nothing twice', async () => {
    const row = await add();
    world.pass(hour);
    const job = await tick();
    await add({ ...row, lastDue: '2026-01-15T10:00:00.000Z', pending: '2026-01-15T10:00:00.000Z' });
    await kill();
    expect(schedule()).toMatchObject({ pending: null, lastJob: job?.id });
    expect(await tick()).toBeUndefined();
    expect(jobs()).toHaveLength(1);
  });

  it('while it was still reading starts it again', async () => {
    await add();
    world.pass(hour);
    const job = await tick();
    const cut: Job = {
      ...(job ?? failNoJob()),
      state: 'reading',
      plan: null,
      ended: null,
    };
    await world.store.commit([put('jobs', cut.id, cut)]);
    await kill();
    expect(schedule()?.pending).toBe('2026-01-15T10:00:00.000Z');
    expect(await tick()).toMatchObject({ state: 'done' });
    await kill();
    expect(await tick()).toBeUndefined();
  });
});

function failNoJob(): never {
  throw new Error('no run was started');
}

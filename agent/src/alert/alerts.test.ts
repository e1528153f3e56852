import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { Connection, Operation, Problem, RunRequest, Scope } from '@rollcall/shared';

import { all, createWorld, named } from '../engine/world.fixture.ts';
import type { World } from '../engine/world.fixture.ts';
import { openSecrets } from '../secret/secrets.ts';
import type { Secrets } from '../secret/secrets.ts';
import { put } from '../store/data.ts';
import { digestKey } from '../trigger/digest.ts';
import { createAlerts } from './alerts.ts';
import type { Alerts } from './alerts.ts';
import { createMailReceiver, createWebReceiver } from './receiver.fixture.ts';
import type { MailReceiver, WebReceiver } from './receiver.fixture.ts';

const operations: Operation[] = ['read', 'create', 'update', 'deactivate'];
const minute = 60_000;
const hour = 60 * minute;

let world: World;
let secrets: Secrets;
let alerts: Alerts;
let web: WebReceiver;
let mail: MailReceiver;
let clock: number;
let problems: Problem[];

beforeEach(async () => {
  world = await createWorld();
  secrets = await openSecrets(world.home, { keyring: 'off', note: () => {} });
  [web, mail] = await Promise.all([createWebReceiver(), createMailReceiver()]);
  // A Thursday.
  clock = Date.parse('2026-01-15T09:00:00.000Z');
  problems = [];
  await connect();
  alerts = anew();
  await alerts.book.change({ webhook: `${web.url}/services/k3y` });
});
afterEach(async () => {
  await alerts.close();
  await Promise.all([web.close(), mail.close(), world.close()]);
});

const anew = () =>
  createAlerts({
    ...world,
    secrets,
    fetch,
    now: () => clock,
    zone: 'Europe/Berlin',
    report: (problem) => void problems.push(problem),
  });
const pass = (ms: number) => {
  clock += ms;
  world.pass(ms);
};
const connect = async (change: Partial<Connection> = {}): Promise<Connection> => {
  const { methods } = await world.connect();
  const on = { on: true, operations };
  return world.connect({ name: 'Harbor', methods: { ...methods, automatic: on, scheduled: on }, ...change });
};
/** Runs, and waits until what it brings is sent. */
const run = async (scope: Scope, change: Partial<RunRequest> = {}) => {
  const job = await world.run(scope, { trigger: 'schedule', ...change });
  clock += 6_000;
  await alerts.close();
  alerts = anew();
  return job;
};
const kinds = (): string[] => web.posts.map(({ body }) => (JSON.parse(body) as { kind: string }).kind);
const last = (): unknown => JSON.parse(web.posts.at(-1)?.body ?? 'null');
const down = () =>
  world.cms.failNext('list', { error: new SyncError('unreachable', 'ann@harbor.example is not there') });

describe('alerts about runs', () => {
  it('tells the first failure, keeps quiet about the next, and tells when it is well again', async () => {
    down();
    const job = await run(all);
    expect(last()).toMatchObject({
      kind: 'failed',
      connection: { id: 'c1', name: 'Harbor' },
      sentence: 'A run of Harbor failed (can’t be reached). Nothing was written.',
      next: expect.stringContaining('network'),
      run: job.id,
    });
    pass(30 * minute);
    down();
    await run(all);
    expect(kinds()).toEqual(['failed']);
    pass(31 * minute);
    down();
    await run(all);
    expect(kinds()).toEqual(['failed', 'failed']);
    await run(all);
    expect(kinds()).toEqual(['failed', 'failed', 'recovered']);
    await run(all);
    expect(kinds()).toHaveLength(3);
    expect(web.posts.map(({ body }) => body).join('')).not.toContain('ann@');
  });

  it('hears of a look that found nothing, which leaves no run behind', async () => {
    world.cms.failNext('changesSince', { error: new SyncError('timeout', 'no answer') });
    await run({ kind: 'changed' }, { trigger: 'event' });
    await run({ kind: 'changed' }, { trigger: 'event' });
    expect(kinds()).toEqual(['failed', 'recovered']);
  });

  it('tells of users who failed, and not of any value of theirs', async () => {
    world.addCms(2);
    world.okta.failNext('create', { error: new SyncError('invalid', 'user1@harbor.example is refused') });
    await run(all);
    expect(last()).toMatchObject({ kind: 'partlyFailed', counts: { done: 1, failed: 1 } });
    await run({ kind: 'changed' }, { trigger: 'event' });
    expect(kinds()).toEqual(['partlyFailed']);
    await run(all);
    expect(kinds()).toEqual(['partlyFailed', 'recovered']);
    expect(web.posts.map(({ body }) => body).join('')).not.toContain('user1');
  });

  it('tells of a limit, until the plan is applied', async () => {
    world.addCms(10);
    const held = await run(all);
    expect(last()).toMatchObject({ kind: 'brake', plan: held.plan });
    const { plan } = await world.plans.read(held.plan ?? '');
    const by = { kind: 'client' as const, id: 'x', name: 'Pat' };
    await world.engine.approve({ plan: plan.id, digest: plan.digest, items: null, by });
    const scope = { kind: 'plan' as const, plan: plan.id, digest: plan.digest, items: null };
    await run(scope, { trigger: 'manual' });
    expect(kinds()).toEqual(['brake', 'recovered']);
  });

  it('tells that it is well again when a plan was rejected and no other waits', async () => {
    world.addCms(10);
    const held = await run(all);
    const rejected = await world.engine.reject(held.plan ?? '', { kind: 'client', id: 'x', name: 'Pat' });
    for (const [left, told] of [
      [1, ['brake']],
      [0, ['brake', 'recovered']],
      [0, ['brake', 'recovered']],
    ] as const) {
      alerts.rejected(rejected, left);
      await alerts.close();
      expect(kinds()).toEqual(told);
    }
    expect(last()).toMatchObject({ sentence: 'Harbor works again: what a limit held is decided.' });
  });

  it('tells of a single user who is held, until that is decided', async () => {
    const [user] = world.addCms(1);
    await world.sync('user1');
    world.cms.changeBehind(user?.ref.id ?? '', { mail: 'chief@harbor.example' });
    const held = await run(all, { trigger: 'schedule' });
    expect(held).toMatchObject({ state: 'done', held: 1 });
    expect(last()).toMatchObject({ kind: 'waiting', plan: held.plan, counts: { held: 1 } });
    expect(web.posts.map(({ body }) => body).join('')).not.toContain('chief');
    const { plan } = await world.plans.read(held.plan ?? '');
    const by = { kind: 'client' as const, id: 'x', name: 'Pat' };
    await world.engine.approve({ plan: plan.id, digest: plan.digest, items: null, by });
    await run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null }, { trigger: 'manual' });
    expect(kinds()).toEqual(['waiting', 'recovered']);
  });

  it('tells of a refused sign-in, until it is put right', async () => {
    world.cms.failNext('list', { error: new SyncError('bad_credentials', 'refused') });
    await run(all);
    expect(last()).toMatchObject({ kind: 'signIn', next: expect.stringContaining('credential') });
    await connect({ pausedFor: null });
    await alerts.close();
    expect(kinds()).toEqual(['signIn', 'recovered']);
  });

  it('tells nobody of what a person sees anyway, of reports, or where no way is set', async () => {
    down();
    await run(all, { trigger: 'manual', mode: 'plan' });
    world.cms.failNext('find', { error: new SyncError('timeout', 'no answer') }, 9);
    await run(named('user1'), { trigger: 'manual' });
    world.cms.clearFaults();
    await run(named('999'), { trigger: 'event' });
    await run({ kind: 'resolve', user: 'cms-999', take: { department: 'cms' } }, { trigger: 'cli', mode: 'plan' });
    await connect({ mode: 'report' });
    world.addCms(1);
    expect(await run(all)).toMatchObject({ state: 'waiting' });
    await connect();
    await alerts.book.change({ webhook: null });
    down();
    await run(all);
    expect(kinds()).toEqual([]);
    expect(alerts.lastSent()).toBeNull();
  });

  it('is quiet for each connection and kind apart', async () => {
    const other = { ...(await connect()), id: 'c2', name: 'Other' };
    await world.store.commit([put('connections', 'c2', other)]);
    down();
    await run(all);
    down();
    await run(all, { connection: 'c2' });
    expect(kinds()).toEqual(['failed', 'failed']);
    expect(last()).toMatchObject({ connection: { name: 'Other' } });
  });
});

describe('what is not about one run', () => {
  it('tells of a long absence for connections that sync by themselves', async () => {
    await alerts.tick({ from: clock - 48 * hour, to: clock });
    expect(last()).toMatchObject({ kind: 'away', next: 'Look at the plan.' });
    expect(last()).toHaveProperty('sentence', expect.stringContaining('2026-01-13T09:00:00.000Z'));
    const job = await run(all, { mode: 'plan' });
    const digest = { from: '2026-01-13T09:00:00.000Z', to: '2026-01-15T09:00:00.000Z', job: job.id, mark: null };
    await world.store.commit([put('settings', digestKey('c1'), { ...digest, plan: job.plan })]);
    alerts.rejected(await world.engine.reject(job.plan ?? '', { kind: 'client', id: 'x', name: 'Pat' }), 0);
    await alerts.close();
    expect(kinds()).toEqual(['away', 'recovered']);
    const { methods } = await world.connect();
    await connect({ methods });
    pass(2 * hour);
    await alerts.tick({ from: clock - 48 * hour, to: clock });
    expect(kinds()).toEqual(['away', 'recovered']);
  });

  it('sends a summary on Monday at eight, once', async () => {
    await alerts.book.change({ weekly: true });
    await alerts.tick(null);
    world.addCms(2);
    await run(all);
    pass(24 * hour);
    await alerts.tick(null);
    expect(kinds()).toEqual([]);
    clock = Date.parse('2026-01-19T07:00:10.000Z');
    await alerts.tick(null);
    expect(last()).toMatchObject({
      kind: 'weekly',
      counts: { runs: 1, created: 2, updated: 0, failed: 0, waiting: 0 },
    });
    expect(last()).toHaveProperty('sentence', expect.stringMatching(/^Harbor: 1 runs, 2 created/));
    pass(hour);
    await alerts.tick(null);
    expect(kinds()).toEqual(['weekly']);
  });

  it('sends again what could not be sent, and says what was wrong meanwhile', async () => {
    web.answer = (_request, response) => void response.writeHead(503).end();
    await alerts.tick({ from: clock - 48 * hour, to: clock });
    expect(alerts.lastSent()).toMatchObject({ what: 'away', problem: { code: 'invalid', status: 503 } });
    expect(problems).toHaveLength(1);
    await alerts.tick(null);
    expect(web.posts).toHaveLength(1);
    web.answer = (_request, response) => void response.writeHead(204).end();
    pass(5 * minute);
    await alerts.tick(null);
    expect(kinds()).toEqual(['away', 'away']);
    expect(alerts.lastSent()).toMatchObject({ what: 'away', problem: null });
    pass(hour);
    await alerts.tick(null);
    expect(web.posts).toHaveLength(2);
  });
});

describe('ways and their secrets', () => {
  const byMail = () => ({
    host: '127.0.0.1',
    port: mail.port,
    security: 'none' as const,
    user: 'rollcall',
    from: 'rollcall@harbor.example',
    to: ['it@harbor.example'],
  });

  it('a test goes by every way, and tells each one’s fate', async () => {
    mail.users.set('rollcall', 'pl4nted-mail-Passw0rd');
    await alerts.book.change({ mail: byMail(), mailPassword: 'wrong' });
    expect(await alerts.test()).toMatchObject([
      { way: 'webhook', problem: null },
      { way: 'mail', problem: { code: 'bad_credentials' } },
    ]);
    await alerts.book.change({ mailPassword: 'pl4nted-mail-Passw0rd' });
    expect((await alerts.test()).map(({ problem }) => problem)).toEqual([null, null]);
    expect(mail.mails).toMatchObject([{ to: ['it@harbor.example'] }]);
    expect(alerts.lastSent()).toMatchObject({ what: 'test', problem: null });
  });

  it('password and address are in no part of the store, and the address is shown cut short', async () => {
    await alerts.book.change({ mail: byMail(), mailPassword: 'pl4nted-mail-Passw0rd' });
    const kept = JSON.stringify(world.store.data);
    expect(kept).not.toContain('pl4nted');
    expect(kept).not.toContain('k3y');
    expect(alerts.book.read().webhook).toBe(`${web.url}/…`);
    expect(await alerts.book.hasMailPassword()).toBe(true);
    await alerts.book.change({ webhook: `${web.url}/…`, quietMinutes: 5 });
    await alerts.test();
    expect(web.posts.at(-1)?.path).toBe('/services/k3y');
  });

  it('the password goes to no other server than the one it was entered for', async () => {
    await alerts.book.change({ mail: byMail(), mailPassword: 'secret' });
    await alerts.book.change({ mail: { ...byMail(), to: ['chief@harbor.example'] } });
    expect(await alerts.book.hasMailPassword()).toBe(true);
    await alerts.book.change({ mail: { ...byMail(), host: 'localhost' } });
    expect(await alerts.book.hasMailPassword()).toBe(false);
    await alerts.book.change({ mailPassword: 'secret' });
    await alerts.book.change({ mail: null });
    expect(await alerts.book.hasMailPassword()).toBe(false);
  });

  it.each([
    ['mail.security', () => ({ mail: { ...byMail(), host: 'mail.example' } })],
    ['webhook', () => ({ webhook: 'https://user:word@hooks.example/x' })],
  ])('a %s that is unsafe is refused, and nothing is saved', async (field, change) => {
    const before = alerts.book.read();
    await expect(alerts.book.change(change())).rejects.toMatchObject({ code: 'invalid', problem: { field } });
    expect(alerts.book.read()).toEqual(before);
  });
});

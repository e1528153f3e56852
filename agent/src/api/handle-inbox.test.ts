import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';

import { createWebReceiver } from '../alert/receiver.fixture.ts';
import { codeOf, createApiWorld, planted } from './api.fixture.ts';
import type { ApiWorld } from './api.fixture.ts';

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
});
afterEach(() => world.close());

const people = (count: number) =>
  world.cms.seed(
    Array.from({ length: count }, (_each, index) => ({
      state: 'active' as const,
      attributes: { name: `user${index + 1}`, mail: `user${index + 1}@harbor.example`, field_last_name: 'Berg' },
    })),
  );
const all = { kind: 'all' as const };
const start = async (connection: string, body: object) => {
  world.pass(6_000);
  const { job } = await world.call('run', {}, { connection, scope: all, mode: 'apply', ...body });
  return world.finished(job);
};
const planned = async (connection: string, body: object = {}) => start(connection, { mode: 'plan', ...body });
const plan = (id: string | null) => world.call('plan', { id: id ?? '' });

describe('plans', () => {
  it('are listed, refused by an operator, and then never applied', async () => {
    const id = await world.connect();
    people(1);
    const { plan: made } = await planned(id);
    expect((await world.call('plans', { id })).plans).toMatchObject([{ id: made, state: 'open' }]);
    await world.call('rejectPlan', { id: made ?? '' });
    const { plan: refused } = await plan(made);
    expect(refused.state).toBe('refused');
    const { job } = await world.call('applyPlan', { id: refused.id }, { digest: refused.digest });
    expect(await world.finished(job)).toMatchObject({ state: 'failed', error: { code: 'moved' } });
    const activity = await (await world.send('activity', { query: '?type=refuse' })).json();
    expect(activity).toMatchObject({ entries: [{ type: 'refuse' }] });
  });

  it('over everybody wait once, however often the same run was stopped', async () => {
    const id = await world.connect();
    people(5);
    const first = await start(id, {});
    const second = await start(id, {});
    expect([first.state, second.state]).toEqual(['waiting', 'waiting']);
    expect(await world.call('inbox', { id })).toMatchObject({ counts: { plans: 1 }, plans: [{ id: second.plan }] });
    await world.call('rejectPlan', { id: second.plan ?? '' });
    expect(await world.call('inbox', { id })).toMatchObject({ counts: { plans: 0 }, plans: [] });
  });

  it('that are rejected end the alert about what waits', async () => {
    const web = await createWebReceiver();
    const id = await world.connect();
    await world.call('changeAlerts', {}, { webhook: web.url });
    people(5);
    await start(id, {});
    const second = await start(id, {});
    const kinds = () => web.posts.map(({ body }) => (JSON.parse(body) as { kind: string }).kind);
    await expect.poll(kinds).toEqual(['brake']);
    await world.call('rejectPlan', { id: second.plan ?? '' });
    await expect.poll(kinds).toEqual(['brake', 'recovered']);
    await web.close();
  });

  it('let held changes through one by one, for an owner who names them', async () => {
    const id = await world.connect();
    const accounts = people(2);
    await start(id, {});
    accounts.forEach(({ ref }, index) => world.cms.changeBehind(ref.id, { mail: `new${index}@harbor.example` }));
    const { plan: made } = await start(id, {});
    const { plan: open, items } = await plan(made);
    const [first] = items;
    expect(items.map((item) => item.verdict.is)).toEqual(['hold', 'hold']);
    const body = { digest: open.digest, items: [first?.id], approve: true };
    expect(await world.finished((await world.call('applyPlan', { id: open.id }, body)).job)).toMatchObject({ done: 1 });
    const after = await plan(made);
    expect(after.plan.state).toBe('approved');
    expect(after.items.map((item) => item.verdict.approved?.by.kind)).toEqual(['cli', undefined]);
    expect((await world.call('inbox', { id })).counts).toMatchObject({ held: 1, plans: 1 });
  });

  it('show what a setting would do before it is saved, checked as saving would', async () => {
    const id = await world.connect();
    people(2);
    const trial = { newInOkta: 'active' };
    const job = await planned(id, { trial });
    const tried = await plan(job.plan);
    expect(tried.plan).toMatchObject({ state: 'stale', counts: { create: 2 } });
    expect((await world.call('connection', { id })).newInOkta).toBe('staged');
    expect((await world.call('users', { id })).total).toBe(0);
    await world.call('changeConnection', { id }, trial);
    const { plan: open } = await plan(job.plan);
    expect(open.state).toBe('open');
    const applied = await world.call('applyPlan', { id: open.id }, { digest: open.digest });
    expect(await world.finished(applied.job)).toMatchObject({ state: 'done', done: 2 });
    const bad = {
      connection: id,
      scope: all,
      mode: 'plan',
      trial: { match: { cms: 'no', okta: 'login', adopt: 'ask', onAdopt: 'linkOnly' } },
    };
    expect(await codeOf(await world.send('run', { body: bad }))).toBe('invalid');
    expect(await codeOf(await world.send('run', { body: { ...bad, mode: 'apply', trial } }))).toBe('invalid');
  });

  it('are read on behind their first 500 asides', async () => {
    const id = await world.connect();
    world.cms.seed(
      Array.from({ length: 501 }, (_each, index) => ({
        state: 'active' as const,
        attributes: { name: `nobody${index}` },
      })),
    );
    const { plan: made } = await planned(id);
    const first = await plan(made);
    expect([first.asides.length, first.asidesTotal]).toEqual([500, 501]);
    const rest = await world.send('plan', { params: { id: made ?? '' }, query: '?asidesAfter=500' });
    expect(await rest.json()).toMatchObject({ asides: [{ subject: { label: 'nobody500' } }] });
  });
});

describe('undo', () => {
  it('plans to take back what a run did, and is told as such once applied', async () => {
    const id = await world.connect();
    people(1);
    const done = await start(id, {});
    const { job } = await world.call('undo', {}, { connection: id, job: done.id });
    const undone = await world.finished(job);
    const { plan: made, items } = await plan(undone.plan);
    expect(items).toMatchObject([{ action: 'deactivate', reason: 'undo' }]);
    const applied = await world.call('applyPlan', { id: made.id }, { digest: made.digest });
    expect(await world.finished(applied.job)).toMatchObject({ done: 1, trigger: 'undo' });
    const entries = await (await world.send('activity', { query: '?type=deactivate' })).json();
    expect(entries).toMatchObject({ entries: [{ trigger: 'undo', outcome: 'done' }] });
  });

  it('takes either a run or entries', async () => {
    const id = await world.connect();
    for (const what of [{}, { job: 'R-0001', entries: ['R-0001/x'] }]) {
      expect(await codeOf(await world.send('undo', { body: { connection: id, ...what } }))).toBe('invalid');
    }
  });
});

describe('the inbox', () => {
  /** One linked user whose last name both sides changed. */
  async function conflict(): Promise<string> {
    const id = await world.connect();
    const { mapping } = await world.call('connection', { id });
    const rules = mapping.filter((rule) => rule.okta !== 'lastName');
    const either = {
      cms: 'field_last_name',
      okta: 'lastName',
      toOkta: null,
      toCms: null,
      owner: 'either',
      apply: 'always',
      sensitive: false,
    };
    await world.call('changeConnection', { id }, { mapping: [...rules, either] });
    people(1);
    await start(id, {});
    world.cms.changeBehind((await world.cms.find({ handle: '1' }))[0]?.ref.id ?? '', { field_last_name: 'Lund' });
    const [okta] = await world.okta.find({ login: 'user1@harbor.example' });
    world.okta.changeBehind(okta?.ref.id ?? '', { lastName: 'Moss' });
    await start(id, {});
    return id;
  }

  it('shows a conflict, which is settled field by field and made a rule for everybody', async () => {
    const id = await conflict();
    const inbox = await world.call('inbox', { id });
    expect(inbox).toMatchObject({
      counts: { conflict: 1 },
      items: [
        { kind: 'conflict', user: { login: 'user1' }, differences: [{ field: 'lastName', cms: 'Lund', okta: 'Moss' }] },
      ],
    });
    const body = { user: 'user1', take: { lastName: 'cms' }, makeRule: true };
    const { job } = await world.call('resolve', { id }, body);
    const { plan: made, items } = await plan((await world.finished(job)).plan);
    expect(items).toMatchObject([{ after: { lastName: 'Lund' } }]);
    const owner = async () =>
      (await world.call('connection', { id })).mapping.find((rule) => rule.okta === 'lastName')?.owner;
    expect([made.rule, made.state, await owner()]).toEqual([{ lastName: 'cms' }, 'open', 'either']);
    const other = await world.call('applyPlan', { id: made.id }, { digest: 'another' });
    expect(await world.finished(other.job)).toMatchObject({ state: 'failed', done: 0 });
    expect(await owner()).toBe('either');
    const applied = await world.call('applyPlan', { id: made.id }, { digest: made.digest });
    expect(await world.finished(applied.job)).toMatchObject({ done: 1 });
    expect(await owner()).toBe('cms');
    expect((await world.call('inbox', { id })).counts.conflict).toBe(0);
  });

  it('makes no rule of a plan whose settings have changed since', async () => {
    const id = await conflict();
    const body = { user: 'user1', take: { lastName: 'cms' }, makeRule: true };
    const { job } = await world.call('resolve', { id }, body);
    const { plan: made } = await plan((await world.finished(job)).plan);
    await world.call('changeConnection', { id }, { newInOkta: 'active' });
    const applied = await world.call('applyPlan', { id: made.id }, { digest: made.digest });
    expect(await world.finished(applied.job)).toMatchObject({ state: 'failed', done: 0 });
    const { mapping } = await world.call('connection', { id });
    expect(mapping.find((rule) => rule.okta === 'lastName')).toMatchObject({ owner: 'either' });
  });

  it('refuses fields that nothing maps, and users whom it does not know', async () => {
    const id = await conflict();
    const ask = async (body: object) => codeOf(await world.send('resolve', { params: { id }, body }));
    expect(await ask({ user: 'user1', take: { nickName: 'cms' } })).toBe('invalid');
    expect(await ask({ user: 'nobody', take: { lastName: 'cms' } })).toBe('not_found');
  });
});

describe('a run that has ended', () => {
  it('can’t be stopped, and says so', async () => {
    const id = await world.connect();
    const ended = await planned(id);
    const answer = await world.send('cancelJob', { params: { id: ended.id }, body: {} });
    expect(await codeOf(answer)).toBe('wrong_state');
  });
});

describe('the activity', () => {
  it('refuses types that there are none of', async () => {
    expect(await codeOf(await world.send('activity', { query: '?type=create,nonsense' }))).toBe('invalid');
  });
});

describe('a credential entered again', () => {
  const enter = (id: string, side: 'cms' | 'okta', url: string) =>
    world.call(
      'connectSide',
      { id, side },
      {
        kind: world[side].kind,
        url,
        auth: 'secret',
        values: { user: 'admin', password: planted.password },
      },
    );
  const refuse = () => new SyncError('bad_credentials', 'Name and password were refused.');

  it('of one side ends no pause that the other side caused', async () => {
    const id = await world.connect();
    world.cms.failNext('check', { error: refuse() });
    await world.call('test', { id }, {});
    await enter(id, 'okta', 'https://org.example');
    expect((await world.call('connection', { id })).pausedFor).toBe('bad_credentials');
    expect(await codeOf(await world.send('test', { params: { id }, body: {} }))).toBe('rate_limited');
    await enter(id, 'cms', 'https://site.example');
    expect((await world.call('connection', { id })).pausedFor).toBeNull();
    expect(await world.call('test', { id }, {})).toMatchObject({ ok: true });
  });

  it('is told apart also when a run met the refusal', async () => {
    const id = await world.connect();
    const pausedFor = async () => (await world.call('connection', { id })).pausedFor;
    world.cms.failNext('list', { error: refuse() });
    await planned(id);
    await enter(id, 'okta', 'https://org.example');
    expect(await pausedFor()).toBe('bad_credentials');
    await enter(id, 'cms', 'https://site.example');
    expect(await pausedFor()).toBeNull();
    world.okta.failNext('list', { error: refuse() });
    world.okta.check = () => Promise.reject(refuse());
    await planned(id);
    await enter(id, 'cms', 'https://site.example');
    expect(await pausedFor()).toBe('bad_credentials');
    await enter(id, 'okta', 'https://org.example');
    expect(await pausedFor()).toBeNull();
  });

  it('keeps the links of a site that has moved to https or to another name', async () => {
    const id = await world.connect();
    await enter(id, 'cms', 'http://site.example');
    await world.call('test', { id }, {});
    people(1);
    expect(await start(id, {})).toMatchObject({ done: 1 });
    await enter(id, 'cms', 'https://site.example');
    expect(await start(id, {})).toMatchObject({ state: 'done', total: 0 });
    world.identify('cms', (await world.call('connection', { id })).cms?.identity ?? '');
    await enter(id, 'cms', 'https://www.site.example');
    await world.call('test', { id }, {});
    expect(await start(id, {})).toMatchObject({ state: 'done', total: 0 });
    expect((await plan((await planned(id)).plan)).plan).toMatchObject({ unchanged: 1 });
  });
});

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import { activityAnswer, usersAnswer } from '@rollcall/shared/api';

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
      attributes: { name: `user${index + 1}`, mail: `user${index + 1}@harbor.example`, field_department: 'Research' },
    })),
  );
const planAll = async (connection: string) => {
  const { job } = await world.call('run', {}, { connection, scope: { kind: 'all' }, mode: 'plan' });
  return world.finished(job);
};

describe('connections', () => {
  it('start in report mode, with nothing that removes switched on', async () => {
    const connection = await world.call('addConnection', {}, {});
    expect(connection).toMatchObject({ mode: 'report', newInOkta: 'staged', cms: null, okta: null });
    expect(connection.methods.automatic).toEqual({ on: false, operations: [] });
  });

  it('refuse settings that can’t work, with the field named and nothing saved', async () => {
    const { id } = await world.call('addConnection', {}, {});
    const rule = {
      cms: 'mail',
      okta: 'login',
      toOkta: null,
      toCms: null,
      owner: 'cms',
      apply: 'always',
      sensitive: false,
    };
    const map = { group: 'g1', role: 'editor', owner: 'cms', namedPrivileged: false };
    const bad: [object, string][] = [
      [{ mapping: [rule, rule] }, 'mapping'],
      [{ mapping: [{ ...rule, toOkta: '${open' }] }, 'mapping'],
      [{ mapping: [{ ...rule, toCms: '${open' }] }, 'mapping'],
      [{ mapping: [{ ...rule, toOkta: '${ site.mail.matches("a") }' }] }, 'mapping'],
      [{ groupMaps: [map, { ...map, role: 'author' }] }, 'groupMaps'],
      [{ groupMaps: [map, { ...map, group: 'g2' }] }, 'groupMaps'],
      [{ scope: { filter: 'site.mail and', groups: [], exclude: [], skipProtected: true } }, 'scope.filter'],
      [
        {
          methods: {
            ...(await world.call('connection', { id })).methods,
            manual: { on: true, operations: ['create'] },
          },
        },
        'methods.manual.operations',
      ],
      [{ mode: 'fast' }, 'mode'],
    ];
    for (const [body, field] of bad) {
      const answer = await world.send('changeConnection', { params: { id }, body });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'invalid', field });
    }
    expect((await world.call('connection', { id })).mapping).toEqual([]);
  });

  it('never give a secret back', async () => {
    const id = await world.connect();
    const text = JSON.stringify([
      await world.call('connections'),
      await world.call('connection', { id }),
      await world.call('health'),
    ]);
    for (const secret of Object.values(planted)) expect(text).not.toContain(secret);
  });

  it('name the missing field when a sign-in is not complete', async () => {
    const { id } = await world.call('addConnection', {}, {});
    const body = { kind: 'memoryCms', url: 'https://site.example', auth: 'secret', values: { user: 'admin' } };
    const answer = await world.send('connectSide', { params: { id, side: 'cms' }, body });
    expect(await answer.json()).toMatchObject({ code: 'invalid', field: 'password' });
  });

  it('know one site by one id, so that a second connection leaves alone what the first one syncs', async () => {
    const first = await world.connect();
    people(1);
    const { job } = await world.call('run', {}, { connection: first, scope: { kind: 'all' }, mode: 'apply' });
    expect(await world.finished(job)).toMatchObject({ done: 1 });
    const second = await world.connect();
    const planned = await planAll(second);
    const { items, asides } = await world.call('plan', { id: planned.plan ?? '' });
    expect(items).toEqual([]);
    expect(asides).toMatchObject([{ code: 'linked_elsewhere' }]);
  });

  it('forget links, rows and credentials when removed', async () => {
    const id = await world.connect();
    people(1);
    await planAll(id);
    await world.call('removeConnection', { id });
    const { data } = world.agent.services.store;
    expect([Object.keys(data.connections), Object.keys(data.accounts), Object.keys(data.links)]).toEqual([[], [], []]);
  });

  it('leave runs and plans that are no other connection’s', async () => {
    const ids = [await world.connect(), await world.connect()];
    await planAll(ids[1] ?? '');
    for (const id of ids.toReversed()) await world.call('removeConnection', { id });
    const next = await world.connect();
    expect(ids).not.toContain(next);
    expect((await world.call('plans', { id: next })).plans).toEqual([]);
    expect((await world.call('connections')).connections.map(({ id }) => id)).toEqual([next]);
  });
});

describe('test', () => {
  it('checks both sides, makes a first mapping, and lists every attribute of the test user', async () => {
    const { id } = await world.call('addConnection', {}, {});
    expect(await world.call('test', { id }, {})).toMatchObject({ ok: false, problem: { code: 'not_configured' } });
    await world.call('removeConnection', { id });
    const connection = await world.connect();
    world.okta.seed([
      {
        state: 'active',
        attributes: { login: 'ann@harbor.example', email: 'ann@harbor.example', firstName: 'Ann', lastName: 'Ax' },
      },
    ]);
    const tested = await world.call('test', { id: connection }, { user: 'ann@harbor.example' });
    expect(tested).toMatchObject({
      ok: true,
      problem: null,
      user: { login: 'ann@harbor.example', attributes: { firstName: 'Ann', department: null } },
    });
    expect((await world.call('connection', { id: connection })).mapping.length).toBeGreaterThan(3);
  });

  it('tells an unknown test user without failing a connection that works', async () => {
    const id = await world.connect();
    const tested = await world.call('test', { id }, { user: 'nobody@harbor.example' });
    expect(tested).toMatchObject({ ok: true, user: null, problem: { code: 'not_found' } });
  });

  it('tells the cause of a refused sign-in, and waits before it tries again', async () => {
    const id = await world.connect();
    world.cms.failNext('check', { error: new SyncError('bad_credentials', 'The site refused name and password.') });
    const tested = await world.call('test', { id }, {});
    expect(tested).toMatchObject({
      ok: false,
      cms: { ok: false, problem: { code: 'bad_credentials' } },
      okta: { ok: true },
    });
    const again = await world.send('test', { params: { id }, body: {} });
    expect([again.status, await codeOf(again)]).toEqual([429, 'rate_limited']);
    world.pass(31_000);
    expect(await world.call('test', { id }, {})).toMatchObject({ ok: true });
  });

  it('fails for a site that answers and gives no list of its users', async () => {
    const id = await world.connect();
    const check = world.cms.check.bind(world.cms);
    world.cms.check = async () => ({ ...(await check()), level: 'forms', account: null });
    const tested = await world.call('test', { id }, {});
    expect(tested).toMatchObject({
      ok: false,
      problem: { code: 'unsupported' },
      cms: { ok: false },
      okta: { ok: true },
    });
  });

  it('refuses another site behind the same address', async () => {
    const id = await world.connect();
    const check = world.okta.check.bind(world.okta);
    world.okta.check = async () => ({ ...(await check()), identity: 'another org' });
    expect(await world.call('test', { id }, {})).toMatchObject({
      ok: false,
      okta: { problem: { code: 'wrong_site' } },
    });
  });
});

describe('a connection', () => {
  it('is not removed while a run of it goes on, whatever the run names', async () => {
    const id = await world.connect();
    people(1);
    world.cms.failNext('find', { delayMs: 50 });
    const scope = { kind: 'accounts', side: 'cms', ids: ['1'] };
    const { job } = await world.call('run', {}, { connection: id, scope, mode: 'apply' });
    expect(await codeOf(await world.send('removeConnection', { params: { id } }))).toBe('locked');
    await world.finished(job);
    await world.call('removeConnection', { id });
    const { entries } = await world.call('activity');
    expect(entries).toContainEqual(expect.objectContaining({ type: 'settings', fields: ['removed'] }));
  });

  it('keeps no credential of an address that it has left', async () => {
    const id = await world.connect();
    const { secretRef } = (await world.call('connection', { id })).cms ?? {};
    const values = { user: 'admin', password: planted.password };
    const body = { kind: world.cms.kind, url: 'https://moved.example', auth: 'secret', values };
    await world.call('connectSide', { id, side: 'cms' }, body);
    expect(await world.agent.services.secrets.get(secretRef ?? '')).toBeNull();
  });
});

describe('a test of a connection', () => {
  const refused = new SyncError('bad_credentials', 'The site refused name and password.');

  it('takes back no setting that was changed while it was going on', async () => {
    const id = await world.connect();
    const check = world.cms.check.bind(world.cms);
    world.cms.check = async () => {
      await world.call('changeConnection', { id }, { mode: 'paused', canary: 3 });
      return check();
    };
    expect(await world.call('test', { id }, {})).toMatchObject({ ok: true });
    expect(await world.call('connection', { id })).toMatchObject({ mode: 'paused', canary: 3 });
  });

  it('pauses the connection when the sign-in is refused, so that no run tries it once more', async () => {
    const id = await world.connect();
    world.cms.failNext('check', { error: refused });
    await world.call('test', { id }, {});
    const run = { connection: id, scope: { kind: 'all' }, mode: 'apply' };
    expect(await codeOf(await world.send('run', { body: run }))).toBe('paused');
    world.pass(31_000);
    await world.call('test', { id }, {});
    expect((await world.send('run', { body: run })).status).toBe(200);
  });

  it('tries one credential three times at most, also in a new process, and a new one at once', async () => {
    const id = await world.connect();
    world.cms.failNext('check', { error: refused }, 4);
    for (let tries = 1; tries <= 3; tries += 1) {
      expect(await world.call('test', { id }, {})).toMatchObject({ ok: false });
      expect(await codeOf(await world.send('test', { params: { id }, body: {} }))).toBe('rate_limited');
      world.pass(31_000);
    }
    expect(await codeOf(await world.send('test', { params: { id }, body: {} }))).toBe('rate_limited');
    expect(Object.keys(world.agent.services.store.data.settings)).toContain(`refused/${id}`);
    const sign = { user: 'admin', password: planted.password };
    const body = { kind: world.cms.kind, url: 'https://site.example', auth: 'secret', values: sign };
    await world.call('connectSide', { id, side: 'cms' }, body);
    expect((await world.send('test', { params: { id }, body: {} })).status).toBe(200);
  });
});

describe('status', () => {
  it('answers every handle asked, also unknown ones, and asks neither side', async () => {
    const id = await world.connect();
    people(2);
    await planAll(id);
    const before = world.cms.calls.length + world.okta.calls.length;
    const answer = await world.call('status', {}, { site: 'https://site.example/', handles: ['1', '2', '99'] });
    expect(answer.rows.map((row) => row.status)).toEqual(['notInOkta', 'notInOkta', 'unknown']);
    expect(answer).toMatchObject({
      connection: { id, mode: 'live' },
      problem: null,
      summary: { users: 2, notInOkta: 2 },
    });
    expect(world.cms.calls.length + world.okta.calls.length).toBe(before);
  });

  it('lists users by several statuses and counts all of them by status', async () => {
    const id = await world.connect();
    people(3);
    await planAll(id);
    const one = { kind: 'accounts' as const, side: 'cms' as const, ids: ['1'] };
    const { job } = await world.call('run', {}, { connection: id, scope: one, mode: 'apply' });
    await world.finished(job);
    const ask = async (query: string) =>
      usersAnswer.parse(await (await world.send('users', { params: { id }, query })).json());
    expect(await ask('?status=staged,failed&counts=true')).toMatchObject({
      users: [{ login: 'user1', status: 'staged' }],
      total: 1,
      counts: { staged: 1, notInOkta: 2 },
      links: 1,
    });
    expect((await ask('?status=staged,notInOkta')).total).toBe(3);
    expect((await ask('?q=user2&counts=true')).counts).toEqual({ notInOkta: 1 });
    expect((await ask('')).counts).toBeNull();
  });

  it('says that a site is not connected, paused, or only reported', async () => {
    const other = await world.call('status', {}, { site: 'https://other.example', handles: ['1'] });
    expect(other).toMatchObject({
      connection: null,
      problem: { code: 'not_configured' },
      rows: [{ status: 'unknown' }],
    });
    const id = await world.connect({ mode: 'report' });
    const ask = async () =>
      (await world.call('status', {}, { site: 'https://site.example', handles: [] })).problem?.code;
    expect(await ask()).toBe('report_mode');
    await world.call('changeConnection', { id }, { mode: 'live' });
    world.cms.failNext('list', { error: new SyncError('anonymous', 'nobody is signed in') });
    await planAll(id);
    expect(await ask()).toBe('anonymous');
    await world.call('test', { id }, {});
    expect(await ask()).toBeUndefined();
  });
});

describe('runs', () => {
  it('go from plan to apply to badge to activity', async () => {
    const connection = await world.connect();
    people(1);
    const { job } = await world.call(
      'run',
      {},
      { connection, scope: { kind: 'accounts', side: 'cms', ids: ['1'] }, mode: 'plan' },
    );
    const planned = await world.finished(job);
    const { plan, items } = await world.call('plan', { id: planned.plan ?? '' });
    expect(items).toMatchObject([{ action: 'create', after: { login: 'user1@harbor.example', state: 'staged' } }]);
    const applied = await world.call('applyPlan', { id: plan.id }, { digest: plan.digest });
    expect(await world.finished(applied.job)).toMatchObject({
      state: 'done',
      done: 1,
      results: [{ outcome: 'done', handle: '1', action: 'create' }],
    });
    const status = await world.call('status', {}, { site: 'https://site.example', handles: ['1'] });
    expect(status.rows).toMatchObject([
      { status: 'staged', okta: { login: 'user1@harbor.example', url: expect.stringContaining('/admin/user/') } },
    ]);
    const answer = await world.send('activity', { query: '?user=user1&verify=true' });
    expect(await answer.json()).toMatchObject({
      intact: true,
      entries: [{ type: 'create', outcome: 'done', evidence: 'readBack' }],
    });
  });

  it('leave entries that are read page by page, by user and by outcome, with names', async () => {
    const connection = await world.connect();
    people(3);
    const { job } = await world.call('run', {}, { connection, scope: { kind: 'all' }, mode: 'apply' });
    await world.finished(job);
    const ask = async (query: string) =>
      activityAnswer.parse(await (await world.send('activity', { query: `?type=create&${query}` })).json());
    const first = await ask('limit=2');
    expect(first.entries).toHaveLength(2);
    const rest = await ask(`limit=2&after=${first.next ?? ''}`);
    expect(rest).toMatchObject({ entries: [{ type: 'create' }], next: null });
    const all = [...first.entries, ...rest.entries].map(
      (entry) => ({ ...first.names, ...rest.names })[entry.subject.cms ?? ''],
    );
    expect(all.map((name) => name?.login ?? '').toSorted((a, b) => a.localeCompare(b))).toEqual([
      'user1',
      'user2',
      'user3',
    ]);
    expect((await ask('user=user2')).entries).toHaveLength(1);
    expect((await ask('outcome=failed')).entries).toEqual([]);
    expect((await ask('user=user2&values=true')).entries).toMatchObject([
      { before: null, after: { login: 'user2@harbor.example' } },
    ]);
    expect((await ask('user=user2')).entries[0]).not.toHaveProperty('after');
  });

  it('tell a poller only what is new', async () => {
    const connection = await world.connect();
    people(3);
    const { job } = await world.call('run', {}, { connection, scope: { kind: 'all' }, mode: 'apply' });
    const done = await world.finished(job);
    expect(done.results).toHaveLength(3);
    const later = await world.send('job', { params: { id: job }, query: `?after=${done.seq}` });
    expect(await later.json()).toMatchObject({ results: [] });
  });

  it('refuse a second digest, an unknown plan and an unknown run', async () => {
    const connection = await world.connect();
    people(1);
    const { plan } = await planAll(connection);
    const wrong = await world.call('applyPlan', { id: plan ?? '' }, { digest: 'f'.repeat(64) });
    expect(await world.finished(wrong.job)).toMatchObject({ state: 'failed', error: { code: 'moved' } });
    expect((await world.send('plan', { params: { id: '..%2Fagent' } })).status).toBe(404);
    expect((await world.send('job', { params: { id: 'R-9999' } })).status).toBe(404);
  });

  it('that stopped go on with the changes that were chosen, and with no other', async () => {
    const connection = await world.connect();
    people(3);
    const { plan: id } = await planAll(connection);
    const { plan, items } = await world.call('plan', { id: id ?? '' });
    const chosen = items.slice(0, 2).map((item) => item.id);
    world.okta.failNext('create', { error: new SyncError('forbidden', 'not now') }, 1);
    const first = await world.call('applyPlan', { id: plan.id }, { digest: plan.digest, items: chosen });
    expect(await world.finished(first.job)).toMatchObject({ state: 'stopped' });
    const second = await world.call('resumeJob', { id: first.job }, {});
    expect(await world.finished(second.job)).toMatchObject({ state: 'done', failed: 0 });
    const again = await planAll(connection);
    expect((await world.call('plan', { id: again.plan ?? '' })).plan.counts).toEqual({ create: 1 });
  });

  it('that stopped leave alone what nobody asked for by name', async () => {
    const connection = await world.connect();
    const [moved] = people(3);
    await world.finished((await world.call('run', {}, { connection, scope: { kind: 'all' }, mode: 'apply' })).job);
    world.pass(6_000);
    world.cms.seed([{ state: 'active', attributes: { name: 'user4', mail: 'user4@harbor.example' } }]);
    world.cms.changeBehind(moved?.ref.id ?? '', { mail: 'somebody.else@harbor.example' });
    const { plan: id } = await planAll(connection);
    const { plan } = await world.call('plan', { id: id ?? '' });
    world.okta.failNext('create', { error: new SyncError('forbidden', 'not now') }, 1);
    const first = await world.call('applyPlan', { id: plan.id }, { digest: plan.digest });
    expect(await world.finished(first.job)).toMatchObject({ state: 'stopped' });
    const second = await world.call('resumeJob', { id: first.job }, {});
    expect(await world.finished(second.job)).toMatchObject({ state: 'done', held: 1 });
    expect(await world.okta.find({ login: 'somebody.else@harbor.example' })).toEqual([]);
  });

  it('need an approval by an owner for what a brake holds', async () => {
    const connection = await world.connect();
    people(10);
    const { job } = await world.call('run', {}, { connection, scope: { kind: 'all' }, mode: 'apply' });
    const held = await world.finished(job);
    expect(held).toMatchObject({ state: 'waiting', error: { code: 'brake' } });
    const { plan } = await world.call('plan', { id: held.plan ?? '' });
    const approved = await world.call('applyPlan', { id: plan.id }, { digest: plan.digest, approve: true });
    expect(await world.finished(approved.job)).toMatchObject({ state: 'done', done: 10 });
  });
});

describe('accounts named in the settings', () => {
  it('are left out by pattern, and never written where they are protected', async () => {
    const connection = await world.connect({
      scope: { filter: null, groups: [], exclude: ['*2@HARBOR.example'], skipProtected: true },
      protect: { names: ['user3'], roles: [] },
    });
    people(3);
    const scope = { kind: 'accounts', side: 'cms', ids: ['1', '2', '3'] };
    const { job } = await world.call('run', {}, { connection, scope, mode: 'apply' });
    const { plan, results } = await world.finished(job);
    expect(Object.fromEntries(results.map(({ handle, outcome }) => [handle, outcome]))).toEqual({
      1: 'done',
      3: 'refused',
    });
    const { asides } = await world.call('plan', { id: plan ?? '' });
    expect(asides).toMatchObject([{ why: 'excluded', subject: { handle: '2' } }]);
    expect(await world.okta.find({ login: 'user3@harbor.example' })).toEqual([]);
  });
});

/** A typed password that is taken, one that Okta fails on, and a hash. */
async function sendPasswords(id: string): Promise<void> {
  const site = 'https://site.example';
  const { methods } = await world.call('connection', { id });
  const automatic = { on: true, operations: ['read', 'create', 'update', 'deactivate'] };
  await world.call('changeConnection', { id }, { password: 'captured', methods: { ...methods, automatic } });
  world.cms.seed(
    [4, 5].map((n) => ({ state: 'active', attributes: { name: `new${n}`, mail: `new${n}@harbor.example` } })),
  );
  for (const user of ['new4', 'new5']) {
    const { slot } = await world.call('slot', {}, { site, password: planted.typed, login: user });
    const told = await world.call('event', {}, { site, kind: 'created', users: [user], slot });
    await world.finished(told.job ?? '');
    world.okta.failNext('create', { error: new SyncError('server_fault', 'Okta failed.') });
  }
  world.okta.clearFaults();
  const rows = [{ uuid: null, login: 'new5', mail: null, hash: planted.hash }];
  const { slot } = await world.call('keepHashes', { id }, { rows });
  await world.finished((await world.call('planHashes', { id, slot })).job);
}

describe('secrets', () => {
  it('are in no file but the encrypted one, in no log line and in no answer', async () => {
    const connection = await world.connect();
    people(2);
    await planAll(connection);
    world.okta.failNext('create', { error: new SyncError('server_fault', 'Okta failed.') });
    const { job } = await world.call('run', {}, { connection, scope: { kind: 'all' }, mode: 'apply' });
    await world.finished(job);
    await sendPasswords(connection);
    const answers = await Promise.all(
      (['connections', 'health', 'jobs', 'activity', 'clients', 'kinds', 'openapi'] as const).map(async (name) =>
        (await world.send(name)).text(),
      ),
    );
    const names = await readdir(world.home, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    const contents = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    expect(files.length).toBeGreaterThan(4);
    const everything = [...answers, ...contents, ...world.log].join('\n');
    const forms = Object.values(planted).flatMap((secret) => [
      secret,
      Buffer.from(secret).toString('base64'),
      encodeURIComponent(secret),
    ]);
    for (const form of forms) expect(everything).not.toContain(form);
    expect(everything).toContain('user1');
  });
});

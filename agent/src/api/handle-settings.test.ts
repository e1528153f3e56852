import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import { bundleText } from '@rollcall/shared/api-setting';

import { options, settingsOf } from '../pull/pull.fixture.ts';
import { put } from '../store/data.ts';
import { codeOf, createApiWorld, planted } from './api.fixture.ts';
import type { ApiWorld } from './api.fixture.ts';
import { lastTestChange, lastTestOf } from './last-test.ts';

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
});
afterEach(() => world.close());

const refused = new SyncError('bad_credentials', 'The site refused name and password.');

describe('the schema', () => {
  it('lists what both sides have to map, with Okta’s required attributes and the site’s roles', async () => {
    const id = await world.connect();
    world.cms.seedGroup({ id: 'press', name: 'Press' });
    world.okta.seedGroup({ id: 'g1', name: 'Press team' });
    const schema = await world.call('schema', { id });
    expect(schema.problems).toEqual([]);
    expect(schema.cms?.map(({ name }) => name)).toContain('field_department');
    const required = schema.okta?.filter((each) => each.required).map(({ name }) => name);
    expect(required).toEqual(expect.arrayContaining(['login', 'email', 'firstName', 'lastName']));
    expect(schema.derived).toContain('@firstName');
    expect(schema.roles).toContainEqual({ id: 'press', name: 'Press', privileged: false });
    expect(schema.groups).toContainEqual({ id: 'g1', name: 'Press team', privileged: false, writable: true });
  });

  it('is asked once a minute, and tells a side that does not answer in words', async () => {
    const id = await world.connect();
    await world.call('schema', { id });
    const before = world.okta.calls.length;
    await world.call('schema', { id });
    expect(world.okta.calls.length).toBe(before);
    world.pass(61_000);
    const { schema: whole } = world.okta;
    world.okta.schema = () => Promise.reject(new SyncError('forbidden', 'The schema can’t be read.'));
    const schema = await world.call('schema', { id });
    expect(schema).toMatchObject({ okta: null, problems: [{ side: 'okta' }] });
    expect(schema.problems[0]?.text).toContain('The schema can’t be read.');
    expect(schema.cms).not.toBeNull();
    world.okta.schema = whole.bind(world.okta);
    expect((await world.call('schema', { id })).problems).toEqual([]);
  });

  it('names the sides that are not connected', async () => {
    const { id } = await world.call('addConnection', {}, {});
    expect(await world.call('schema', { id })).toMatchObject({
      cms: null,
      okta: null,
      problems: [{ side: 'cms' }, { side: 'okta' }],
    });
  });
});

describe('going on after a pause', () => {
  it('tests once a click, half a minute apart, and goes on only when both sides pass', async () => {
    const id = await world.connect();
    expect(await world.call('resumeConnection', { id }, {})).toEqual({ ok: true, problem: null });
    world.cms.failNext('check', { error: refused }, 2);
    await world.call('test', { id }, {});
    expect((await world.call('connection', { id })).pausedFor).toBe('bad_credentials');
    const soon = await world.send('resumeConnection', { params: { id }, body: {} });
    expect([soon.status, await codeOf(soon)]).toEqual([429, 'rate_limited']);
    world.pass(31_000);
    const failed = await world.call('resumeConnection', { id }, {});
    expect(failed).toMatchObject({ ok: false, problem: { code: 'bad_credentials' } });
    world.pass(31_000);
    expect(await world.call('resumeConnection', { id }, {})).toEqual({ ok: true, problem: null });
    expect((await world.call('connection', { id })).pausedFor).toBeNull();
  });
});

describe('health', () => {
  it('tells for each side what the last test found, without asking either', async () => {
    const id = await world.connect();
    const before = [...world.cms.calls, ...world.okta.calls].length;
    const health = await world.call('health');
    expect([...world.cms.calls, ...world.okta.calls].length).toBe(before);
    expect(health.ok).toBe(true);
    const topics = new Set(health.lines.map(({ topic }) => topic));
    for (const topic of ['agent', 'store', 'disk', 'site', 'okta', 'clock', 'queue', 'listing'] as const) {
      expect(topics).toContain(topic);
    }
    expect(health.lines.find((line) => line.id === `${id}-cms`)).toMatchObject({ ok: true, warning: false, fix: null });
    expect(health.lines.find(({ topic }) => topic === 'listing')).toMatchObject({ ok: true, warning: true });
  });

  it('offers a fix for what is wrong: another credential, going on, a test of what is old, what waits', async () => {
    const id = await world.connect();
    const line = async (name: string) => (await world.call('health')).lines.find((each) => each.id === `${id}-${name}`);
    world.pass(15 * 86_400_000);
    expect(await line('okta')).toMatchObject({ ok: true, warning: true, fix: { kind: 'test', connection: id } });
    world.cms.failNext('check', { error: refused });
    await world.call('test', { id }, {});
    expect(await line('cms')).toMatchObject({ ok: false, fix: { kind: 'page', page: 'sites' } });
    expect(await line('mode')).toMatchObject({ ok: false, fix: { kind: 'resume', connection: id } });
    world.pass(31_000);
    await world.call('test', { id }, {});
    expect(await line('mode')).toMatchObject({ ok: true, fix: null });
    world.cms.seed(
      Array.from({ length: 9 }, (_each, index) => ({
        state: 'active' as const,
        attributes: { name: `user${index}`, mail: `user${index}@harbor.example` },
      })),
    );
    const { job } = await world.call('run', {}, { connection: id, scope: { kind: 'all' }, mode: 'apply' });
    expect(await world.finished(job)).toMatchObject({ state: 'waiting' });
    expect(await line('queue')).toMatchObject({ warning: true, fix: { kind: 'page', page: 'inbox' } });
    expect(await line('listing')).toMatchObject({ warning: false });
  });
});

describe('health of what is set', () => {
  it('warns of passwords that Okta is to ask for while nobody made the secret for that', async () => {
    const id = await world.connect({ password: 'hook' });
    const line = async () => (await world.call('health')).lines.find((each) => each.id === `${id}-password-hook`);
    expect(await line()).toMatchObject({ warning: true, next: expect.stringContaining('password-hook new') });
    await world.call('newPasswordHook', { id });
    expect(await line()).toBeUndefined();
    await world.call('removePasswordHook', { id });
    await world.call('changeConnection', { id }, { password: 'none' });
    expect(await line()).toBeUndefined();
  });

  it('warns of an attribute in the mapping that a side has no more', async () => {
    const id = await world.connect();
    const gone = async () => (await world.call('health')).lines.filter((each) => each.id.startsWith(`${id}-mapping-`));
    const [first] = (await world.call('connection', { id })).mapping;
    const before = await world.cms.schema();
    await world.call('test', { id }, {});
    expect(await gone()).toEqual([]);
    const asked = world.cms.calls.length;
    world.cms.failNext('check', { error: new SyncError('unreachable', 'The site is away.') });
    await world.call('test', { id }, {});
    expect(world.cms.calls.slice(asked).filter((call) => call.startsWith('schema'))).toEqual([]);
    world.cms.schema = async () => before.filter(({ name }) => name !== first?.cms);
    await world.call('test', { id }, {});
    expect(await gone()).toMatchObject([
      { id: `${id}-mapping-cms-${first?.cms}`, topic: 'site', warning: true, fix: { page: 'mapping' } },
    ]);
  });
});

describe('expressions', () => {
  const scopeOf = (filter: string) => ({ filter, groups: [], exclude: [], skipProtected: true });

  it('are checked against both sides, with the place of what is wrong and nothing saved', async () => {
    const id = await world.connect();
    const check = (text: string, place: 'filter' | 'toOkta' | 'toCms' | 'pull') =>
      world.call('checkExpression', { id }, { text, place });
    expect(await check('site.mail != "" && okta.profile.department == "Sales"', 'filter')).toEqual({
      flaws: [],
      reads: ['site.mail', 'okta.profile.department'],
    });
    const { flaws } = await check('true && site.mial == ""', 'filter');
    expect(flaws).toMatchObject([{ from: 8, to: 17, next: expect.stringContaining('site.mail') }]);
    const python = await check("user.status == 'ACTIVE' and user.profile.city is None", 'filter');
    expect(python.flaws[0]?.next).toBe('In CEL: (okta.status == "ACTIVE") && !has(okta.profile.city)');
    expect((await check('${ okta.profile.department }', 'toOkta')).flaws).toHaveLength(1);
    expect((await check('${ okta.profile.department }', 'toCms')).flaws).toEqual([]);
    expect((await check('okta.status == "ACTIVE"', 'pull')).flaws).toEqual([]);
    expect((await check('site.mail != ""', 'pull')).flaws).toHaveLength(1);
    expect(await check('"Writers" in groups && okta.profile.department != ""', 'pull')).toEqual({
      flaws: [],
      reads: ['okta.profile.department'],
    });
    expect((await check('"Writers" in groups', 'filter')).flaws).toMatchObject([
      { text: '“groups” is not known here.' },
    ]);
    expect((await check('${ "Writers" in groups }', 'toCms')).flaws).toHaveLength(1);

    const saved = await world.send('changeConnection', {
      params: { id },
      body: { scope: scopeOf('site.mail == 5') },
    });
    expect(await saved.json()).toMatchObject({ code: 'invalid', field: 'scope.filter' });
    expect((await world.call('connection', { id })).scope.filter).toBeNull();
  });

  it('of a side that does not answer are checked as far as the language goes', async () => {
    const id = await world.connect();
    world.cms.schema = () => Promise.reject(new SyncError('forbidden', 'The schema can’t be read.'));
    await world.call('changeConnection', { id }, { scope: scopeOf('site.field_unheard_of == "x"') });
    const refusal = await world.send('changeConnection', { params: { id }, body: { scope: scopeOf('site.mail =') } });
    expect(await codeOf(refusal)).toBe('invalid');
  });

  it('show in a trial whom a filter would leave out, before it is saved', async () => {
    const id = await world.connect();
    world.cms.seed(
      ['Research', 'Sales', 'Sales'].map((department, index) => ({
        state: 'active' as const,
        attributes: { name: `u${index}`, mail: `u${index}@harbor.example`, field_department: department },
      })),
    );
    const trial = { scope: scopeOf('site.field_department == "Sales"') };
    const { job } = await world.call('run', {}, { connection: id, scope: { kind: 'all' }, mode: 'plan', trial });
    const { plan } = await world.call('plan', { id: (await world.finished(job)).plan ?? '' });
    expect(plan).toMatchObject({ counts: { create: 2 }, excluded: 1, undecided: 0 });
    expect((await world.call('connection', { id })).scope.filter).toBeNull();
  });
});

describe('the support bundle', () => {
  const person = { name: 'maria.l', mail: 'maria@harbor.example', field_department: 'Confidential Dept' };

  it('holds versions, health, settings, runs, counts and activity, and nothing secret or personal', async () => {
    const id = await world.connect({ name: 'Harbor Trust', scope: scopeWithout('zoe@harbor.example') });
    world.cms.seed([{ state: 'active', attributes: person }]);
    world.okta.failNext('create', { error: new SyncError('invalid', `Okta refused maria.l, phone +41 44 555 01 23.`) });
    for (const mode of ['apply', 'apply'] as const) {
      const { job } = await world.call('run', {}, { connection: id, scope: { kind: 'all' }, mode });
      await world.finished(job);
      world.pass(6_000);
    }
    const { files, bytes } = await world.call('supportBundle');
    expect(files.map(({ name }) => name)).toEqual([
      'about.json',
      'health.json',
      'connections.json',
      'counts.json',
      'runs.json',
      'activity.json',
    ]);
    const text = bundleText(files);
    expect(bytes).toBe(Buffer.byteLength(text));
    expect(text).toContain('failed invalid');
    expect(text).toContain('"type":"create"');
    const [row] = Object.values(world.agent.services.store.data.accounts);
    const personal = [
      'maria',
      'harbor',
      'Confidential',
      '555 01 23',
      'zoe',
      'site.example',
      'org.example',
      row?.ref.id,
    ];
    for (const secret of [...Object.values(planted), ...personal, world.home, world.agent.services.scriptToken]) {
      expect(text.toLowerCase()).not.toContain(secret?.toLowerCase());
    }
  });

  it('names nobody who signs in for Rollcall, nor the host where Okta calls', async () => {
    const id = await world.connect();
    const { scim } = await world.call('connection', { id });
    await world.call('changeConnection', { id }, { scim: { ...scim, publicUrl: 'https://rollcall.reefs.test' } });
    const { store } = world.agent.services;
    const test = lastTestOf(store, id);
    if (!test?.cms) throw new Error('not tested');
    const account = { id: '4711', login: 'petra.signs', displayName: 'Petra Signs' };
    await store.commit([lastTestChange(id, { ...test, cms: { ...test.cms, account } })]);
    expect(JSON.stringify(await world.call('health'))).toContain('petra.signs');
    const text = bundleText((await world.call('supportBundle')).files).toLowerCase();
    expect(text).toContain('signed in as <person');
    for (const named of ['petra', 'reefs']) expect(text).not.toContain(named);
  });

  it('tells of a filter and a pull how they work, and not for whom', async () => {
    const id = await world.connect();
    const { store } = world.agent.services;
    const connection = store.data.connections[id];
    if (!connection) throw new Error('not connected');
    const pull = settingsOf({
      okta: { url: 'https://reefs.test', token: { in: 'file', file: '/home/zoe/token' }, groupFilter: '${group}' },
      filter: { cel: 'okta.profile.email.endsWith("@reefs.test")', text: 'zoe wrote this' },
      attributes: { ...settingsOf().attributes, email: '${login}@reefs.test' },
      rules: [
        { when: 'okta.profile.email == "zoe@reefs.test"', set: { a: '@reefs.test' }, addRoles: [], removeRoles: [] },
      ],
      exclude: { users: ['zoe@.*'], roles: ['administrator'] },
      defaults: { ...options, userFilter: 'zoe.*', users: { kind: 'file', file: '/home/zoe/users' } },
    });
    const scope = { ...connection.scope, filter: 'site.mail.endsWith("reefs.test") && site.displayName != "Zoe"' };
    await store.commit([put('connections', id, { ...connection, scope, pull })]);
    const { problem } = new SyncError('unreachable', 'hooks.reefs.test can’t be reached.');
    const lastSent = { at: new Date(0).toISOString(), what: 'test', problem: { ...problem } };
    await store.commit([put('settings', 'alert-state', { open: {}, week: null, lastSent })]);
    const text = bundleText((await world.call('supportBundle')).files);
    for (const said of [
      'did not get through: <host',
      '"token": "file"',
      'site.mail.endsWith',
      '"users": 1',
      'administrator',
      '"userFilter": true',
    ])
      expect(text).toContain(said);
    for (const named of ['reefs', 'zoe', 'Zoe']) expect(text).not.toContain(named);
  });

  it('gives one person one placeholder', async () => {
    const id = await world.connect();
    world.cms.seed([{ state: 'active', attributes: person }]);
    const { job } = await world.call('run', {}, { connection: id, scope: { kind: 'all' }, mode: 'apply' });
    await world.finished(job);
    world.pass(6_000);
    const sync = { connection: id, scope: { kind: 'accounts', side: 'cms', ids: ['maria.l'] }, mode: 'apply' };
    const [account] = await world.cms.find({ login: 'maria.l' });
    world.cms.moveBehind(account?.ref.id ?? '', 'deactivated');
    await world.finished((await world.call('run', {}, sync)).job);
    const { files } = await world.call('supportBundle');
    const activity =
      files
        .find(({ name }) => name === 'activity.json')
        ?.text.trim()
        .split('\n') ?? [];
    const named = activity.map((line) => JSON.parse(line)).filter(({ who }) => who !== null);
    expect(named.length).toBeGreaterThan(1);
    expect(new Set(named.map(({ who }) => who)).size).toBe(1);
  });

  it('is for owners, and of one connection when one is named', async () => {
    const id = await world.connect();
    const other = await world.call('addConnection', {}, { name: 'Other' });
    const answer = await world.send('supportBundle', { query: `?connection=${id}` });
    const text = await answer.text();
    expect(text).not.toContain(`\\"id\\":\\"${other.id}\\"`);
    expect(await codeOf(await world.send('supportBundle', { query: '?connection=none' }))).toBe('not_found');
  });

  function scopeWithout(name: string) {
    return { filter: null, groups: [], exclude: [name], skipProtected: true };
  }
});

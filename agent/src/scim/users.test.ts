import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';

import { defaultScim, defaultSettings } from '../engine/default-mapping.ts';
import { put } from '../store/data.ts';
import { createScimWorld, deactivation, oktaMapping, oktaUser } from './scim.fixture.ts';
import type { ScimWorld } from './scim.fixture.ts';
import { enterpriseUrn } from './schema.ts';
import { newToken } from './token.ts';

let world: ScimWorld;
beforeEach(async () => {
  world = await createScimWorld();
});
afterEach(() => world.close());

const make = (name: string, change = {}) => world.scim('POST', '/Users', { body: oktaUser(name, change) });
const made = async (name: string, change = {}) => (await make(name, change)).id;
const patch = (id: string, body: unknown = deactivation) => world.scim('PATCH', `/Users/${id}`, { body });
const find = (filter: string) => world.scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);
/** Lets Rollcall read the site. */
const look = async (scope: object) => {
  const { job } = await world.call('run', {}, { connection: world.connection, scope, mode: 'plan' });
  expect(await world.finished(job)).toMatchObject({ state: 'done' });
};
const writes = () => world.cms.calls.filter((call) => /^(create|update|setState|setPassword|remove)/.test(call));
const patchOf = (value: object) => ({ ...deactivation, Operations: [{ op: 'replace', value }] });

describe('a create', () => {
  it('makes the account on the site, and answers it as read back with what the site can’t hold', async () => {
    const answer = await make('ann');
    expect(answer.status).toBe(201);
    const { id } = answer;
    expect(answer.body).toMatchObject({
      userName: 'ann@Harbor.example',
      externalId: '00u-ann',
      name: { givenName: 'ann', familyName: 'Ito' },
      locale: 'en-US',
      active: true,
      [enterpriseUrn]: { department: 'Docks' },
    });
    expect(answer.headers.get('location')).toBe(`http://agent.example/${world.connection}/scim/v2/Users/${id}`);
    expect(await world.cms.get(id)).toMatchObject({
      state: 'active',
      attributes: { mail: 'ann@harbor.example', field_first_name: 'ann', field_department: 'Docks' },
    });
    expect((await world.scim('GET', `/Users/${id}`)).body).toEqual(answer.body);
  });

  it('has its name and mail also where the mapping brings neither', async () => {
    await world.change({ mapping: oktaMapping.filter(({ okta }) => okta === 'firstName') });
    const { status, id } = await make('ann');
    expect(status).toBe(201);
    expect(await world.cms.get(id)).toMatchObject({
      login: 'ann@Harbor.example',
      email: 'ann@harbor.example',
      attributes: { field_first_name: 'ann' },
    });
  });

  it('refuses a name that an active user has, and asks for no write', async () => {
    await make('ann');
    const before = writes();
    const again = await make('ann', { externalId: 'another' });
    expect(again).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
    expect(again.detail).toContain('userName');
    expect(writes()).toEqual(before);
  });

  it('links whom the site has meanwhile: an account made by hand a moment ago is found by its name', async () => {
    world.cms.seed([{ attributes: { name: 'bob', mail: 'bob@harbor.example' }, state: 'active' }]);
    const found = await find('userName eq "bob@harbor.example"');
    expect(found.body).toMatchObject({
      totalResults: 1,
      Resources: [{ userName: 'bob@harbor.example', active: true }],
    });
    expect((await make('bob')).status).toBe(409);
  });

  it('answers the account that it made, also where a field of it is another one’s name', async () => {
    world.cms.seed([{ attributes: { name: 'ann', mail: 'other@harbor.example' }, state: 'active' }]);
    await look({ kind: 'all' });
    const answer = await make('ann');
    expect(answer).toMatchObject({ status: 201, body: { emails: [{ value: 'ann@harbor.example' }] } });
    expect((await world.cms.get(answer.id)).email).toBe('ann@harbor.example');
  });

  it('makes accounts of their own for two whose logins are too long for the site and begin alike', async () => {
    const named = (host: string) => {
      const userName = `maria.de.los.angeles.of.the.north@${host.repeat(40)}.example`;
      return make(`maria-${host}`, { userName, emails: [{ primary: true, value: userName }] });
    };
    const answers = [await named('a'), await named('b')];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const logins = await Promise.all(answers.map(async ({ id }) => (await world.cms.get(id)).login));
    expect(new Set(logins).size).toBe(2);
    for (const login of logins) expect(login).toMatch(/^maria\.de\.los\.angeles\.of\.the\.north-[0-9a-f]{8}$/);
    expect((await named('a')).status).toBe(409);
  });

  it('sent twice at once makes one account', async () => {
    const answers = await Promise.all([make('ann'), make('ann')]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect(writes()).toHaveLength(1);
  });

  it('sent at once under two names with one externalId makes one account', async () => {
    const answers = await Promise.all([make('ann', { externalId: '00u-1' }), make('bob', { externalId: '00u-1' })]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect(writes()).toHaveLength(1);
  });

  it('asks the site once for a name that it does not have', async () => {
    const asked = () => world.cms.calls.filter((call) => call.startsWith('find')).length;
    await find('userName eq "nobody@harbor.example"');
    const first = asked();
    expect(first).toBeGreaterThan(0);
    expect((await find('userName eq "nobody@harbor.example"')).body['totalResults']).toBe(0);
    expect(asked()).toBe(first);
    world.pass(31_000);
    await find('userName eq "nobody@harbor.example"');
    expect(asked()).toBeGreaterThan(first);
  });

  it('brings a switched-off user back under its id, and a deleted one under a new id', async () => {
    const id = await made('ann');
    await patch(id);
    const back = await make('ann', { name: { givenName: 'Anna', familyName: 'Ito' } });
    expect(back).toMatchObject({ status: 201, body: { id, active: true, name: { givenName: 'Anna' } } });
    expect(await world.cms.get(id)).toMatchObject({ state: 'active', attributes: { field_first_name: 'Anna' } });

    expect((await world.scim('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await world.cms.get(id)).state).toBe('deactivated');
    expect((await world.scim('GET', `/Users/${id}`)).status).toBe(404);
    expect((await find('userName eq "ann@harbor.example"')).body['totalResults']).toBe(0);
    const restored = await make('ann');
    expect(restored).toMatchObject({ status: 201, body: { id: `${id}~2`, active: true } });
    expect((await world.cms.get(id)).state).toBe('active');
  });
});

describe('a change', () => {
  it('of an account that was deleted on the site is not found, and a create then makes a new one', async () => {
    const id = await made('ann');
    await world.cms.remove?.(id);
    expect(await patch(id, patchOf({ nickName: 'Annie', name: { givenName: 'Anna' } }))).toMatchObject({
      status: 404,
      detail: expect.stringContaining('deleted on the site'),
    });
    expect((await world.scim('GET', `/Users/${id}`)).status).toBe(404);
    expect((await find('userName eq "ann@harbor.example"')).body['totalResults']).toBe(0);
    const again = await make('ann');
    expect(again.status).toBe(201);
    expect(again.id).not.toBe(id);
    expect((await world.cms.get(again.id)).state).toBe('active');
  });

  it('that changes nothing asks the site for nothing and keeps the version', async () => {
    const { body, headers, id } = await make('ann');
    const { calls } = world.cms;
    const before = calls.length;
    const answer = await world.scim('PUT', `/Users/${id}`, { body });
    expect(answer).toMatchObject({ status: 200, body });
    expect(answer.headers.get('etag')).toBe(headers.get('etag'));
    expect(calls).toHaveLength(before);
  });

  it('that changes nothing is written all the same to a field that was mapped since', async () => {
    const department = (each: { okta: string }) => each.okta === 'department';
    await world.change({ mapping: oktaMapping.filter((each) => !department(each)) });
    const { body, id } = await make('ann');
    expect((await world.cms.get(id)).attributes['field_department']).toBeNull();
    await world.change({ mapping: oktaMapping });
    expect((await world.scim('PUT', `/Users/${id}`, { body })).status).toBe(200);
    expect((await world.cms.get(id)).attributes['field_department']).toBe('Docks');
    const { calls } = world.cms;
    const before = calls.length;
    await world.scim('PUT', `/Users/${id}`, { body });
    expect(calls).toHaveLength(before);
  });

  it('writes what differs in one call, and tells what the site holds', async () => {
    const { body, headers, id } = await make('ann');
    const before = writes().length;
    const changed = {
      ...body,
      [enterpriseUrn]: { department: 'Lights' },
      name: { givenName: 'Anna', familyName: 'Ito' },
    };
    const answer = await world.scim('PUT', `/Users/${id}`, { body: changed });
    expect(answer).toMatchObject({ status: 200, body: { [enterpriseUrn]: { department: 'Lights' } } });
    expect(answer.headers.get('etag')).not.toBe(headers.get('etag'));
    expect(writes().slice(before)).toEqual([`update ${id}`]);
    expect((await world.cms.get(id)).attributes).toMatchObject({
      field_department: 'Lights',
      field_first_name: 'Anna',
    });
  });

  it('of what the site can’t hold is kept without asking it', async () => {
    const id = await made('ann');
    const before = world.cms.calls.length;
    expect((await patch(id, patchOf({ nickName: 'Annie' }))).body).toMatchObject({ nickName: 'Annie' });
    expect(world.cms.calls).toHaveLength(before);
    expect((await world.scim('GET', `/Users/${id}`)).body).toMatchObject({ nickName: 'Annie', externalId: '00u-ann' });
  });

  it('empties what is taken away, but never the mail', async () => {
    const { body, id } = await make('ann');
    const { [enterpriseUrn]: _department, emails: _emails, ...rest } = body;
    const answer = await world.scim('PUT', `/Users/${id}`, { body: rest });
    expect(answer.status).toBe(200);
    expect((await world.cms.get(id)).attributes).toMatchObject({
      field_department: null,
      mail: 'ann@harbor.example',
    });
  });

  it('shows what somebody changed on the site once Rollcall has seen it', async () => {
    const id = await made('ann');
    world.cms.changeBehind(id, { field_department: 'Harbour office' });
    await look({ kind: 'accounts', side: 'cms', ids: [id] });
    expect((await world.scim('GET', `/Users/${id}`)).body).toMatchObject({
      [enterpriseUrn]: { department: 'Harbour office' },
      locale: 'en-US',
    });
  });

  it('of a sensitive field goes to the site, and is neither shown nor kept beside the account', async () => {
    const { mapping } = world.agent.services.store.data.connections[world.connection] ?? {};
    if (!mapping) throw new Error('no connection');
    await world.change({ mapping: mapping.map((each) => ({ ...each, sensitive: each.okta === 'department' })) });
    const { id, body } = await make('ann', { [enterpriseUrn]: { department: 'Quarantine' } });
    expect((await world.cms.get(id)).attributes['field_department']).toBe('Quarantine');
    expect(body[enterpriseUrn]).toBeUndefined();
    expect(JSON.stringify(world.agent.services.store.data.accounts)).not.toContain('Quarantine');
    expect((await patch(id, patchOf({ name: { givenName: 'Anna' } }))).status).toBe(200);
    expect((await world.cms.get(id)).attributes['field_department']).toBe('Quarantine');
  });

  it('leaves alone what the client was never shown', async () => {
    const { methods } = world.agent.services.store.data.connections[world.connection] ?? {};
    if (!methods) throw new Error('no connection');
    await world.change({ methods: { ...methods, scim: { on: false, operations: [] } } });
    const attributes = { name: 'eve', mail: 'eve@harbor.example', field_department: 'Docks' };
    const [eve] = world.cms.seed([{ attributes, state: 'active' }]);
    await look({ kind: 'all' });
    await world.change({ methods });
    const id = eve?.ref.id ?? '';
    expect((await world.scim('GET', `/Users/${id}`)).body[enterpriseUrn]).toBeUndefined();
    const answer = await patch(id, patchOf({ name: { givenName: 'Eve' } }));
    expect(answer).toMatchObject({ status: 200, body: { [enterpriseUrn]: { department: 'Docks' } } });
    expect((await world.cms.get(id)).attributes).toMatchObject({ field_department: 'Docks', field_first_name: 'Eve' });
  });

  it('blocks and unblocks', async () => {
    const id = await made('ann');
    expect((await patch(id)).body).toMatchObject({ active: false });
    expect((await world.cms.get(id)).state).toBe('deactivated');
    expect((await find('active eq false')).body).toMatchObject({ totalResults: 1 });
    expect((await patch(id, patchOf({ active: true }))).body).toMatchObject({ active: true });
    expect((await world.cms.get(id)).state).toBe('active');
  });

  it('leaves the account as it is where an unassignment is to do nothing', async () => {
    const id = await made('ann');
    await world.change({ scim: { ...defaultScim, onUnassign: 'nothing' } });
    expect((await patch(id)).status).toBe(200);
    expect((await world.scim('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await world.cms.get(id)).state).toBe('active');
    expect((await world.scim('GET', `/Users/${id}`)).status).toBe(404);
  });
});

describe('with both directions', () => {
  it('a block that Okta’s client asks for is not carried back to the Okta user', async () => {
    const id = await made('ann');
    world.okta.seed([
      {
        attributes: { login: 'ann@harbor.example', email: 'ann@harbor.example', firstName: 'ann', lastName: 'Ito' },
        state: 'active',
      },
    ]);
    const { methods, match } = world.agent.services.store.data.connections[world.connection] ?? {};
    if (!methods || !match) throw new Error('no connection');
    const all = {
      on: true,
      operations: ['read' as const, 'create' as const, 'update' as const, 'deactivate' as const],
    };
    await world.change({ direction: 'both', methods: { ...methods, automatic: all, manual: all } });
    const run = async () => {
      const scope = { kind: 'all' };
      const { job } = await world.call('run', {}, { connection: world.connection, scope, mode: 'apply' });
      expect(await world.finished(job)).toMatchObject({ state: 'done', failed: 0 });
    };
    await run();
    expect((await patch(id)).status).toBe(200);
    await run();
    const [ann] = await world.okta.find({ login: 'ann@harbor.example' });
    expect(ann?.state).toBe('active');
    expect((await world.cms.get(id)).state).toBe('deactivated');
    expect((await patch(id, patchOf({ active: true }))).status).toBe(200);
    await run();
    expect((await world.cms.get(id)).state).toBe('active');
  });
});

describe('a refusal', () => {
  it('names the operation that is not ticked', async () => {
    const { methods } = world.agent.services.store.data.connections[world.connection] ?? {};
    if (!methods) throw new Error('no connection');
    await world.change({ methods: { ...methods, scim: { on: true, operations: ['read', 'update'] } } });
    const answer = await make('ann');
    expect(answer).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('Create is switched off for SCIM') },
    });
    expect(writes()).toEqual([]);
  });

  it('saves the plan of a connection that only reports, and reads all the same', async () => {
    await world.change({ mode: 'report' });
    const answer = await make('ann');
    expect(answer).toMatchObject({ status: 403, body: { detail: expect.stringMatching(/report-only: plan P-\d+/) } });
    expect((await make('ann')).detail).toBe(answer.detail);
    expect((await make('bob')).detail).not.toBe(answer.detail);
    expect(writes()).toEqual([]);
    expect((await world.scim('GET', '/Users')).status).toBe(200);
  });

  it('protects an administrator from losing access, mail and password, whole', async () => {
    const [boss] = world.cms.seed([
      { attributes: { name: 'boss', mail: 'boss@harbor.example' }, state: 'active', guarded: ['administrator'] },
      { attributes: { name: 'second', mail: 'second@harbor.example' }, state: 'active', guarded: ['administrator'] },
    ]);
    await find('userName eq "boss@harbor.example"');
    const id = boss?.ref.id ?? '';
    expect(await patch(id)).toMatchObject({ status: 403, body: { detail: expect.stringContaining('is protected') } });
    const both = { emails: [{ value: 'thief@harbor.example', primary: true }], name: { givenName: 'New' } };
    expect((await patch(id, patchOf(both))).status).toBe(403);
    expect(writes()).toEqual([]);
    expect((await patch(id, patchOf({ name: { givenName: 'New' } }))).status).toBe(200);
  });

  it('names the first account of the site as protected', async () => {
    const [first] = world.cms.seed([
      { attributes: { name: 'first', mail: 'first@harbor.example' }, state: 'active', guarded: ['root'] },
    ]);
    await find('userName eq "first@harbor.example"');
    const { status, detail } = await patch(first?.ref.id ?? '', patchOf({ name: { givenName: 'New' } }));
    expect([status, detail]).toEqual([403, 'first is protected (the site’s first account). Nothing is changed.']);
  });

  it('keeps one connection from writing what another one has been given', async () => {
    const id = await made('ann');
    const { store } = world.agent.services;
    const { [world.connection]: own } = store.data.connections;
    if (!own) throw new Error('no connection');
    const { text, kept } = newToken({ id: 'T-2', connection: 'c2', label: '', created: '', expires: null });
    await store.commit([put('connections', 'c2', { ...own, id: 'c2' }), put('tokens', 'T-2', kept)]);
    const other = { token: text, base: '/c2/scim/v2' };
    const [user] = (await find('userName eq "ann@harbor.example"')).body['Resources'] as { id: string }[];
    expect(user?.id).toBe(id);
    for (const method of ['PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { body: patchOf({ nickName: 'Annie' }) } : {};
      expect((await world.scim(method, `/Users/${id}`, { ...other, ...body })).status).toBe(403);
    }
    expect((await world.scim('GET', `/Users/${id}`)).body).toMatchObject({ externalId: '00u-ann', active: true });
  });

  it('holds the twenty-first switch-off within ten minutes as a plan', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 21; number += 1) ids.push(await made(`user${number}`));
    for (const id of ids.slice(0, 20)) expect((await patch(id)).status).toBe(200);
    const last = ids[20] ?? '';
    const held = await patch(last);
    expect(held).toMatchObject({
      status: 403,
      body: { detail: expect.stringMatching(/holds this change.*plan P-\d+/) },
    });
    expect((await world.cms.get(last)).state).toBe('active');
    const again = await Promise.all([patch(last), patch(last)]);
    expect(again.map(({ detail }) => detail)).toEqual([held.detail, held.detail]);
    const { counts } = await world.call('inbox', { id: world.connection });
    expect(counts.plans).toBe(1);
    const [, id = ''] = /plan (P-\d+)/.exec(held.detail) ?? [];
    const { plan } = await world.call('plan', { id });
    const { job } = await world.call('applyPlan', { id }, { digest: plan.digest, approve: true });
    expect(await world.finished(job)).toMatchObject({ state: 'done', done: 1 });
    expect((await world.cms.get(last)).state).toBe('deactivated');
    expect((await patch(last)).status).toBe(200);
    world.pass(11 * 60_000);
    expect((await patch(await made('late'))).status).toBe(200);
  }, 30_000);

  it('holds switch-offs by the limit that is set, and lets more pass once it is raised', async () => {
    const { brakes } = defaultSettings();
    const limit = (count: number) =>
      world.change({ brakes: { ...brakes, deactivate: { floor: 3, count, percent: 100 } } });
    const [first, second, third] = [await made('ann'), await made('bob'), await made('cy')];
    await limit(2);
    for (const id of [first, second]) expect((await patch(id)).status).toBe(200);
    expect((await patch(third)).detail).toContain('2 users were switched off for SCIM within 10 minutes');
    await limit(3);
    expect((await patch(third)).status).toBe(200);
  });

  it('asks to wait a minute while the site is away or the connection paused', async () => {
    const id = await made('ann');
    world.cms.failNext('get', { error: new SyncError('unreachable', 'The site can’t be reached.') }, 9);
    const away = await patch(id);
    expect(away).toMatchObject({ status: 429, body: { detail: 'The site can’t be reached.' } });
    expect(away.headers.get('retry-after')).toBe('60');
    world.cms.clearFaults();
    world.cms.failNext('get', { error: new SyncError('disk', 'Rollcall can’t write /home/ann/store: it is full.') }, 1);
    expect(await patch(id)).toMatchObject({ status: 429, detail: expect.not.stringContaining('/home') });
    world.cms.clearFaults();
    await world.change({ mode: 'paused' });
    expect((await patch(id)).status).toBe(429);
    expect((await world.scim('GET', `/Users/${id}`)).status).toBe(200);
  });

  it('tells the site’s own words about a value, and of a name that another account has', async () => {
    const id = await made('ann');
    const long = await patch(id, patchOf({ name: { givenName: 'x'.repeat(300) } }));
    expect(long).toMatchObject({
      status: 400,
      body: { scimType: 'invalidValue', detail: expect.stringContaining('field_first_name') },
    });
    world.cms.seed([{ attributes: { name: 'cy', mail: 'cy@harbor.example' }, state: 'active' }]);
    const taken = await patch(id, patchOf({ emails: [{ value: 'cy@harbor.example', primary: true }] }));
    expect(taken).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
    expect((await world.scim('GET', `/Users/${id}`)).body).toMatchObject({ emails: [{ value: 'ann@harbor.example' }] });
  });
});

describe('a password', () => {
  const password = 'pl4nted-by-0kta';

  it('is thrown away unless it is to be synced', async () => {
    await make('ann', { password });
    expect(await world.cms.verifyPassword('ann@harbor.example', password)).toBe(false);
  });

  it('is set on a new and on a known account, and is kept nowhere', async () => {
    await world.change({ scim: { ...defaultScim, syncPassword: true } });
    const id = await made('ann', { password });
    const { login } = await world.cms.get(id);
    expect(await world.cms.verifyPassword(login, password)).toBe(true);
    const second = `${password}-2`;
    const answer = await patch(id, patchOf({ password: second }));
    expect(answer.status).toBe(200);
    expect(await world.cms.verifyPassword(login, second)).toBe(true);
    const { store, activity, engine } = world.agent.services;
    await engine.stop();
    const files = await readdir(world.home, { recursive: true, withFileTypes: true });
    const read = files
      .filter((each) => each.isFile())
      .map((each) => readFile(path.join(each.parentPath, each.name), 'utf8'));
    const kept = (await Promise.all(read)).join('\n');
    expect(kept).toContain('ann@harbor.example');
    for (const secret of [password, world.token]) expect(kept).not.toContain(secret);
    const entries = await activity.query({ connection: world.connection, limit: 100 });
    const plans = await world.call('plans', { id: world.connection });
    expect(JSON.stringify([store.data, entries, plans, world.log, answer.body])).not.toContain(password);
    expect(entries.entries.some(({ type }) => type === 'setPassword')).toBe(true);
  });
});

describe('the listing', () => {
  it('has everybody of the site in an order that stays, blocked ones too, in pages', async () => {
    world.cms.seed(
      Array.from({ length: 12 }, (_each, number) => ({
        attributes: { name: `u${number}`, mail: `u${number}@harbor.example`, field_department: number % 2 ? 'A' : 'B' },
        state: number === 3 ? ('deactivated' as const) : ('active' as const),
      })),
    );
    await look({ kind: 'all' });
    const page = async (query: string) => (await world.scim('GET', `/Users?${query}`)).body;
    const ids = async (query: string) => {
      const { Resources } = await page(query);
      return Array.isArray(Resources) ? Resources.map((each) => (each as { id: string }).id) : [];
    };
    const all = await ids('count=50');
    expect(all).toHaveLength(12);
    expect([
      ...(await ids('startIndex=1&count=5')),
      ...(await ids('startIndex=6&count=5')),
      ...(await ids('startIndex=11&count=5')),
    ]).toEqual(all);
    expect(await page(`filter=${encodeURIComponent(`${enterpriseUrn}:department eq "A"`)}`)).toMatchObject({
      totalResults: 6,
    });
    expect(await page(`filter=${encodeURIComponent('active eq false')}`)).toMatchObject({
      Resources: [{ userName: 'u3@harbor.example' }],
    });
    const before = world.cms.calls.length;
    expect((await ids('sortBy=userName&sortOrder=descending&count=1')).length).toBe(1);
    expect(world.cms.calls).toHaveLength(before);
    world.pass(1000);
    await made('ann');
    expect((await ids('count=50')).slice(0, 12)).toEqual(all);
  });
});

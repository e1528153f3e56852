import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activityAnswer } from '@rollcall/shared/api';
import type { RouteName } from '@rollcall/shared/routes';

import { codeOf, createApiWorld, extensionOrigin } from './api.fixture.ts';
import type { ApiWorld } from './api.fixture.ts';

let world: ApiWorld;
let id: string;
beforeEach(async () => {
  world = await createApiWorld();
  id = await world.connect();
});
afterEach(() => world.close());

const make = (body: object = {}) => world.call('addToken', { id }, body);
const state = () => world.call('scimState', { id });
/** What the public port answers to a bearer. */
const knock = async (text: string, base = `/${id}/scim/v2`): Promise<number> => {
  const { app } = world.agent.services.listener;
  const headers = { authorization: `Bearer ${text}`, 'user-agent': 'Okta SCIM Client 1.0.0' };
  return (await app.request(`http://agent.example${base}/Users`, { headers })).status;
};

describe('a token', () => {
  it('lets in from when it is made, and is listed without its text', async () => {
    const { token, text, problem } = await make({ label: ' Okta production ' });
    expect(token).toMatchObject({ id: 't1', label: 'Okta production', state: 'active', expires: null, expired: false });
    expect([text.slice(-4), problem]).toEqual([token.hint, null]);
    expect(await knock(text)).toBe(200);
    const { tokens, ...rest } = await state();
    expect(rest).toMatchObject({ on: false, address: null, path: `/${id}/scim/v2` });
    expect(tokens).toMatchObject([{ id: 't1', lastUsed: '2026-01-15T09:00:00.000Z', seenOkta: true }]);
    expect(tokens[0]).not.toHaveProperty('hash');
  });

  it('is one of two at most, also when several are asked for at once', async () => {
    const asked = await Promise.all([1, 2, 3].map(() => world.send('addToken', { params: { id }, body: {} })));
    expect(asked.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 409]);
    const refused = await world.send('addToken', { params: { id }, body: {} });
    expect(await refused.json()).toMatchObject({
      code: 'conflict',
      next: expect.stringContaining('rollcall tokens remove'),
    });
    expect((await state()).tokens.map((token) => token.id)).toEqual(['t1', 't2']);
    await world.call('removeToken', { id: 't1' });
    expect((await make()).token.id).toBe('t3');
  });

  it('is switched off and on, and named anew', async () => {
    const { text } = await make();
    const off = await world.call('changeToken', { id: 't1' }, { state: 'inactive' });
    expect([off.token.state, await knock(text)]).toEqual(['inactive', 401]);
    const named = await world.call('changeToken', { id: 't1' }, { label: 'Okta preview' });
    expect(named.token).toMatchObject({ label: 'Okta preview', state: 'inactive' });
    await world.call('changeToken', { id: 't1' }, { state: 'active' });
    expect(await knock(text)).toBe(200);
  });

  it('has a new text once renewed, for as long as before, and the old one ends at once', async () => {
    const first = await make({ days: 30 });
    expect(first.token.expires).toBe('2026-02-14T09:00:00.000Z');
    expect(await knock(first.text)).toBe(200);
    world.pass(31 * 86_400_000);
    expect([(await state()).tokens[0]?.expired, await knock(first.text)]).toEqual([true, 401]);
    const second = await world.call('renewToken', { id: 't1' });
    expect(second.token).toMatchObject({
      id: 't1',
      expires: '2026-03-17T09:00:00.000Z',
      seenOkta: false,
      expired: false,
    });
    expect(second.text).not.toBe(first.text);
    expect([await knock(first.text), await knock(second.text)]).toEqual([401, 200]);
  });

  it('ends with its removal, and with the removal of its connection', async () => {
    const [one, two] = [await make(), await make()];
    await world.call('removeToken', { id: 't1' });
    expect([await knock(one.text), await knock(two.text)]).toEqual([401, 200]);
    const { id: other } = await world.call('addConnection', {}, {});
    const kept = await world.call('addToken', { id: other }, {});
    await world.call('removeConnection', { id });
    expect([await knock(two.text), await knock(kept.text, '/scim/v2')]).toEqual([401, 200]);
    expect(Object.keys(world.agent.services.store.data.tokens)).toEqual([kept.token.id]);
  });

  it('is refused without a label, with a day that is none, and where it is not known', async () => {
    for (const body of [{ label: ' ' }, { days: 0 }, { days: 1.5 }, { days: 4000 }]) {
      expect(await codeOf(await world.send('addToken', { params: { id }, body }))).toBe('invalid');
    }
    for (const name of ['changeToken', 'renewToken', 'removeToken'] as const) {
      expect(await codeOf(await world.send(name, { params: { id: 't9' }, body: {} }))).toBe('not_found');
    }
    expect(await codeOf(await world.send('scimState', { params: { id: 'c9' } }))).toBe('not_found');
    expect((await state()).tokens).toEqual([]);
  });
});

describe('the public port', () => {
  it('opens with the first good token and closes with the last', async () => {
    const { listener } = world.agent.services;
    await listener.serve({ port: 0 });
    expect((await state()).address).toBeNull();
    const { text } = await make();
    const { address } = await state();
    const answer = await fetch(`${address}/${id}/scim/v2/Users`, { headers: { authorization: `Bearer ${text}` } });
    expect(answer.status).toBe(200);
    await world.call('changeToken', { id: 't1' }, { state: 'inactive' });
    expect((await state()).address).toBeNull();
    await world.call('changeToken', { id: 't1' }, { state: 'active' });
    expect((await state()).address).not.toBeNull();
    await world.call('removeToken', { id: 't1' });
    expect((await state()).address).toBeNull();
  });

  it('that is taken keeps no token from being made, told or removed, and says what to do', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const place = other.address();
    await world.agent.services.listener.serve({ port: typeof place === 'object' && place !== null ? place.port : 0 });
    const { text, problem } = await make();
    expect(problem).toMatchObject({ code: 'locked', next: expect.stringContaining('--scim-port') });
    expect(await knock(text)).toBe(200);
    await make();
    expect((await world.call('removeToken', { id: 't2' })).problem).toMatchObject({ code: 'locked' });
    expect((await state()).tokens).toHaveLength(1);
    await new Promise((resolve) => other.close(resolve));
    expect(await world.call('changeToken', { id: 't1' }, { label: 'Okta' })).toMatchObject({ problem: null });
    expect((await state()).address).not.toBeNull();
  });
});

describe('tokens', () => {
  it('are an owner’s, and who made or ended one is in the activity', async () => {
    await make();
    const { code } = await world.call('pairingCode', {}, { role: 'operator' });
    const body = { code, name: 'Pat', browser: 'Chromium 156', version: '0.1.0' };
    const paired = await world.send('pair', {
      body,
      headers: { authorization: null, origin: extensionOrigin, 'sec-fetch-site': 'none' },
    });
    const { token } = (await paired.json()) as { token: string };
    const headers = { authorization: `Bearer ${token}`, origin: extensionOrigin };
    const ask = (name: RouteName, each: string) => world.send(name, { params: { id: each }, headers, body: {} });
    expect((await ask('scimState', id)).status).toBe(200);
    expect(await codeOf(await ask('addToken', id))).toBe('forbidden');
    for (const name of ['changeToken', 'renewToken', 'removeToken'] as const) {
      expect(await codeOf(await ask(name, 't1'))).toBe('forbidden');
    }
    await world.call('renewToken', { id: 't1' });
    await world.call('removeToken', { id: 't1' });
    const answer = await world.send('activity', { query: `?type=token&connection=${id}&verify=true` });
    const { entries, intact } = activityAnswer.parse(await answer.json());
    expect(intact).toBe(true);
    expect(entries.map(({ fields }) => fields)).toEqual([
      ['t1', 'removed'],
      ['t1', 'renewed'],
      ['t1', 'made'],
    ]);
  });

  it('are in no file, no log line and no answer but the one', async () => {
    const first = await make({ label: 'Planted' });
    const second = await world.call('renewToken', { id: 't1' });
    for (const text of [first.text, second.text, 'rollcall_wrong']) await knock(text);
    await world.call('changeToken', { id: 't1' }, { state: 'inactive' });
    const answers = await Promise.all([
      ...(['connections', 'health', 'activity', 'supportBundle', 'openapi'] as const).map((name) => world.send(name)),
      world.send('scimState', { params: { id } }),
      world.send('changeToken', { params: { id: 't1' }, body: { state: 'active' } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const told = await Promise.all(answers.map((answer) => answer.text()));
    const files = await readdir(world.home, { recursive: true, withFileTypes: true });
    const read = files.filter((each) => each.isFile()).map((each) => path.join(each.parentPath, each.name));
    const kept = await Promise.all(read.map((file) => readFile(file, 'utf8')));
    const everything = [...told, ...kept, ...world.log].join('\n');
    expect(everything).toContain('Planted');
    for (const text of [first.text, second.text]) {
      const bare = text.replace('rollcall_', '');
      for (const form of [bare, Buffer.from(text).toString('base64'), encodeURIComponent(text)]) {
        expect(everything).not.toContain(form);
      }
    }
  });
});

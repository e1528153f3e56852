import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { Account, Connection } from '@rollcall/shared';
import { problemSchema } from '@rollcall/shared/api-basics';

import { createWorld } from '../engine/world.fixture.ts';
import type { World } from '../engine/world.fixture.ts';
import { del } from '../store/data.ts';
import { createPasswordHook } from './password-hook.ts';
import type { PasswordHook } from './password-hook.ts';

const password = 'Tall-Ship-77';
const login = 'user1@harbor.example';

let world: World;
let hook: PasswordHook;
let app: Hono;
let secret: string;
let path: string;
let user: Account;
let clock: number;

beforeEach(async () => {
  world = await createWorld();
  clock = Date.parse('2026-01-15T09:00:00.000Z');
  await world.connect({ password: 'hook' });
  const [only] = world.addCms(1, { password });
  if (!only) throw new Error('nothing was seeded');
  user = only;
  await world.sync('user1');
  world.cms.calls.length = 0;
  let serial = 0;
  hook = createPasswordHook({
    ...world,
    directories: { side: async () => world.cms },
    now: () => clock,
    newId: () => `entry-${(serial += 1)}`,
    report: () => {},
  });
  app = new Hono();
  hook.mount(app);
  ({ secret, path } = await hook.make('c1'));
});
afterEach(() => world.close());

interface Asked {
  username?: string;
  typed?: string;
  key?: string;
  at?: string;
}

/** As Okta asks: https://developer.okta.com/docs/reference/password-hook/ */
function ask({ username = login, typed = password, key = secret, at = path }: Asked = {}) {
  const context = { request: { method: 'POST' }, credential: { username, password: typed } };
  const body = {
    eventType: 'com.okta.user.credential.password.import',
    eventTypeVersion: '1.0',
    data: { context, action: { credential: 'UNVERIFIED' } },
  };
  const headers = { authorization: key, 'content-type': 'application/json' };
  return app.request(at, { method: 'POST', headers, body: JSON.stringify(body) });
}

const verdict = (credential: string) => ({ commands: [{ type: 'com.okta.action.update', value: { credential } }] });
const verdictOf = async (asked: Asked = {}) => {
  const answer = await ask(asked);
  expect(answer.status).toBe(200);
  const { commands } = (await answer.json()) as ReturnType<typeof verdict>;
  return commands[0]?.value.credential;
};
const refusalOf = async (asked: Asked = {}) => {
  const answer = await ask(asked);
  return [answer.status, problemSchema.parse(await answer.json()).code];
};
const tries = () => world.cms.calls.filter((call) => call.startsWith('verifyPassword'));

describe('Okta asks about a password', () => {
  it('and the site’s own sign-in answers', async () => {
    expect(await (await ask()).json()).toEqual(verdict('VERIFIED'));
    expect(await (await ask({ typed: 'Tall-Ship-78' })).json()).toEqual(verdict('UNVERIFIED'));
    expect(await verdictOf({ username: 'USER1' })).toBe('VERIFIED');
  });

  it('and the activity tells of whom, and never the password', async () => {
    await ask();
    await ask({ typed: 'Tall-Ship-78' });
    const { entries } = await world.activity.query({ types: ['signIn'] });
    const subject = { cms: user.ref.id, okta: expect.any(String) };
    expect(entries).toMatchObject([
      { outcome: 'refused', subject, by: { id: 'passwordHook' } },
      { outcome: 'done', subject, evidence: 'answer' },
    ]);
    expect(JSON.stringify([entries, world.store.data])).not.toMatch(/Tall-Ship/);
    expect(JSON.stringify(world.store.data)).not.toContain(secret);
  });

  it.each<[string, () => unknown]>([
    ['who is blocked since the last run', () => world.cms.moveBehind(user.ref.id, 'deactivated')],
    ['who is protected by name', () => world.connect({ protect: { names: ['user1'], roles: [] } })],
    ['who is not linked', () => world.store.commit(Object.keys(world.store.data.links).map((id) => del('links', id)))],
  ])('of somebody %s: the site is not asked', async (_who, change) => {
    await change();
    expect(await verdictOf()).toBe('UNVERIFIED');
    expect(tries()).toEqual([]);
  });

  it('of an administrator of the site: nobody gets to try it', async () => {
    const attributes = { name: 'root', mail: 'root@harbor.example' };
    world.cms.seed([{ state: 'active', attributes, guarded: ['administrator'], password }]);
    await world.sync('root');
    expect(await verdictOf({ username: 'root@harbor.example' })).toBe('UNVERIFIED');
    expect(tries()).toEqual([]);
  });

  it('of whoever bears the name by now: the account is read by its id first', async () => {
    world.cms.changeBehind(user.ref.id, { name: 'user1-old' });
    world.cms.seed([
      { state: 'active', attributes: { name: 'user1', mail: 'other@harbor.example' }, password: 'Other-Ship-1' },
    ]);
    expect(await verdictOf({ typed: 'Other-Ship-1' })).toBe('UNVERIFIED');
    expect(await verdictOf()).toBe('VERIFIED');
  });
});

describe('guesses', () => {
  it('reach the site three times in six hours for a user, also when they come at once', async () => {
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map(async (typed) => (await ask({ typed })).status),
    );
    expect(answers.filter((status) => status === 200)).toHaveLength(3);
    expect(tries()).toHaveLength(3);
    expect(await refusalOf()).toEqual([429, 'rate_limited']);
    clock += 6 * 3_600_000;
    expect(await verdictOf()).toBe('VERIFIED');
  });

  it('reach it twenty times an hour in all, and right ones do not count', async () => {
    const more = Array.from({ length: 20 }, (_each, index) => `more${index}`);
    world.cms.seed(
      more.map((name) => ({ state: 'active', password, attributes: { name, mail: `${name}@harbor.example` } })),
    );
    await world.sync(...more);
    for (let count = 0; count < 25; count += 1) expect(await verdictOf()).toBe('VERIFIED');
    for (const name of more)
      expect(await verdictOf({ username: `${name}@harbor.example`, typed: 'x' })).toBe('UNVERIFIED');
    expect(await refusalOf()).toEqual([429, 'rate_limited']);
    clock += 3_600_000;
    expect(await verdictOf()).toBe('VERIFIED');
  });
});

describe('what is no answer', () => {
  it.each<[string, () => unknown, string]>([
    [
      'a site that is down',
      () => world.cms.failNext('get', { error: new SyncError('unreachable', 'down') }),
      'unreachable',
    ],
    ['a connection that only reports', () => world.connect({ mode: 'report' }), 'report_mode'],
    ['a paused connection', () => world.connect({ mode: 'paused' }), 'paused'],
  ])('%s is 504, so that Okta keeps the user as it is', async (_what, change, code) => {
    await change();
    expect(await refusalOf()).toEqual([504, code]);
    expect(tries()).toEqual([]);
  });

  it.each<[string, Asked]>([
    ['a wrong secret', { key: 'another' }],
    ['an unknown connection', { at: '/hooks/c9/password' }],
  ])('%s is 401', async (_what, asked) => {
    expect(await refusalOf(asked)).toEqual([401, 'bad_credentials']);
  });

  it('twenty wrong secrets shut out whoever has none, and not Okta', async () => {
    for (let count = 0; count < 20; count += 1) await ask({ key: `guess ${count}` });
    expect(await refusalOf({ key: 'one more' })).toEqual([429, 'rate_limited']);
    expect(await verdictOf()).toBe('VERIFIED');
  });

  it('a body of another kind is 400, a huge one 413', async () => {
    const headers = { authorization: secret };
    expect((await app.request(path, { method: 'POST', headers, body: '{}' })).status).toBe(400);
    expect((await app.request(path, { method: 'POST', headers, body: 'x'.repeat(20_000) })).status).toBe(413);
  });
});

it('a new secret ends the former one, and removal ends both', async () => {
  const renewed = await hook.make('c1');
  expect(await refusalOf()).toEqual([401, 'bad_credentials']);
  expect(await verdictOf({ key: renewed.secret })).toBe('VERIFIED');
  expect(hook.isUsed()).toBe(true);
  await hook.remove('c1');
  expect(hook.isUsed()).toBe(false);
  expect(await refusalOf({ key: renewed.secret })).toEqual([401, 'bad_credentials']);
});

it('new users are made so that Okta asks, except who has power over the site', async () => {
  const made = async (name: string, change: Partial<Connection> = {}) => {
    await world.connect({ password: 'hook', ...change });
    world.cms.seed([{ state: 'active', attributes: { name, mail: `${name}@harbor.example` } }]);
    const job = await world.sync(name);
    return (await world.plans.read(job.plan ?? '')).items.map(({ action, secret: word }) => [action, word]);
  };
  expect(await made('nova')).toEqual([['create', 'hook']]);
  const [okta] = await world.okta.find({ login: 'nova@harbor.example' });
  expect(await world.okta.hasPassword(okta?.ref.id ?? '')).toBe(true);
  expect(await made('plain', { password: 'none' })).toEqual([['create', 'none']]);
});

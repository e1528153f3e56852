import { createHmac } from 'node:crypto';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, Job, Operation, Problem } from '@rollcall/shared';
import { problemSchema } from '@rollcall/shared/api-basics';

import { createWorld } from '../engine/world.fixture.ts';
import type { World } from '../engine/world.fixture.ts';
import { openSecrets } from '../secret/secrets.ts';
import type { Secrets } from '../secret/secrets.ts';
import { whyIdle } from '../trigger/idle.ts';
import { createHooks } from './hooks.ts';
import type { Hooks } from './hooks.ts';

const operations: Operation[] = ['read', 'create', 'update', 'deactivate'];

let world: World;
let secrets: Secrets;
let hooks: Hooks;
let app: Hono;
let secret: string;
let problems: Problem[];
let hinted: string[];
let clock: number;
/** What waits to be done after a time, in order. */
let later: { ms: number; work: () => void }[];

beforeEach(async () => {
  world = await createWorld();
  secrets = await openSecrets(world.home, { keyring: 'off', note: () => {} });
  problems = [];
  later = [];
  hinted = [];
  clock = Date.parse('2026-01-15T09:00:00.000Z');
  await automatic();
  hooks = createHooks({
    ...world,
    secrets,
    whyIdle: (connection) => whyIdle(connection, 'automatic'),
    hintDeleted: (connection) => void hinted.push(connection),
    now: () => clock,
    report: (problem) => void problems.push(problem),
    after: (ms, work) => void later.push({ ms, work }),
  });
  app = new Hono();
  hooks.mount(app);
  ({ secret } = await hooks.make('c1'));
});
afterEach(() => world.close());

const automatic = async (change: Partial<Connection> = {}) => {
  const { methods } = await world.connect();
  await world.connect({ methods: { ...methods, automatic: { on: true, operations } }, ...change });
};

interface Sent {
  body?: string;
  key?: string;
  at?: number;
  connection?: string;
  headers?: Record<string, string>;
}

const edited = (...users: string[]) => JSON.stringify({ event: 'edited', users });
/** As the site signs: over the time in seconds, a dot, and the body. */
const send = ({ body = edited('1'), key = secret, at = clock, connection = 'c1', headers = {} }: Sent = {}) => {
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
  const signed = { 'x-rollcall-timestamp': timestamp, 'x-rollcall-signature': `sha256=${signature}`, ...headers };
  return app.request(`/hooks/${connection}`, { method: 'POST', body, headers: signed });
};
const codeOf = async (answer: Response) => problemSchema.parse(await answer.json()).code;
const jobs = (): Job[] => Object.values(world.store.data.jobs);
/** Lets the time pass after which gathered messages become runs, and waits for these. */
const gather = async (): Promise<Job[]> => {
  const before = jobs().length;
  for (const { work } of later.splice(0)) work();
  await expect.poll(() => jobs().length > before && jobs().every((job) => job.ended !== null)).toBe(true);
  return jobs().slice(before);
};

describe('a message of the site', () => {
  it('syncs whom a signed message names, and several messages in one run', async () => {
    const users = world.addCms(3);
    expect((await send({ body: edited(users[0]?.handle ?? '') })).status).toBe(202);
    expect(await (await send({ body: edited('user2', 'user2') })).json()).toEqual({ taken: true, reason: null });
    expect(later.map(({ ms }) => ms)).toEqual([2000]);
    expect(await gather()).toMatchObject([
      {
        state: 'done',
        done: 2,
        request: { trigger: 'event', event: { kind: 'edited' }, by: { id: 'webhook' }, scope: { kind: 'accounts' } },
      },
    ]);
    expect(world.cms.calls.some((call) => call.startsWith('list'))).toBe(false);
  });

  it('of a deletion switches off who is really gone, and nobody else', async () => {
    const [gone, there] = world.addCms(2);
    await world.sync('user1', 'user2');
    world.cms.removeBehind(gone?.ref.id ?? '');
    const handles = [gone?.handle ?? '', there?.handle ?? ''];
    await send({ body: JSON.stringify({ event: 'deleted', users: handles }) });
    expect(hinted).toEqual(['c1']);
    await gather();
    const states = [];
    for await (const page of world.okta.list())
      for (const { login, state } of page.accounts) states.push([login, state]);
    expect(states).toEqual([
      ['user1@harbor.example', 'deactivated'],
      ['user2@harbor.example', 'staged'],
    ]);
  });

  it('about a new user comes after the browser that typed the password', async () => {
    await automatic({ password: 'captured' });
    await send({ body: JSON.stringify({ event: 'created', users: ['1'] }) });
    expect(later.map(({ ms }) => ms)).toEqual([3000]);
  });

  it('changes nothing where automatic sync does nothing, and says why', async () => {
    await automatic({ mode: 'report' });
    const answer = await send();
    expect([answer.status, await answer.json()]).toEqual([
      202,
      { taken: false, reason: 'The connection only reports.' },
    ]);
    expect(later).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each<[string, () => Sent]>([
    ['a wrong secret', () => ({ key: 'another' })],
    ['a message older than five minutes', () => ({ at: clock - 301_000 })],
    ['a message from the future', () => ({ at: clock + 301_000 })],
    ['an unknown connection', () => ({ connection: 'c9' })],
    ['a missing signature', () => ({ headers: { 'x-rollcall-signature': '' } })],
    ['a signature of another kind', () => ({ headers: { 'x-rollcall-signature': 'sha1=00' } })],
    ['a time that is no number', () => ({ headers: { 'x-rollcall-timestamp': 'now' } })],
    ['a time that was not signed', () => ({ headers: { 'x-rollcall-timestamp': String(clock / 1000 + 1) } })],
  ])('%s is 401', async (_what, sent) => {
    const answer = await send(sent());
    expect([answer.status, await codeOf(answer)]).toEqual([401, 'bad_credentials']);
    expect(later).toEqual([]);
  });

  it('a message that came before is 401', async () => {
    expect((await send()).status).toBe(202);
    expect((await send()).status).toBe(401);
    clock += 1000;
    expect((await send()).status).toBe(202);
    clock += 299_000;
    expect((await send({ at: clock - 299_000 })).status).toBe(401);
  });

  it('a body that is too large is 413, whether it says so or not', async () => {
    const body = edited('x'.repeat(64 * 1024));
    expect((await send({ body })).status).toBe(413);
    const stream = new Blob([body]).stream();
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body: stream, duplex: 'half' };
    expect((await app.request('/hooks/c1', init)).status).toBe(413);
  });

  it.each([
    ['not JSON'],
    ['{"event":"edited"}'],
    ['{"event":"hired","users":["1"]}'],
    ['{"event":"edited","users":[]}'],
  ])('a signed body %s is 400', async (body) => {
    const answer = await send({ body });
    expect([answer.status, await codeOf(answer)]).toEqual([400, 'invalid']);
  });

  it('twenty wrong signatures within a minute shut out whoever has none, and not the site behind the same proxy', async () => {
    for (let count = 0; count < 20; count += 1) expect((await send({ key: `guess ${count}` })).status).toBe(401);
    const shut = await send({ key: 'one more' });
    expect([shut.status, await codeOf(shut)]).toEqual([429, 'rate_limited']);
    expect((await send()).status).toBe(202);
    clock += 60_000;
    expect((await send({ key: 'one more' })).status).toBe(401);
  });

  it('too many users at once are 429', async () => {
    const users = (from: number) => Array.from({ length: 300 }, (_each, index) => `user-${from + index}`);
    let status = 202;
    for (let count = 0; status === 202 && count < 30; count += 1) {
      ({ status } = await send({ body: edited(...users(count * 300)) }));
    }
    expect(status).toBe(429);
  });
});

describe('the secret', () => {
  it('is replaced by a new one and ended by removal', async () => {
    const renewed = await hooks.make('c1');
    expect(renewed.path).toBe('/hooks/c1');
    expect((await send()).status).toBe(401);
    expect((await send({ key: renewed.secret })).status).toBe(202);
    expect([hooks.isUsed(), hooks.made('c1'), hooks.made('c9')]).toEqual([true, new Date(clock).toISOString(), null]);
    await hooks.remove('c1');
    expect([hooks.isUsed(), hooks.made('c1')]).toEqual([false, null]);
    expect((await send({ key: renewed.secret, body: edited('2') })).status).toBe(401);
    expect(await secrets.get('webhook/c1')).toBeNull();
  });

  it('is in no part of the store', () => {
    expect(JSON.stringify(world.store.data)).not.toContain(secret);
    expect(problems).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createScimWorld } from '../scim/scim.fixture.ts';
import type { ScimWorld } from '../scim/scim.fixture.ts';
import { createReach } from './reach.ts';
import type { Reach } from './reach.ts';

const publicUrl = 'https://scim.harbor.example/rollcall';
let world: ScimWorld;
/** What the internet does with a call; by default it leads to the agent's port, and the proxy takes its prefix off. */
let internet: (url: string) => Promise<Response>;
let reach: Reach;

beforeEach(async () => {
  world = await createScimWorld();
  const { scim } = settings();
  await world.change({ scim: { ...scim, publicUrl } });
  reach = createReach({
    fetch: (url) => internet(url instanceof Request ? url.url : url.toString()),
    now: world.agent.services.now,
  });
  const { listener } = world.agent.services;
  const { Hono } = await import('hono');
  const app = new Hono();
  reach.mount(app);
  app.route('/', listener.app);
  internet = (url) => Promise.resolve(app.request(url.replace(publicUrl, 'http://127.0.0.1:21480')));
});
afterEach(() => world.close());

function settings() {
  const found = world.agent.services.store.data.connections[world.connection];
  if (!found) throw new Error('no connection');
  return found;
}
const failing = (code: string) => () =>
  Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) }));
const answering =
  (status: number, headers: Record<string, string> = {}) =>
  () =>
    Promise.resolve(new Response('<p>Hello</p>', { status, headers }));

describe('a look at the public address', () => {
  it('finds this very agent, and keeps what it found until the address is another', async () => {
    const url = `${publicUrl}/${world.connection}/scim/v2`;
    expect(await reach.check(settings())).toMatchObject({ ok: true, url, problem: null });
    expect(reach.last(settings())).toMatchObject({ ok: true, at: '2026-01-15T09:00:00.000Z' });
    const { scim } = settings();
    expect(reach.last({ ...settings(), scim: { ...scim, publicUrl: 'https://other.example' } })).toBeNull();
  });

  it('is not fooled by another agent, nor by who repeats the question', async () => {
    const other = createReach({ fetch, now: Date.now });
    const { Hono } = await import('hono');
    const app = new Hono();
    other.mount(app);
    internet = (url) => Promise.resolve(app.request(url));
    expect((await reach.check(settings())).problem).toMatchObject({ code: 'wrong_site' });
    internet = async (url) => Response.json({ proof: url.split('/').at(-1) });
    expect((await reach.check(settings())).problem).toMatchObject({ code: 'wrong_site' });
  });

  it('gives nobody else a proof: an unasked question meets the token check', async () => {
    const answer = await world.scim('GET', `/Reach/${'A'.repeat(43)}`, { token: 'none' });
    expect(answer.status).toBe(401);
  });

  it.each([
    ['a name that is not in DNS', failing('ENOTFOUND'), 'unreachable', 'did not resolve'],
    ['a closed port', failing('ECONNREFUSED'), 'unreachable', 'refused'],
    ['a certificate of nobody', failing('SELF_SIGNED_CERT_IN_CHAIN'), 'tls', 'not trusted'],
    ['a missing chain', failing('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'tls', 'not trusted'],
    ['https at a plain port', failing('ERR_SSL_WRONG_VERSION_NUMBER'), 'wrong_site', 'does not speak TLS'],
    ['a redirect', answering(301, { location: 'https://www.harbor.example/' }), 'wrong_site', 'www.harbor.example'],
    ['a page of the proxy', answering(404, { server: 'nginx' }), 'wrong_site', 'nginx'],
    ['another program', answering(200), 'wrong_site', 'Another program'],
    ['a proxy without the agent', answering(502), 'unreachable', 'A proxy answers'],
  ])('names %s', async (_what, behaves, code, text) => {
    internet = behaves;
    const { ok, problem } = await reach.check(settings());
    expect({ ok, code: problem?.code }).toEqual({ ok: false, code });
    expect(problem?.detail).toContain(text);
    expect(problem?.next).not.toBe('');
  });

  it('names a proxy that does not take its prefix off', async () => {
    const { listener } = world.agent.services;
    const { Hono } = await import('hono');
    const app = new Hono();
    reach.mount(app);
    app.route('/', listener.app);
    internet = (url) =>
      Promise.resolve(app.request(url.replace('https://scim.harbor.example', 'http://127.0.0.1:21480')));
    const { problem } = await reach.check(settings());
    expect(problem).toMatchObject({ code: 'wrong_site' });
    expect(problem?.detail).toContain(`/rollcall/${world.connection}/scim/v2`);
    expect(problem?.next).toContain(`/${world.connection}/scim/v2`);
  });

  it('is taken by itself once an hour, and of nothing that has no address', async () => {
    let calls = 0;
    internet = (url) => {
      calls += 1;
      return Promise.resolve(new Response(url));
    };
    const { scim } = settings();
    const none = { ...settings(), id: 'c2', scim: { ...scim, publicUrl: null } };
    for (let times = 0; times < 3; times += 1) await reach.look([settings(), none]);
    expect([calls, reach.last(settings())?.ok]).toEqual([1, false]);
    world.pass(61 * 60_000);
    await reach.look([settings(), none]);
    expect(calls).toBe(2);
  });

  it('of an address without TLS asks nobody, and one without an address is refused', async () => {
    const { scim } = settings();
    internet = () => Promise.reject(new Error('asked'));
    const plain = { ...settings(), scim: { ...scim, publicUrl: 'http://127.0.0.1:8080' } };
    expect((await reach.check(plain)).problem).toMatchObject({ code: 'tls' });
    await expect(reach.check({ ...settings(), scim: { ...scim, publicUrl: null } })).rejects.toMatchObject({
      code: 'not_configured',
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '@rollcall/shared/routes';
import type { Route } from '@rollcall/shared/route';
import type { RouteName } from '@rollcall/shared/routes';

import { codeOf, createApiWorld, extensionOrigin } from './api.fixture.ts';
import type { ApiWorld, SendOptions } from './api.fixture.ts';

/** Every route of the table against every request that no extension and no script of ours sends. */

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const names = Object.keys(routes) as RouteName[];
const isOpen = (name: RouteName) => (routes[name] as Route).role === 'none';

const hostile: [string, SendOptions['headers'], number][] = [
  ['another Host (DNS rebinding)', { host: 'evil.example' }, 403],
  ['the right name and another port', { host: '127.0.0.1:9' }, 403],
  ['a Host of all interfaces', { host: '0.0.0.0:0' }, 403],
  ['no Host', { host: null }, 403],
  ['a web page’s Origin', { origin: 'https://site.example' }, 403],
  ['a page on this computer', { origin: 'http://127.0.0.1:8080' }, 403],
  ['an opaque Origin', { origin: 'null' }, 403],
  ['a cross-site fetch without Origin', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a page on another port of this computer', { 'sec-fetch-site': 'same-site' }, 403],
];

describe.each(names)('%s', (name) => {
  it.each(hostile)('refuses %s', async (_what, headers, status) => {
    const answer = await world.send(name, { body: {}, headers: headers ?? {} });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(await answer.json()).toMatchObject({ code: 'forbidden' });
  });

  it.skipIf(isOpen(name))(
    'refuses a call without a token, with a wrong one, and a browser with the script token',
    async () => {
      const without = await world.send(name, { body: {}, headers: { authorization: null } });
      expect([without.status, await codeOf(without)]).toEqual([401, 'not_paired']);
      const wrong = await world.send(name, { body: {}, headers: { authorization: `Bearer ${'x'.repeat(43)}` } });
      expect([wrong.status, await codeOf(wrong)]).toEqual([401, 'not_paired']);
      const browser = await world.send(name, { body: {}, headers: { origin: extensionOrigin } });
      expect([browser.status, await codeOf(browser)]).toEqual([403, 'forbidden']);
    },
  );

  it('answers nothing that may be cached, sniffed or framed', async () => {
    const { headers } = await world.send(name, { body: {} });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});

describe.each(names.filter((name) => routes[name].method !== 'GET'))('body of %s', (name) => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'refuses %s, which a plain form could send',
    async (type) => {
      const headers = { 'content-type': type, 'content-length': '2' };
      expect((await world.send(name, { body: '{}', headers })).status).toBe(403);
    },
  );

  it('refuses more than a mebibyte', async () => {
    const headers = { 'content-length': String(2 * 1024 * 1024) };
    expect((await world.send(name, { body: '{}', headers })).status).toBe(403);
  });

  it('refuses more than a mebibyte that comes in chunks without telling its length', async () => {
    const body = `{"nonce":"${' '.repeat(2 * 1024 * 1024)}"}`;
    const answer = await world.send(name, { body, headers: { 'transfer-encoding': 'chunked' } });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('1 MiB') });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

describe('preflight', () => {
  it('is granted to an extension and refused to a page', async () => {
    const granted = await world.send('status', {
      method: 'OPTIONS',
      headers: { origin: extensionOrigin, authorization: null, 'sec-fetch-site': 'cross-site' },
    });
    expect(granted.status).toBe(204);
    expect(granted.headers.get('access-control-allow-origin')).toBe(extensionOrigin);
    const refused = await world.send('status', { method: 'OPTIONS', headers: { origin: 'https://site.example' } });
    expect(refused.status).toBe(403);
  });
});

describe('the table', () => {
  it('is served whole: no route answers that it is not there', async () => {
    for (const name of names) {
      const answer = await world.send(name, { body: {} });
      expect(await answer.text(), name).not.toContain('The agent has no such route.');
    }
  });

  it('gives an effect to no GET', () => {
    for (const name of names) if (routes[name].method === 'GET') expect(routes[name].body, name).toBeNull();
  });

  it('is described by the OpenAPI document', async () => {
    const document = await world.call('openapi');
    expect(document).toMatchObject({ openapi: '3.1.0' });
    const paths = Object.keys((document as { paths: object }).paths);
    expect(new Set(paths)).toEqual(new Set(names.map((name) => routes[name].path)));
  });
});

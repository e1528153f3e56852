import { chmod } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { defaultScim } from '../engine/default-mapping.ts';
import { hasOpenssl, makeCertificate } from '../public/certificate.fixture.ts';
import { createScimWorld } from '../scim/scim.fixture.ts';
import type { ScimWorld } from '../scim/scim.fixture.ts';

const day = 86_400_000;
let world: ScimWorld;
beforeEach(async () => {
  world = await createScimWorld();
  await world.agent.services.listener.serve({ port: 0 });
});
afterEach(() => world.close());

const at = () => ({ id: world.connection });
const okta = { 'user-agent': 'Okta SCIM Client 1.0.0' };
const generate = (days: number | null) => world.call('addToken', at(), { days });
const call = async (token: string) =>
  expect((await world.scim('GET', '/Users', { token, headers: okta })).status).toBe(200);
async function lineOf(id: string) {
  const { lines } = await world.call('health');
  return lines.find((line) => line.id === `${world.connection}-${id}`);
}

it('warns of a token’s end for 14 days, and closes the port once nothing else uses it', async () => {
  await world.call('removeToken', { id: 'T-1' });
  const { text, token } = await generate(30);
  await call(text);
  expect(await lineOf('scim')).toMatchObject({ warning: false });
  world.pass(17 * day);
  expect(await lineOf('scim')).toMatchObject({ ok: true, warning: true, next: expect.stringContaining(token.id) });
  world.pass(13 * day);
  expect(await lineOf('scim')).toMatchObject({ ok: false });
  const { listener } = world.agent.services;
  expect(listener.address).not.toBeNull();
  await listener.tick();
  expect(listener.address).toBeNull();
  expect(await lineOf('scim')).toMatchObject({ ok: false, text: expect.stringContaining('has ended') });
});

it('tells once that a token ends, and when none does any more', async () => {
  const sent: string[] = [];
  const { alerts } = world.agent.services;
  const { createServer } = await import('node:http');
  const receiver = createServer((request, answer) => {
    request.on('data', (chunk) => sent.push(String(chunk)));
    request.on('end', () => answer.end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const place = receiver.address();
  const port = typeof place === 'object' && place !== null ? place.port : 0;
  await world.call('changeAlerts', {}, { webhook: `http://127.0.0.1:${port}/`, quietMinutes: 5 });
  const { token } = await generate(20);
  await alerts.tick(null);
  expect(sent).toEqual([]);
  world.pass(7 * day);
  for (let times = 0; times < 3; times += 1) {
    await alerts.tick(null);
    world.pass(day / 24);
  }
  expect(sent).toHaveLength(1);
  expect(sent[0]).toContain('tokenEnds');
  expect(sent[0]).toContain(token.id);
  await world.call('removeToken', { id: token.id });
  await alerts.tick(null);
  expect(sent.at(-1)).toContain('recovered');
  receiver.close();
});

it('says when Okta has moved on to a new token, and the old one can go', async () => {
  await call(world.token);
  world.pass(1000);
  const { text, token } = await generate(null);
  expect((await lineOf('scim'))?.next).toBeNull();
  await world.scim('GET', '/Users', { token: text });
  expect((await lineOf('scim'))?.next).toBeNull();
  await call(text);
  await expect.poll(async () => (await lineOf('scim'))?.next).toBe('Remove it: rollcall tokens remove T-1');
  expect((await lineOf('scim'))?.text).toContain(token.id);
});

it('says how to name a proxy that passes calls on', async () => {
  const { listener } = world.agent.services;
  const shown = async () => (await world.call('health')).lines.find(({ id }) => id === 'scim-proxy');
  expect(await shown()).toBeUndefined();
  await fetch(`${listener.address}/scim/v2/Users`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
  expect(await shown()).toMatchObject({
    warning: true,
    next: expect.stringContaining('--scim-behind-proxy 127.0.0.1'),
  });
});

it.skipIf(!hasOpenssl)('warns of a key that every user of the computer may read, until they may not', async () => {
  const { listener } = world.agent.services;
  const tls = makeCertificate(world.home, 'scim');
  await chmod(tls.key, 0o644);
  await listener.serve({ port: 0, tls });
  const shown = async () => (await world.call('health')).lines.find(({ id }) => id === 'scim-certificate');
  expect(await shown()).toMatchObject({ ok: true, warning: true, next: expect.stringContaining('chmod 640') });
  await chmod(tls.key, 0o640);
  await listener.tick();
  expect(await shown()).toMatchObject({ warning: false, next: null });
});

it('says what is known of the way from outside', async () => {
  expect(await lineOf('scim-reach')).toMatchObject({ warning: true, next: expect.stringContaining('scim.publicUrl') });
  await world.change({ scim: { ...defaultScim, publicUrl: 'https://scim.nowhere.test' } });
  expect(await lineOf('scim-reach')).toMatchObject({ warning: true, next: 'Look: rollcall scim reach' });
  await world.scim('GET', '/Users', { headers: okta });
  await expect.poll(async () => (await lineOf('scim-reach'))?.warning).toBe(false);
  const { baseUrl } = await world.call('scimState', at());
  expect(baseUrl).toBe(`https://scim.nowhere.test/${world.connection}/scim/v2`);
  await world.agent.services.listener.close();
  expect(await lineOf('scim-reach')).toMatchObject({ ok: false, fix: { kind: 'page', page: 'scim' } });
});

import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '@rollcall/shared';

import { createWebReceiver } from '../alert/receiver.fixture.ts';
import type { WebReceiver } from '../alert/receiver.fixture.ts';
import { codeOf, createApiWorld } from './api.fixture.ts';
import type { ApiWorld } from './api.fixture.ts';

let world: ApiWorld;
let web: WebReceiver;
beforeEach(async () => {
  [world, web] = await Promise.all([createApiWorld(), createWebReceiver()]);
});
afterEach(async () => {
  await world.close();
  await web.close();
});

describe('alerts', () => {
  it('are off at first, and a test without a way sends nothing', async () => {
    expect(await world.call('alerts')).toEqual({
      webhook: null,
      mail: null,
      quietMinutes: 60,
      weekly: false,
      hasMailPassword: false,
      lastSent: null,
    });
    expect(await world.call('testAlerts')).toEqual({ ways: [] });
  });

  it('go without encryption to this computer only', async () => {
    const body = { webhook: 'http://chat.example/services/pl4nted-k3y' };
    const answer = await world.send('changeAlerts', { body });
    expect(await codeOf(answer)).toBe('invalid');
    expect(await world.call('alerts')).toMatchObject({ webhook: null });
  });

  it('keep what was not sent, test each way, and never answer a secret', async () => {
    await world.call('changeAlerts', {}, { webhook: `${web.url}/services/pl4nted-k3y`, quietMinutes: 15 });
    const mail = {
      host: 'localhost',
      port: 9,
      security: 'none',
      user: 'rollcall',
      from: 'a@s.example',
      to: ['b@s.example'],
    };
    const changed = await world.call('changeAlerts', {}, { mail, mailPassword: 'pl4nted-mail-Passw0rd' });
    expect(changed).toMatchObject({ webhook: `${web.url}/…`, mail, quietMinutes: 15, hasMailPassword: true });
    const { ways } = await world.call('testAlerts');
    expect(ways).toMatchObject([
      { way: 'webhook', ok: true },
      { way: 'mail', ok: false, problem: { code: 'unreachable' } },
    ]);
    expect(await world.call('alerts')).toMatchObject({ lastSent: { what: 'test', problem: { code: 'unreachable' } } });
    const told = [JSON.stringify(changed), JSON.stringify(ways), ...world.log].join('');
    expect(told).not.toContain('pl4nted');
    const { entries } = await world.agent.services.activity.query({ types: ['settings'] });
    expect(entries.flatMap(({ fields }) => fields)).toEqual(expect.arrayContaining(['alerts.webhook', 'alerts.mail']));
  });

  it.each([
    [{ quietMinutes: 1 }],
    [{ webhook: 'ftp://hooks.example' }],
    [{ webhook: 'https://a:b@hooks.example' }],
    [{ mail: { host: 'm.example', port: 25, security: 'none', user: null, from: 'a@s.example', to: ['b@s.example'] } }],
    [{ mail: { host: 'm.example', port: 25, security: 'tls', user: null, from: 'a@s.example', to: [] } }],
  ])('refuse %j', async (body) => {
    expect(await codeOf(await world.send('changeAlerts', { body }))).toBe('invalid');
    expect(await world.call('alerts')).toMatchObject({ webhook: null, mail: null, quietMinutes: 60 });
  });
});

describe('messages of the site', () => {
  it('come in on a port of their own once there is a secret, and no other route is there', async () => {
    const id = await world.connect();
    const { methods } = await world.call('connection', { id });
    const operations: Operation[] = ['read', 'create', 'update'];
    await world.call('changeConnection', { id }, { methods: { ...methods, automatic: { on: true, operations } } });
    expect(await world.call('newWebhook', { id })).toMatchObject({ url: null });
    const { listener, engine } = world.agent.services;
    await listener.serve({ port: 0 });
    const { url, secret, path } = await world.call('newWebhook', { id });
    expect(url).toBe(`${listener.address}${path}`);
    const [ann] = world.cms.seed([{ state: 'active', attributes: { name: 'ann', mail: 'ann@harbor.example' } }]);
    const body = JSON.stringify({ event: 'created', users: [ann?.handle] });
    const timestamp = String(Date.parse('2026-01-15T09:00:00.000Z') / 1000);
    const signature = `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
    const headers = { 'x-rollcall-timestamp': timestamp, 'x-rollcall-signature': signature };
    const answer = await fetch(url ?? '', { method: 'POST', body, headers });
    expect([answer.status, await answer.json()]).toEqual([202, { taken: true, reason: null }]);
    await expect.poll(() => engine.job('R-0001')?.state, { timeout: 5000 }).toBe('done');
    expect(await world.call('job', { id: 'R-0001' })).toMatchObject({
      trigger: 'event',
      done: 1,
      by: { id: 'webhook' },
    });
    const authorization = `Bearer ${world.agent.scriptToken}`;
    expect((await fetch(`${listener.address}/v1/connections`, { headers: { authorization } })).status).toBe(404);
    await world.call('removeWebhook', { id });
    expect(listener.address).toBeNull();
    expect(world.log.join('')).not.toContain(secret);
  });
});

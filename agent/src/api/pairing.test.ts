import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { codeOf, createApiWorld, extensionOrigin } from './api.fixture.ts';
import type { ApiWorld } from './api.fixture.ts';

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
});
afterEach(() => world.close());

const asExtension = { authorization: null, origin: extensionOrigin, 'sec-fetch-site': 'none' };
const pairWith = (code: string, headers: Record<string, string | null> = asExtension) =>
  world.send('pair', { body: { code, name: 'Pat', browser: 'Chromium 156', version: '0.1.0' }, headers });
const paired = async () => {
  const answer = await pairWith(world.agent.pairingCode().code);
  return (await answer.json()) as { clientId: string; token: string; agent: string; role: string };
};

describe('pairing', () => {
  it('trades the code for a token that opens the API to that origin alone', async () => {
    const { token, agent, role } = await paired();
    expect([agent, role]).toEqual([world.agent.agentId, 'owner']);
    const headers = { authorization: `Bearer ${token}` };
    expect((await world.send('connections', { headers })).status).toBe(200);
    expect((await world.send('connections', { headers: { ...headers, origin: extensionOrigin } })).status).toBe(200);
    const other = await world.send('connections', { headers: { ...headers, origin: 'moz-extension://0000-1111' } });
    expect(other.status).toBe(401);
    const noOrigin = await world.send('status', { body: { site: 'https://a.example', handles: [] }, headers });
    expect(noOrigin.status).toBe(403);
  });

  it('gives the browser the role that the code carries, which an owner may change', async () => {
    const made = await world.send('pairingCode', { body: { role: 'viewer' } });
    const { code } = (await made.json()) as { code: string };
    const viewer = (await (await pairWith(code)).json()) as { clientId: string; token: string; role: string };
    expect(viewer.role).toBe('viewer');
    const headers = { authorization: `Bearer ${viewer.token}`, origin: extensionOrigin };
    const params = { id: viewer.clientId };
    expect((await world.send('connections', { headers })).status).toBe(200);
    expect((await world.send('addConnection', { headers, body: {} })).status).toBe(403);
    expect((await world.send('changeClient', { params, headers, body: { role: 'owner' } })).status).toBe(403);
    const changed = await world.call('changeClient', params, { role: 'owner', name: 'Desk of Pat' });
    expect(changed).toMatchObject({ role: 'owner', name: 'Desk of Pat', self: false });
    expect((await world.send('addConnection', { headers, body: {} })).status).toBe(200);
    const own = await world.send('changeClient', { params, headers, body: { role: 'viewer' } });
    expect([own.status, await codeOf(own)]).toEqual([400, 'wrong_state']);
    await world.call('revokeClient', params);
    expect(await codeOf(await world.send('changeClient', { params, body: { name: 'x' } }))).toBe('not_found');
    const { entries } = await world.call('activity');
    expect(entries.filter(({ type }) => type === 'client').map(({ fields }) => fields)).toEqual([
      ['revoked'],
      ['name', 'role'],
      ['paired', 'viewer'],
    ]);
  });

  it('takes the code in any case, with or without its dash', async () => {
    const { code } = world.agent.pairingCode();
    expect((await pairWith(code.replace('-', '').toLowerCase())).status).toBe(200);
  });

  it('is refused without an extension’s Origin', async () => {
    const { code } = world.agent.pairingCode();
    expect((await pairWith(code, { authorization: null })).status).toBe(403);
  });

  it('takes a code once, for five minutes, and burns it after five wrong tries', async () => {
    const used = world.agent.pairingCode().code;
    expect((await pairWith(used)).status).toBe(200);
    expect((await pairWith(used)).status).toBe(401);
    const late = world.agent.pairingCode().code;
    world.pass(5 * 60_000 + 1);
    expect((await pairWith(late)).status).toBe(401);
    const burnt = world.agent.pairingCode().code;
    for (let index = 0; index < 5; index += 1) expect((await pairWith('0000-0000')).status).toBe(401);
    expect((await pairWith(burnt)).status).toBe(401);
  });

  it('is slowed down when somebody guesses', async () => {
    world.agent.pairingCode();
    const statuses: number[] = [];
    for (let index = 0; index < 12; index += 1) statuses.push((await pairWith('0000-0000')).status);
    expect(statuses.slice(10)).toEqual([429, 429]);
  });

  it('keeps only a hash of the token', async () => {
    const { token } = await paired();
    expect(JSON.stringify(world.agent.services.store.data)).not.toContain(token);
  });
});

describe('hello', () => {
  it('proves to a paired client that it is the agent it was paired with', async () => {
    const { clientId, token } = await paired();
    const nonce = 'n'.repeat(24);
    const answer = await world.send('hello', { body: { nonce, clientId }, headers: asExtension });
    const key = createHash('sha256').update(token).digest();
    const proof = createHmac('sha256', key).update(nonce).digest('base64url');
    expect(await answer.json()).toMatchObject({ product: 'rollcall', paired: true, proof, role: 'owner' });
  });

  it('says nothing more to a stranger', async () => {
    const answer = await world.send('hello', {
      body: { nonce: 'n'.repeat(24), clientId: 'nobody' },
      headers: asExtension,
    });
    expect(await answer.json()).toEqual({
      product: 'rollcall',
      api: 1,
      version: '0.1.0',
      agent: world.agent.agentId,
      paired: false,
      proof: null,
      role: null,
    });
  });
});

describe('revocation', () => {
  it('ends a pairing at once, by itself or from the command line', async () => {
    const { token, clientId } = await paired();
    const headers = { authorization: `Bearer ${token}`, origin: extensionOrigin };
    expect((await world.call('clients')).clients).toMatchObject([{ id: clientId, self: false, revoked: null }]);
    expect((await world.send('revokeClient', { params: { id: 'self' }, headers })).status).toBe(200);
    const after = await world.send('connections', { headers: { authorization: `Bearer ${token}` } });
    expect([after.status, await codeOf(after)]).toEqual([401, 'token_revoked']);
    const hello = await world.send('hello', { body: { nonce: 'n'.repeat(24), clientId }, headers: asExtension });
    expect(await hello.json()).toMatchObject({ paired: false, proof: null, role: null });
  });
});

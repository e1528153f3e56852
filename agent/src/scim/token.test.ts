import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { put } from '../store/data.ts';
import { createScimWorld } from './scim.fixture.ts';
import type { ScimWorld } from './scim.fixture.ts';
import { newToken } from './token.ts';

let world: ScimWorld;
beforeEach(async () => {
  world = await createScimWorld();
});
afterEach(() => world.close());

const kept = () => {
  const [token] = Object.values(world.agent.services.store.data.tokens);
  if (!token) throw new Error('no token');
  return token;
};
const save = (change: object) =>
  world.agent.services.store.commit([put('tokens', kept().id, { ...kept(), ...change })]);
const read = (token: string, base = `/${world.connection}/scim/v2`) =>
  world.scim('GET', '/ServiceProviderConfig', { token, base });

describe('a token', () => {
  it('lets in at its connection, and at the short address while there is one connection', async () => {
    expect((await read(world.token)).status).toBe(200);
    expect((await read(world.token, '/scim/v2')).status).toBe(200);
    expect((await read(world.token, '/other/scim/v2')).status).toBe(401);
    await world.call('addConnection', {}, { name: 'Second' });
    expect((await read(world.token, '/scim/v2')).status).toBe(401);
  });

  it('is kept as a hash, and the use of it with who used it', async () => {
    await world.scim('GET', '/Users', { headers: { 'user-agent': 'Okta SCIM Client 1.0.0' } });
    await expect.poll(() => kept().lastUsed).toBe('2026-01-15T09:00:00.000Z');
    expect(kept()).toMatchObject({ seenOkta: true, hint: world.token.slice(-4) });
    expect(JSON.stringify(world.agent.services.store.data)).not.toContain(world.token);
    world.pass(120_000);
    await world.scim('GET', '/Users');
    await expect.poll(() => kept().lastUsed).toBe('2026-01-15T09:02:00.000Z');
    expect(kept().seenOkta).toBe(true);
  });

  it('that is unknown, inactive or expired is answered alike', async () => {
    const answers = [await read('rollcall_wrong')];
    await save({ state: 'inactive' });
    answers.push(await read(world.token));
    await save({ state: 'active', expires: '2026-01-15T08:59:59.000Z' });
    answers.push(await read(world.token));
    const [first] = answers;
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      expect(answer.body).toEqual(first?.body);
    }
  });

  it('is not guessed for long: after 20 wrong ones in a minute the address waits, and a good one still works', async () => {
    for (let number = 0; number < 20; number += 1) expect((await read(`guess-${number}`)).status).toBe(401);
    const shut = await read('guess-20');
    expect(shut.status).toBe(429);
    expect(shut.headers.get('retry-after')).toBe('60');
    expect((await read(world.token)).status).toBe(200);
    world.pass(61_000);
    expect((await read('guess-21')).status).toBe(401);
  });

  it('opens the listener for as long as it is good', async () => {
    const { listener } = world.agent.services;
    await listener.serve({ port: 0 });
    expect(listener.address).not.toBeNull();
    const answer = await fetch(`${listener.address}/scim/v2/Users`, {
      headers: {
        authorization: `Bearer ${world.token}`,
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'scim.example',
      },
    });
    expect(answer.status).toBe(200);
    await save({ state: 'inactive' });
    await listener.refresh();
    expect(listener.address).toBeNull();
  });

  it('is another each time', () => {
    const about = { id: 'T', connection: 'c1', label: '', created: '', expires: null };
    expect(newToken(about).text).not.toBe(newToken(about).text);
  });
});

it('users and groups are what the server says it can do', async () => {
  const types = await world.scim('GET', '/ResourceTypes');
  expect(types.body).toMatchObject({ totalResults: 2, Resources: [{ name: 'User' }, { name: 'Group' }] });
  expect((await world.scim('GET', '/Groups')).body).toMatchObject({ totalResults: 0 });
});

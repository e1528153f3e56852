import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestClient, nextOf, refusalOf, type Answer } from '../test-client.ts';

const logs = '/api/v1/logs';

function typesOf({ body }: Answer): string[] {
  return z
    .array(z.looseObject({ eventType: z.string() }))
    .parse(body)
    .map((event) => event.eventType);
}

test('every change leaves an event with actor, target, address and token', async () => {
  const client = await createTestClient();
  const id = await client.create('jane@harbor.example', { password: 'Tall-Ship-7' });
  await client.call('POST', `/api/v1/users/${id}`, { body: { profile: { email: 'j@harbor.example' } } });
  await client.call('POST', `/api/v1/users/${id}/lifecycle/suspend`);
  await client.call('DELETE', `/api/v1/users/${id}`);
  await client.call('DELETE', `/api/v1/users/${id}`);
  const answer = await client.call('GET', `${logs}?filter=${encodeURIComponent(`target.id eq "${id}"`)}`);
  expect(typesOf(answer)).toEqual([
    'user.lifecycle.create',
    'user.lifecycle.activate',
    'user.account.update_profile',
    'user.account.update_primary_email',
    'user.lifecycle.suspend',
    'user.lifecycle.delete.initiated',
    'user.lifecycle.deactivate',
    'user.lifecycle.delete.initiated',
    'user.lifecycle.delete.completed',
  ]);
  const { identity } = client.org;
  expect(Object(answer.body)[4]).toMatchObject({
    uuid: expect.stringMatching(/^[\da-f-]{36}$/),
    published: new Date(client.time.now).toISOString(),
    severity: 'INFO',
    actor: { id: identity.adminId, type: 'User', alternateId: 'admin@practice.example' },
    outcome: { result: 'SUCCESS' },
    target: [{ id, type: 'User', alternateId: 'jane@harbor.example', displayName: 'Jane Mensah' }],
    transaction: { type: 'WEB', id: expect.stringMatching(/^req/), detail: { requestApiTokenId: identity.tokenId } },
    debugContext: { debugData: { requestUri: `/api/v1/users/${id}/lifecycle/suspend` } },
  });
});

describe('polling', () => {
  test('always links on, even from an empty page, and shows each event once', async () => {
    const client = await createTestClient();
    const since = new Date(client.time.now).toISOString();
    client.time.now += 1;
    const first = await client.call('GET', `${logs}?since=${since}`);
    expect(typesOf(first)).toEqual([]);
    await client.create('a@harbor.example', { activate: false });
    await client.create('b@harbor.example', { activate: false });
    const second = await client.call('GET', (nextOf(first) ?? '').replace('limit=100', 'limit=1'));
    expect(typesOf(second)).toEqual(['user.lifecycle.create']);
    const third = await client.call('GET', nextOf(second) ?? '');
    expect(typesOf(third)).toEqual(['user.lifecycle.create']);
    const fourth = await client.call('GET', nextOf(third) ?? '');
    expect(typesOf(fourth)).toEqual([]);
    expect(nextOf(fourth)).toBeDefined();
  });

  test('with a filter moves past what does not match', async () => {
    const client = await createTestClient();
    const path = `${logs}?filter=${encodeURIComponent('eventType sw "group."')}`;
    await client.create('a@harbor.example');
    const next = nextOf(await client.call('GET', path)) ?? '';
    await client.call('POST', '/api/v1/groups', { body: { profile: { name: 'Crew' } } });
    expect(typesOf(await client.call('GET', next))).toEqual(['group.lifecycle.create']);
  });
});

describe('bounded', () => {
  async function threeDays() {
    const client = await createTestClient();
    const start = client.time.now;
    for (const name of ['a', 'b', 'c']) {
      client.time.now += 86_400_000;
      await client.create(`${name}@harbor.example`, { activate: false });
    }
    const at = (days: number) => new Date(start + days * 86_400_000).toISOString();
    return { client, at };
  }

  test('since is exclusive, until ends the list, and there is no next', async () => {
    const { client, at } = await threeDays();
    const answer = await client.call('GET', `${logs}?since=${at(1)}&until=${at(3)}`);
    expect(Object(answer.body)).toMatchObject([{ target: [{ alternateId: 'b@harbor.example' }] }]);
    expect(nextOf(answer)).toBeUndefined();
  });

  test('newest first pages back and ends', async () => {
    const { client, at } = await threeDays();
    const first = await client.call('GET', `${logs}?since=${at(0)}&until=${at(4)}&sortOrder=DESCENDING&limit=2`);
    expect(Object(first.body)).toMatchObject([
      { target: [{ alternateId: 'c@harbor.example' }] },
      { target: [{ alternateId: 'b@harbor.example' }] },
    ]);
    const second = await client.call('GET', nextOf(first) ?? '');
    expect(Object(second.body)).toMatchObject([{ target: [{ alternateId: 'a@harbor.example' }] }]);
    expect(nextOf(second)).toBeUndefined();
  });

  test('q looks in every value', async () => {
    const { client } = await threeDays();
    expect(typesOf(await client.call('GET', `${logs}?q=b@harbor.example`))).toEqual(['user.lifecycle.create']);
  });

  test.each([`since=2025-01-01T00:00:00.000Z`, 'since=yesterday'])('%s is refused', async (query) => {
    const client = await createTestClient();
    expect(refusalOf(await client.call('GET', `${logs}?${query}`))).toMatchObject({ status: 400, code: 'E0000001' });
  });

  test('published is no filter', async () => {
    const client = await createTestClient();
    const answer = await client.call('GET', `${logs}?filter=${encodeURIComponent('published gt "2026-01-01"')}`);
    expect(refusalOf(answer).code).toBe('E0000031');
  });
});

import { describe, expect, test } from 'vitest';
import { userStatuses, type UserStatus } from '../model.ts';
import { createTestClient, refusalOf, userOf } from '../test-client.ts';

/** What each operation answers from each status: the next status, or the refusal's HTTP status and code. */
const expected: Record<string, Partial<Record<UserStatus, UserStatus>> & { otherwise: readonly [number, string] }> = {
  'activate?sendEmail=false': { STAGED: 'ACTIVE', DEPROVISIONED: 'ACTIVE', otherwise: [403, 'E0000016'] },
  reactivate: { PROVISIONED: 'PROVISIONED', RECOVERY: 'PROVISIONED', otherwise: [403, 'E0000038'] },
  deactivate: {
    STAGED: 'DEPROVISIONED',
    PROVISIONED: 'DEPROVISIONED',
    ACTIVE: 'DEPROVISIONED',
    RECOVERY: 'DEPROVISIONED',
    PASSWORD_EXPIRED: 'DEPROVISIONED',
    LOCKED_OUT: 'DEPROVISIONED',
    SUSPENDED: 'DEPROVISIONED',
    otherwise: [404, 'E0000007'],
  },
  suspend: { ACTIVE: 'SUSPENDED', otherwise: [400, 'E0000001'] },
  unsuspend: { SUSPENDED: 'ACTIVE', otherwise: [400, 'E0000001'] },
  unlock: { LOCKED_OUT: 'ACTIVE', otherwise: [403, 'E0000032'] },
  expire_password: { ACTIVE: 'PASSWORD_EXPIRED', otherwise: [403, 'E0000038'] },
  expire_password_with_temp_password: { ACTIVE: 'PASSWORD_EXPIRED', otherwise: [403, 'E0000038'] },
  reset_factors: {
    PROVISIONED: 'PROVISIONED',
    ACTIVE: 'ACTIVE',
    RECOVERY: 'RECOVERY',
    PASSWORD_EXPIRED: 'PASSWORD_EXPIRED',
    LOCKED_OUT: 'LOCKED_OUT',
    SUSPENDED: 'SUSPENDED',
    otherwise: [403, 'E0000038'],
  },
  'reset_password?sendEmail=false': {
    PROVISIONED: 'RECOVERY',
    ACTIVE: 'RECOVERY',
    PASSWORD_EXPIRED: 'RECOVERY',
    LOCKED_OUT: 'RECOVERY',
    RECOVERY: 'RECOVERY',
    otherwise: [403, 'E0000038'],
  },
};

const person = { firstName: 'Jane', lastName: 'Mensah', login: 'jane@harbor.example', email: 'jane@harbor.example' };

async function orgWith(status: UserStatus, password: string | undefined = 'Tall-Ship-7') {
  const client = await createTestClient({ seed: { users: [{ profile: person, status, password }] } });
  return { client, path: `/api/v1/users/${encodeURIComponent(person.login)}` };
}

describe.each(Object.entries(expected))('%s', (operation, { otherwise, ...results }) => {
  test.each(userStatuses)('from %s', async (status) => {
    const { client, path } = await orgWith(status);
    const answer = await client.call('POST', `${path}/lifecycle/${operation}`);
    const after = userOf(await client.call('GET', path)).status;
    const wanted = results[status];
    if (wanted === undefined) {
      expect(refusalOf(answer)).toMatchObject({ status: otherwise[0], code: otherwise[1] });
      expect(after).toBe(status);
    } else {
      expect(answer.status).toBe(200);
      expect(after).toBe(wanted);
    }
  });
});

test('suspend names its cause', async () => {
  const { client, path } = await orgWith('STAGED');
  expect(refusalOf(await client.call('POST', `${path}/lifecycle/suspend`)).causes).toEqual([
    'Cannot suspend a user that is not active',
  ]);
});

test('activate without a password ends in PROVISIONED and, without a mail, answers the link', async () => {
  const client = await createTestClient();
  const id = await client.create('jane@harbor.example', { activate: false });
  const { body } = await client.call('POST', `/api/v1/users/${id}/lifecycle/activate?sendEmail=false`);
  expect(body).toMatchObject({ activationUrl: expect.stringContaining('http'), activationToken: expect.any(String) });
  expect(userOf(await client.call('GET', `/api/v1/users/${id}`)).status).toBe('PROVISIONED');
});

test('expire_password answers the user', async () => {
  const { client, path } = await orgWith('ACTIVE');
  expect(userOf(await client.call('POST', `${path}/lifecycle/expire_password`)).status).toBe('PASSWORD_EXPIRED');
});

test('reset_password needs sendEmail and a password', async () => {
  const { client, path } = await orgWith('ACTIVE');
  expect(refusalOf(await client.call('POST', `${path}/lifecycle/reset_password`)).code).toBe('E0000002');
  const id = await client.create('no.password@harbor.example');
  const answer = await client.call('POST', `/api/v1/users/${id}/lifecycle/reset_password?sendEmail=false`);
  expect(refusalOf(answer).code).toBe('E0000017');
});

test('deleting a live user deactivates it, deleting it again erases it', async () => {
  const { client, path } = await orgWith('ACTIVE');
  expect((await client.call('DELETE', path)).status).toBe(204);
  expect(userOf(await client.call('GET', path)).status).toBe('DEPROVISIONED');
  expect((await client.call('DELETE', path)).status).toBe(204);
  expect(refusalOf(await client.call('GET', path))).toMatchObject({ status: 404, code: 'E0000007' });
});

test('a running activation shows where it goes and refuses changes until it ends', async () => {
  const client = await createTestClient({ behaviour: { activationMs: 5000 } });
  const id = await client.create('jane@harbor.example', { password: 'Tall-Ship-7' });
  const path = `/api/v1/users/${id}`;
  expect(userOf(await client.call('GET', path))).toMatchObject({ status: 'STAGED', transitioningToStatus: 'ACTIVE' });
  const refused = await client.call('POST', path, { body: { profile: { title: 'Captain' } } });
  expect(refusalOf(refused)).toMatchObject({ status: 409, code: 'E0000112' });
  client.time.now += 5000;
  const after = userOf(await client.call('GET', path));
  expect(after.status).toBe('ACTIVE');
  expect(after).not.toHaveProperty('transitioningToStatus');
});

test('a single user lists only the links its status allows', async () => {
  const { client, path } = await orgWith('SUSPENDED');
  const links = userOf(await client.call('GET', path))['_links'];
  expect(Object.keys(Object(links)).sort()).toEqual(['deactivate', 'schema', 'self', 'type', 'unsuspend']);
});

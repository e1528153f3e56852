import { createHash, pbkdf2Sync, randomBytes } from 'node:crypto';
import { hash as bcrypt } from 'bcryptjs';
import { describe, expect, test } from 'vitest';
import { createTestClient, refusalOf, userOf, type TestClient } from '../test-client.ts';
import { requirements } from './policy.ts';

const users = '/api/v1/users';
const login = 'isaac.brock@harbor.example';
const profile = { firstName: 'Isaac', lastName: 'Brock', login, email: login };
const good = 'Tall-Ship-7';

async function signIn(client: TestClient, password: string, username = login) {
  return client.call('POST', '/api/v1/authn', { body: { username, password } });
}

async function createWith(client: TestClient, password: unknown) {
  return client.call('POST', users, { body: { profile, credentials: { password } } });
}

describe('policy', () => {
  test.each(['Sh0rt', 'lowercase1', 'UPPERCASE1', 'NoNumbers', 'brockR0cks!', 'xIsaacx99', `aB3${'x'.repeat(70)}`])(
    '%s is refused',
    async (value) => {
      const client = await createTestClient();
      const answer = await createWith(client, { value });
      expect(answer.body).toMatchObject({ errorSummary: 'Api validation failed: password' });
      expect(refusalOf(answer)).toEqual({ status: 400, code: 'E0000001', causes: [requirements] });
    },
  );

  test('the top-level domain and parts of three letters do not count', async () => {
    const client = await createTestClient();
    expect((await createWith(client, { value: 'Harbor-77' })).status).toBe(400);
    const id = await client.create('li.wu@sea.info', { password: 'Info-Li-77' });
    expect(userOf(await client.call('GET', `${users}/${id}`)).status).toBe('ACTIVE');
  });

  test('the last four passwords cannot come back, the fifth can', async () => {
    const client = await createTestClient();
    const id = await client.create(login, { password: 'Ship-Number-1' });
    const set = (value: string) =>
      client.call('POST', `${users}/${id}`, { body: { credentials: { password: { value } } } });
    for (const number of [2, 3, 4]) expect((await set(`Ship-Number-${number}`)).status).toBe(200);
    expect(refusalOf(await set('Ship-Number-1')).causes).toEqual([requirements]);
    expect((await set('Ship-Number-5')).status).toBe(200);
    expect((await set('Ship-Number-1')).status).toBe(200);
  });

  test('is published', async () => {
    const client = await createTestClient();
    expect((await client.call('GET', '/api/v1/policies?type=PASSWORD')).body).toMatchObject([
      { type: 'PASSWORD', settings: { password: { complexity: { minLength: 8 }, lockout: { maxAttempts: 10 } } } },
    ]);
  });
});

describe('hashes of other systems prove the same password', () => {
  const salt = randomBytes(12);
  const digest = (algorithm: string, parts: Buffer[]) =>
    createHash(algorithm).update(Buffer.concat(parts)).digest('base64');
  const secret = Buffer.from(good);
  const salted = { salt: salt.toString('base64') };

  test.each([
    [
      'SHA-512, salt first',
      { algorithm: 'SHA-512', saltOrder: 'PREFIX', ...salted, value: digest('sha512', [salt, secret]) },
    ],
    [
      'SHA-256, salt last',
      { algorithm: 'SHA-256', saltOrder: 'POSTFIX', ...salted, value: digest('sha256', [secret, salt]) },
    ],
    ['SHA-1', { algorithm: 'SHA-1', saltOrder: 'PREFIX', ...salted, value: digest('sha1', [salt, secret]) }],
    ['MD5 without salt', { algorithm: 'MD5', value: digest('md5', [secret]) }],
    [
      'PBKDF2',
      {
        algorithm: 'PBKDF2',
        ...salted,
        iterationCount: 4096,
        keySize: 32,
        digestAlgorithm: 'SHA512_HMAC',
        value: pbkdf2Sync(secret, salt, 4096, 32, 'sha512').toString('base64'),
      },
    ],
  ])('%s', async (_, hash) => {
    const client = await createTestClient();
    const answer = await createWith(client, { hash });
    expect(userOf(answer)).toMatchObject({
      status: 'ACTIVE',
      credentials: { provider: { type: 'IMPORT', name: 'IMPORT' } },
    });
    expect((await signIn(client, good)).body).toMatchObject({ status: 'SUCCESS' });
    expect((await signIn(client, 'Tall-Ship-8')).status).toBe(401);
  });

  test('BCRYPT, split as PHP writes it', async () => {
    const client = await createTestClient();
    const made = await bcrypt(good, 5);
    const [, , rounds, rest = ''] = made.split('$');
    const hash = { algorithm: 'BCRYPT', workFactor: Number(rounds), salt: rest.slice(0, 22), value: rest.slice(22) };
    expect((await createWith(client, { hash })).status).toBe(200);
    expect((await signIn(client, good)).body).toMatchObject({ status: 'SUCCESS' });
    expect((await signIn(client, 'Tall-Ship-8')).status).toBe(401);
  });

  test.each([
    { algorithm: 'BCRYPT', workFactor: 21, salt: 'x'.repeat(22), value: 'y'.repeat(31) },
    { algorithm: 'BCRYPT', workFactor: 10, salt: 'short', value: 'y'.repeat(31) },
    { algorithm: 'PBKDF2', salt: 'eA==', iterationCount: 1000, value: 'eHg=', digestAlgorithm: 'SHA256_HMAC' },
    { algorithm: 'SHA-256', value: 'eHg=' },
  ])('$algorithm with wrong figures is refused', async (hash) => {
    const client = await createTestClient();
    expect(refusalOf(await createWith(client, { hash })).code).toBe('E0000001');
  });

  test('a hash is taken while STAGED only', async () => {
    const client = await createTestClient();
    const id = await client.create(login, { activate: false });
    const body = { credentials: { password: { hash: { algorithm: 'MD5', value: digest('md5', [secret]) } } } };
    expect((await client.call('POST', `${users}/${id}`, { body })).status).toBe(200);
    await client.call('POST', `${users}/${id}/lifecycle/activate`);
    expect((await signIn(client, good)).body).toMatchObject({ status: 'SUCCESS' });
    expect(refusalOf(await client.call('POST', `${users}/${id}`, { body })).code).toBe('E0000001');
  });
});

describe('sign-in', () => {
  test('ten wrong passwords lock, the right one no longer helps, unlock does', async () => {
    const client = await createTestClient();
    const id = await client.create(login, { password: good });
    for (let n = 0; n < 9; n += 1) expect(refusalOf(await signIn(client, 'wrong')).code).toBe('E0000004');
    expect((await signIn(client, good)).body).toMatchObject({ status: 'SUCCESS' });
    for (let n = 0; n < 10; n += 1) await signIn(client, 'wrong');
    expect((await signIn(client, good)).body).toEqual({ status: 'LOCKED_OUT' });
    await client.call('POST', `${users}/${id}/lifecycle/unlock`);
    expect((await signIn(client, good)).body).toMatchObject({ status: 'SUCCESS', _embedded: { user: { id } } });
  });

  test('is no change of the user but the last sign-in', async () => {
    const client = await createTestClient();
    const id = await client.create(login, { password: good });
    const before = await client.call('GET', `${users}/${id}`);
    client.time.now += 60_000;
    await signIn(client, good);
    const after = await client.call('GET', `${users}/${id}`);
    expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
    expect(userOf(after)).toEqual({ ...userOf(before), lastLogin: new Date(client.time.now).toISOString() });
  });

  test.each(['STAGED', 'PROVISIONED', 'SUSPENDED', 'DEPROVISIONED', 'RECOVERY'] as const)(
    '%s users are refused',
    async (status) => {
      const client = await createTestClient({ seed: { users: [{ profile, status, password: good }] } });
      expect(refusalOf(await signIn(client, good))).toMatchObject({ status: 401, code: 'E0000004' });
    },
  );

  test('an expired password is told apart, a new one ends it', async () => {
    const client = await createTestClient({
      seed: { users: [{ profile, status: 'PASSWORD_EXPIRED', password: good }] },
    });
    expect((await signIn(client, good)).body).toMatchObject({ status: 'PASSWORD_EXPIRED' });
    const body = { oldPassword: { value: good }, newPassword: { value: 'Longer-Voyage-8' } };
    const changed = await client.call('POST', `${users}/${login}/credentials/change_password`, { body });
    expect(changed.body).toEqual({ password: {}, provider: { type: 'OKTA', name: 'OKTA' } });
    expect((await signIn(client, 'Longer-Voyage-8')).body).toMatchObject({ status: 'SUCCESS' });
  });

  test('a temporary password signs in to be changed', async () => {
    const client = await createTestClient();
    const id = await client.create(login, { password: good });
    const { body } = await client.call('POST', `${users}/${id}/lifecycle/expire_password_with_temp_password`);
    const { tempPassword } = Object(body);
    expect((await signIn(client, String(tempPassword))).body).toMatchObject({ status: 'PASSWORD_EXPIRED' });
  });
});

describe('change_password', () => {
  test.each([
    ['a wrong old password', { old: 'Wrong-Ship-1', next: 'Longer-Voyage-8' }, ['Old Password is not correct']],
    ['a new one against the policy', { old: good, next: 'short' }, [requirements]],
    ['the present one again', { old: good, next: good }, [requirements]],
  ])('%s is E0000014', async (_, { old, next }, causes) => {
    const client = await createTestClient();
    const id = await client.create(login, { password: good });
    const body = { oldPassword: { value: old }, newPassword: { value: next } };
    const answer = await client.call('POST', `${users}/${id}/credentials/change_password`, { body });
    expect(refusalOf(answer)).toEqual({ status: 403, code: 'E0000014', causes });
  });

  test('is not for suspended users', async () => {
    const client = await createTestClient({ seed: { users: [{ profile, status: 'SUSPENDED', password: good }] } });
    const body = { oldPassword: { value: good }, newPassword: { value: 'Longer-Voyage-8' } };
    const answer = await client.call('POST', `${users}/${login}/credentials/change_password`, { body });
    expect(refusalOf(answer).code).toBe('E0000038');
  });
});

test('the answer to the recovery question sets a new password', async () => {
  const client = await createTestClient();
  const recovery_question = { question: 'Which port?', answer: 'Cork harbour' };
  const credentials = { password: { value: good }, recovery_question };
  await client.call('POST', users, { body: { profile, credentials } });
  const forget = (answer: string) =>
    client.call('POST', `${users}/${login}/credentials/forgot_password_recovery_question`, {
      body: { password: { value: 'Longer-Voyage-8' }, recovery_question: { answer } },
    });
  expect(refusalOf(await forget('Porto'))).toMatchObject({ status: 403, code: 'E0000017' });
  expect((await forget('cork HARBOUR')).status).toBe(200);
  expect((await signIn(client, 'Longer-Voyage-8')).body).toMatchObject({ status: 'SUCCESS' });
});

test('a recovery question is kept, its answer never told', async () => {
  const client = await createTestClient();
  const recovery_question = { question: 'Which port?', answer: 'Cork harbour' };
  const answer = await client.call('POST', users, { body: { profile, credentials: { recovery_question } } });
  expect(userOf(answer)['credentials']).toMatchObject({ recovery_question: { question: 'Which port?' } });
  expect(JSON.stringify(answer.body)).not.toContain('Cork');
});

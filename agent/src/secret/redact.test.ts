import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact, redactText } from './redact.ts';

test('values under a secret name are hidden at any depth, whatever their kind', () => {
  const request = {
    method: 'POST',
    headers: { Authorization: 'Bearer abc', Cookie: 'SESS=1', 'X-CSRF-Token': 't', 'Content-Type': 'application/json' },
    body: {
      userName: 'ann@school.example',
      password: 'hunter2',
      credentials: { password: { value: 'hunter2' }, provider: { type: 'OKTA' } },
      nested: [{ client_assertion: 'x', access_token: 'y', privateKey: { kty: 'RSA' } }],
      token_type: 'Bearer',
    },
  };
  expect(redact(request)).toEqual({
    method: 'POST',
    headers: {
      Authorization: '[redacted]',
      Cookie: '[redacted]',
      'X-CSRF-Token': '[redacted]',
      'Content-Type': 'application/json',
    },
    body: {
      userName: 'ann@school.example',
      password: '[redacted]',
      credentials: '[redacted]',
      nested: [{ client_assertion: '[redacted]', access_token: '[redacted]', privateKey: '[redacted]' }],
      token_type: 'Bearer',
    },
  });
});

test('a value that stands beside its secret name is hidden', () => {
  expect(redact({ op: 'replace', path: 'password', value: 'hunter2' })).toEqual({
    op: 'replace',
    path: 'password',
    value: '[redacted]',
  });
  expect(redact({ op: 'replace', value: { password: 'hunter2', active: true } })).toEqual({
    op: 'replace',
    value: { password: '[redacted]', active: true },
  });
  expect(
    redact([
      ['Set-Cookie', 'SESS=1'],
      ['Accept', 'text/html'],
    ]),
  ).toEqual([
    ['Set-Cookie', '[redacted]'],
    ['Accept', 'text/html'],
  ]);
  expect(redact({ name: 'pass[pass1]', value: 'hunter2' })).toEqual({ name: 'pass[pass1]', value: '[redacted]' });
});

test.each([
  ['Authorization was SSWS 00aBc_D-e', 'Authorization was SSWS [redacted]'],
  ['got eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln back', 'got [redacted] back'],
  ['https://org.example/x?after=3&access_token=abc#top', 'https://org.example/x?after=3&access_token=[redacted]#top'],
  ['see https://ann:pw@site.example/user', 'see https://[redacted]@site.example/user'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', '[redacted]'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIE cut off', '[redacted]'],
  ['nothing to hide, 7 users', 'nothing to hide, 7 users'],
])('%s', (text, shown) => {
  expect(redactText(text)).toBe(shown);
});

test('no secret survives wherever it is put in a structure', () => {
  const names = fc.constantFrom('password', 'Authorization', 'client_secret', 'refreshToken', 'api_key', 'privateKey');
  const wrap = (inner: unknown, how: number) => [inner, [inner], { inner }, { list: [{ inner }] }][how % 4];
  fc.assert(
    fc.property(names, fc.array(fc.nat(3), { maxLength: 5 }), (name, path) => {
      const value = path.reduce<unknown>(wrap, { [name]: 'the-secret-itself' });
      expect(JSON.stringify(redact(value))).not.toContain('the-secret-itself');
    }),
  );
});

import { expect, test } from 'vitest';
import { normaliseUrl } from './url.ts';

test.each([
  ['https://dev-1.okta.example', 'https://dev-1.okta.example'],
  [' https://dev-1.okta.example/ ', 'https://dev-1.okta.example'],
  ['dev-1.okta.example', 'https://dev-1.okta.example'],
  ['https://Dev-1.Okta.example:443/', 'https://dev-1.okta.example'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
  ['http://localhost:8080', 'http://localhost:8080'],
  ['http://[::1]:8080', 'http://[::1]:8080'],
])('%s is kept as %s', (text, kept) => {
  expect(normaliseUrl(text)).toBe(kept);
});

test.each([
  'http://dev-1.okta.example',
  'http://127.0.0.1.okta.example',
  'ftp://dev-1.okta.example',
  'https://dev-1.okta.example/admin/dashboard',
  'https://dev-1.okta.example/?x=1',
  'https://ann:secret@dev-1.okta.example',
  'https://',
  '',
])('%s is invalid', (text) => {
  expect(() => normaliseUrl(text)).toThrow(expect.objectContaining({ code: 'invalid' }));
});

test('an address of the Admin Console is refused with the right one named', () => {
  const right = { problem: expect.objectContaining({ code: 'wrong_site', next: 'Use https://dev-1.okta.example.' }) };
  expect(() => normaliseUrl('https://dev-1-admin.okta.example/admin')).toThrow(expect.objectContaining(right));
});

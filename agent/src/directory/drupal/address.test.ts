import { SyncError } from '@rollcall/shared';
import { expect, test } from 'vitest';
import { accountUrl, normaliseUrl } from './address.ts';

test.each([
  ['https://cms.example', 'https://cms.example'],
  ['cms.example', 'https://cms.example'],
  [' https://CMS.example/ ', 'https://cms.example'],
  ['https://cms.example:8443/', 'https://cms.example:8443'],
  ['https://cms.example/user/login?destination=/admin', 'https://cms.example'],
  ['https://cms.example/admin/people#main-content', 'https://cms.example'],
  ['https://cms.example/jsonapi', 'https://cms.example'],
  ['https://cms.example/intranet/', 'https://cms.example/intranet'],
  ['https://cms.example/a/b/user/1/edit', 'https://cms.example/a/b'],
  ['https://cms.example/index.php', 'https://cms.example'],
  ['https://cms.example/users', 'https://cms.example/users'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
  ['http://localhost/drupal/user', 'http://localhost/drupal'],
  ['http://[::1]:8080', 'http://[::1]:8080'],
])('%s is kept as %s', (typed, kept) => {
  expect(normaliseUrl(typed)).toBe(kept);
  expect(normaliseUrl(kept)).toBe(kept);
});

test.each([
  '',
  'http://cms.example',
  'http://127.0.0.1.example',
  'ftp://cms.example',
  'https://ann:secret@cms.example',
  'a b',
])('%j is refused and named', (typed) => {
  let thrown: unknown;
  try {
    normaliseUrl(typed);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(SyncError);
  if (!(thrown instanceof SyncError)) return;
  expect(thrown.problem).toMatchObject({ code: 'invalid', field: 'url' });
  expect(JSON.stringify(thrown.problem)).not.toContain('secret');
});

test('an account has a page once its number is known', () => {
  expect(accountUrl('https://cms.example/sub', 'e9dd1f46', '7')).toBe('https://cms.example/sub/user/7');
  expect(accountUrl('https://cms.example', 'e9dd1f46', null)).toBeNull();
});

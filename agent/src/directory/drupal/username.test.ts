import { SyncError } from '@rollcall/shared';
import { expect, test } from 'vitest';
import { assertUsername } from './username.ts';

function problem(name: unknown) {
  try {
    assertUsername(name);
  } catch (error) {
    if (error instanceof SyncError) return error.problem;
    throw error;
  }
  return null;
}

test.each([
  'ann',
  'Anna Berg',
  "Siân O'Brien",
  'ann.berg+site_1-2@cms.example',
  'Łukasz Żółć',
  '山田太郎',
  'محمد الحسن',
  '🦊',
  'x'.repeat(60),
  '🦊'.repeat(60),
])('%j is a username', (name) => {
  expect(problem(name)).toBeNull();
});

test.each([
  ['a%b', '%'],
  ['a/b', '/'],
  ['a:b', ':'],
  ['a\\b', '\\'],
  ['a!b', '!'],
  ['a{b', '{'],
  ['a\u00A0b', 'U+00A0'],
  ['a\u200Bb', 'U+200B'],
  ['a\tb', 'U+0009'],
  ['ＡＢ', 'Ａ'],
])('%j is refused and the character named', (name, shown) => {
  const refused = problem(name);
  expect(refused).toMatchObject({ code: 'unsupported_character', field: 'name', scope: 'item' });
  expect(refused?.detail).toContain(shown);
});

test.each([
  ['', 'missing_name'],
  [null, 'missing_name'],
  [' ann', 'invalid'],
  ['ann ', 'invalid'],
  ['ann  berg', 'invalid'],
  ['x'.repeat(61), 'invalid'],
  ['🦊'.repeat(61), 'invalid'],
])('%j is %s', (name, code) => {
  expect(problem(name)).toMatchObject({ code, field: 'name' });
});

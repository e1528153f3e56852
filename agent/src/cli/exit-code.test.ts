import { expect, test } from 'vitest';
import { errorKinds } from '@rollcall/shared';

import { exitCodeOf } from './exit-code.ts';

const expected = {
  1: ['disk', 'internal'],
  2: [
    'anonymous',
    'bad_credentials',
    'clock_skew',
    'conflict',
    'forbidden',
    'invalid',
    'linked_elsewhere',
    'missing_group',
    'not_configured',
    'not_found',
    'not_paired',
    'read_only',
    'token_revoked',
    'unsupported',
    'version',
    'wrong_site',
  ],
  3: ['brake', 'moved', 'needs_approval', 'paused', 'privileged_group', 'protected', 'report_mode', 'shrunken'],
  4: [
    'ambiguous',
    'cancelled',
    'missing_name',
    'password_gone',
    'password_policy',
    'undecided',
    'unsupported_character',
    'wrong_state',
  ],
  5: ['locked'],
  6: ['partial_listing', 'rate_limited', 'server_fault', 'timeout', 'tls', 'unreachable'],
};

test('every problem code has its exit code', () => {
  const found: Record<number, string[]> = {};
  for (const code of Object.keys(errorKinds).sort()) (found[exitCodeOf(code)] ??= []).push(code);
  expect(found).toEqual(expected);
});

test('a code of a newer agent is an internal fault', () => {
  expect(exitCodeOf('from_the_future')).toBe(1);
  expect(exitCodeOf('constructor')).toBe(1);
});

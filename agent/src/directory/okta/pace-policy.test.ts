import { expect, test } from 'vitest';
import { pacePolicy } from './pace-policy.ts';

test.each([
  ['GET', '/api/v1/users', 'users'],
  ['POST', '/api/v1/users', 'users'],
  ['GET', '/api/v1/users/00u1', 'user read'],
  ['POST', '/api/v1/users/00u1', 'user write'],
  ['DELETE', '/api/v1/users/00u1', 'user write'],
  ['POST', '/api/v1/users/00u1/lifecycle/suspend', 'other'],
  ['GET', '/api/v1/groups', 'groups'],
  ['PUT', '/api/v1/groups/00g1', 'group'],
  ['PUT', '/api/v1/groups/00g1/users/00u1', 'other'],
  ['POST', '/oauth2/v1/token', 'token'],
  ['POST', '/api/v1/authn', 'sign-in'],
])('%s %s counts as %s', (method, path, bucket) => {
  expect(pacePolicy.bucketOf(method, new URL(path, 'https://a.example'))).toBe(bucket);
});

const answer = (headers: Record<string, string>): Response => new Response(null, { headers });

test('reads the limit by the server’s clock, so that a wrong one here does no harm', () => {
  const headers = {
    date: 'Sun, 01 Mar 2026 12:00:00 GMT',
    'x-rate-limit-limit': '600',
    'x-rate-limit-remaining': '599',
    'x-rate-limit-reset': String(Date.parse('2026-03-01T12:00:30Z') / 1000),
  };
  expect(pacePolicy.read(answer(headers), 5_000_000)).toEqual({ limit: 600, remaining: 599, resetAt: 5_031_000 });
});

test('an answer without limits says nothing', () => {
  expect(pacePolicy.read(answer({ date: 'Sun, 01 Mar 2026 12:00:00 GMT' }), 0)).toBeNull();
  expect(pacePolicy.read(answer({ 'x-rate-limit-limit': 'many' }), 0)).toBeNull();
});

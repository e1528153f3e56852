import { expect, test } from 'vitest';
import { toFault } from './fault.ts';
import type { Call, Reply } from './transport.ts';

const site = 'https://cms.example';
const now = Date.parse('2026-05-04T10:00:00Z');

function reply(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return { status, text: body, headers: new Headers({ 'content-type': 'application/vnd.api+json', ...headers }) };
}

function errors(...list: { detail: string; pointer?: string }[]): string {
  return JSON.stringify({
    errors: list.map(({ detail, pointer }) => ({ detail, ...(pointer === undefined ? {} : { source: { pointer } }) })),
  });
}

const fault = (answer: Reply, method: Call['method'] = 'PATCH') => toFault(answer, { site, method, now }).problem;

test.each([
  [400, 'invalid', 'item'],
  [401, 'anonymous', 'run'],
  [403, 'forbidden', 'item'],
  [404, 'not_found', 'item'],
  [405, 'read_only', 'run'],
  [409, 'conflict', 'item'],
  [422, 'invalid', 'item'],
  [500, 'server_fault', 'item'],
  [503, 'server_fault', 'item'],
])('%i from JSON:API is %s', (status, code, scope) => {
  expect(fault(reply(status, errors({ detail: 'Irgendetwas stimmt nicht.' })))).toMatchObject({ code, scope, status });
});

test('the field is told by the pointer and the sentence shown as it came', () => {
  const problem = fault(
    reply(
      422,
      errors(
        { detail: 'name: Der Benutzername ann ist bereits vergeben.', pointer: '/data/attributes/name' },
        { detail: 'Zweitens.', pointer: '/data/attributes/mail/value' },
      ),
    ),
  );
  expect(problem).toMatchObject({ code: 'invalid', field: 'name' });
  expect(problem.detail).toBe('Drupal says: name: Der Benutzername ann ist bereits vergeben. Zweitens.');
});

test('a refused password is the policy’s', () => {
  const problem = fault(reply(422, errors({ detail: 'Zu kurz.', pointer: '/data/attributes/pass/0/value' })));
  expect(problem).toMatchObject({ code: 'password_policy', field: 'pass' });
});

test('a refused read stops the run, a refused write its item', () => {
  const denied = reply(403, errors({ detail: 'The ‘administer users’ permission is required.' }));
  expect(fault(denied, 'GET').scope).toBe('run');
  expect(fault(denied, 'DELETE').scope).toBe('item');
  expect(fault(denied).next).toContain('https://cms.example/admin/people/permissions');
});

test('read-only names the page that changes it', () => {
  expect(fault(reply(405, errors({ detail: 'x' }))).next).toContain(
    'https://cms.example/admin/config/services/jsonapi',
  );
});

test.each([
  ['7', '2026-05-04T10:00:07.000Z'],
  ['Mon, 04 May 2026 10:01:00 GMT', '2026-05-04T10:01:00.000Z'],
  ['soon', '2026-05-04T10:01:00.000Z'],
])('a 429 with Retry-After %s waits until %s', (value, retryAt) => {
  expect(fault(reply(429, '{}', { 'retry-after': value }))).toMatchObject({
    code: 'rate_limited',
    retry: 'after',
    retryAt,
  });
});

const html = { 'content-type': 'text/html; charset=UTF-8' };

test.each([
  [404, {}, 'unsupported'],
  [406, {}, 'unsupported'],
  [200, {}, 'server_fault'],
  [403, {}, 'server_fault'],
  [502, {}, 'server_fault'],
  [503, { 'retry-after': '60' }, 'rate_limited'],
  [302, { location: '/maintenance' }, 'wrong_site'],
])('a page with status %i is %s', (status, headers, code) => {
  const problem = fault(reply(status, '<h1>Hello</h1>', { ...html, ...headers }));
  expect(problem).toMatchObject({ code, status });
  expect(problem.detail).not.toContain('<h1>');
});

import type { ErrorCode, Problem } from '@rollcall/shared';
import { describe, expect, test } from 'vitest';
import { type Refusal, toSyncError } from './problem.ts';

const at = Date.parse('2026-03-01T12:00:00.500Z');
const date = 'Sun, 01 Mar 2026 12:00:00 GMT';
const json = { 'content-type': 'application/json', date, 'x-okta-request-id': 'req1' };

function problemOf(refusal: Partial<Refusal> & { path?: string }): Problem {
  const { path = '/api/v1/users', ...rest } = refusal;
  const url = new URL(path, 'https://a.example');
  const whole = { method: 'GET', url, status: 400, headers: new Headers(json), text: '', at, ...rest };
  return toSyncError(whole).problem;
}

const body = (errorCode: string, errorSummary: string, ...causes: string[]): string =>
  JSON.stringify({
    errorCode,
    errorSummary,
    errorLink: errorCode,
    errorId: 'oae1',
    errorCauses: causes.map((cause) => ({ errorSummary: cause })),
  });

interface Row {
  says: string;
  status: number;
  text: string;
  code: ErrorCode;
  path?: string;
  method?: string;
  field?: string;
  detail?: string;
}

const user = '/api/v1/users/00u1';
const taken = 'An object with this field already exists in the current organization';
const rules =
  'Password requirements were not met. Password requirements: at least 8 characters, a lowercase letter, an uppercase letter, a number, no parts of your username. Your password cannot be any of your last 4 passwords.';

const rows: Row[] = [
  {
    says: 'a revoked token',
    status: 401,
    text: body('E0000011', 'Invalid token provided'),
    code: 'bad_credentials',
    detail: 'E0000011',
  },
  { says: 'a session that ended', status: 403, text: body('E0000005', 'Invalid session'), code: 'bad_credentials' },
  {
    says: 'a missing role',
    status: 403,
    text: body('E0000006', 'You do not have permission'),
    code: 'forbidden',
    detail: 'read users',
  },
  {
    says: 'an unknown user',
    status: 404,
    text: body('E0000007', 'Not found: 00u1 (User)'),
    code: 'not_found',
    path: user,
  },
  {
    says: 'an unknown group',
    status: 404,
    text: body('E0000007', 'Not found: 00g1 (UserGroup)'),
    code: 'missing_group',
    path: '/api/v1/groups/00g1/users',
  },
  {
    says: 'a login that is taken',
    status: 400,
    text: body('E0000001', 'Api validation failed: login', `login: ${taken}`),
    code: 'conflict',
    field: 'login',
  },
  {
    says: 'a group name that is taken',
    status: 400,
    text: body('E0000001', 'Api validation failed: name', `name: ${taken}`),
    code: 'conflict',
    field: 'name',
  },
  {
    says: 'a blank name',
    status: 400,
    text: body('E0000001', 'Api validation failed: firstName', 'firstName: The field cannot be left blank'),
    code: 'missing_name',
    field: 'firstName',
  },
  {
    says: 'a login that is no address',
    status: 400,
    text: body('E0000001', 'Api validation failed: login', 'login: Username must be in the form of an email address'),
    code: 'invalid',
    field: 'login',
  },
  {
    says: 'an unknown attribute',
    status: 400,
    text: body('E0000001', 'Api validation failed: newUser', 'newUser: Property name is not defined'),
    code: 'invalid',
  },
  {
    says: 'a weak password on create',
    status: 400,
    text: body('E0000001', 'Api validation failed: password', rules),
    code: 'password_policy',
    field: 'password',
    detail: 'at least 8 characters',
  },
  {
    says: 'a weak password',
    status: 403,
    text: body('E0000080', 'The password does not meet the complexity requirements'),
    code: 'password_policy',
    field: 'password',
  },
  {
    says: 'refused credentials',
    status: 403,
    text: body('E0000014', 'Update of credentials failed', rules),
    code: 'password_policy',
    detail: 'a number',
  },
  {
    says: 'suspending who is not active',
    status: 400,
    text: body('E0000001', 'Api validation failed', 'Cannot suspend a user that is not active'),
    code: 'wrong_state',
    path: `${user}/lifecycle/suspend`,
    method: 'POST',
  },
  {
    says: 'activating who is active',
    status: 403,
    text: body('E0000016', 'Activation failed because the user is already active'),
    code: 'wrong_state',
  },
  {
    says: 'a status that forbids it',
    status: 403,
    text: body('E0000038', "This operation is not allowed in the user's current status."),
    code: 'wrong_state',
  },
  {
    says: 'a profile mastered elsewhere',
    status: 403,
    text: body('E0000023', 'Operation failed because user profile is mastered under another system'),
    code: 'unsupported',
  },
  {
    says: 'an attribute that is read-only',
    status: 403,
    text: body('E0000077', 'attribute read-only'),
    code: 'invalid',
  },
  { says: 'a stale version', status: 412, text: body('E0000231', "ETag value doesn't match."), code: 'moved' },
  { says: 'an unfinished method', status: 501, text: body('E0000060', 'Unsupported operation.'), code: 'unsupported' },
  { says: 'a bad body', status: 400, text: body('E0000003', 'The request body was not well-formed.'), code: 'invalid' },
  { says: 'a server fault', status: 500, text: body('E0000009', 'Internal Server Error'), code: 'server_fault' },
  {
    says: 'read-only mode',
    status: 503,
    text: body('E0000010', 'Service is in read only mode'),
    code: 'server_fault',
    detail: 'read only',
  },
  {
    says: 'a code not known yet',
    status: 400,
    text: body('E0999999', 'Something new'),
    code: 'invalid',
    detail: 'E0999999',
  },
  { says: 'JSON of somebody else with 401', status: 401, text: '{}', code: 'bad_credentials' },
  { says: 'JSON of somebody else with 500', status: 500, text: '{"message":"no"}', code: 'server_fault' },
];

describe('an Okta refusal', () => {
  test.each(rows)('$says is $code', ({ status, text, code, path, method, field, detail }) => {
    const problem = problemOf({ status, text, ...(path && { path }), ...(method && { method }) });
    expect(problem).toMatchObject({ code, status, requestId: 'req1' });
    if (field !== undefined) expect(problem.field).toBe(field);
    if (detail !== undefined) expect(problem.detail).toContain(detail);
  });

  test('a missing role names the role to ask for, and stops the run unless it concerns one account', () => {
    const text = body('E0000006', 'You do not have permission');
    const list = problemOf({ status: 403, text });
    expect(list).toMatchObject({ scope: 'run', next: expect.stringContaining('Manage users') as string });
    expect(problemOf({ status: 403, text, path: user }).scope).toBe('item');
    expect(problemOf({ status: 403, text, path: '/api/v1/groups' }).next).toContain('Manage groups');
  });

  test('a user who is still being activated can be tried later', () => {
    const text = body('E0000112', 'Cannot update this user because they are still being activated.');
    expect(problemOf({ status: 409, text })).toMatchObject({ code: 'wrong_state', retry: 'later' });
  });

  test('a 429 names the time by the answer’s own clock', () => {
    const reset = String(Date.parse(date) / 1000 - 3600 + 20);
    const headers = new Headers({ ...json, date: 'Sun, 01 Mar 2026 11:00:00 GMT', 'x-rate-limit-reset': reset });
    const problem = problemOf({ status: 429, text: body('E0000047', 'API call exceeded rate limit'), headers });
    expect(problem).toMatchObject({ code: 'rate_limited', retry: 'after', retryAt: '2026-03-01T12:00:21.500Z' });
  });

  test('a 429 without a time waits a minute', () => {
    expect(problemOf({ status: 429 }).retryAt).toBe('2026-03-01T12:01:00.500Z');
  });

  test('an HTML page of a gateway is a server fault', () => {
    const headers = new Headers({ 'content-type': 'text/html; charset=utf-8' });
    expect(problemOf({ status: 502, headers, text: '<h1>Bad gateway</h1>' })).toMatchObject({
      code: 'server_fault',
      detail: 'Okta answered with an HTML page (502), probably a gateway.',
    });
  });

  test('an HTML page that is no fault comes from another site', () => {
    const headers = new Headers({ 'content-type': 'text/html' });
    expect(problemOf({ status: 404, headers })).toMatchObject({ code: 'wrong_site', scope: 'run' });
  });

  test('a proof that is refused because of the clock is clock_skew', () => {
    const headers = new Headers({
      ...json,
      date: 'Sun, 01 Mar 2026 12:10:00 GMT',
      'www-authenticate': 'DPoP error="invalid_dpop_proof", error_description="The DPoP proof JWT is too old."',
    });
    const problem = problemOf({ status: 401, headers, text: body('E0000011', 'Invalid token provided') });
    expect(problem).toMatchObject({ code: 'clock_skew', scope: 'run' });
    expect(problem.detail).toContain('10 min');
  });

  test('a scope that is missing is forbidden', () => {
    const headers = new Headers({ date, 'www-authenticate': 'Bearer error="insufficient_scope"' });
    expect(problemOf({ status: 403, headers })).toMatchObject({ code: 'forbidden' });
  });
});

import { expect, test } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { UsersAnswer } from '@rollcall/shared/api';

import {
  fakeTerminal,
  noon,
  runFake,
  sampleConnection,
  sampleItem,
  sampleJob,
  samplePlan,
  sampleResult,
} from './fixture.ts';
import type { FakeAnswers } from './fixture.ts';
import { runCli } from './main.ts';
import { version } from '../version.ts';

const iso = new Date(noon - 120_000).toISOString();
const summary = { users: 3, linked: 1, notInOkta: 1, needLook: 1, unknown: 0, readAt: iso };
const user = (handle: string, change: Partial<UsersAnswer['users'][number]> = {}): UsersAnswer['users'][number] => ({
  handle,
  id: `uuid-${handle}`,
  login: `user${handle}`,
  label: `User ${handle}`,
  email: `user${handle}@school.example`,
  state: 'active',
  status: 'notInOkta',
  action: 'sync',
  okta: null,
  at: iso,
  problem: null,
  ...change,
});
const okta = { id: '00u1', login: 'user2@school.example', state: 'active' as const, detail: 'PROVISIONED', url: null };
const everybody = [user('1'), user('2', { status: 'invited', okta }), user('22', { state: 'deactivated' })];
const base: FakeAnswers = {
  connections: () => ({ connections: [sampleConnection()] }),
  users: ({ query }) => {
    const fits = everybody.filter(({ login, email }) => `${login} ${email}`.includes((query['q'] ?? '').toLowerCase()));
    return { users: fits.slice(Number(query['offset'])), total: fits.length, summary, counts: null };
  },
};

test('--version and --help answer without an agent', async () => {
  const shown = await runFake(['--version'], {});
  expect([shown.exit, shown.out]).toEqual([0, `${version}\n`]);
  const help = await runFake(['--help'], {});
  expect(help.exit).toBe(0);
  expect(help.out).toContain('Examples:');
  expect(help.agent.events).toEqual([]);
  expect((await runFake([], { bare: true })).out).toBe(help.out);
  expect((await runFake([], {})).err).toContain('A command is missing.');
  expect((await runFake(['sync', '--help'], {})).out).toContain('--home <dir>');
});

test.each([
  [['synk']],
  [['sync', '--bogus']],
  [['users', '--limit', 'x']],
  [['users', '--status', 'gone']],
  [['clients']],
])('wrong use %j is exit 2, as JSON too', async (line) => {
  const text = await runFake(line, { answers: base });
  expect([text.exit, text.out]).toEqual([2, '']);
  const { exit, json, err } = await runFake([...line, '--json'], { answers: base });
  expect([exit, err]).toEqual([2, '']);
  expect(json).toMatchObject({ error: { code: 'invalid' } });
});

test('a problem is one sentence, its code, and the next step', async () => {
  const { exit, err } = await runFake(['status'], { answers: { connections: () => ({ connections: [] }) } });
  expect(exit).toBe(2);
  expect(err).toBe('Nothing is connected yet. (not_configured)\nRun "rollcall connect" for the site and for Okta.\n');
});

test('several connections want a name, and the name may be used', async () => {
  const answers: FakeAnswers = {
    ...base,
    connections: () => ({ connections: [sampleConnection(), sampleConnection({ id: 'c2', name: 'Shop' })] }),
  };
  const unclear = await runFake(['status'], { answers });
  expect(unclear.exit).toBe(2);
  expect(unclear.err).toContain('c1 (School), c2 (Shop)');
  const { agent } = await runFake(['status', '--connection', 'Shop'], { answers });
  expect(agent.calls.at(-1)).toMatchObject({ name: 'users', call: { params: { id: 'c2' } } });
  expect((await runFake(['status', '--connection', 'c3'], { answers })).err).toContain('no connection "c3"');
});

test('an answer of another version is not guessed at', async () => {
  const { exit, err } = await runFake(['connection', 'list'], {
    answers: { connections: () => JSON.parse('{"connections":[{"id":1}]}') },
  });
  expect(exit).toBe(2);
  expect(err).toContain('(version)');
});

test('an unexpected fault shows its inside only where that is asked for', async () => {
  const openAgent = () => Promise.reject(new TypeError('the inside'));
  for (const [env, shown] of [[{}, false] as const, [{ ROLLCALL_DEBUG: '1' }, true] as const]) {
    const terminal = fakeTerminal({ env });
    expect(await runCli(['runs', '--home', '/nowhere'], { terminal, openAgent })).toBe(1);
    expect(terminal.shown.err.includes('the inside')).toBe(shown);
  }
});

test('status tells the mode, the summary and every user', async () => {
  const { out, json } = await runFake(['status'], { answers: base });
  expect(json).toBeNull();
  expect(out).toContain('School: https://school.example and https://school.okta.example. Live.');
  expect(out).toContain('3 users: 1 linked, 1 not in Okta, 1 needs a look. Read 2 min ago.');
  expect(out).toMatch(/user2 +Active +Invited +user2@school\.example +2 min ago/);
  expect(out).toMatch(/user22 +Blocked +Not in Okta/);
});

test('status of a login is that user alone', async () => {
  const { exit, json } = await runFake(['status', 'user2@school.example', '--json'], { answers: base });
  expect(exit).toBe(0);
  expect(json).toMatchObject({ users: [{ id: 'uuid-2' }], missing: [] });
  const some = await runFake(['status', 'USER2', 'nobody', '--json'], { answers: base });
  expect(some.exit).toBe(4);
  expect(some.json).toMatchObject({ users: [{ id: 'uuid-2' }], missing: ['nobody'] });
  expect((await runFake(['status', 'nobody'], { answers: base })).exit).toBe(2);
});

test('users ask for what was wanted and tell how many more there are', async () => {
  const { out, agent } = await runFake(['users', '--q', 'user', '--status', 'invited', '--limit', '2'], {
    answers: { ...base, users: () => ({ users: everybody.slice(0, 2), total: 3, summary, counts: null }) },
  });
  expect(agent.calls.at(-1)?.call.query).toEqual({ q: 'user', status: 'invited', offset: '0', limit: '2' });
  expect(out).toContain('And 1 more user;');
});

test('a test of both sides shows account, notes and every attribute, and its failure decides the exit', async () => {
  const side = {
    ok: true,
    side: 'okta' as const,
    label: 'Okta',
    url: 'https://school.okta.example',
    account: { id: '1', login: 'rollcall', displayName: 'Rollcall' },
    level: 'full' as const,
    permissions: ['users.manage'],
    notes: [new SyncError('clock_skew', 'This computer’s clock is 40 s off.').problem],
    skewMs: 40_000,
    problem: null,
  };
  const attributes = { login: 'ann', title: null, tags: ['a', 'b'] };
  const good = await runFake(['test', '--user', 'ann'], {
    answers: {
      ...base,
      test: () => ({
        ok: true,
        cms: side,
        okta: side,
        user: { login: 'ann', state: 'active', detail: null, attributes },
        problem: null,
      }),
    },
  });
  expect(good.exit).toBe(0);
  expect(good.agent.calls.at(-1)?.call.body).toEqual({ user: 'ann' });
  for (const text of [
    'Rollcall (rollcall)',
    'users.manage',
    '40 s off',
    'Set this computer’s clock',
    'tags       a, b',
    'title      (empty)',
    'Both sides answer.',
  ]) {
    expect(good.out).toContain(text);
  }
  const problem = new SyncError('bad_credentials', 'Okta refused the token.', { requestId: 'req1' }).problem;
  const bad = await runFake(['test'], {
    answers: {
      ...base,
      test: () => ({ ok: false, cms: side, okta: { ...side, ok: false, problem }, user: null, problem }),
    },
  });
  expect(bad.exit).toBe(2);
  expect(bad.out).toContain('Okta refused the token. (bad_credentials, req1)');
  expect(bad.out).not.toContain('Both sides answer.');
});

test('activity names the users from their runs and asks for a time in ISO', async () => {
  const entry = {
    id: 'R-0001/item-1',
    at: iso,
    connection: 'c1',
    job: 'R-0001',
    item: 'item-1',
    by: { kind: 'cli' as const, id: 'cli', name: 'kim' },
    trigger: 'cli',
    type: 'create' as const,
    outcome: 'done' as const,
    evidence: 'readBack' as const,
    subject: { cms: 'uuid-1', okta: '00u1', group: null },
    fields: ['login', 'email'],
    problem: null,
    image: null,
    steps: [],
    prev: '',
    mac: '',
  };
  const { out, agent } = await runFake(['activity', '--since', '1d', '--user', 'ann', '--type', 'create'], {
    answers: {
      ...base,
      activity: () => ({ entries: [entry], intact: null, next: null, names: {} }),
      job: () => sampleJob({ results: [sampleResult(1)] }),
    },
  });
  expect(agent.calls[0]?.call.query).toEqual({
    user: 'ann',
    type: 'create',
    since: '2026-03-03T12:00:00.000Z',
    limit: '50',
  });
  expect(out).toMatch(/Create in Okta +User 1 +Done: login, email +kim +R-0001/);
});

test('runs, one run, and a stop', async () => {
  const failed = sampleResult(2, { outcome: 'failed', problem: new SyncError('invalid', 'Okta refused it.').problem });
  const job = sampleJob({ mode: 'apply', done: 1, failed: 1, results: [sampleResult(1), failed] });
  const answers: FakeAnswers = {
    ...base,
    jobs: () => ({ jobs: [job, sampleJob({ id: 'R-0000', mode: 'plan' })] }),
    job: () => job,
    cancelJob: () => ({}),
  };
  const list = await runFake(['runs'], { answers });
  expect(list.out).toMatch(/R-0001 +just now +Done/);
  expect(list.out).toMatch(/R-0000 +just now +Planned/);
  const one = await runFake(['run', 'show', 'R-0001'], { answers });
  expect(one.out).toMatch(/User 2 +Create in Okta +Failed: Okta refused it\. +Correct the named field/);
  const stop = await runFake(['run', 'stop', 'R-0001', '--json'], { answers });
  expect(stop.json).toEqual({ run: 'R-0001' });
  const resumed = await runFake(['run', 'resume', 'R-0001'], { answers });
  expect(resumed.exit).toBe(2);
  expect(resumed.err).toContain('is done');
});

test('a saved plan is shown in full, with what differs and stays', async () => {
  const item = sampleItem(1, {
    action: 'update',
    before: { department: 'IT', title: null },
    after: { department: 'Sales', title: 'Lead' },
    drift: ['city'],
  });
  const { out } = await runFake(['plan', 'show', 'P-0001'], { answers: { ...base, plan: () => samplePlan([item]) } });
  expect(out).toContain('department: IT → Sales');
  expect(out).toContain('title: (empty) → Lead');
  expect(out).toContain('Differs and stays: city');
});

test('removing a connection wants a yes', async () => {
  const answers: FakeAnswers = { ...base, removeConnection: () => ({}) };
  const removed = async (line: string[], typed: string[] | null) => {
    const person = typed === null ? {} : { interactive: true, typed };
    const { exit, agent } = await runFake(['connection', 'remove', ...line], { answers, ...person });
    return { exit, done: agent.calls.some(({ name }) => name === 'removeConnection') };
  };
  expect(await removed([], null)).toEqual({ exit: 2, done: false });
  expect(await removed(['c1'], ['n'])).toEqual({ exit: 0, done: false });
  expect(await removed(['c1'], ['y'])).toEqual({ exit: 0, done: true });
  expect(await removed(['--yes'], null)).toEqual({ exit: 0, done: true });
  expect(await removed(['c9', '--yes'], null)).toEqual({ exit: 2, done: false });
});

test('serve prints exactly one line of JSON and recovers before it listens', async () => {
  const { exit, out, err, agent } = await runFake(['serve', '--json', '--port', '21999'], {});
  expect(exit).toBe(0);
  expect(out).toBe('{"api":"http://127.0.0.1:21999","scim":null,"pairingCode":"4R7K-M2QX"}\n');
  expect(err).toBe('');
  expect(agent.events).toEqual(['recover with jobs', 'close']);
  expect((await runFake(['serve'], {})).out).toContain('Pairing code  4R7K-M2QX');
});

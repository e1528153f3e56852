import { expect, test } from 'vitest';
import { SyncError, toProblem } from '@rollcall/shared';
import type { TrafficEntry } from '@rollcall/shared/api-traffic';

import { noon, runFake, sampleConnection } from '../fixture.ts';
import type { FakeAnswers } from '../fixture.ts';

const refusal = 'Ines Okafor is protected (last administrator). Nothing was changed.';
const entry: TrafficEntry = {
  id: '12',
  at: new Date(noon - 120_000).toISOString(),
  token: 't1',
  method: 'PUT',
  path: '/Users/1a0f',
  status: 403,
  ms: 8.6,
  userAgent: 'Okta SCIM Client 1.0.0',
  detail: refusal,
  plan: null,
  request: { headers: [['authorization', 'Bearer hidden']], body: { userName: 'mail, 27', active: false } },
  answer: { headers: [], body: { status: '403', detail: refusal } },
  curl: "curl -X PUT 'https://scim.harbor.example/c1/scim/v2/Users/1a0f'",
  next: 'Give another person the Administrator role, then press Retry in Okta (Dashboard, Tasks).',
  replay: 'whole',
};
const { request: _request, answer: _answer, curl: _curl, next: _next, replay: _replay, ...row } = entry;
const url = 'https://scim.harbor.example/c1/scim/v2';
const base: FakeAnswers = {
  connections: () => ({ connections: [sampleConnection()] }),
  traffic: () => ({ rows: [row], counts: { all: 48, writes: 21, failed: 2 }, more: true, keptDays: 7 }),
  trafficEntry: () => entry,
  replayTraffic: () => ({ plan: 'P-0031', job: 'R-1', problem: null, skipped: ['password'] }),
  checkReach: () => ({ at: entry.at, url, ok: true, problem: null }),
};

test('lists what was asked, and shows one request with what to do and how to send it anew', async () => {
  const { out, agent } = await runFake(['scim', 'traffic', '--kind', 'failed', '--limit', '5'], { answers: base });
  expect(out).toContain('48 requests, of which 21 writes and 2 refused or failed');
  expect(out).toMatch(/^12 .*PUT \/Users\/1a0f +403 +9 ms +Ines Okafor is protected/m);
  expect(agent.calls.at(-1)?.call).toMatchObject({ params: { id: 'c1' }, query: { kind: 'failed', limit: '5' } });
  const one = await runFake(['scim', 'traffic', '12'], { answers: base });
  for (const text of [refusal, entry.next ?? '', 'authorization: Bearer hidden', '"userName": "mail, 27"', entry.curl])
    expect(one.out).toContain(text);
  expect((await runFake(['scim', 'traffic', '12', '--json'], { answers: base })).json).toEqual(entry);
});

test('tells which plan a replay came to, and what it left out', async () => {
  const { out, exit } = await runFake(['scim', 'replay', '12'], { answers: base });
  expect([out, exit]).toEqual([
    'Plan P-0031 shows what would change: rollcall plan show P-0031. Nothing was written.\nLeft out, since the values are not kept: password.\n',
    0,
  ]);
  const nothing = { plan: null, job: null, problem: null, skipped: [] };
  const held = await runFake(['scim', 'replay', '12'], { answers: { ...base, replayTraffic: () => nothing } });
  expect(held.out).toBe('Nothing would change.\n');
  const problem = toProblem(new SyncError('protected', refusal));
  const refused = await runFake(['scim', 'replay', '12'], {
    answers: { ...base, replayTraffic: () => ({ ...nothing, problem }) },
  });
  expect(refused.out).toContain(refusal);
  expect(refused.exit).not.toBe(0);
});

test('tells whether the public address leads here', async () => {
  const good = await runFake(['scim', 'reach'], { answers: base });
  expect([good.out, good.exit]).toEqual([`This agent answers at ${url}, over TLS. That is Okta’s Base URL.\n`, 0]);
  const problem = toProblem(
    new SyncError('wrong_site', 'Another program answers there.', { scope: 'run', next: 'Correct the proxy.' }),
  );
  const answers = { ...base, checkReach: () => ({ at: entry.at, url, ok: false, problem }) };
  const bad = await runFake(['scim', 'reach'], { answers });
  expect(bad.out).toContain('Another program answers there.');
  expect(bad.out).toContain('Correct the proxy.');
  expect(bad.exit).not.toBe(0);
});

import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemActor } from '@rollcall/shared';
import type { LeaverRow } from '@rollcall/shared/api-leaver';

import { temporaryHome } from '../../store/fixture.ts';
import { runFake, sampleConnection } from '../fixture.ts';

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ home: folder, remove } = await temporaryHome());
});
afterEach(() => remove());

const at = '2026-03-04T11:50:00.000Z';

function rowOf(login: string, change: Partial<LeaverRow> = {}): LeaverRow {
  const proof = {
    kind: 'entry',
    id: 'R-0001/i1',
    at,
    type: 'deactivate',
    evidence: 'readBack',
    by: systemActor,
  } as const;
  return {
    key: login,
    login,
    label: login,
    mail: `${login}@school.example`,
    handle: '7',
    linked: true,
    stoppedBy: 'cms',
    stoppedAt: at,
    cms: { id: 'u7', state: 'deactivated', seenAt: at, at, proof: { kind: 'seen', at } },
    okta: { id: '00u7', state: 'deactivated', seenAt: at, at, proof },
    minutes: 0,
    open: false,
    openSide: null,
    reason: null,
    detail: null,
    ...change,
  };
}

const open = rowOf('=cmd()', {
  okta: { id: '00u8', state: 'active', seenAt: at, at: null, proof: null },
  minutes: null,
  open: true,
  openSide: 'okta',
  reason: 'held',
});
const answers = {
  connections: () => ({ connections: [sampleConnection()] }),
  leavers: ({ query }: { query: Record<string, string> }) =>
    query['after'] === undefined
      ? { rows: [open], total: 2, open: 1, next: 'p2' }
      : { rows: [rowOf('bo')], total: 2, open: 1, next: null },
};

it('shows everybody who lost access, with the proof and why somebody is still let in', async () => {
  const { exit, out, agent } = await runFake(['leavers', '--since', '1d'], { answers });
  expect(exit).toBe(0);
  expect(out).toContain('2 users lost access: 1 user still let in on one side.');
  expect(out).toMatch(/=cmd\(\) .*Open: in Okta, a change waits for approval/);
  expect(out).toMatch(/Deactivate by Rollcall: Today, [\d:]+, read back/);
  expect(out).toMatch(/seen off: Today, /);
  const asked = agent.calls.filter(({ name }) => name === 'leavers').map(({ call }) => call.query);
  expect(asked).toEqual([
    { since: '2026-03-03T12:00:00.000Z', limit: '1000' },
    { since: '2026-03-03T12:00:00.000Z', limit: '1000', after: 'p2' },
  ]);
});

it('writes all of them as CSV into a new file for its owner alone, without a live formula', async () => {
  const csv = path.join(folder, 'review.csv');
  const first = await runFake(['leavers', '--csv', csv, '--json'], { answers });
  expect([first.exit, first.json]).toEqual([0, expect.objectContaining({ total: 2, open: 1, csv })]);
  const [head, one, two] = (await readFile(csv, 'utf8')).split('\r\n');
  expect(head).toMatch(/^login,name,mail,page,linked,open,open_side,reason,/);
  expect(one).toMatch(/^'=cmd\(\),/);
  expect(two).toContain('R-0001/i1');
  expect((await stat(csv)).mode & 0o777).toBe(0o600);
  const second = await runFake(['leavers', '--csv', csv], { answers });
  expect([second.exit, second.err]).toEqual([2, expect.stringContaining('as a new file')]);
});

it('says so when nobody fits', async () => {
  const none = { ...answers, leavers: () => ({ rows: [], total: 0, open: 0, next: null }) };
  expect((await runFake(['leavers'], { answers: none })).out).toContain('Nobody who fits lost access.');
});

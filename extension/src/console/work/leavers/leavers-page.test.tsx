import type { LeaverRow } from '@rollcall/shared/api-leaver';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, expect, it, vi } from 'vitest';

import { answerRoutes } from '../../../testing/agent-answers.ts';
import { connectionAnswerOf } from '../../../testing/connection.ts';
import { exportLeavers } from './export-leavers.ts';
import { LeaversPage } from './leavers-page.tsx';

const at = '2026-01-10T09:04:00.000Z';
const by = { kind: 'client' as const, id: 'b1', name: 'Firefox', cmsUser: 'rosa' };
const closed: LeaverRow = {
  key: 'u-1/00u1',
  login: 'ann.lee',
  label: 'Ann Lee',
  mail: 'ann.lee@harbor.example',
  handle: '2',
  linked: true,
  stoppedBy: 'cms',
  stoppedAt: at,
  cms: { id: 'u-1', state: 'deactivated', seenAt: at, at, proof: { kind: 'seen', at } },
  okta: {
    id: '00u1',
    state: 'deactivated',
    seenAt: at,
    at,
    proof: { kind: 'entry', id: 'R-1/i', at, type: 'deactivate', evidence: 'readBack', by },
  },
  minutes: 4,
  open: false,
  openSide: null,
  reason: null,
  detail: null,
};
const open: LeaverRow = {
  ...closed,
  key: 'u-2/00u2',
  login: '=cmd',
  label: 'Bo Ek',
  okta: { id: '00u2', state: 'active', seenAt: at, at: null, proof: null },
  minutes: null,
  open: true,
  openSide: 'okta',
  reason: 'held',
};

async function show(search = ''): Promise<void> {
  const query = new URLSearchParams(search);
  const props = { connection: connectionAnswerOf(), rest: [], query, role: 'viewer' as const };
  await act(() => render(<LeaversPage {...props} onChanged={() => undefined} />, document.body));
  await act(() => new Promise((resolve) => setTimeout(resolve)));
}

beforeEach(() => {
  render(null, document.body);
});

it('shows who is still let in, and the proof of each loss with who asked', async () => {
  answerRoutes({ leavers: { rows: [open, closed], total: 2, open: 1, next: 'p2' } });
  await show();
  const [first, second] = [...document.querySelectorAll('tbody tr')].map((row) => row.textContent ?? '');
  expect(first).toContain('Still open: Okta');
  expect(first).toContain('A change waits for approval.');
  expect(second).toMatch(/Deactivated by rosa: .*Read back\./);
  expect(document.body.textContent).toContain('2 users, 1 still open');
  expect(document.querySelector('footer a')?.getAttribute('href')).toBe('#/c1/leavers?after=p2');
});

it('asks for the days of the address, and tells nobody at all from nobody in that time', async () => {
  const agent = answerRoutes({ leavers: { rows: [], total: 0, open: 0, next: null } });
  await show('since=2026-01-01&until=2026-01-31');
  const { since, until } = agent.to('leavers')[0]?.query ?? {};
  expect(Date.parse(String(until)) - Date.parse(String(since))).toBeGreaterThan(30 * 24 * 60 * 60 * 1000);
  expect(document.body.textContent).toContain('Nobody lost access in this time.');
  render(null, document.body);
  await show();
  expect(document.body.textContent).toContain('Nobody lost access yet.');
});

it('saves every page as one file, without a live formula', async () => {
  const agent = answerRoutes({
    leavers: ({ query }) =>
      query['after'] === undefined
        ? { rows: [open], total: 2, open: 1, next: 'p2' }
        : { rows: [closed], total: 2, open: 1, next: null },
  });
  const made: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    if (blob instanceof Blob) made.push(blob);
    return 'blob:made';
  });
  expect(await exportLeavers('c1', { since: at })).toBeNull();
  expect(agent.to('leavers').map(({ query }) => query['after'])).toEqual([undefined, 'p2']);
  const [head, one, two] = ((await made[0]?.text()) ?? '').split('\r\n');
  expect(head).toMatch(/^login,name,mail,page,linked,open,/);
  expect(one).toMatch(/^"?'=cmd/);
  expect(two).toContain('R-1/i');
});

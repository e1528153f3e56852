import { expect, it } from 'vitest';
import { systemActor } from '@rollcall/shared';
import type { AccountRow, Side } from '@rollcall/shared';
import { leaverLine } from '@rollcall/shared/api-leaver';

import { leaverOf } from './leaver.ts';
import type { LeaverInput, OffProof } from './leaver.ts';
import { cmsAccount, connectionOf, linkOf, oktaAccount } from './sample.fixture.ts';

const day = (number: number, clock = '09:00') => `2026-01-${String(number).padStart(2, '0')}T${clock}:00.000Z`;

function rowOf(side: Side, change: Partial<AccountRow> = {}): AccountRow {
  const { ref, handle, login, email, displayName, state, detail, guarded } =
    side === 'cms' ? cmsAccount(7) : oktaAccount(7);
  const kept = { hash: '', seenAt: day(2), sweep: 0, missing: 0 as const, absentAt: null, note: null };
  return { ref, handle, login, email, displayName, state, detail, guarded, ...kept, ...change };
}

const proof = (at: string, change: Partial<OffProof> = {}): OffProof => ({
  kind: 'entry',
  id: 'R-0004/item-1',
  at,
  type: 'deactivate',
  evidence: 'readBack',
  by: systemActor,
  ...change,
});

/** Blocked on the site on the 10th, and switched off in Okta by Rollcall four minutes later. */
function leaver(change: Partial<LeaverInput> = {}): LeaverInput {
  return {
    connection: connectionOf(),
    link: linkOf(cmsAccount(7), oktaAccount(7), { stoppedBy: 'cms', stoppedAt: day(10, '09:04') }),
    ids: { cms: 'u-7', okta: '00u7' },
    rows: {
      cms: rowOf('cms', { state: 'deactivated', offAt: day(10), seenAt: day(11) }),
      okta: rowOf('okta', { state: 'deactivated', offAt: day(10, '09:04'), seenAt: day(10, '09:04') }),
    },
    sweeps: { cms: { at: day(20), count: 9, number: 3 }, okta: null },
    proofs: { cms: null, okta: proof(day(10, '09:04')) },
    ...change,
  };
}

it('proves a loss by the entry that did it, and one by others by the reading that first showed it', () => {
  expect(leaverOf(leaver())).toEqual({
    key: 'u-7/00u7',
    login: 'user7',
    label: 'Given7 Family7',
    mail: 'user7@harbor.example',
    handle: '7',
    linked: true,
    stoppedBy: 'cms',
    stoppedAt: day(10, '09:04'),
    cms: { id: 'u-7', state: 'deactivated', seenAt: day(20), at: day(10), proof: { kind: 'seen', at: day(10) } },
    okta: {
      id: '00u7',
      state: 'deactivated',
      seenAt: day(10, '09:04'),
      at: day(10, '09:04'),
      proof: proof(day(10, '09:04')),
    },
    minutes: 4,
    open: false,
    openSide: null,
    reason: null,
    detail: null,
  });
});

it('is open while one side lets the user in, with the reason', () => {
  const rows = { ...leaver().rows, okta: rowOf('okta') };
  const proofs = { cms: null, okta: null };
  const open = (change: Partial<LeaverInput>) => leaverOf(leaver({ rows, proofs, ...change }));
  expect(open({})).toMatchObject({ open: true, openSide: 'okta', reason: 'pending', minutes: null });
  const link = linkOf(cmsAccount(7), oktaAccount(7));
  expect(open({ link: { ...link, frozen: true } })?.reason).toBe('frozen');
  expect(open({ link: { ...link, ignored: ['state'] } })?.reason).toBe('accepted');
  expect(open({ connection: connectionOf({ direction: 'oktaToCms' }) })?.reason).toBe('oneWay');
  const onSite = { cms: rowOf('cms'), okta: leaver().rows.okta };
  expect(leaverOf(leaver({ rows: onSite }))).toMatchObject({ open: true, openSide: 'cms', reason: 'oneWay' });
});

it('counts a staged user as one who is not let in, and an account that nobody has read as open', () => {
  const { cms } = leaver().rows;
  const proofs = { cms: null, okta: null };
  expect(leaverOf(leaver({ rows: { cms, okta: rowOf('okta', { state: 'staged' }) }, proofs }))?.open).toBe(false);
  expect(leaverOf(leaver({ rows: { cms, okta: null }, proofs }))).toMatchObject({ open: true, reason: 'unread' });
});

it('tells an account that is gone by the first list without it, or by its deletion', () => {
  const cms = rowOf('cms', { missing: 2, missingAt: day(12) });
  expect(leaverOf(leaver({ rows: { cms, okta: leaver().rows.okta } }))?.cms).toMatchObject({
    state: 'gone',
    seenAt: day(2),
    proof: { kind: 'missing', at: day(12) },
  });
  const deleted = { cms: null, okta: proof(day(10), { type: 'delete' }) };
  expect(leaverOf(leaver({ link: null, rows: { cms, okta: null }, proofs: deleted }))?.okta).toMatchObject({
    state: 'gone',
    seenAt: null,
    proof: { kind: 'entry', type: 'delete' },
  });
});

it('does not take a former switch-off for the proof of a later one by others', () => {
  const link = linkOf(cmsAccount(7), oktaAccount(7));
  const okta = rowOf('okta', { state: 'deactivated', offAt: day(15) });
  const rows = { cms: leaver().rows.cms, okta };
  expect(leaverOf(leaver({ rows, link }))?.okta?.proof).toEqual({ kind: 'seen', at: day(15) });
  expect(leaverOf(leaver({ rows, link: null }))?.okta?.proof).toEqual({ kind: 'seen', at: day(15) });
});

it('leaves out whoever has access on both sides, and tells no field values', () => {
  expect(leaverOf(leaver({ rows: { cms: rowOf('cms'), okta: rowOf('okta') } }))).toBeNull();
  const row = leaverOf(leaver());
  expect(JSON.stringify(row)).not.toContain('Research');
  expect(row && leaverLine(row)).toMatchObject({
    login: 'user7',
    page: '7',
    open: 'no',
    site_proof: 'seen',
    okta_entry: 'R-0004/item-1',
    okta_evidence: 'readBack',
    minutes: 4,
  });
});
